"""Cells that hold no value, or a broken one: a spreadsheet's errors, broken letters. Pure."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from foundation.tables.table import Finding, Row

ERRORS = (
    *("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
    *("#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#EXTERNAL!", "#PYTHON!"),
    *("#GETTING_DATA", "#ERROR!", "#####"),
    *("#NENÍ_K_DISPOZICI", "#HODNOTA!", "#ODKAZ!", "#DĚLENÍ_NULOU!", "#NÁZEV?", "#ČÍSLO!"),
    *("#PRÁZDNÝ!", "#PŘESAH!", "#VÝPOČET!", "#POLE!", "#BLOKOVÁNO!", "#NEZNÁMÝ!", "#CHYBA!"),
    *("#NEDOSTUPNÝ", "#DELENIENULOU!", "#NÁZOV?", "#NEPLATNÝ!", "#NV", "#N/D", "#N/D!"),
    *("#BEZUG!", "#WERT!", "#ZAHL!", "#ADR!", "#ARG!", "#DZIEL/0!", "#NAZWA?", "#LICZBA!"),
)
"""As Excel writes them in English, Czech, Slovak, German and Polish, and Google's tables."""
ERROR = re.compile(
    rf"\s*(?:{'|'.join(map(re.escape, ERRORS))}|#{{3,}}|(?:Err|Chyba):5\d\d)\s*", re.IGNORECASE
)
PERHAPS = re.compile(r"#|Err:|Chyba:", re.IGNORECASE)
"""What every one has: looked for first, in a whole row at once."""


def findings_in(rows: Iterable[Row]) -> Iterator[Finding]:
    """What is wrong with the texts of the cells, row by row."""
    for row in rows:
        if PERHAPS.search("\n".join(row.cells)):
            for at, cell in enumerate(row.cells):
                if ERROR.fullmatch(cell):
                    yield error_value(row.number, at, cell)


def error_value(row: int, at: int, cell: str) -> Finding:
    """The error that a formula came to is no value."""
    text = _("“%(value)s” is an error, not a value. Correct it in the table.")
    return Finding(text % {"value": cell.strip()}, "error", row, at, is_error=True)
