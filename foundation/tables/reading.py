"""The one reader: an uploaded file or a pasted text -> a table, whatever its kind. Pure."""

from foundation.tables import csv_files, json_files, xlsx_files
from foundation.tables.columns import IsHeader
from foundation.tables.table import ReportRows, Table, report_to_nobody

PASTED = "pasted.tsv"
"""The file name of what was pasted."""
ENDINGS = (".csv", ".xlsx", ".json")


def read(
    content: bytes,
    file_name: str,
    report_rows: ReportRows = report_to_nobody,
    *,
    header_row: int | None = None,
    is_header: IsHeader | None = None,
    encoding: str | None = None,
) -> Table:
    """The table in the content. A workbook is known by its bytes, JSON by the name's ending;
    anything else is CSV. Raises ValidationError with a sentence of what is wrong and what to do.

    header_row, is_header: where its headers are, see `columns.table_of`. encoding: of a CSV file,
    one of its `encodings_that_fit`; None: it is found.
    What is wrong or doubtful about cells is in the table's `findings`.
    """
    headers = {"header_row": header_row, "is_header": is_header}
    if xlsx_files.is_workbook(content):
        return xlsx_files.read(content, report_rows, **headers)
    if file_name.lower().endswith(".json"):
        return json_files.read(content)
    if file_name == PASTED:
        return csv_files.read_pasted(content, **headers)
    return csv_files.read(content, encoding=encoding, **headers)
