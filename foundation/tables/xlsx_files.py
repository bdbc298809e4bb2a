"""From the bytes of an uploaded XLSX workbook to a table of texts. Pure."""

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.cell.read_only import EMPTY_CELL, ReadOnlyCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from foundation.tables.cell_faults import findings_in
from foundation.tables.columns import IsHeader, table_of
from foundation.tables.formula_guard import unguarded
from foundation.tables.table import (
    MAX_BYTES,
    MAX_COLUMNS,
    ReportRows,
    Row,
    Table,
    check_count,
    check_size,
    is_blank,
    report_to_nobody,
    too_many_columns,
)
from foundation.text.database_text import NOT_IN_A_TABLE

FURTHEST_ROW = 50_000
"""The table ends above it: formats alone may reach down to the millionth."""
LAST_ROW = 1_048_576
"""Of a sheet in Excel."""
MAX_UNPACKED = 64 * 1024 * 1024
MAX_ELEMENTS = 5_000_000
"""Of XML, in all parts together: 10,000 rows of 100 full columns have four million."""
MAX_PARTS = 2_000
CHUNK = 64 * 1024
REPORT_EVERY = 500

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old binary workbooks begin, and new ones that are locked with a password."""
LOCKED = "EncryptedPackage".encode("utf-16-le")
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
"""How XLSX writes a character that XML cannot hold."""
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


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as those of a workbook, readable here or not; never as text."""
    return content.startswith((ZIP, OLE))


def read(
    content: bytes,
    report_rows: ReportRows = report_to_nobody,
    *,
    header_row: int | None = None,
    is_header: IsHeader | None = None,
) -> Table:
    """The first visible sheet with headers and rows, as texts; formulas as last computed.

    Dates become ISO 8601, numbers lose a useless ".0" and keep the leading zeros and the percent
    sign they are shown with, yes and no are words. Macros and links are never looked at. Cells
    that our own exports have guarded are as they were before.
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
                rows = _first_rows(book, report_rows, 1 if header_row == 0 else 2)
            finally:
                book.close()
    return table_of(
        rows, "XLSX", header_row=header_row, is_header=is_header, findings=findings_in(rows)
    )


def refuse_other_formats(content: bytes) -> None:
    """Refuses what its bytes betray unread: too large, too old, locked with a password."""
    check_size(content)
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


def _first_rows(book: openpyxl.Workbook, report_rows: ReportRows, at_least: int) -> list[Row]:
    """The rows of the first sheet with as many; hidden sheets come last."""
    sheets = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
    for sheet in sheets:
        if len(rows := _rows(sheet, report_rows)) >= at_least:
            return rows
    return []


def _rows(sheet: ReadOnlyWorksheet, report_rows: ReportRows) -> list[Row]:
    """The rows that are not blank. Raises ValidationError where one lies far below the table."""
    sheet.reset_dimensions()  # some programs write wrong ones, and the rest would be left out
    rows: list[Row] = []
    size = 0
    previous: tuple = ()
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
        is_filler = row is previous  # rows that are not in the file are all the same object
        previous = row
        if is_filler and number <= LAST_ROW:
            continue
        cells = tuple("" if cell is EMPTY_CELL else _text(cell) for cell in row)
        if number > FURTHEST_ROW:
            if is_blank(cells) and not is_filler:
                break
            raise _too_far(number)
        if is_blank(cells):
            continue
        rows.append(Row(number, tuple(map(unguarded, _without_tail(cells)))))
        size += sum(map(len, cells))
        if cells[MAX_COLUMNS]:
            raise too_many_columns()
        if size > MAX_BYTES:  # one long text may stand in every cell and be stored only once
            raise _too_much()
        check_count(len(rows) - 1)
        if len(rows) % REPORT_EVERY == 0:
            report_rows(len(rows))
    return rows


def _too_far(number: int) -> ValidationError:
    return ValidationError(
        _("There is something in row %(row)d, far below the table. Copy the table into a new file.")
        % {"row": number},
        code="too_far",
    )


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
        return _moment(value)
    if isinstance(value, datetime.time | datetime.timedelta):
        return _without_useless_zeros(str(value))
    text = str(value)
    if "_x" in text:
        text = ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    return NOT_IN_A_TABLE.sub(" ", text)


def _moment(value: datetime.datetime) -> str:
    """A day; with its time where it has one, to the minute unless there are seconds."""
    if value.time() == datetime.time():
        return value.date().isoformat()
    if value.second or value.microsecond:
        return _without_useless_zeros(value.isoformat(" "))
    return value.isoformat(" ", "minutes")


def _without_useless_zeros(time: str) -> str:
    """12:30.450000 -> 12:30.45"""
    return time.rstrip("0") if "." in time else time


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
