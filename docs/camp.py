"""Draws the picture behind the demo's diplomas anew: `python -m docs.camp`.

An evening by a lake, of polygons, blurs and chance that is the same every time; nobody's photo.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import sin
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

TARGET = Path(__file__).parent.parent / "diplomas/demo/camp.jpg"
WIDTH, HEIGHT = 2400, 1697
"""A4 with more than 200 dots per inch."""
SHORE = 1190
"""Where the lake begins."""
SUN = (1560, 900)
SKY = [(0, "#1b2a57"), (0.3, "#4b4d86"), (0.55, "#b9748c"), (0.8, "#f3a978"), (1, "#ffd9a0")]
RIDGES = [
    (930, 95, 1.0, "#a87f98"),
    (985, 120, 1.7, "#7d6488"),
    (1060, 110, 2.9, "#544b74"),
    (1125, 75, 4.3, "#33365c"),
]
"""From afar to near: how low, how high, how wild, and the colour."""
DARK = "#101a2e"
Point = tuple[float, float]


def mixed(stops: Sequence[tuple[float, str]], share: float) -> tuple[int, ...]:
    """The colour at this share of the way."""
    for (low, one), (high, other) in pairwise(stops):
        if share <= high:
            part = (share - low) / (high - low)
            pairs = zip(rgb(one), rgb(other), strict=True)
            return tuple(round(a + (b - a) * part) for a, b in pairs)
    return rgb(stops[-1][1])


def rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))


def sky() -> Image.Image:
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        column.putpixel((0, y), mixed(SKY, min(y / SHORE, 1)))
    return column.resize((WIDTH, HEIGHT))


def glow(picture: Image.Image, at: Point, radius: float, color: str, blur: float) -> Image.Image:
    """Light that is added to what is there."""
    light = Image.new("RGB", picture.size)
    x, y = at
    ImageDraw.Draw(light).ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)
    return ImageChops.screen(picture, light.filter(ImageFilter.GaussianBlur(blur)))


def ridge(random: Random, low: float, high: float, wild: float) -> list[Point]:
    """A line of mountains from the left to the right."""
    waves = [(wild * 0.0011 * 1.9**n, random.random() * 6.3, 0.55**n) for n in range(7)]
    return [
        (x, low - high * sum(sin(x * pace + phase) * part for pace, phase, part in waves))
        for x in range(-20, WIDTH + 40, 8)
    ]


def spruce(draw: ImageDraw.ImageDraw, random: Random, foot: Point, high: float) -> None:
    """A tree of branches that hang, each tier wider than the one above it."""
    x, y = foot
    draw.rectangle((x - high * 0.012, y - high * 0.2, x + high * 0.012, y + 8), fill=DARK)
    tiers = 13
    for tier in range(tiers):
        top = y - high + high * 0.93 * tier / tiers
        down = top + high * (0.09 + 0.05 * tier / tiers)
        half = high * (0.018 + 0.2 * (tier + 1) / tiers) * random.uniform(0.82, 1.12)
        middle = top + high * 0.05
        left, right = (x - half, down), (x + half * random.uniform(0.9, 1.1), down)
        draw.polygon(
            [(x, top), (x + half * 0.4, middle), right, (x, down - high * 0.02), left,
             (x - half * 0.4, middle)],
            fill=DARK,
        )  # fmt: skip


def tent(draw: ImageDraw.ImageDraw, x: float, y: float, high: float) -> None:
    """One that is lit from within."""
    half = high * 0.95
    draw.polygon([(x - half, y), (x, y - high), (x + half, y)], fill="#e98a3c")
    draw.polygon([(x - half, y), (x, y - high), (x - half * 0.15, y)], fill="#f7b35a")
    draw.polygon([(x - half * 0.2, y), (x, y - high), (x + half * 0.22, y)], fill="#5a2b1d")
    draw.line([(x - half, y), (x, y - high), (x + half, y)], fill="#2a1a22", width=5)


def camp() -> Image.Image:
    random = Random(2026)  # noqa: S311  the same picture every time, nothing secret
    picture = glow(sky(), SUN, 300, "#ffb066", 190)
    picture = glow(picture, SUN, 92, "#fff0c8", 14)
    stars = ImageDraw.Draw(picture)
    for _star in range(150):
        x, y = random.uniform(0, WIDTH), random.uniform(0, 470)
        size = random.choice([1.2, 1.6, 2.4]) * (1 - y / 700)
        stars.ellipse((x - size, y - size, x + size, y + size), fill="#d9d8ea")
    for low, high, wild, color in RIDGES:
        line = ridge(random, low, high, wild)
        layer = Image.new("RGB", picture.size, color)
        mist = Image.linear_gradient("L").resize((WIDTH, 420))
        veil = Image.new("L", picture.size)
        veil.paste(mist.point(lambda value: value * 0.42), (0, int(low) - 140))
        layer = Image.composite(Image.new("RGB", picture.size, "#e9b397"), layer, veil)
        mask = Image.new("L", picture.size)
        ImageDraw.Draw(mask).polygon([*line, (WIDTH, HEIGHT), (0, HEIGHT)], fill=255)
        picture.paste(layer, mask=mask.filter(ImageFilter.GaussianBlur(1.6)))
    return grained(foreground(lake(picture, random), random))


def lake(picture: Image.Image, random: Random) -> Image.Image:
    """What is above the shore once more below it, darker and drawn out by ripples."""
    above = picture.crop((0, 2 * SHORE - HEIGHT, WIDTH, SHORE)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    water = above.filter(ImageFilter.GaussianBlur(7))
    water = ImageChops.multiply(water, Image.new("RGB", water.size, "#aab3d6"))
    draw = ImageDraw.Draw(water, "RGBA")
    for _ripple in range(420):
        y = random.uniform(0, 1) ** 1.5 * water.height
        half = random.uniform(20, 120) * (0.4 + y / water.height)
        near_sun = random.gauss(SUN[0], 130) if random.random() < 0.55 else random.uniform(0, WIDTH)
        shine = (255, 214, 160, 70) if abs(near_sun - SUN[0]) < 260 else (20, 28, 60, 46)
        draw.line((near_sun - half, y, near_sun + half, y), fill=shine, width=3)
    whole = picture.copy()
    whole.paste(water.filter(ImageFilter.GaussianBlur(1.4)), (0, SHORE))
    return whole


def foreground(picture: Image.Image, random: Random) -> Image.Image:
    """A dark bank with trees at both sides, two tents and a fire."""
    dark = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(dark)
    bank = [(x, 1460 + 46 * sin(x / 390 + 1) + 10 * sin(x / 61)) for x in range(-20, WIDTH + 40, 8)]
    draw.polygon([*bank, (WIDTH, HEIGHT), (0, HEIGHT)], fill=DARK)
    for side in (-1, 1):
        for number in range(15):
            away = number * 34 + random.uniform(-14, 14)
            x = away if side < 0 else WIDTH - away
            high = random.uniform(0.75, 1.1) * (1080 - number * 58)
            spruce(draw, random, (x, 1500 + random.uniform(-10, 40)), max(high, 190))
    for x in range(0, WIDTH, 5):
        y = 1460 + 46 * sin(x / 390 + 1)
        draw.line((x, y + 12, x + random.uniform(-9, 9), y - random.uniform(4, 26)), DARK, 2)
    tent(draw, 780, 1452, 120)
    tent(draw, 985, 1436, 96)
    draw.polygon([(1118, 1440), (1140, 1380), (1152, 1412), (1162, 1392), (1178, 1440)], "#ffcf6b")
    picture.paste(
        dark.convert("RGB"), mask=dark.getchannel("A").filter(ImageFilter.GaussianBlur(1))
    )
    picture = glow(picture, (1148, 1420), 46, "#d9782c", 62)
    return glow(picture, (820, 1410), 60, "#6a3a18", 70)


def grained(picture: Image.Image) -> Image.Image:
    """As a film's: gradients without it print in steps."""
    grain = Image.effect_noise(picture.size, 4).convert("RGB")
    return ImageChops.add(picture, grain, scale=1, offset=-128)


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    camp().save(TARGET, "JPEG", quality=74, optimize=True, progressive=True)
