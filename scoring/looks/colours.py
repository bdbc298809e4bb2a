"""The shades that one colour of an event gives its pages, in which all text can be read. Pure.

Contrast and luminance: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. What a shade stands on is
what `static/css/tokens.css` and `screen.css` have; a test holds the two together.
"""

import colorsys
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

LEAST_CONTRAST, STRONG_CONTRAST = 4.5, 7.0
"""Of text, and of what it turns to under a pointer."""
STEPS = 255
SOFT = 0.1
"""How much of the colour is in the ground of notices."""

Rgb = tuple[int, int, int]


class Theme(NamedTuple):
    """grounds: all that links and buttons of a public page or a big screen stand on, the card,
    whose colour is that of the text on a button, first. ink: of text on a notice.
    """

    grounds: tuple[str, ...]
    ink: str
    is_dark: bool


LIGHT = Theme(
    ("#ffffff", "#f6f8f7", "#e4f3e8", "#fbe9e7", "#fdf1d8", "#e9efed"), "#17211f", is_dark=False
)
DARK = Theme(
    ("#17211f", "#0f1615", "#14301d", "#3b1715", "#362a10", "#0b100f"), "#e7eeec", is_dark=True
)


class Shades(NamedTuple):
    """Of one theme, as #rrggbb. brand: of links, and of buttons with the card's colour on them;
    soft: the ground of a notice. contrast: the least that the brand has on any ground.
    """

    brand: str
    strong: str
    soft: str
    contrast: float


@lru_cache(maxsize=64)
def shades(colour: str, theme: Theme) -> Shades:
    """The colour itself where it is readable in the theme, else made darker, or lighter, by just as
    much as it needs. colour: #rrggbb.
    """
    card = _rgb(theme.grounds[0])
    own = _rgb(colour)
    soft = _hex(
        tuple(round(SOFT * one + (1 - SOFT) * other) for one, other in zip(own, card, strict=True))
    )
    grounds = [*theme.grounds, soft]
    brand = _readable(colour, grounds, LEAST_CONTRAST, theme)
    strong = _readable(brand, grounds, STRONG_CONTRAST, theme)
    return Shades(brand, strong, soft, least_contrast(brand, grounds))


def stylesheet(colour: str) -> str:
    """The colours of an event's pages as CSS; who asks for more contrast keeps the product's own.

    The page follows what the system prefers, a big screen what is chosen for it.
    """
    light, dark = shades(colour, LIGHT), shades(colour, DARK)
    return (
        "@media not all and (prefers-contrast: more) {\n"
        f":root {{ {_tokens(light)} --event-on-light: {light.brand};"
        f" --event-on-dark: {dark.brand}; }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f':root:not([data-contrast="more"]) {{ {_tokens(dark)} }}\n'
        "}\n}\n"
    )


def contrast(one: str, other: str) -> float:
    """From 1 to 21, of two colours as #rrggbb."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour: str, grounds: Iterable[str]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def _tokens(shades: Shades) -> str:
    return f"--brand: {shades.brand}; --brand-strong: {shades.strong}; --brand-soft: {shades.soft};"


def _readable(colour: str, grounds: Iterable[str], least: float, theme: Theme) -> str:
    """The nearest lightness of the same hue that has this contrast on every ground."""
    worst = (max if theme.is_dark else min)(grounds, key=_luminance)
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / STEPS for part in _rgb(colour)))
    step = 1 / STEPS if theme.is_dark else -1 / STEPS
    found = colour
    while contrast(found, worst) < least and 0 < lightness + step < 1:
        lightness += step
        found = _hex(
            tuple(round(part * STEPS) for part in colorsys.hls_to_rgb(hue, lightness, saturation))
        )
    return found


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / STEPS) for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(rgb: Iterable[int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in rgb)
