"""Vector ornaments of a diploma. Pure: sizes in, shapes out.

Lengths and positions are in points (1/72 inch) from the page's top left corner, y downwards.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cos, pi, radians, sin

from foundation.web import qr_codes

CIRCLE = 0.5523
"""How far the handles of a Bézier quarter circle reach, in radii."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, filled and stroked in this order. Colours are "#rrggbb", or "" for none.

    `path` steps: ("M", x, y) move, ("L", x, y) line, ("C", x1, y1, x2, y2, x, y) curve, ("Z",)
    close. `thickness` of the stroke in points. `is_own`: of one diploma alone, as its code is.
    """

    path: tuple[tuple, ...]
    fill: str = ""
    stroke: str = ""
    thickness: float = 0
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Metal:
    """What medals of a place are made of. Dark text on `light` reads well, also in grey print."""

    light: str
    base: str
    dark: str


GOLD = Metal("#f6e3a1", "#d3a52e", "#86600f")
SILVER = Metal("#eff1f3", "#b3bac3", "#59626d")
BRONZE = Metal("#efcdb0", "#bd7e4e", "#74441f")
PLAIN = Metal("#eceff4", "#8d99ab", "#3d4a5f")
METALS = {"1": GOLD, "2": SILVER, "3": BRONZE}
"""By the place, as a numeral."""


def line(x: float, y: float, width: float, height: float, color: str, thickness: float) -> Shape:
    return Shape((("M", x, y), ("L", x + width, y + height)), "", color, thickness)


def rectangle(
    x: float, y: float, width: float, height: float, *, fill="", stroke="", thickness: float = 0
) -> Shape:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return polygon(corners, fill=fill, stroke=stroke, thickness=thickness)


def polygon(corners, *, fill="", stroke="", thickness: float = 0) -> Shape:
    first, *rest = corners
    path = (("M", *first), *(("L", *corner) for corner in rest), ("Z",))
    return Shape(path, fill, stroke, thickness)


@lru_cache(maxsize=256)
def qr_code(x: float, y: float, side: float, text: str, color: str) -> Shape:
    """Dark modules that stand side by side are one stroke, as thick as they are high."""
    size, runs = qr_codes.dark_runs(text)
    module = side / size
    path: list[tuple] = []
    for column, row, length in runs:
        left, middle = x + column * module, y + (row + 0.5) * module
        path += [("M", left, middle), ("L", left + length * module, middle)]
    return Shape(tuple(path), stroke=color, thickness=module, is_own=True)


def circle(x: float, y: float, radius: float, *, fill="", stroke="", thickness: float = 0) -> Shape:
    r, h = radius, radius * CIRCLE
    path = (
        ("M", x + r, y),
        ("C", x + r, y + h, x + h, y + r, x, y + r),
        ("C", x - h, y + r, x - r, y + h, x - r, y),
        ("C", x - r, y - h, x - h, y - r, x, y - r),
        ("C", x + h, y - r, x + r, y - h, x + r, y),
        ("Z",),
    )
    return Shape(path, fill, stroke, thickness)


def diamond(x: float, y: float, width: float, height: float, *, fill: str) -> Shape:
    corners = ((x - width / 2, y), (x, y - height / 2), (x + width / 2, y), (x, y + height / 2))
    return polygon(corners, fill=fill)


def leaf(x: float, y: float, length: float, angle: float, *, fill: str) -> Shape:
    """A leaf that grows from (x, y) in the direction of the angle (radians, clockwise from +x)."""
    along, across = (cos(angle), sin(angle)), (-sin(angle), cos(angle))

    def at(forward: float, aside: float) -> tuple[float, float]:
        return (
            x + length * (forward * along[0] + aside * across[0]),
            y + length * (forward * along[1] + aside * across[1]),
        )

    path = (
        ("M", x, y),
        ("C", *at(0.25, 0.28), *at(0.7, 0.26), *at(1, 0)),
        ("C", *at(0.7, -0.26), *at(0.25, -0.28), x, y),
        ("Z",),
    )
    return Shape(path, fill)


@lru_cache(maxsize=64)
def frame(x: float, y: float, width: float, height: float, ink: str, metal: Metal) -> tuple:
    """A double border: a firm line outside, a fine one with hollowed corners inside."""
    gap, notch = 5.5, 24
    left, top, right, bottom = x + gap, y + gap, x + width - gap, y + height - gap
    h = notch * (1 - CIRCLE)
    inner = (
        ("M", left + notch, top),
        ("L", right - notch, top),
        ("C", right - notch, top + notch - h, right - h, top + notch, right, top + notch),
        ("L", right, bottom - notch),
        ("C", right - h, bottom - notch, right - notch, bottom - h, right - notch, bottom),
        ("L", left + notch, bottom),
        ("C", left + notch, bottom - h, left + h, bottom - notch, left, bottom - notch),
        ("L", left, top + notch),
        ("C", left + h, top + notch, left + notch, top + h, left + notch, top),
        ("Z",),
    )
    shapes = [
        rectangle(x, y, width, height, stroke=ink, thickness=2),
        Shape(inner, "", metal.base, 0.9),
    ]
    for corner_x, corner_y, towards in (
        (left, top, 45),
        (right, top, 135),
        (right, bottom, 225),
        (left, bottom, 315),
    ):
        shapes += _corner(corner_x, corner_y, radians(towards), metal)
    return tuple(shapes)


def _corner(x: float, y: float, inwards: float, metal: Metal) -> list[Shape]:
    """Three leaves that open from a corner of the frame towards the middle of the page."""
    x, y = x + 1.5 * cos(inwards), y + 1.5 * sin(inwards)
    leaves = [
        leaf(x, y, 13, inwards - radians(30), fill=metal.base),
        leaf(x, y, 13, inwards + radians(30), fill=metal.base),
        leaf(x, y, 17, inwards, fill=metal.dark),
    ]
    return [*leaves, circle(x, y, 1.6, fill=metal.dark)]


@lru_cache(maxsize=64)
def divider(x: float, y: float, width: float, metal: Metal) -> tuple:
    """A horizontal ornament: lines that taper from a diamond outwards; (x, y) is its left end."""
    middle, reach = x + width / 2, width / 2
    gap = min(11, reach / 3)
    arms = [
        polygon(
            (
                (middle + side * gap, y - 0.7),
                (middle + side * reach, y),
                (middle + side * gap, y + 0.7),
            ),
            fill=metal.base,
        )
        for side in (-1, 1)
    ]
    dots = [circle(middle + side * (gap - 3), y, 1.1, fill=metal.dark) for side in (-1, 1)]
    return (*arms, *dots, diamond(middle, y, 7, 7, fill=metal.dark))


@lru_cache(maxsize=64)
def medal(x: float, y: float, radius: float, ink: str, metal: Metal) -> tuple:
    """A rosette with laurel and two ribbon ends; (x, y) is the middle of its disc.

    The ribbons reach 1.9 radii below the middle. The place's number belongs in the disc.
    """
    shapes = [*_ribbon(x, y, radius, -1, ink, metal), *_ribbon(x, y, radius, 1, ink, metal)]
    shapes.append(_scallops(x, y, radius, metal))
    shapes += [
        circle(x, y, radius * 0.85, fill=metal.light, stroke=metal.dark, thickness=radius * 0.018),
        circle(x, y, radius * 0.79, stroke=metal.base, thickness=radius * 0.03),
        *_laurel(x, y, radius * 0.64, metal),
    ]
    return tuple(shapes)


def _ribbon(x: float, y: float, radius: float, side: int, ink: str, metal: Metal) -> list[Shape]:
    """One end of the ribbon, swallow-tailed, with a stripe; side is -1 for left, 1 for right."""
    lean = radians(90 - side * 16)
    along, across = (cos(lean), sin(lean)), (sin(lean), -cos(lean))

    def at(down: float, aside: float) -> tuple[float, float]:
        return (
            x + radius * (down * along[0] + aside * across[0] + side * 0.22),
            y + radius * (down * along[1] + aside * across[1]),
        )

    def band(half: float, fill: str, notch: float) -> Shape:
        tail = 1.9
        return polygon(
            (at(0.3, -half), at(0.3, half), at(tail, half), at(tail - notch, 0), at(tail, -half)),
            fill=fill,
        )

    stripes = [
        polygon(
            (at(0.3, a - 0.022), at(0.3, a + 0.022), at(1.84, a + 0.022), at(1.84, a - 0.022)),
            fill=metal.base,
        )
        for a in (-0.2, 0.2)
    ]
    return [band(0.3, ink, 0.24), *stripes]


def _scallops(x: float, y: float, radius: float, metal: Metal, count: int = 28) -> Shape:
    """The rosette's outline: a ring of small arches."""
    step = 2 * pi / count

    def at(angle: float, distance: float) -> tuple[float, float]:
        return (x + distance * cos(angle), y + distance * sin(angle))

    path: list[tuple] = [("M", *at(0, radius * 0.95))]
    for number in range(count):
        start = number * step
        path.append(
            (
                "C",
                *at(start + step * 0.1, radius * 1.045),
                *at(start + step * 0.9, radius * 1.045),
                *at(start + step, radius * 0.95),
            )
        )
    return Shape((*path, ("Z",)), metal.base, metal.dark, radius * 0.015)


def _laurel(x: float, y: float, radius: float, metal: Metal) -> list[Shape]:
    """Two laurel branches that start at the bottom and nearly meet at the top."""
    leaves = []
    for side in (-1, 1):
        for number in range(8):
            angle = pi / 2 - side * radians(14 + 17.5 * number)  # clockwise from +x, y downwards
            stem_x, stem_y = x + radius * cos(angle), y + radius * sin(angle)
            grows = atan2(-side * cos(angle), side * sin(angle))
            length = radius * (0.4 - 0.018 * number)
            for aside in (-24, 24):
                leaves.append(leaf(stem_x, stem_y, length, grows + radians(aside), fill=metal.dark))
    return leaves
