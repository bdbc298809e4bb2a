"""Plain decimal numbers: from text to thousandths, exactly, and back."""

import re
from fractions import Fraction

from django.utils.translation import gettext as _

from scoring.engine.marks import ValueRefused, shorten
from scoring.engine.statuses import OFFERED

NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")


def read_number(text: str) -> Fraction:
    """A finite decimal -> thousandths, exactly."""
    match = NUMBER.fullmatch(text.replace(",", ".").replace("−", "-"))
    if match is None or not (match[2] or match[3]):
        raise ValueRefused(
            _("“%(text)s” is not a number. Type one such as 12 or 12.5, or %(words)s.")
            % {"text": shorten(text), "words": OFFERED}
        )
    fraction = match[3] or ""
    number = Fraction(int((match[2] or "0") + fraction), 10 ** len(fraction)) * 1000
    return -number if match[1] == "-" else number


def show_number(value: int, places: int = 0) -> str:
    """Thousandths as a plain decimal with at least so many places: "83.4", "2.00"."""
    sign = "-" if value < 0 else ""
    whole, thousandths = divmod(abs(value), 1000)
    digits = f"{thousandths:03d}"
    fraction = digits[:places] + digits[places:].rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"
