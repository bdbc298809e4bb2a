"""Decimal numbers inside texts, as the reader's language writes them."""

import re
from decimal import Decimal

from django.utils.formats import get_format

NUMBER = r"-?(?:[0-9]+:){0,2}[0-9]+\.[0-9]+"
DECIMAL = re.compile(rf"{NUMBER}(?: \([-–—+;:.,0-9xo× ]*\))?", re.IGNORECASE)
"""A number or time, perhaps with the marks behind it: "3.70 (3.37 x 3.70)"."""
POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")


def as_number(text: str) -> int | float:
    """A decimal number with a point as the number it is, for the cell of a spreadsheet."""
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def with_own_point(text: str) -> str:
    """A number or time with the reader's decimal mark: "1:23.40" is "1:23,40" in Czech.

    Any other text, such as a name, stays as it is. What is kept, compared and sent to programs has
    a point; this is for what people read.
    """
    return with_point(text, get_format("DECIMAL_SEPARATOR"))


def with_point(text: str, point: str) -> str:
    """The same with this decimal mark, for many texts at once: the reader's takes long to find."""
    return POINT.sub(point, text) if DECIMAL.fullmatch(text) else text
