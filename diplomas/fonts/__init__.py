"""Which letters of a text each font sets: those that come with the product, and a template's own.

Every family is a chain. A text is set in the first family of the chain that has all its letters, so
that a name looks of a piece; where none has them all, each letter in the first that has it.
A character that no font has never becomes a black box; see `printable`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from diplomas.fonts.own_fonts import OwnFonts
from diplomas.fonts.shipped import (
    CALLED,
    FAMILIES,
    SANS,
    SERIF,
    Chain,
    Link,
    capitals,
    face_of,
    font,
    has,
)

UNKNOWN = "?"
"""Stands for a letter of a script that no font has: seen on the screen before it is printed."""


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line that is set in one font, by the name under which reportlab knows it.

    width: at size 1. is_outlined, is_slanted: as `shipped.Face` has them.
    """

    text: str
    font: str
    width: float
    is_outlined: bool = False
    is_slanted: bool = False


class FontSet:
    """The product's families, and beside them a template's own fonts by their names.

    A family may be a list as in CSS ("Lobster, Arial, sans-serif"): the first that is at hand.
    `text`: what will be set in the template's own fonts, or more, as `OwnFonts` has it.
    """

    def __init__(self, fonts: Sequence[Any] = (), text: str = ""):
        self._own = OwnFonts(fonts, text)
        self._chains: dict[tuple[str, bool], Chain] = {}

    def chain(self, family: str, is_styled: bool = False) -> Chain:
        """is_styled: whether its other faces are needed, too; they are looked for in all of the
        template's own fonts.
        """
        key = family, is_styled
        if key not in self._chains:
            self._chains[key] = self._chain(family, is_styled)
        return self._chains[key]

    def _chain(self, family: str, is_styled: bool) -> Chain:
        for name in [family, *(part.strip().strip("\"'") for part in family.split(","))]:
            if own := self._own.get(name):
                faces = self._own.faces(own) if is_styled else Link(own.registered)
                return (faces, *FAMILIES[SANS])
            called = name.lower()
            if (known := CALLED.get(called, called)) in FAMILIES:
                return FAMILIES[known]
        return FAMILIES[SERIF]

    def runs(
        self, text: str, family: str, is_bold: bool = False, is_italic: bool = False
    ) -> tuple[Run, ...]:
        """The text in pieces of one font each; "" gives ()."""
        return _runs(text, self.chain(family, is_bold or is_italic), is_bold, is_italic)

    def width(
        self, text: str, family: str, is_bold: bool = False, is_italic: bool = False
    ) -> float:
        """How wide the text is at size 1, in the unit of the size."""
        return _width(text, self.chain(family, is_bold or is_italic), is_bold, is_italic)

    def lost(self, text: str, family: str) -> str:
        """The characters that would be missed, each once: letters and digits for which UNKNOWN
        stands; where nothing of the text is left, all of them.
        """
        chain = self.chain(family)
        composed = unicodedata.normalize("NFC", text)
        missed = [
            character
            for character in composed
            if _link_for(character, chain) is None and _instead_of(character) == UNKNOWN
        ]
        is_gone = composed.strip() and not printable(composed, chain)
        return "".join(dict.fromkeys(composed.strip() if is_gone else missed))

    def capitals(self, family: str, is_bold: bool = False, is_italic: bool = False) -> float:
        """How high the capitals of the family's first font are at size 1."""
        first = self.chain(family, is_bold or is_italic)[0]
        return capitals(face_of("H", first, is_bold, is_italic).font)


def registered(family: str) -> str:
    """The name under which reportlab knows the family's first font, ready for use."""
    return font(FAMILIES[family][0].regular).fontName


def printable(text: str, chain: Chain = FAMILIES[SERIF]) -> str:
    """The text as the fonts can set it: composed (NFC), and every character with a glyph.

    A character that no font has is written by what it is made of where that helps ("ﬁ" -> "fi",
    "𝓐" -> "A"); an emoji, a control or other sign is left out; a letter or digit of a script
    that no font has becomes "?".
    """
    characters = unicodedata.normalize("NFC", text)
    unknown = [each for each in set(characters) if _link_for(each, chain) is None]
    if not unknown:
        return characters
    replaced = characters.translate({ord(each): _instead_of(each) for each in unknown})
    return re.sub(" {2,}", " ", replaced).strip()  # what was left out leaves no gap


@lru_cache(maxsize=4096)
def _width(text: str, chain: Chain, is_bold: bool, is_italic: bool) -> float:
    return sum(run.width for run in _runs(text, chain, is_bold, is_italic))


@lru_cache(maxsize=256)
def _runs(text: str, chain: Chain, is_bold: bool, is_italic: bool) -> tuple[Run, ...]:
    """Each letter's font is looked for once, however often the letter comes."""
    text = printable(text, chain)
    letters = set(text)
    whole = next((link for link in chain if _has_all(link, letters)), None)
    face_for = {
        letter: face_of(letter, whole or _link_for(letter, chain) or chain[-1], is_bold, is_italic)
        for letter in letters
    }
    runs = []
    for face, run in groupby(text, key=face_for.__getitem__):
        part = "".join(run)
        runs.append(Run(part, face.font, font(face.font).stringWidth(part, 1), *face[1:]))
    return tuple(runs)


def _instead_of(character: str) -> str:
    made_of = unicodedata.normalize("NFKD", character)
    known = "".join(part for part in made_of if _link_for(part, FAMILIES[SERIF]))
    if known:
        return known
    if character.isspace():
        return " "
    return UNKNOWN if unicodedata.category(character)[0] in "LN" else ""


def _has_all(link: Link, letters: set[str]) -> bool:
    known = font(link.regular).face.charToGlyph
    return all(ord(letter) in known for letter in letters)


def _link_for(character: str, chain: Chain) -> Link | None:
    if not character.isprintable() and not character.isspace():
        return None
    return next((link for link in chain if has(link.regular, character)), None)
