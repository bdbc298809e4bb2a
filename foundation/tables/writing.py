"""A table on its way out: CSV and XLSX that spreadsheets open without executing a cell. Pure.

Rows are sequences of texts and numbers, None for nothing; the first row has the headers.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import openpyxl
from django.utils.formats import get_format
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font

from foundation.tables.formula_guard import guarded, guarded_row
from foundation.text.decimals import with_own_point

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

NEEDS_QUOTES = re.compile(r'[,;\t"\r\n]')
"""Whichever delimiter is written: so that a reader sees which one it is."""
ESCAPED_IN_XLSX = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold or does not keep, and what would be taken for such an escape."""
REFUSED_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_SHEET_NAME = 31

ReportWritten = Callable[[int, int], None]
"""Called now and then with how much is written and how much there is: rows, or pages."""
REPORTED_ROWS = 100
"""After so many rows it is reported once more."""


def ignore_written(done: int, total: int) -> None:
    """For a file that somebody waits for."""


def own_delimiter() -> str:
    """What a spreadsheet in the reader's language splits at: where numbers have a decimal comma it
    is a semicolon.
    """
    return ";" if get_format("DECIMAL_SEPARATOR") == "," else ","


def csv_lines(rows: Iterable[Sequence[Any]], delimiter: str = ",") -> Iterator[str]:
    """The file line by line, for a response that streams; it begins with the BOM by which Excel
    knows UTF-8. delimiter: a comma or a semicolon.
    """
    start = "\ufeff"
    for row in rows:
        yield start + delimiter.join(map(_csv_cell, guarded_row(row))) + "\r\n"
        start = ""


def csv_bytes(rows: Iterable[Sequence[Any]], delimiter: str = ",") -> bytes:
    """The whole file of `csv_lines`."""
    return "".join(csv_lines(rows, delimiter)).encode()


def own_csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """The same as a spreadsheet in the reader's language expects it: its own delimiter, and its own
    decimal point in numbers.
    """
    own = (
        [with_own_point(str(cell)) if isinstance(cell, float) else cell for cell in row]
        for row in rows
    )
    return csv_bytes(own, own_delimiter())


def xlsx_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet, its headers bold and always in view. Numbers are cells of numbers,
    every text is a text, also one that looks like a number.
    """
    return workbook_bytes([("Sheet", rows)])


def workbook_bytes(
    sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]],
    *,
    footer: str = "",
    report: ReportWritten = ignore_written,
) -> bytes:
    """A workbook of several sheets, each (name, rows), such as `xlsx_bytes` makes one.

    A name that Excel would refuse is changed as little as it takes. footer: of every printed page,
    and what the file's properties say of it. report: gets rows of all sheets.
    """
    book = openpyxl.Workbook(write_only=True)
    book.properties.description = footer or None
    taken: set[str] = set()
    sheets = [(name, list(rows)) for name, rows in sheets]
    written, total = 0, sum(len(rows) for _name, rows in sheets)
    for name, rows in sheets:
        sheet = book.create_sheet(_sheet_name(name, taken))
        sheet.freeze_panes = "A2"
        sheet.oddFooter.center.text = footer.replace("&", "&&") or None
        bold: Font | None = Font(bold=True)
        for row in rows:
            cells = [WriteOnlyCell(sheet, value=_xlsx_value(value)) for value in row]
            if bold:
                for cell in cells:
                    cell.font = bold
                bold = None
            sheet.append(cells)
            written += 1
            if written % REPORTED_ROWS == 0:
                report(written, total)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """The name without what Excel refuses in one, different from those taken in any capitals."""
    name = REFUSED_IN_SHEET_NAMES.sub("-", name).strip("' ") or "-"
    found, number = name[:LONGEST_SHEET_NAME], 1
    while found.casefold() in taken:
        number += 1
        end = f" ({number})"
        found = name[: LONGEST_SHEET_NAME - len(end)] + end
    taken.add(found.casefold())
    return found


def _csv_cell(value: Any) -> str:
    text = "" if value is None else str(value)
    if NEEDS_QUOTES.search(text):
        text = text.replace('"', '""')
        return f'"{text}"'
    return text


def _xlsx_value(value: Any) -> Any:
    value = guarded(value)
    if isinstance(value, str):
        return ESCAPED_IN_XLSX.sub(lambda sign: f"_x{ord(sign[0]):04X}_", value)
    return value
