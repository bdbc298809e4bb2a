"""How an item moves and grows; it keeps its dialect. Pure.

Boxes are (x, y, width, height) in mm from the page's top left corner, as `drawing` measures them.
"""

from collections.abc import Mapping
from typing import Any

from diplomas.looks.bounds import OF_CONTRACT, within
from diplomas.looks.contract_items import is_of_contract

Box = tuple[float, float, float, float]
Size = tuple[float, float]
ANYWHERE = (-1000.0, 1000.0)
"""Of numbers that may be any, before they are used; in mm, percent or points."""
CLOSE = 0.05
"""In mm: what stands so near the middle stands in it."""
SMALLEST = 1.0
"""Width and height of what is resized, in mm; a line may have none in one direction."""
AS_WIDE = {"divider", "medal", "qr"}
"""Their height follows from their width."""


def moved(item: Mapping[str, Any], box: Box, by: Size, page: Size) -> dict[str, Any]:
    """The item so many mm to the right and down, as far as the page goes. One of the contract that
    stands in the middle, as it says, does not any more; one that comes to stand there says so.
    """
    new = dict(item)
    ends = [
        within(start + way, 0, 0, max(side - length, 0))
        for start, way, length, side in zip(box[:2], by, box[2:], page, strict=True)
    ]
    if not is_of_contract(item):
        for name, start, end, way in zip("xy", box[:2], ends, by, strict=True):
            if way:
                new[name] = _rounded(within(item.get(name), start, *ANYWHERE) + end - start)
        if by[0] and "width" not in item:  # else it would follow from the new place
            new["width"] = _rounded(box[2])
        return new
    for axis, name, centred in ((0, "x", "centerH"), (1, "y", "centerV")):
        if not by[axis]:
            continue
        new[name] = round(within(ends[axis] / page[axis] * 100, 0, *OF_CONTRACT[name]), 3)
        is_central = abs(ends[axis] + box[axis + 2] / 2 - page[axis] / 2) < CLOSE
        if is_central or item.get(centred) is True:
            new[centred] = is_central
    return new


def resized(item: Mapping[str, Any], box: Box, by: Size, page: Size) -> dict[str, Any]:
    """The item so many mm wider and higher, not beyond the page. Of one of the contract, which has
    no box, the letters grow as the width does, or else the height.
    """
    new = dict(item)
    x, y, width, height = box
    if is_of_contract(item):
        length, way = (width, by[0]) if by[0] else (height, by[1])
        if length > 0:
            size = (
                within(item.get("fontSize"), 12, *ANYWHERE) * max(length + way, SMALLEST) / length
            )
            new["fontSize"] = round(within(size, 12, *OF_CONTRACT["fontSize"]), 1)
        return new
    least = 0 if item.get("kind") == "line" else SMALLEST
    if by[0]:
        new["width"] = _rounded(within(width + by[0], width, least, page[0] - x))
    if by[1] and str(item.get("kind")) not in AS_WIDE:
        new["height"] = _rounded(within(height + by[1], height, least, page[1] - y))
    return new


def _rounded(value: float) -> float:
    """To a tenth of a millimetre, which nobody sees on paper; 40 rather than 40.0."""
    rounded = round(float(max(value, 0)), 1)
    return int(rounded) if rounded.is_integer() else rounded
