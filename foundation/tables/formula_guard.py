"""Cells that no spreadsheet takes for a formula, and the way back. Pure."""

import re
from typing import Any

FORMULA = re.compile(r"'*[=+\-@\t\r]")


ESCAPED = re.compile(r"'+[=+\-@\t\r]")


NEGATIVE = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")


def safe(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before the text.

    Numbers stay, also those below zero. `as_typed` is the way back, whatever the text.
    """
    if isinstance(cell, str) and FORMULA.match(cell) and not NEGATIVE.fullmatch(cell):
        return f"'{cell}"
    return cell


def as_typed(cell: str) -> str:
    """The text that `safe` made a cell of."""
    return cell[1:] if ESCAPED.match(cell) else cell
