"""From an uploaded CSV, XLSX or JSON file to a table of texts under known names. Pure.

Every refusal is a ValidationError with a sentence for the person who chose the file.
"""

import datetime
import io
import json
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables.csv_text import (
    MAX_BYTES,
    MAX_ROWS,
    Row,
    decode,
    parse,
    sniff_delimiter,
)
from foundation.text.database_text import NOT_IN_A_TABLE

MAX_COLUMNS = 100
MAX_UNPACKED = 50 * 1024 * 1024
"""What an XLSX file may hold once it is unpacked, in bytes."""
LAST_ROW_OF_EXCEL = 1_048_576
LONGEST_CELL = 2_000
BROKEN_WORKBOOK = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,  # XML that is none
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What openpyxl raises on a file that is damaged, locked by a password or no workbook at all."""


@dataclass(frozen=True, slots=True)
class Table:
    """names: of the columns, folded: "External ID" is external_id. Every row has a cell for each.

    Row numbers are those of the spreadsheet, where the header is row 1; of JSON they count from 1.
    """

    names: tuple[str, ...]
    rows: tuple[Row, ...]

    def pack(self) -> bytes:
        """As it is kept between the preview and the import."""
        rows = [[row.number, *row.cells] for row in self.rows]
        return zlib.compress(json.dumps([self.names, rows]).encode())

    @classmethod
    def unpack(cls, packed: bytes) -> "Table":
        names, rows = json.loads(zlib.decompress(packed))
        return cls(tuple(names), tuple(Row(number, tuple(cells)) for number, *cells in rows))


def read(content: bytes, file_name: str) -> Table:
    """The table in the file; what kind of file it is, its name says."""
    ending = PurePath(file_name.lower()).suffix
    readers = {".csv": _read_csv, ".xlsx": _read_xlsx, ".json": _read_json}
    if ending not in readers:
        raise ValidationError(_("Choose a .csv, .xlsx or .json file."), code="format")
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 5 MB. Split it."), code="too_large")
    header, rows = readers[ending](content)
    return _table(header, rows)


def name_of(header: str) -> str:
    """A column's name as files may spell it: "External ID", "external-id" -> external_id."""
    decomposed = unicodedata.normalize("NFKD", header.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def _table(header: Sequence[str], rows: Sequence[Row]) -> Table:
    names = [name_of(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise ValidationError(_("The file is empty, or its first row has no names of columns."))
    if len(names) > MAX_COLUMNS:
        raise ValidationError(_("The file has more than %(count)d columns.") % {"count": 100})
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise ValidationError(
            _("The column “%(column)s” is there more than once") % {"column": twice[:50]}
        )
    if not rows:
        raise ValidationError(_("The file has no rows below the names of columns."))
    return Table(tuple(names), tuple(_fitted(row, len(names)) for row in rows))


def _fitted(row: Row, width: int) -> Row:
    """The row with as many cells as there are columns, of text that can be kept."""
    if any(cell.strip() for cell in row.cells[width:]):
        raise ValidationError(
            _("Row %(row)d has more cells than there are columns.") % {"row": row.number}
        )
    for cell in row.cells:
        if NOT_IN_A_TABLE.search(cell):
            raise ValidationError(
                _("Row %(row)d has a character that cannot be stored.") % {"row": row.number}
            )
        if len(cell) > LONGEST_CELL:
            raise ValidationError(_("Row %(row)d: a cell is too long.") % {"row": row.number})
    cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
    return Row(row.number, tuple(cells))


def _read_csv(content: bytes) -> tuple[Sequence[str], Sequence[Row]]:
    text, _encoding = decode(content)
    header, *rows = parse(text, sniff_delimiter(text)) or [Row(1, ())]
    return header.cells, rows


def _read_json(content: bytes) -> tuple[Sequence[str], Sequence[Row]]:
    """A list of objects; the columns are the names in all of them."""
    malformed = ValidationError(_("The file is not a JSON list of objects with texts and numbers."))
    try:
        items = json.loads(decode(content)[0])
    except (ValueError, RecursionError) as error:
        raise malformed from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise malformed
    _check_count(len(items))
    names = list(dict.fromkeys(name for item in items for name in item))
    if any(isinstance(cell, list | dict) for item in items for cell in item.values()):
        raise malformed
    rows = [
        Row(number, tuple(_text(item.get(name)) for name in names))
        for number, item in enumerate(items, start=1)
    ]
    return names, rows


def _read_xlsx(content: bytes) -> tuple[Sequence[str], Sequence[Row]]:
    """The sheet that was open when the file was saved."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise ValidationError(_("The file is too large when unpacked. Split it."))
        with warnings.catch_warnings(action="ignore"):  # of features that are nothing to us
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.active
            sheet.reset_dimensions()  # some programs write them wrong
            rows = _rows_of_sheet(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True))
    except BROKEN_WORKBOOK as error:
        if isinstance(error, ValidationError):
            raise
        raise ValidationError(
            _("The file cannot be read as an Excel workbook. Save it again as .xlsx.")
        ) from error
    if not rows:
        return (), ()
    return rows[0].cells, rows[1:]


def _rows_of_sheet(values: Iterable[tuple]) -> list[Row]:
    """The rows that are not blank, the header among them."""
    rows: list[Row] = []
    for number, cells in enumerate(values, start=1):
        if number > LAST_ROW_OF_EXCEL:
            raise ValidationError(_("The sheet has more rows than a sheet can have."))
        if cells.count(None) == len(cells):  # a million of these may lie before a stray cell
            continue
        texts = tuple(map(_text, cells))
        if any(map(str.strip, texts)):
            rows.append(Row(number, texts))
            _check_count(len(rows) - 1)
    return rows


def _check_count(count: int) -> None:
    if count > MAX_ROWS:
        raise ValidationError(
            _("The file has more than %(count)d rows. Split it.") % {"count": MAX_ROWS}
        )


def _text(value: Any) -> str:
    """A cell as somebody would type it: 12.0 is 12, a day is 2015-05-06."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time.min
        return value.date().isoformat() if is_day else value.isoformat(" ")
    if isinstance(value, datetime.time) and value.microsecond:
        return value.isoformat().rstrip("0")
    return str(value)
