"""Which letters of a text each font sets: those that come with the product, and a template's own.

Every family is a chain. A text is set in the first font of the chain that has all its letters, so
that a name looks of a piece; where none has them all, each letter in the first that has it.
A character that no font has never becomes a black box; see `printable`.
"""

import re
import struct
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from diplomas.fonts.own_fonts import OwnFonts

FOLDER = Path(__file__).parent
SERIF, SANS = "serif", "sans"
Chain = tuple[str, ...]
FAMILIES: dict[str, Chain] = {
    SERIF: ("EBGaramond12-Regular", "GentiumPlus-Regular", "Lato-Regular"),
    SANS: ("Lato-Regular", "GentiumPlus-Regular", "EBGaramond12-Regular"),
}
LIKE_SANS = {"sans-serif", "arial", "helvetica", "helvetica neue", "verdana", "roboto", "lato"}
"""What clients call a font without serifs; any other that is not at hand is set in serif."""
FIGURES = {"EBGaramond12-Regular": "GentiumPlus-Regular"}
"""EB Garamond's figures hang and its 1 looks like an I: in its lines they are another font's."""
BOLD = {"Lato-Regular": "Lato-Bold", "GentiumPlus-Regular": "GentiumPlus-Bold"}
"""The bold faces; whoever draws makes other fonts' letters bold by a line around them."""
UNKNOWN = "?"
"""Stands for a letter of a script that no font has: seen on the screen before it is printed."""
CAPITALS = 0.65
"""Height of capitals, in ems, of a font that has no H."""


class FontSet:
    """The product's families, and beside them a template's own fonts by their names.

    A family may be a list as in CSS ("Lobster, Arial, sans-serif"): the first that is at hand.
    `text`: what will be set in the template's own fonts, or more, as `OwnFonts` has it.
    """

    def __init__(self, fonts: Sequence[Any] = (), text: str = ""):
        self._own = OwnFonts(fonts, text)
        self._chains: dict[str, Chain] = {}

    def chain(self, family: str) -> Chain:
        if family not in self._chains:
            self._chains[family] = self._chain(family)
        return self._chains[family]

    def _chain(self, family: str) -> Chain:
        if own := self._own.get(family):
            return (own.registered, *FAMILIES[SANS])
        for part in family.split(","):
            name = part.strip().strip("\"'")
            if own := self._own.get(name):
                return (own.registered, *FAMILIES[SANS])
            if name.lower() in FAMILIES:
                return FAMILIES[name.lower()]
            if name.lower() in LIKE_SANS:
                return FAMILIES[SANS]
        return FAMILIES[SERIF]

    def runs(self, text: str, family: str, is_bold: bool = False) -> tuple[tuple[str, str], ...]:
        """The text in pieces of one font each: ((registered font name, text), …); "" gives ()."""
        return _runs(text, self.chain(family), is_bold)

    def width(self, text: str, family: str, is_bold: bool = False) -> float:
        """How wide the text is at size 1, in the unit of the size."""
        return _width(text, self.chain(family), is_bold)

    def lost(self, text: str, family: str) -> str:
        """The characters that would be missed, each once: letters and digits for which UNKNOWN
        stands; where nothing of the text is left, all of them.
        """
        chain = self.chain(family)
        composed = unicodedata.normalize("NFC", text)
        missed = [
            character
            for character in composed
            if _font_for(character, chain) is None and _instead_of(character) == UNKNOWN
        ]
        is_gone = composed.strip() and not printable(composed, chain)
        return "".join(dict.fromkeys(composed.strip() if is_gone else missed))

    def capitals(self, family: str, is_bold: bool = False) -> float:
        """How high the capitals of the family's first font are at size 1."""
        first = self.chain(family)[0]
        return _capitals(BOLD.get(first, first) if is_bold else first)


def is_drawn_bold(font: str) -> bool:
    """Whether the font's own letters are bold, so that no line need be drawn around them."""
    return font in BOLD.values()


def registered(family: str) -> str:
    """The name under which reportlab knows the family's first font, ready for use."""
    return _font(FAMILIES[family][0]).fontName


def printable(text: str, chain: Chain = FAMILIES[SERIF]) -> str:
    """The text as the fonts can set it: composed (NFC), and every character with a glyph.

    A character that no font has is written by what it is made of where that helps ("ﬁ" -> "fi",
    "𝓐" -> "A"); an emoji, a control or other sign is left out; a letter or digit of a script
    that no font has becomes "?".
    """
    characters = unicodedata.normalize("NFC", text)
    unknown = [each for each in set(characters) if _font_for(each, chain) is None]
    if not unknown:
        return characters
    replaced = characters.translate({ord(each): _instead_of(each) for each in unknown})
    return re.sub(" {2,}", " ", replaced).strip()  # what was left out leaves no gap


@lru_cache(maxsize=4096)
def _width(text: str, chain: Chain, is_bold: bool) -> float:
    return sum(_font(name).stringWidth(run, 1) for name, run in _runs(text, chain, is_bold))


@lru_cache(maxsize=256)
def _runs(text: str, chain: Chain, is_bold: bool) -> tuple[tuple[str, str], ...]:
    """Each letter's font is looked for once, however often the letter comes."""
    text = printable(text, chain)
    letters = set(text)
    whole = next((name for name in chain if _has_all(name, letters)), None)
    font_of = {
        letter: _face(letter, whole or _font_for(letter, chain) or chain[-1], is_bold)
        for letter in letters
    }
    if len(set(font_of.values())) == 1:
        return ((font_of[text[0]], text),)
    return tuple((name, "".join(run)) for name, run in groupby(text, key=font_of.__getitem__))


def _face(character: str, name: str, is_bold: bool) -> str:
    """The font in which the character is set where its text is set in this one."""
    if "0" <= character <= "9":
        name = FIGURES.get(name, name)
    bold = BOLD.get(name) if is_bold else None
    return bold if bold and ord(character) in _font(bold).face.charToGlyph else name


def _instead_of(character: str) -> str:
    made_of = unicodedata.normalize("NFKD", character)
    known = "".join(part for part in made_of if _font_for(part, FAMILIES[SERIF]))
    if known:
        return known
    if character.isspace():
        return " "
    return UNKNOWN if unicodedata.category(character)[0] in "LN" else ""


def _has_all(name: str, letters: set[str]) -> bool:
    known = _font(name).face.charToGlyph
    return all(ord(letter) in known for letter in letters)


def _font_for(character: str, chain: Chain) -> str | None:
    if not character.isprintable() and not character.isspace():
        return None
    code = ord(character)
    return next((name for name in chain if code in _font(name).face.charToGlyph), None)


def _font(name: str) -> TTFont:
    return _shipped(name) if name in SHIPPED else pdfmetrics.getFont(name)


SHIPPED = {name for chain in FAMILIES.values() for name in chain} | set(BOLD.values())


@lru_cache
def _shipped(name: str) -> TTFont:
    """The font, read from its file once per process and known to reportlab by its name."""
    font = TTFont(name, str(FOLDER / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=64)
def _capitals(name: str) -> float:
    """By the outline of the H: what a font says of itself is often wrong, or missing."""
    face = _font(name).face
    glyph = face.charToGlyph.get(ord("H"), 0)
    start, end = face.glyphPos[glyph : glyph + 2]
    if not glyph or end - start < 10:
        return CAPITALS
    (highest,) = struct.unpack_from(">h", face.get_table("glyf"), start + 8)
    return highest * face._pdfScale(1) / 1000 if highest > 0 else CAPITALS
