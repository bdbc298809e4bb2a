"""From the bytes of a CSV file to a table of texts, whoever's spreadsheet wrote it. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables.cell_faults import looked_at
from foundation.tables.columns import SEARCHED, IsHeader, table_of
from foundation.tables.encodings import decode
from foundation.tables.formula_guard import unguarded
from foundation.tables.table import BLANK, Finding, Row, Table, check_count, check_size, is_blank
from foundation.text.database_text import NOT_IN_A_TABLE

DELIMITERS = "\t;,"
"""Where two are equally frequent the first wins: a comma stands in texts, a tab hardly ever."""
CELL = re.compile(r'(?:"(?:[^"]++|"")*+"[^,;\t\r\n]*|[^,;\t\r\n]*)([,;\t]|\r\n?|\n|\Z)')
"""A cell, whatever the delimiter may be, and what stands behind it."""
SEPARATOR_LINE = re.compile(
    r'"?sep=(\\t|[^\w\s"]|\t)[,;\t]*"?[,;\t]*(?:\r\n?|\n|\Z)', re.IGNORECASE
)
"""What Excel takes from a first line of its own, also where a program has quoted or padded it."""


def read(
    content: bytes,
    *,
    header_row: int | None = None,
    is_header: IsHeader | None = None,
    encoding: str | None = None,
) -> Table:
    """The table in the file; where its headers are: see `columns.table_of`.

    Encoding: UTF-8 with or without BOM, UTF-16 with BOM, or one of eight bits (`encodings`), that
    which was chosen if it fits. Delimiter: a comma, a semicolon or a tab, whichever the header row
    has most of outside quotes, or what a first line "sep=;" names. Cells that our own exports have
    guarded are as they were before.
    """
    check_size(content)
    decoded = decode(content, encoding)
    table = _table(decoded.text, decoded.encoding, "", header_row, is_header, decoded.findings)
    return replace(table, encodings_that_fit=decoded.fitting)


def read_pasted(
    content: bytes, *, header_row: int | None = None, is_header: IsHeader | None = None
) -> Table:
    """The table in a text from the clipboard (UTF-8). Excel quotes only the cells that need it, so
    a lone quotation mark is part of a text.
    """
    check_size(content)
    text = NOT_IN_A_TABLE.sub(" ", content.decode("utf-8", "replace"))
    try:
        return _table(text, "UTF-8", "", header_row, is_header)
    except ValidationError as error:
        if error.code != "malformed" or "\t" not in text:
            raise
    quoted = "\n".join(
        "\t".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line.split("\t"))
        for line in re.split(r"\r\n|\r|\n", text)
    )
    return _table(quoted, "UTF-8", "\t", header_row, is_header)


def sniff_delimiter(text: str) -> str:
    """The one of `DELIMITERS` that the first row with something in it has most of; of the first
    that agrees with the row below, where titles stand above.

    A comma with a space behind it is one of a text, but in the first row.
    """
    rows = list(islice(_delimiters_of_rows(text), SEARCHED))
    for found, below in pairwise([*rows, ""]):
        best = _most_frequent(found)
        if best in found and (best in below or not below):
            return best
    return _most_frequent(rows[0] if rows else "")


def _most_frequent(delimiters: str) -> str:
    return max(DELIMITERS, key=delimiters.count)


def _delimiters_of_rows(text: str) -> Iterator[str]:
    """The delimiters outside quotes of every row with something in it."""
    found, has_something, is_first = "", False, True
    for cell in CELL.finditer(text):
        has_something = has_something or not BLANK.fullmatch(cell[0].replace('"', ""))
        end = cell[1]
        if end and end in DELIMITERS:
            is_of_text = end == "," and text[cell.end() : cell.end() + 1] == " "
            found += "" if is_of_text and not is_first else end
            continue
        if has_something:
            yield found
            is_first = False
        found, has_something = "", False


def _without_separator_line(text: str) -> tuple[str, str]:
    """The text and the separator that a first line "sep=;" names, which no spreadsheet shows."""
    named = SEPARATOR_LINE.match(text)
    if not named:
        return text, ""
    return text[named.end() :], "\t" if named[1] == r"\t" else named[1]


def _table(
    text: str,
    encoding: str,
    delimiter: str,
    header_row: int | None,
    is_header: IsHeader | None,
    findings: Iterable[Finding] = (),
) -> Table:
    """delimiter: "" where it is to be found."""
    text, named = _without_separator_line(text)
    delimiter = delimiter or named or sniff_delimiter(text)
    rows, wrong = looked_at(_rows(text, delimiter))
    return table_of(
        rows,
        encoding,
        delimiter,
        header_row=header_row,
        is_header=is_header,
        findings=(*findings, *wrong),
    )


def _rows(text: str, delimiter: str) -> list[Row]:
    """The rows that are not blank, the header among them.

    Strict: an unclosed quote would otherwise swallow the rest of the file without a word.
    """
    rows: list[Row] = []
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if not is_blank(cells):
                rows.append(Row(number, tuple(map(unguarded, cells))))
                check_count(len(rows) - 1)
    except csv.Error as error:
        raise ValidationError(
            _("Row %(row)d: the quotation marks do not match, or a cell is too long")
            % {"row": number + 1},
            code="malformed",
        ) from error
    return rows
