"""A table of texts: what every file is read into, and the limits of all of them. Pure.

Every refusal in this room is a ValidationError with a sentence for the person who chose the file;
its `code` is for doors that have promised another sentence.
"""

import json
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass

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
class Finding:
    """What is wrong in a file, or may be: of a cell, of a row or of the whole.

    text: the sentence, without row and column. kind: one word, the same for all that are alike.
    row: its number; None: the file's own. at: the column's position in the file, 0 is A; column:
    its header. suggestion: the whole cell repaired, where that is known. is_error: the row can not
    be taken as it is; otherwise somebody has to confirm it (a doubt).
    """

    text: str
    kind: str
    row: int | None = None
    at: int | None = None
    column: str = ""
    suggestion: str = ""
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What a file contains. A row may have fewer or more cells than there are headers.

    headers: tidied, without the empty ones at the end; one in the middle is "".
    rows: the data rows as written; blank ones are left out but counted in the numbers.
    encoding: "UTF-8", "Windows-1250"…, "XLSX" or "JSON". delimiter: of a CSV file, else "".
    header_row: the number of the row of headers; 0 where there is none. top: the rows from the
    file's first to that of the headers, as written. findings: of every row, also of those.
    encodings_that_fit: those that the file may be in, where its letters leave more than one.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    top: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    encodings_that_fit: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What refuses rows of the table; in the headers and above nothing is refused."""
        return tuple(each for each in self.findings if each.is_error and each.row > self.header_row)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What somebody has to confirm: of the file, of the headers, and of the rows below."""
        return tuple(
            each
            for each in self.findings
            if each.row is None
            or each.row == self.header_row
            or (each.row > self.header_row and not each.is_error)
        )

    def pack(self) -> bytes:
        """The table as it waits in the database for a decision."""
        whole = [
            self.headers,
            [[row.number, *row.cells] for row in self.rows],
            self.encoding,
            self.delimiter,
            self.header_row,
            [[row.number, *row.cells] for row in self.top],
            [astuple(each) for each in self.findings],
            self.encodings_that_fit,
        ]
        return zlib.compress(json.dumps(whole, ensure_ascii=False).encode())

    @classmethod
    def unpack(cls, packed: bytes) -> "Table":
        """What `pack` made. Raises ValidationError where an older version packed it."""
        try:
            headers, rows, encoding, delimiter, header_row, top, findings, fitting = json.loads(
                zlib.decompress(packed)
            )
        except (ValueError, zlib.error) as error:
            raise ValidationError(
                _("This upload is not here any more. Choose the file again."), code="old"
            ) from error
        return cls(
            tuple(headers),
            tuple(Row(number, tuple(cells)) for number, *cells in rows),
            encoding,
            delimiter,
            header_row,
            tuple(Row(number, tuple(cells)) for number, *cells in top),
            tuple(Finding(*each) for each in findings),
            tuple(fitting),
        )


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


def check_rows(rows: Sequence[Row], at_least: int) -> None:
    """Refuses rows that no table has: too few, too wide, with too long a text."""
    if len(rows) < at_least:
        is_empty = not (rows and headers_of(rows[0].cells))
        raise no_table("empty" if is_empty else "no_rows")
    if any(len(row.cells) > MAX_COLUMNS for row in rows):
        raise too_many_columns()
    for row in rows:
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            raise ValidationError(
                _("Row %(row)d: a cell is too long.") % {"row": row.number}, code="long_cell"
            )


def no_table(code: str) -> ValidationError:
    return ValidationError(
        _("There is no table in it: it needs a row of headers and rows below."), code=code
    )


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
