"""Tables on their way in from a file or the clipboard: read, and kept until they are imported."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables import csv_tables, xlsx
from foundation.tables.csv_tables import MAX_BYTES, MAX_ROWS, Row, Table
from foundation.tables.xlsx import MAX_COLUMNS
from foundation.text.database_text import NOT_IN_A_TABLE

PASTED = "pasted.tsv"
"""The file name of what was pasted."""

Tell = Callable[[int], None]


def read(content: bytes, file_name: str, tell: Tell = lambda rows: None) -> Table:
    """The table in an uploaded file, whatever its name says, or in a pasted text (UTF-8).

    Every column that says something has a name of its own afterwards: see `with_own_headers`.
    tell: told now and then how many rows have been read. Raises ValidationError with a sentence
    that says what is wrong and what to do.
    """
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 5 MB."), code="too_large")
    if xlsx.is_workbook(content):
        table = xlsx.read(content, tell)
    elif file_name == PASTED:
        table = _read_pasted(NOT_IN_A_TABLE.sub(" ", content.decode("utf-8", "replace")))
    else:
        table = _in_clear_words(lambda: csv_tables.read_text(*csv_tables.decode(content)))
    if max(len(table.headers), *(len(row.cells) for row in table.rows)) > MAX_COLUMNS:
        raise ValidationError(
            _("The table has more than %(count)s columns.") % {"count": MAX_COLUMNS},
            code="too_many_columns",
        )
    return with_own_headers(table)


def _read_pasted(text: str) -> Table:
    """Excel quotes only the cells that need it; a lone quotation mark is part of a text."""
    try:
        return _in_clear_words(lambda: csv_tables.read_text(text, "UTF-8"))
    except ValidationError as error:
        if error.code != "malformed" or "\t" not in text:
            raise
    quoted = "\n".join(
        "\t".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line.split("\t"))
        for line in re.split(r"\r\n|\r|\n", text)
    )
    return _in_clear_words(lambda: csv_tables.read_text(quoted, "UTF-8", "\t"))


def _in_clear_words(read_table: Callable[[], Table]) -> Table:
    """Sentences for somebody who sees a page, not a contract of an API."""
    try:
        return read_table()
    except ValidationError as error:
        sentences = {
            "empty": _("There is no table in it: it needs a row of headers and people below."),
            "too_many_rows": _("The table has more than %(count)s rows.") % {"count": MAX_ROWS},
            "encoding": _(
                "The letters in this file cannot be read. Save it as XLSX, or as CSV UTF-8."
            ),
        }
        if error.code not in sentences:
            raise
        raise ValidationError(sentences[error.code], code=error.code) from error


def with_own_headers(table: Table) -> Table:
    """The second column “Jméno” becomes “Jméno (2)”, an unnamed one “Column C”.

    A column is known by its header from then on. One without any cell stays unnamed.
    """
    filled = {at for row in table.rows for at, cell in enumerate(row.cells) if cell.strip()}
    seen: Counter[str] = Counter()
    taken = set(table.headers)
    headers = []
    for at, header in enumerate(table.headers):
        if not header and at in filled:
            header = _("Column %(letter)s") % {"letter": letter_of(at)}
        seen[header] += 1
        if header and (seen[header] > 1 or (header in taken and not table.headers[at])):
            header = _free(header, taken, seen[header])
        taken.add(header)
        headers.append(header)
    return Table(tuple(headers), table.rows, table.encoding, table.delimiter)


def _free(header: str, taken: Collection[str], number: int) -> str:
    number = max(number, 2)
    while f"{header} ({number})" in taken:
        number += 1
    return f"{header} ({number})"


def letter_of(position: int) -> str:
    """How spreadsheets call a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def to_csv(table: Table) -> bytes:
    """As UTF-8 with commas, every data row at its number, so that it is read again as it was."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.headers)
    written = 1
    for row in table.rows:
        text.write("\r\n" * (row.number - written - 1))
        writer.writerow(row.cells)
        written = row.number
    return text.getvalue().encode()


def from_csv(content: bytes) -> Table:
    """What `to_csv` wrote."""
    return csv_tables.read_text(content.decode(), "UTF-8", ",")


def without_columns(table: Table, headers: Collection[str]) -> Table:
    """The table without what stands under these headers."""
    if not headers:
        return table
    width = len(table.headers)
    kept = [at for at, header in enumerate(table.headers) if header not in headers]
    rows = tuple(
        Row(
            row.number,
            tuple(row.cells[at] for at in kept if at < len(row.cells)) + row.cells[width:],
        )
        for row in table.rows
    )
    return Table(tuple(table.headers[at] for at in kept), rows, table.encoding, table.delimiter)
