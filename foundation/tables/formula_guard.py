"""Texts that no spreadsheet takes for a formula, and the way back. Pure.

A spreadsheet makes a formula of a cell that begins with = + - @, a tab or a carriage return. Where
it splits a CSV file at another sign than the one that was meant, and then at line breaks too, a
cell begins in the middle of a text: `a;=1+1` becomes `a` and `=1+1`. So an apostrophe goes before
each such beginning, at the start of the text and behind every separator or line break in it;
quotation marks on the way are passed over, as that spreadsheet passes over them. Behind the last
separator one goes also where the text ends, because the mark that closes the cell would open one.
Apostrophes that stand there already get one more, so that `unguarded` can take exactly one away.
"""

import re
from collections.abc import Iterable
from typing import Any

BEGINNING = re.compile(r"(?:\A(?='*[=+\-@\t\r])|(?<=[,;\t\r\n])(?=['\"]*(?:[=+\-@\t\r]|\Z)))")
"""The places in a text that get an apostrophe."""
GUARD = re.compile(r"(?:\A'(?='*[=+\-@\t\r])|(?<=[,;\t\r\n])'(?=['\"]*(?:[=+\-@\t\r]|\Z)))")
"""The apostrophes there."""
NEGATIVE = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")


def guarded(cell: Any) -> Any:
    """The text with its apostrophes; None and numbers, also "-5" and "-1,5", as they are."""
    if cell is None or isinstance(cell, int | float):
        return cell
    text = str(cell)
    return text if NEGATIVE.fullmatch(text) else BEGINNING.sub("'", text)


def guarded_row(cells: Iterable[Any]) -> list[Any]:
    """A row of a CSV file, where one sign more is to be known: what a wrong separator does not
    split from a number below zero at the row's beginning is a formula with it (`-5,*A1`).
    """
    row = list(map(guarded, cells))
    if len(row) > 1 and str(row[0]).startswith("-"):
        row[0] = f"'{row[0]}"
    return row


def unguarded(cell: str) -> str:
    """The text that `guarded` made the cell of, whatever the text was."""
    return GUARD.sub("", cell) if "'" in cell else cell
