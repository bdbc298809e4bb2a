"""From the bytes of a text file to its text, whatever wrote it. Pure.

A file of eight bits does not say which letters it means. Of the encodings in use the one is taken
whose text looks like names (`letters.likeness`); where others fit about as well, the table says so.
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables.cell_faults import looked_at
from foundation.tables.columns import table_of
from foundation.tables.table import Finding, Row, Table
from foundation.text.database_text import NOT_IN_A_TABLE
from foundation.text.letters import likeness

EIGHT_BIT_CODECS = {
    "Windows-1250": "cp1250",
    "Windows-1252": "cp1252",
    "ISO-8859-2": "iso-8859-2",
    "CP852": "cp852",
    "Mac Central Europe": "mac_latin2",
}
"""The likelier first: where two read the same, it is that one."""
CODECS = {**EIGHT_BIT_CODECS, "UTF-8": "utf-8"}
MARGINS = {"CP852": 3, "Mac Central Europe": 3}
"""By how much the best reading must be the likelier one: rare encodings by more than the others."""
MARGIN = 2
CONTROLS_OF_EIGHT_BITS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
WORD = re.compile(rb"[^\x00-\x20,;\"]*[\x80-\xff][^\x00-\x20,;\"]*")
"""What has letters that differ by encoding, and what stands around them."""
AROUND = rb"[^\r\n\t,;\"]{0,60}"
FIRST_WORDS = 5_000
"""They decide as a rule; only else all are looked at."""
NOT_LATIN = "[\u0300-\u1dff\u2c00-\ud7ff\uf900-\ufffd]"
TWO_SCRIPTS = re.compile(f"[A-Za-z]{NOT_LATIN}|{NOT_LATIN}[A-Za-z]")
"""Of one word: as UTF-8 reads by chance what a Mac wrote for "Jiří"."""
CZECH = frozenset("áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it was encoded. fitting: the encodings between which only people can choose,
    the likeliest first. samples: how a cell reads in each of these.
    """

    text: str
    encoding: str
    fitting: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """The doubt about its letters, where there is one."""
        if not self.samples:
            return []
        readings = " · ".join(
            f"{name}: “{sample}”" for name, sample in zip(self.fitting, self.samples, strict=True)
        )
        text = _("The letters in this file can be read in more ways than one. Choose: %(readings)s")
        return [Finding(text % {"readings": readings}, "encoding")]


def decode(content: bytes, chosen: str | None = None) -> Decoded:
    """The text. Raises ValidationError where it can be none, or in letters that nobody knows here.

    chosen: the eight-bit encoding that somebody has chosen.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, encoding = _try(content, "utf-16", NOT_IN_A_TABLE), "UTF-16"
    else:
        text, encoding = _try(content, "utf-8-sig", NOT_IN_A_TABLE), "UTF-8"
    if text is not None:
        return _by_chance(content, text, chosen) or Decoded(text, encoding)
    found = None if _is_of_another_width(content) else _of_eight_bits(content, chosen)
    if found is None:
        raise ValidationError(
            _("The letters in this file cannot be read. Save it as XLSX, or as CSV UTF-8."),
            code="encoding",
        )
    return found


def with_encoding(table: Table, encoding: str) -> Table:
    """The same file with its letters read in another of its `encodings_that_fit`."""
    if encoding not in table.encodings_that_fit:
        raise ValidationError(_("Choose one of the encodings that fit."), code="encoding")
    old, new = CODECS[table.encoding], CODECS[encoding]
    rows, wrong = looked_at(
        Row(row.number, tuple(cell.encode(old).decode(new) for cell in row.cells))
        for row in (*table.top, *table.rows)
    )
    other = table_of(
        rows,
        encoding,
        table.delimiter,
        header_row=table.header_row,
        findings=wrong,
    )
    return replace(other, encodings_that_fit=table.encodings_that_fit)


def _try(content: bytes, codec: str, refused: re.Pattern) -> str | None:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if refused.search(text) else text


def _is_of_another_width(content: bytes) -> bool:
    """Whether it is UTF-16, or UTF-8 with some bytes broken: better refused than misread."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)):
        return True
    counts = Counter(content.decode("utf-8", "replace"))
    return sum(counts[letter] for letter in CZECH) > counts["\ufffd"]


def _by_chance(content: bytes, text: str, chosen: str | None) -> Decoded | None:
    """How eight bits read what is UTF-8 too, where that is of two scripts; None where it is not."""
    if not TWO_SCRIPTS.search(unicodedata.normalize("NFC", text)):
        return None
    found = _of_eight_bits(content, chosen)
    if found is None:
        return None
    fitting = (*(found.fitting or [found.encoding]), "UTF-8")
    if chosen == "UTF-8":
        return Decoded(text, "UTF-8", fitting)
    if chosen in fitting:
        return replace(found, fitting=fitting)
    return replace(
        found, fitting=fitting, samples=_samples(content, WORD.findall(content), fitting)
    )


def _of_eight_bits(content: bytes, chosen: str | None) -> Decoded | None:
    """The likeliest reading; None where none looks like anything."""
    readings: dict[str, str] = {}
    for name, codec in EIGHT_BIT_CODECS.items():
        text = _try(content, codec, CONTROLS_OF_EIGHT_BITS)
        if text is not None and text not in readings.values():
            readings[name] = text
    words = list(dict.fromkeys(WORD.findall(content)))
    fitting = _fitting(readings, words[:FIRST_WORDS])
    if len(fitting) > 1 and len(words) > FIRST_WORDS:
        fitting = _fitting(readings, words)
    if not fitting:
        return None
    if len(fitting) == 1:
        return Decoded(readings[fitting[0]], fitting[0])
    if chosen in fitting:
        return Decoded(readings[chosen], chosen, tuple(fitting))
    return Decoded(
        readings[fitting[0]], fitting[0], tuple(fitting), _samples(content, words, fitting)
    )


def _fitting(names: Iterable[str], words: list[bytes]) -> list[str]:
    """Those in which the words are about as likely as in the best, the best first."""
    likely = {
        name: sum(likeness(word.decode(EIGHT_BIT_CODECS[name])) for word in words) for name in names
    }
    order = sorted(likely, key=lambda name: -likely[name])
    best = order[0] if order else ""
    if not best or likely[best] < MARGINS.get(best, 0):
        return []
    least = max(likely[best] - MARGINS.get(best, MARGIN), -1)
    return [name for name in order if likely[name] > least]


def _samples(content: bytes, words: list[bytes], fitting: Sequence[str]) -> tuple[str, ...]:
    """A cell, as each encoding reads it: one that as many as possible read differently."""

    def readings(part: bytes) -> tuple[str, ...]:
        return tuple(part.decode(CODECS[name], "replace").strip() for name in fitting)

    word = max(words, key=lambda each: len({*readings(each)}))
    cell = re.search(AROUND + re.escape(word) + AROUND, content)
    return readings(cell[0] if cell else word)
