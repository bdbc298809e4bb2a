"""Text and rows of a CSV file, whoever's spreadsheet wrote it. Pure."""

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
DELIMITERS = "\t;,"
"""Where two are equally frequent the first wins: a comma stands in texts, a tab hardly ever."""

EIGHT_BIT_CODECS = {"Windows-1250": "cp1250", "ISO-8859-2": "iso-8859-2"}
BLANK = re.compile(r"[\s;,]*")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
CONTROLS_OF_EIGHT_BITS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
CZECH = frozenset("áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ")
SLOVAK = frozenset("äĺľôŕÄĹĽÔŔ")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` is the one its spreadsheet shows: the first row of the file is 1."""

    number: int
    cells: tuple[str, ...]


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises ValidationError where it can be no text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, encoding = _try(content, "utf-16", CONTROLS), "UTF-16"
    else:
        text, encoding = _try(content, "utf-8-sig", CONTROLS), "UTF-8"
        if text is None and not _is_damaged_utf_8(content):
            text, encoding = _decode_eight_bits(content)
    if text is None:
        raise ValidationError(_("File must be UTF-8 encoded"), code="encoding")
    return text, encoding


def _try(content: bytes, codec: str, refused: re.Pattern) -> str | None:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if refused.search(text) else text


def _is_damaged_utf_8(content: bytes) -> bool:
    """Whether it is UTF-8 with some bytes broken: better refused than read as "Ĺ tÄ›pĂˇn"."""
    counts = Counter(content.decode("utf-8", "replace"))
    return sum(counts[letter] for letter in CZECH) > counts["\ufffd"]


def _decode_eight_bits(content: bytes) -> tuple[str | None, str]:
    """The more plausible reading; Windows-1250 where both are equally so.

    They differ in Š, Ť, Ž, š, ť, ž. Windows-1250 has these at 0x8a–0x9e, which are control
    characters in ISO-8859-2; what ISO-8859-2 has them at are mostly signs in Windows-1250.
    """
    readings = {
        encoding: text
        for encoding, codec in EIGHT_BIT_CODECS.items()
        if (text := _try(content, codec, CONTROLS_OF_EIGHT_BITS)) is not None
    }
    encoding = max(readings, key=lambda name: _plausibility(readings[name]), default="")
    return readings.get(encoding), encoding


def _plausibility(text: str) -> int:
    """How much the letters look like Czech (or Slovak) names."""
    total = 0
    for character, count in Counter(text).items():
        if character in CZECH:
            total += 2 * count
        elif character in SLOVAK:
            total += count
        elif not character.isascii() and not character.isalpha():
            total -= count
    return total


def _is_blank(cells: list[str]) -> bool:
    """Whether the row says nothing: empty, or only spaces and delimiters of whatever kind."""
    return all(map(BLANK.fullmatch, cells))


def sniff_delimiter(text: str) -> str:
    """A comma, a semicolon or a tab, whichever the header row has most of outside quotes."""
    text = text.lstrip("\r\n")
    return max(DELIMITERS, key=lambda delimiter: _count_header_cells(text, delimiter))


def _count_header_cells(text: str, delimiter: str) -> int:
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if not _is_blank(cells):
                return len(cells)
    except csv.Error:  # told with its row when the whole file is read
        pass
    return 0


def parse(text: str, delimiter: str) -> list[Row]:
    """The rows that are not blank, the header among them. Raises ValidationError with a sentence.

    Strict: an unclosed quote would otherwise swallow the rest of the file without a word.
    """
    rows: list[Row] = []
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if not _is_blank(cells):
                rows.append(Row(number, tuple(cells)))
            if len(rows) > MAX_ROWS + 1:
                raise ValidationError(
                    _("CSV file exceeds the %(count)s row limit") % {"count": MAX_ROWS},
                    code="too_many_rows",
                )
    except csv.Error as error:
        raise ValidationError(
            _("Row %(row)d: the quotation marks do not match, or a cell is too long")
            % {"row": number + 1},
            code="malformed",
        ) from error
    return rows
