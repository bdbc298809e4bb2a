"""Cells that hold no value, or a broken one: a spreadsheet's errors, broken letters. Pure."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from foundation.tables.table import Finding, Row, is_blank
from foundation.text.names import tidy, visible

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
LEAD = re.compile("[ÂÃÄÅÆĂĹâ][^\x00-\x1f!-\x7f]")
"""How letters begin whose UTF-8 was taken for another encoding."""
LEAD_AND_SPACE = re.compile("([ÂÃÄÅĂĹ]) ")
LATIN = re.compile("[\u00a0-\u024f\u2010-\u203a\u20ac\u2122]")
SHOWN = 60
"""As much of a cell does a sentence repeat."""


def looked_at(rows: Iterable[Row]) -> tuple[list[Row], list[Finding]]:
    """The rows as people see them, and what is wrong with them: broken letters are known by signs
    that nobody sees.
    """
    rows = list(rows)
    findings = list(_findings_in(rows))
    seen = []
    for row in rows:
        cells = tuple(map(visible, row.cells))
        if cells == row.cells or not is_blank(cells):
            seen.append(Row(row.number, cells))
    return seen, findings


def _findings_in(rows: Iterable[Row]) -> Iterator[Finding]:
    """What is wrong with the texts of the cells, row by row."""
    for row in rows:
        whole = "\n".join(row.cells)
        if PERHAPS.search(whole) or (not whole.isascii() and LEAD.search(whole)):
            for at, cell in enumerate(row.cells):
                if ERROR.fullmatch(cell):
                    yield error_value(row.number, at, cell)
                elif repaired := once_decoded(cell):
                    text = _("“%(value)s” has broken letters. It is probably “%(repaired)s”.")
                    text %= {"value": tidy(cell)[:SHOWN], "repaired": repaired[:SHOWN]}
                    yield Finding(text, "broken", row.number, at, suggestion=repaired)


def error_value(row: int, at: int, cell: str) -> Finding:
    """The error that a formula came to is no value."""
    text = _("“%(value)s” is an error, not a value. Correct it in the table.")
    return Finding(text % {"value": cell.strip()}, "error", row, at, is_error=True)


def once_decoded(cell: str) -> str:
    """The text whose UTF-8 was taken for Windows-1250 or Windows-1252: "Ĺ tÄ›pĂˇn" -> "Štěpán";
    "" where it was not.

    Every letter in it that is not English must come from such a pair, and be one of a Latin
    alphabet or a sign that Windows has; so "KŘÍŽ" is nothing of the kind.
    """
    if cell.isascii() or not LEAD.search(cell):
        return ""
    for codec in ("cp1250", "cp1252"):
        repaired = _decoded_again(cell, codec)
        if repaired and all(map(LATIN.match, filter(lambda sign: not sign.isascii(), repaired))):
            return tidy(repaired)
    return ""


def _decoded_again(cell: str, codec: str) -> str:
    """A space behind a sign that leads a pair was a no-break space once: the second half of Š."""
    whole = LEAD_AND_SPACE.sub("\\1\u00a0", cell)
    try:
        return b"".join(_byte(sign, codec) for sign in whole).decode()
    except UnicodeError:
        return ""


def _byte(sign: str, codec: str) -> bytes:
    """What the sign was: those that the encoding has no letter for came through as they were."""
    return sign.encode("latin-1" if "\x80" <= sign <= "\x9f" else codec)
