"""File formats for django-import-export that spreadsheets open without executing a cell."""

import io
from typing import Any

import openpyxl
import tablib
from import_export.formats import base_formats
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font

from foundation.tables.formula_guard import safe


class SpreadsheetFormat:
    """A file that spreadsheets open, and so with no cell that they would execute."""

    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        return self.written([dataset.headers, *(map(safe, row) for row in dataset)])

    def is_binary(self) -> bool:
        return True


class CSV(SpreadsheetFormat, base_formats.CSV):
    """UTF-8 with BOM, by which Excel knows it; commas."""

    def written(self, rows) -> bytes:
        return tablib.Dataset(*map(list, rows)).export("csv").encode("utf-8-sig")


class XLSX(SpreadsheetFormat, base_formats.XLSX):
    def written(self, rows) -> bytes:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.freeze_panes = "A2"
        header, *others = rows
        sheet.append([_heading(sheet, cell) for cell in header])
        for row in others:
            sheet.append([_printable(cell) for cell in row])
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()


class JSON(base_formats.JSON):
    """For programs: no cell is executed there, so every text stays as it is."""

    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        return dataset.export("json").encode()

    def is_binary(self) -> bool:
        return True


def _heading(sheet, text: str):
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _printable(value: Any) -> Any:
    """Without what XML cannot hold. openpyxl takes a text for a formula where it starts with an
    equals sign; `safe` has left none.
    """
    if isinstance(value, str):
        return ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)
    return value
