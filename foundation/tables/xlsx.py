"""From the bytes of an uploaded XLSX workbook to a table of texts, as `csv_reading` makes one."""

import datetime
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from foundation.tables.csv_tables import MAX_BYTES, MAX_ROWS, Row, Table, headers_of
from foundation.tables.csv_text import BLANK
from foundation.text.database_text import NOT_IN_A_TABLE

MAX_COLUMNS = 200
FURTHEST_ROW = 50_000
"""Rows below are not looked at: formats alone may reach down to the millionth."""
MAX_UNPACKED = 64 * 1024 * 1024
MAX_ELEMENTS = 5_000_000
"""Of XML, in all parts together: 10,000 rows of 100 full columns have four million."""
MAX_PARTS = 2_000
CHUNK = 64 * 1024
TOLD_EVERY = 500

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old binary workbooks begin, and new ones that are locked with a password."""
LOCKED = "EncryptedPackage".encode("utf-16-le")
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    SyntaxError,  # XML that is none
    RuntimeError,  # a part locked with a password, endless nesting
    EOFError,
    OSError,
)
"""What openpyxl raises for files that are no workbooks; it has no error of its own for them."""

Tell = Callable[[int], None]
"""Told how many rows have been read."""


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as those of a workbook, readable here or not; never as text."""
    return content.startswith((ZIP, OLE))


def read(content: bytes, tell: Tell = lambda rows: None) -> Table:
    """The first visible sheet that says something, as texts; formulas as last computed.

    Dates become ISO 8601, numbers lose a useless ".0" and keep the leading zeros and the percent
    sign they are shown with, yes and no are words. Macros and links are never looked at.
    Raises ValidationError with a sentence that says what is wrong and what to do.
    """
    refuse_other_formats(content)
    with _clear_sentences():
        _refuse_bombs(content)
        with warnings.catch_warnings():  # of styles and extensions that nobody needs here
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            try:
                rows = _first_rows(book, tell)
            finally:
                book.close()
    if not rows:
        raise ValidationError(
            _("The workbook has no table: it needs a row of headers and people below."),
            code="empty",
        )
    return Table(headers_of(rows[0].cells), tuple(rows[1:]), "XLSX", "")


def refuse_other_formats(content: bytes) -> None:
    """What can be told from the first bytes: too large, too old, locked with a password."""
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 5 MB."), code="too_large")
    if content.startswith(OLE):
        if LOCKED in content:
            raise ValidationError(
                _("The workbook is locked with a password. Save it without one."), code="locked"
            )
        raise ValidationError(
            _("This is an old Excel workbook (.xls). Save it as XLSX or CSV."), code="old"
        )


def _refuse_bombs(content: bytes) -> None:
    """Before anything is read: how much there is once it is unpacked.

    The sizes that the archive declares can be trusted, zipfile gives out no more than that.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise ValidationError(
                _("This file is no Excel workbook. Save the table as XLSX or CSV."), code="other"
            )
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise _too_much()
        elements = 0
        for part in parts:
            with archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    elements += chunk.count(b"<")
            if elements > MAX_ELEMENTS:
                raise _too_much()


def _too_much() -> ValidationError:
    return ValidationError(
        _("There is too much in this workbook. Copy the table alone into a new one."),
        code="too_large",
    )


@contextmanager
def _clear_sentences() -> Iterator[None]:
    try:
        yield
    except ValidationError:
        raise
    except DAMAGE as error:
        raise ValidationError(
            _("The workbook is damaged. Open it in Excel and save it again as XLSX."),
            code="damaged",
        ) from error


def _first_rows(book: openpyxl.Workbook, tell: Tell) -> list[Row]:
    """The rows of the first sheet with a header and something below; hidden sheets come last."""
    sheets = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
    for sheet in sheets:
        if len(rows := _rows(sheet, tell)) > 1:
            return rows
    return []


def _rows(sheet: ReadOnlyWorksheet, tell: Tell) -> list[Row]:
    sheet.reset_dimensions()  # some programs write wrong ones, and the rest would be left out
    rows: list[Row] = []
    size = 0
    found = sheet.iter_rows(max_row=FURTHEST_ROW, max_col=MAX_COLUMNS + 1)
    for number, row in enumerate(found, start=1):
        cells = tuple(map(_text, row))
        if all(map(BLANK.fullmatch, cells)):
            continue
        rows.append(Row(number, _without_tail(cells)))
        size += sum(map(len, cells))
        _check_size(cells, len(rows), size)
        if len(rows) % TOLD_EVERY == 0:
            tell(len(rows))
    return rows


def _check_size(cells: tuple[str, ...], count: int, size: int) -> None:
    if count > MAX_ROWS + 1:
        raise ValidationError(
            _("The table has more than %(count)s rows.") % {"count": MAX_ROWS},
            code="too_many_rows",
        )
    if cells[MAX_COLUMNS]:
        raise ValidationError(
            _("The table has more than %(count)s columns.") % {"count": MAX_COLUMNS},
            code="too_many_columns",
        )
    if size > MAX_BYTES:  # one long text may stand in every cell and be stored only once
        raise _too_much()


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty cells at the end."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return cells[:width]


def _text(cell: ReadOnlyCell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    if isinstance(value, datetime.datetime):
        has_time = value.time() != datetime.time()
        return value.isoformat(" ", "minutes") if has_time else value.date().isoformat()
    return NOT_IN_A_TABLE.sub(" ", str(value))


def _number(value: float, shown_as: str) -> str:
    """As people read it: 12, 12.5, 25%, 007."""
    percent = shown_as.rstrip().endswith("%")
    value = value * 100 if percent else value
    if value == int(value) and abs(value) < 10**15:
        text = str(int(value))
        if shown_as and not shown_as.strip("0"):
            text = text.zfill(len(shown_as))
    else:
        text = format(value, ".12g" if percent else ".15g")
    return f"{text}%" if percent else text
