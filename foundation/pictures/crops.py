"""Which part of a picture is put on a sheet. Pure.

In percent of the picture as it is seen, so that it stays true of a smaller copy. The part covers
the whole sheet; what sticks out of the sheet is cut off.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SMALLEST = 5.0
"""Of the width and the height: less of a photo is never sharp on a sheet."""
WHOLE = 100.0
CLOSE = 0.005
"""What a number that was rounded to hundredths may be off."""


@dataclass(frozen=True, slots=True)
class Crop:
    """left, top: of its corner. All four in percent of the picture's width or height."""

    left: float
    top: float
    width: float
    height: float

    def as_json(self) -> dict[str, float]:
        return {name: _rounded(value) for name, value in asdict(self).items()}


def crop_of(stored: Any) -> Crop | None:
    """As a template has it; None for the whole picture, and for what is no crop."""
    try:
        return None if stored is None else checked(stored)
    except ValidationError:
        return None


def checked(stored: Any) -> Crop:
    """Raises ValidationError unless these are four numbers, of a part within the picture."""
    names = [field.name for field in fields(Crop)]
    if not isinstance(stored, Mapping) or set(stored) != set(names):
        raise ValidationError(_("A part of the picture has left, top, width and height."))
    numbers = [stored[name] for name in names]
    if not all(map(_is_number, numbers)):
        raise ValidationError(_("The part of the picture is given in numbers."))
    left, top, width, height = map(float, numbers)
    if min(width, height) < SMALLEST:
        text = _("The part of the picture is at least %(least)d percent wide and high.")
        raise ValidationError(text % {"least": SMALLEST})
    is_within = min(left, top) >= 0 and max(left + width, top + height) <= WHOLE + CLOSE
    if not is_within:
        raise ValidationError(_("The part of the picture goes beyond its edge."))
    return Crop(left, top, min(width, WHOLE - left), min(height, WHOLE - top))


def largest(picture: tuple[float, float], page: tuple[float, float]) -> Crop:
    """The largest part, in the middle, that has the page's proportions. Both are (width, height),
    each in a unit of its own.
    """
    wider = picture[0] / picture[1] / (page[0] / page[1])
    width, height = (WHOLE / wider, WHOLE) if wider > 1 else (WHOLE, WHOLE * wider)
    width, height = max(width, SMALLEST), max(height, SMALLEST)
    return Crop((WHOLE - width) / 2, (WHOLE - height) / 2, width, height)


def dots_per_inch(picture: tuple[int, int], crop: Crop | None, page: tuple[float, float]) -> int:
    """Of the part on a page that it covers. picture: in pixels; page: in mm."""
    part = (WHOLE, WHOLE) if crop is None else (crop.width, crop.height)
    along = (
        dots * share / WHOLE / side for dots, share, side in zip(picture, part, page, strict=True)
    )
    return round(min(along) * 25.4)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _rounded(value: float) -> float:
    rounded = round(value, 2)
    return int(rounded) if float(rounded).is_integer() else rounded
