"""Fonts that come with a template: what may be stored as one, and how they get on paper."""

import base64
import binascii
import hashlib
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError

from diplomas.font_files.conversion import NotConverted, letters_beyond, truetype_of
from diplomas.font_files.inspecting import FontFault
from diplomas.font_files.inspection import inspected
from diplomas.font_files.sfnt import (
    BOLD,
    ITALIC,
    OPENTYPE,
    TRUNCATED,
    WOFF2,
    Tables,
    UnsoundFont,
    checked,
    family_name,
    postscript_name,
    rebuilt,
    style_of,
    tables_of,
)
from diplomas.fonts.shared import SharedFont
from diplomas.fonts.shipped import Link
from foundation.files.data_urls import HEAD as DATA_URL

LARGEST = 5 * 1024 * 1024
"""Of a font's file, in bytes."""
UNREADABLE = (*TRUNCATED, TTFError, UnsoundFont, NotConverted, KeyError, ValueError, OverflowError)


def families_in(family: str) -> list[str]:
    """The names in a list as CSS has it ("Lobster, Arial, sans-serif"), all of it the first."""
    return [family, *(part.strip().strip("\"'") for part in family.split(","))]


class OwnFonts:
    """A template's fonts by their names, each read when it is asked for.

    `text`: what will be set in them, or more; alphabets need not be in it (`letters_beyond`).
    """

    def __init__(self, fonts: Sequence[Any], text: str = ""):
        self._letters = letters_beyond(text)
        self._data: dict[str, str] = {}
        for font in fonts if isinstance(fonts, list | tuple) else ():
            if isinstance(font, Mapping) and isinstance(font.get("name"), str):
                self._data[font["name"]] = str(font.get("data"))
        self._read: dict[str, OwnFont | None] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def get(self, name: str) -> "OwnFont | None":
        """The font; None where there is none of that name, or it cannot be embedded in a PDF."""
        if name in self._data and name not in self._read:
            try:
                self._read[name] = _loaded(self._data[name], self._letters)
            except UNREADABLE:
                self._read[name] = None
        return self._read.get(name)

    def faces(self, own: "OwnFont") -> Link:
        """The font with its bold and italic sisters: those of the template's fonts that call their
        family the same. The font stands for itself in every face that it is.
        """
        sisters = [own, *filter(None, map(self.get, self._data))] if own.family else [own]
        found = {
            each.style: each.registered
            for each in reversed(sisters)
            if each is own or each.family == own.family
        }
        faces = (found.get(style, "") for style in (BOLD, ITALIC, BOLD | ITALIC))
        return Link(own.registered, *faces, shapes=False)


class OwnFont:
    """A font that reportlab knows by `registered` for as long as this object lives.

    family: as the file calls it, "" for nothing. style: of which bits it is, BOLD and ITALIC.
    digest: of what the tables were read from; only one of it lives at a time, see `_loaded`.
    """

    def __init__(self, tables: Tables, digest: str):
        # The name in the file is unlike any other's: reportlab takes fonts of one name for one.
        name = f"{postscript_name(tables) or 'Font'}-{digest}"
        font = SharedFont(name, BytesIO(rebuilt(tables, name)))
        face = font.face
        face.charToGlyph = {
            code: glyph for code, glyph in face.charToGlyph.items() if 0 < glyph < face.numGlyphs
        }
        font.unregister()  # one that died just now: nobody else has the name
        pdfmetrics.registerFont(font)
        self.registered = name
        self.family, self.style = family_name(tables), style_of(tables)
        weakref.finalize(self, _forget, font)


_alive: weakref.WeakValueDictionary[str, OwnFont] = weakref.WeakValueDictionary()
"""Digest -> the font, of those that somebody still has, in `_loaded` or on a page."""
_registering = threading.RLock()
"""Held while a font gets or loses its name; whoever holds it may happen upon one to forget."""


def _forget(font: SharedFont) -> None:
    with _registering:
        if pdfmetrics._fonts.get(font.fontName) is font:
            font.unregister()


@lru_cache(maxsize=4)
def _loaded(data: str, letters: str) -> OwnFont:
    """The font, one for all who have it at the same time. Raises one of UNREADABLE where it cannot
    be embedded.
    """
    content = content_of(data) if DATA_URL.match(data) else None
    if content is None or len(content) > LARGEST:
        raise UnsoundFont
    digest = hashlib.sha256(content + letters.encode()).hexdigest()[:12]
    if found := _alive.get(digest):
        return found
    tables = _sound_tables(content, letters)
    with _registering:
        if (found := _alive.get(digest)) is None:  # another thread may have made it meanwhile
            found = _alive[digest] = OwnFont(tables, digest)
    return found


def _sound_tables(content: bytes, letters: str) -> Tables:
    """Of the font, converted where its outlines are not those of TrueType, or packed. A child has
    read it before: the one that converts it, or one that looks at it.
    """
    if content[:4] in {OPENTYPE, WOFF2}:
        return checked(tables_of(truetype_of(content, letters)))
    facts = inspected(content)
    if isinstance(facts, FontFault):
        raise UnsoundFont
    return checked(tables_of(content if facts.is_truetype else truetype_of(content, letters)))


def content_of(data: str) -> bytes | None:
    """What is in a data URL; None where that is no base64."""
    try:
        return base64.b64decode(data[data.index(",") + 1 :], validate=True)
    except (binascii.Error, ValueError):
        return None
