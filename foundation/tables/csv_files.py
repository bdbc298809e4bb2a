"""From the bytes of a CSV file to a table of texts, whoever's spreadsheet wrote it. Pure."""

import csv
import io
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables.encodings import decode
from foundation.tables.formula_guard import unguarded
from foundation.tables.table import BLANK, Row, Table, check_count, check_size, is_blank, table_of
from foundation.text.database_text import NOT_IN_A_TABLE

DELIMITERS = "\t;,"
"""Where two are equally frequent the first wins: a comma stands in texts, a tab hardly ever."""
CELL = re.compile(r'(?:"(?:[^"]++|"")*+"[^,;\t\r\n]*|[^,;\t\r\n]*)([,;\t]|\r\n?|\n|\Z)')
"""A cell, whatever the delimiter may be, and what stands behind it."""


def read(content: bytes) -> Table:
    """The table in the file.

    Encoding: UTF-8 with or without BOM, UTF-16 with BOM, Windows-1250, ISO-8859-2. Delimiter: a
    comma, a semicolon or a tab, whichever the header row has most of outside quotes. Cells that
    our own exports have guarded are as they were before.
    """
    check_size(content)
    text, encoding = decode(content)
    return _table(text, encoding, sniff_delimiter(text))


def read_pasted(content: bytes) -> Table:
    """The table in a text from the clipboard (UTF-8). Excel quotes only the cells that need it, so
    a lone quotation mark is part of a text.
    """
    check_size(content)
    text = NOT_IN_A_TABLE.sub(" ", content.decode("utf-8", "replace"))
    try:
        return _table(text, "UTF-8", sniff_delimiter(text))
    except ValidationError as error:
        if error.code != "malformed" or "\t" not in text:
            raise
    quoted = "\n".join(
        "\t".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line.split("\t"))
        for line in re.split(r"\r\n|\r|\n", text)
    )
    return _table(quoted, "UTF-8", "\t")


def sniff_delimiter(text: str) -> str:
    """The one of `DELIMITERS` that the first row with something in it has most of."""
    found, has_something = "", False
    for cell in CELL.finditer(text):
        has_something = has_something or not BLANK.fullmatch(cell[0].replace('"', ""))
        end = cell[1]
        if end and end in DELIMITERS:
            found += end
        elif has_something or not end:
            break
        else:
            found = ""
    return max(DELIMITERS, key=found.count)


def _table(text: str, encoding: str, delimiter: str) -> Table:
    return table_of(_rows(text, delimiter), encoding, delimiter)


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
