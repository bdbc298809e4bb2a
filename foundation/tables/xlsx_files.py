"""From the bytes of an uploaded XLSX workbook to a table of texts. Pure."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables.cell_faults import looked_at
from foundation.tables.columns import IsHeader, table_of, with_spans
from foundation.tables.table import ReportRows, Table, check_size, report_to_nobody
from foundation.tables.xlsx_sheets import Sheet, read_sheet, too_much

MAX_UNPACKED = 64 * 1024 * 1024
MAX_ELEMENTS = 5_000_000
"""Of XML, in all parts together: 10,000 rows of 100 full columns have four million."""
MAX_PARTS = 2_000
CHUNK = 64 * 1024

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
    sign they are shown with, yes and no are words. A merged cell is the value of every row that it
    spans; a row with Excel's totals is left out. Macros and links are never looked at. Cells
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
                sheet = _first_sheet(book, report_rows, 1 if header_row == 0 else 2)
            finally:
                book.close()
    rows, wrong = looked_at(sheet.rows)
    table = table_of(
        rows,
        "XLSX",
        header_row=header_row,
        is_header=is_header,
        findings=(*sheet.findings, *wrong),
    )
    return with_spans(table, sheet.spans)


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
            raise too_much()
        elements = 0
        for part in parts:
            with archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    elements += chunk.count(b"<")
            if elements > MAX_ELEMENTS:
                raise too_much()


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


def _first_sheet(book: openpyxl.Workbook, report_rows: ReportRows, at_least: int) -> Sheet:
    """The first sheet with as many rows; hidden sheets come last."""
    sheets = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
    for sheet in sheets:
        read = read_sheet(sheet, report_rows)
        if len(read.rows) >= at_least:
            return read
    return Sheet()
