"""A table of texts: what every file is read into, and the limits of all of them. Pure.

Every refusal in this room is a ValidationError with a sentence for the person who chose the file;
its `code` is for doors that have promised another sentence.
"""

import json
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.text.names import tidy

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
"""Below the headers."""
MAX_COLUMNS = 200
LONGEST_CELL = 32_767
"""In characters; no spreadsheet has more in a cell."""
BLANK = re.compile(r"[\s;,]*")

ReportRows = Callable[[int], None]
"""Called now and then with the number of rows read so far."""


def report_to_nobody(rows: int) -> None:
    """For a table that somebody waits for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` is the one its spreadsheet shows: the first row of the file is 1.

    Objects of a JSON list are numbered from 1.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file contains. A row may have fewer or more cells than there are headers.

    headers: tidied, without the empty ones at the end; one in the middle is "".
    rows: the data rows as written; blank ones are left out but counted in the numbers.
    encoding: "UTF-8", "Windows-1250"…, "XLSX" or "JSON". delimiter: of a CSV file, else "".
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = ""
    delimiter: str = ""

    def pack(self) -> bytes:
        """The table as it waits in the database for a decision."""
        rows = [[row.number, *row.cells] for row in self.rows]
        whole = [self.headers, rows, self.encoding, self.delimiter]
        return zlib.compress(json.dumps(whole, ensure_ascii=False).encode())

    @classmethod
    def unpack(cls, packed: bytes) -> "Table":
        """What `pack` made. Raises ValidationError where an older version packed it."""
        try:
            headers, rows, encoding, delimiter = json.loads(zlib.decompress(packed))
        except (ValueError, zlib.error) as error:
            raise ValidationError(
                _("This upload is not here any more. Choose the file again."), code="old"
            ) from error
        unpacked = tuple(Row(number, tuple(cells)) for number, *cells in rows)
        return cls(tuple(headers), unpacked, encoding, delimiter)


def is_blank(cells: Iterable[str]) -> bool:
    """Whether a row has nothing in it: only spaces and delimiters of whatever kind."""
    return all(map(BLANK.fullmatch, cells))


def check_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 5 MB. Split it."), code="too_large")


def check_count(rows: int) -> None:
    """rows: how many there are below the headers, so far."""
    if rows > MAX_ROWS:
        raise ValidationError(
            _("The file has more than %(count)d rows. Split it.") % {"count": MAX_ROWS},
            code="too_many_rows",
        )


def table_of(rows: Sequence[Row], encoding: str, delimiter: str = "") -> Table:
    """The table of rows that are not blank; the first has the headers."""
    headers = headers_of(rows[0].cells) if rows else ()
    if len(rows) < 2 or not headers:
        raise ValidationError(
            _("There is no table in it: it needs a row of headers and rows below."),
            code="no_rows" if headers else "empty",
        )
    if any(len(row.cells) > MAX_COLUMNS for row in rows):
        raise too_many_columns()
    for row in rows:
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            raise ValidationError(
                _("Row %(row)d: a cell is too long.") % {"row": row.number}, code="long_cell"
            )
    return Table(headers, tuple(rows[1:]), encoding, delimiter)


def headers_of(cells: Iterable[str]) -> tuple[str, ...]:
    """The first row's cells tidied, without the empty ones at the end."""
    headers = [tidy(cell) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    return tuple(headers)


def too_many_columns() -> ValidationError:
    return ValidationError(
        _("The table has more than %(count)s columns.") % {"count": MAX_COLUMNS},
        code="too_many_columns",
    )
