"""From a sheet of a workbook to its rows: texts, merged cells, and what cannot be read. Pure.

On openpyxl's parser, which passes over a formula that was never computed as over an empty cell.
"""

import datetime
import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.xml.functions import fromstring

from foundation.tables.cell_faults import ERROR, error_value
from foundation.tables.formula_guard import unguarded
from foundation.tables.table import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Finding,
    ReportRows,
    Row,
    check_count,
    is_blank,
    too_many_columns,
)
from foundation.text.database_text import NOT_IN_A_TABLE

FURTHEST_ROW = 50_000
"""The table ends above it: formats alone may reach down to the millionth."""
LAST_ROW = 1_048_576
"""Of a sheet in Excel."""
REPORT_EVERY = 500
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
"""How XLSX writes a character that XML cannot hold."""
UNREAD = "unread"
"""The type of a cell with a formula that has no value."""


@dataclass(slots=True)
class Sheet:
    """The rows of a sheet that are not blank, and what is wrong with them.

    spans: (row, first column, last column) of texts that are merged over columns.
    """

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)


class _Parser(WorkSheetParser):
    """Tells a formula without a value from an empty cell and one whose value is an empty text."""

    def parse_row(self, row):
        number = row.get("r", "")
        if number.isdecimal() and int(number) > FURTHEST_ROW and not len(row):
            return int(number), []
        return super().parse_row(row)

    def parse_cell(self, element):
        cell = super().parse_cell(element)
        if (
            cell["value"] is None
            and element.get("t") != "str"
            and element.find(FORMULA_TAG) is not None
        ):
            cell["data_type"] = UNREAD
        elif cell["data_type"] == "e" and element.get("t") != "e":  # a day that no calendar has
            cell["value"] = element.findtext(VALUE_TAG)
        return cell


def read_sheet(sheet: ReadOnlyWorksheet, report_rows: ReportRows) -> Sheet:
    """What is in it. Raises ValidationError where something lies far below the table, or is more
    than a table has.
    """
    read = Sheet()
    size = previous = 0
    book = sheet.parent
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, found in parser.parse():
            if number <= previous:
                raise ValueError("rows out of order")
            previous = number
            cells, findings = _cells(sheet, number, found)
            if is_blank(cells) and not findings:
                continue
            if number > FURTHEST_ROW:
                raise _too_far(number)
            read.rows.append(Row(number, cells))
            read.findings += findings
            size += sum(map(len, cells))
            if size > MAX_BYTES:  # one long text may stand in every cell and be stored only once
                raise too_much()
            check_count(len(read.rows) - 1)
            if len(read.rows) % REPORT_EVERY == 0:
                report_rows(len(read.rows))
        merged = parser.merged_cells.mergeCell if parser.merged_cells else []
    _unmerge(read, [range_boundaries(each.ref) for each in merged], size)
    _leave_out_totals(read, list(_totals_rows(sheet, parser)))
    return read


def _cells(sheet: ReadOnlyWorksheet, number: int, found: list[dict]) -> tuple[tuple, list]:
    """The texts of a row without the empty ones at its end, and what is wrong with them."""
    cells: list[str] = []
    findings = []
    for cell in found:
        at = cell["column"] - 1
        if cell["data_type"] == UNREAD:
            text = _("A formula without a value: open the table in Excel and save it again.")
            findings.append(Finding(text, "formula", number, at, is_error=True))
            continue
        text = unguarded(_text(ReadOnlyCell(sheet, **cell)))
        if at >= MAX_COLUMNS and text.strip():
            raise too_many_columns()
        if text:
            cells += [""] * (at + 1 - len(cells))
            cells[at] = text
        if cell["data_type"] == "e" and not ERROR.fullmatch(text):
            findings.append(error_value(number, at, text))
    while cells and not cells[-1].strip():
        cells.pop()
    return tuple(cells), findings


def _unmerge(sheet: Sheet, ranges: list[tuple[int, int, int, int]], size: int) -> None:
    """A merged cell is the value of every row that it spans and that has something else."""
    numbers = [row.number for row in sheet.rows]
    changed: dict[int, list[str]] = {}
    steps = 0
    for first, top, last, bottom in ranges:
        place = bisect_left(numbers, top)
        if place == len(numbers) or numbers[place] != top:
            continue
        at, cells = first - 1, sheet.rows[place].cells
        text = cells[at] if at < len(cells) else ""
        if not text:
            continue
        if last > first:
            sheet.spans.append((top, at, last - 1))
        end = bisect_right(numbers, bottom)
        steps += end - place
        size += (end - place - 1) * len(text)
        if steps > MAX_ROWS * MAX_COLUMNS or size > MAX_BYTES:
            raise too_much()
        for below in range(place + 1, end):
            row = changed.setdefault(below, list(sheet.rows[below].cells))
            row += [""] * (at + 1 - len(row))
            row[at] = text
    for place, row in changed.items():
        sheet.rows[place] = Row(numbers[place], tuple(row))


def _totals_rows(sheet: ReadOnlyWorksheet, parser: WorkSheetParser) -> Iterator[int]:
    """The rows with the totals of Excel's own tables."""
    parts = {part.id for part in parser.tables.tablePart}
    if not parts:
        return
    archive = sheet.parent._archive
    for each in get_dependents(archive, get_rels_path(sheet._worksheet_path)):
        if each.Id not in parts:
            continue
        path = posixpath.normpath(each.Target).lstrip("/")
        table = ExcelTable.from_tree(fromstring(archive.read(path)))
        last = range_boundaries(table.ref)[3]
        yield from range(last + 1 - min(table.totalsRowCount or 0, MAX_ROWS), last + 1)


def _leave_out_totals(sheet: Sheet, numbers: list[int]) -> None:
    for row in [row for row in sheet.rows if row.number in numbers]:
        sheet.rows.remove(row)
        sheet.findings = [each for each in sheet.findings if each.row != row.number]
        shown = " · ".join(cell for cell in row.cells if cell.strip())
        text = _("A row with Excel's totals is left out: %(text)s") % {"text": shown[:200]}
        sheet.findings.append(Finding(text, "totals", row.number))


def _too_far(number: int) -> ValidationError:
    return ValidationError(
        _("There is something in row %(row)d, far below the table. Copy the table into a new file.")
        % {"row": min(number, LAST_ROW + 1)},
        code="too_far",
    )


def too_much() -> ValidationError:
    return ValidationError(
        _("There is too much in this workbook. Copy the table alone into a new one."),
        code="too_large",
    )


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
