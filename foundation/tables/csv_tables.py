"""From the bytes of an uploaded CSV file to a table of texts, whoever's spreadsheet wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables.csv_text import MAX_BYTES, MAX_ROWS, Row, decode, parse, sniff_delimiter
from foundation.text.names import tidy

__all__ = ["MAX_BYTES", "MAX_ROWS", "Row", "Table", "decode", "headers_of", "read", "read_text"]


@dataclass(frozen=True, slots=True)
class Table:
    """What the file says. A row may have fewer or more cells than there are headers.

    headers: tidied, without the empty ones at the end; one in the middle is "".
    rows: the data rows as written; blank ones are left out but counted in the numbers.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str


def read(content: bytes, file_name: str) -> Table:
    """The table in the file. Raises ValidationError with a sentence that says what is wrong.

    Encoding: UTF-8 with or without BOM, UTF-16 with BOM, Windows-1250, ISO-8859-2. Delimiter: a
    comma, a semicolon or a tab, whichever the header row has most of outside quotes.
    """
    if not file_name.lower().endswith(".csv"):
        raise ValidationError(_("File must be a .csv file"), code="not_csv")
    if len(content) > MAX_BYTES:
        raise ValidationError(_("CSV file exceeds the 5 MB limit"), code="too_large")
    return read_text(*decode(content))


def read_text(text: str, encoding: str, delimiter: str = "") -> Table:
    """The table in a text that is decoded already. delimiter: "" for what it looks like."""
    delimiter = delimiter or sniff_delimiter(text)
    header, *rows = parse(text, delimiter) or [None]
    if header is None:
        raise ValidationError(_("CSV file is empty or has no headers"), code="empty")
    if not rows:
        raise ValidationError(_("CSV file contains no data rows"), code="empty")
    return Table(headers_of(header.cells), tuple(rows), encoding, delimiter)


def headers_of(cells: Iterable[str]) -> tuple[str, ...]:
    """The first row's cells tidied, without the empty ones at the end."""
    headers = [tidy(cell) for cell in cells]
    while not headers[-1]:
        headers.pop()
    return tuple(headers)
