"""Which letters of a text each font sets: those that come with the product, and a template's own.

Every family is a chain. A text is set in the first family of the chain that has all its letters, so
that a name looks of a piece; where none has them all, each letter in the first that has it.
Letters that no family has come from fonts made for their script; what joins, carries marks or runs
from right to left is shaped. A character that no font has never becomes a black box: `printable`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from diplomas.fonts.own_fonts import OwnFonts, families_in
from diplomas.fonts.scripts import (
    JOINERS,
    is_complex,
    is_joined,
    visual_order,
    without_idle_joiners,
)
from diplomas.fonts.shaping import Glyph, shaped
from diplomas.fonts.shipped import (
    CALLED,
    FAMILIES,
    SANS,
    SERIF,
    Chain,
    Face,
    Link,
    capitals,
    face_of,
    fallbacks,
    font,
    has,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line that is set in one font, by the name under which reportlab knows it.

    width: at size 1. is_outlined, is_slanted: as `shipped.Face` has them. is_backwards: whether
    it runs from right to left; `text` is as it is read. glyphs: of letters that are shaped, from
    left to right; without any, the letters stand one after another. start: its place in the line
    as that is read.
    """

    text: str
    font: str
    width: float
    is_outlined: bool = False
    is_slanted: bool = False
    is_backwards: bool = False
    glyphs: tuple[Glyph, ...] = ()
    start: int = 0


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
        for name in families_in(family):
            if own := self._own.get(name):
                alone = Link(own.registered, shapes=False)
                faces = self._own.faces(own) if is_styled else alone
                return (faces, *FAMILIES[SANS], *fallbacks())
            called = name.lower()
            if (known := CALLED.get(called, called)) in FAMILIES:
                return (*FAMILIES[known], *fallbacks())
        return (*FAMILIES[SERIF], *fallbacks())

    def runs(
        self, text: str, family: str, is_bold: bool = False, is_italic: bool = False
    ) -> tuple[Run, ...]:
        """The text in pieces of one font each, from left to right; "" gives ()."""
        return _runs(text, self.chain(family, is_bold or is_italic), is_bold, is_italic)

    def width(
        self, text: str, family: str, is_bold: bool = False, is_italic: bool = False
    ) -> float:
        """How wide the text is at size 1, in the unit of the size."""
        return _width(text, self.chain(family, is_bold or is_italic), is_bold, is_italic)

    def lost(self, text: str, family: str) -> str:
        """The characters that would be missed, each once: letters and digits that no font has;
        where nothing of the text is left, all of them.
        """
        chain = self.chain(family)
        composed = unicodedata.normalize("NFC", text)
        missed = [
            character
            for character in composed
            if unicodedata.category(character)[0] in "LN"
            and _link_for(character, chain) is None
            and not _made_of(character).strip()
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


@lru_cache(maxsize=8192)
def is_everywhere(character: str) -> bool:
    """Whether each of the product's families has the character itself."""
    return all(_link_for(character, chain) is not None for chain in FAMILIES.values())


def printable(text: str, chain: Chain | None = None) -> str:
    """The text as the fonts can set it: composed (NFC), and every character with a glyph.

    A character that no font has is written by what it is made of where that helps ("ﬁ" -> "fi",
    "𝓐" -> "A"); else it is left out, and `FontSet.lost` says so of letters before they are missed.
    """
    chain = chain or (*FAMILIES[SERIF], *fallbacks())
    characters = unicodedata.normalize("NFC", text)
    if characters.isascii() and characters.isprintable():
        return characters
    characters = without_idle_joiners(characters)
    unknown = [
        each for each in set(characters) if each not in JOINERS and _link_for(each, chain) is None
    ]
    if not unknown:
        return characters
    replaced = characters.translate({ord(each): _made_of(each) for each in unknown})
    return re.sub(" {2,}", " ", replaced).strip()  # what was left out leaves no gap


@lru_cache(maxsize=4096)
def _width(text: str, chain: Chain, is_bold: bool, is_italic: bool) -> float:
    return sum(run.width for run in _runs(text, chain, is_bold, is_italic))


@lru_cache(maxsize=256)
def _runs(text: str, chain: Chain, is_bold: bool, is_italic: bool) -> tuple[Run, ...]:
    text = printable(text, chain)
    faces = _faces(text, chain, is_bold, is_italic)
    if not any(map(is_complex, text)):
        return tuple(_run(part, face) for part, face in _parts(text, faces))
    runs = []
    for start, part, is_backwards in visual_order(text):
        of_part, at = [], start
        for words, face in _parts(part, faces):
            if is_backwards or any(map(is_complex, words)):
                of_part.append(_shaped_run(words, face, is_backwards, at))
            else:
                of_part.append(_run(words, face, at))
            at += len(words)
        runs += reversed(of_part) if is_backwards else of_part
    return tuple(runs)


def _faces(text: str, chain: Chain, is_bold: bool, is_italic: bool) -> dict[str, Face]:
    """Each letter's font is looked for once, however often the letter comes."""
    letters = set(text)
    whole = next((link for link in chain if _has_all(link, letters)), None)
    return {
        letter: face_of(letter, whole or _link_for(letter, chain) or chain[0], is_bold, is_italic)
        for letter in letters
    }


def _parts(text: str, faces: dict[str, Face]) -> list[tuple[str, Face]]:
    """The text in parts of one face each; a mark or a joiner goes with the letter before, if that
    letter's font has it.
    """
    parts: list[tuple[str, Face]] = []
    for letter in text:
        face = faces[letter]
        if parts and (letter in JOINERS or unicodedata.category(letter)[0] == "M"):
            before = parts[-1][1]
            face = before if letter in JOINERS or has(before.font, letter) else face
        if parts and parts[-1][1] == face:
            parts[-1] = (parts[-1][0] + letter, face)
        else:
            parts.append((letter, face))
    return parts


def _run(text: str, face: Face, start: int = 0) -> Run:
    width = font(face.font).stringWidth(text, 1)
    return Run(text, face.font, width, *face[1:], start=start)


def _shaped_run(text: str, face: Face, is_backwards: bool, start: int) -> Run:
    glyphs = shaped(text, font(face.font), is_backwards)
    width = sum(glyph.advance for glyph in glyphs)
    return Run(text, face.font, width, *face[1:], is_backwards, glyphs, start)


def _made_of(character: str) -> str:
    made_of = unicodedata.normalize("NFKD", character)
    known = "".join(part for part in made_of if _link_for(part, FAMILIES[SERIF]))
    return known or (" " if character.isspace() else "")


def _has_all(link: Link, letters: set[str]) -> bool:
    known = font(link.regular).face.charToGlyph
    return (
        not link.is_fallback
        and all(ord(letter) in known for letter in letters)
        and (link.shapes or not any(map(is_joined, letters)))
    )


def _link_for(character: str, chain: Chain) -> Link | None:
    if not character.isprintable() and not character.isspace():
        return None
    needs_rules = is_joined(character)
    return next(
        (
            link
            for link in chain
            if has(link.regular, character) and (link.shapes or not needs_rules)
        ),
        None,
    )
