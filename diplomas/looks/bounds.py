"""How large, long and many what stands on a diploma may be. Pure."""

from typing import Any

MOST_ITEMS, MOST_LINES = 100, 4
LONGEST, LONGEST_STATIC = 300, 1000
"""Of a text, in characters: of an item of ours, before and after its placeholders are filled in,
and of one of the contract."""
LONGEST_NAME = 255
"""Of a font, and of a key."""
LONGEST_WEIGHT = 50
MOST_LETTERS = 20_000
"""Of all texts of a template together; a sheet of A4 in 12 points is full with 5,000."""
MOST_ORNAMENTS = 20
"""Frames, dividers, medals and QR codes: each takes as long to draw as a thousand letters."""

OURS: dict[str, tuple[float, float]] = {
    "x": (0, 297),
    "y": (0, 297),
    "width": (0, 297),
    "height": (0, 297),
    "size": (1, 400),
    "min_size": (1, 400),
    "spacing": (0, 2),
    "thickness": (0.1, 50),
    "lines": (1, MOST_LINES),
}
"""Lowest and highest of each number in an item of ours; in mm where it is a length, points or ems.
What stands beyond the page is moved onto it when it is drawn."""
OF_CONTRACT: dict[str, tuple[float, float]] = {"x": (0, 100), "y": (0, 100), "fontSize": (1, 200)}
"""As `OURS`, of an item of the contract; x and y in percent of the page."""


def within(value: Any, default: float, low: float, high: float) -> float:
    """The value within the bounds; the default where it is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return default
    return min(max(value, low), high)


MOST_OFFSET = 50
"""By so many mm texts are moved on printed paper: further away no printer draws its paper in."""
