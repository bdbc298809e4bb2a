"""The fonts that come with the product, and which letters of a text each of them sets.

Every family is a chain. A text is set in the first font of the chain that has all its letters, so
that a name looks of a piece; where none has them all, each letter in the first that has it.
A character that no font has never becomes a black box; see `printable`.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent
SERIF, SANS = "serif", "sans"
FAMILIES = {
    SERIF: ("EBGaramond12-Regular", "GentiumPlus-Regular", "Lato-Regular"),
    SANS: ("Lato-Regular", "GentiumPlus-Regular", "EBGaramond12-Regular"),
}
FIGURES = {"EBGaramond12-Regular": "GentiumPlus-Regular"}
"""EB Garamond's figures hang and its 1 looks like an I: in its lines they are another font's."""
UNKNOWN = "?"
"""Stands for a letter of a script that no font has: seen on the screen before it is printed."""


@lru_cache(maxsize=4096)
def runs(text: str, family: str) -> tuple[tuple[str, str], ...]:
    """The text in pieces of one font each: ((registered font name, text), …); "" gives ()."""
    chain = FAMILIES.get(family, FAMILIES[SERIF])
    text = printable(text)
    whole = next((name for name in chain if _has_all(name, text)), None)
    fonts_of = []
    for character in text:
        name = whole or _font_for(character, chain)
        fonts_of.append((FIGURES.get(name, name) if "0" <= character <= "9" else name, character))
    return tuple(
        (name, "".join(character for _name, character in run))
        for name, run in groupby(fonts_of, key=lambda pair: pair[0])
    )


def registered(family: str) -> str:
    """The name under which reportlab knows the family's first font, ready for use."""
    return _font(FAMILIES[family][0]).fontName


def em_width(text: str, family: str) -> float:
    """How wide the text is at size 1, in the unit of the size."""
    return sum(_font(name).stringWidth(run, 1) for name, run in runs(text, family))


def printable(text: str) -> str:
    """The text as the fonts can set it: composed (NFC), and every character with a glyph.

    A character that no font has is written by what it is made of where that helps ("ﬁ" -> "fi",
    "𝓐" -> "A"); an emoji, a control or other sign is left out; a letter or digit of a script
    that no font has becomes "?".
    """
    characters = unicodedata.normalize("NFC", text)
    known = [_font_for(character, FAMILIES[SERIF]) is not None for character in characters]
    if all(known):
        return characters
    replaced = "".join(
        character if is_known else _instead_of(character)
        for character, is_known in zip(characters, known, strict=True)
    )
    return re.sub(" {2,}", " ", replaced).strip()  # what was left out leaves no gap


def _instead_of(character: str) -> str:
    made_of = unicodedata.normalize("NFKD", character)
    known = "".join(part for part in made_of if _font_for(part, FAMILIES[SERIF]))
    if known:
        return known
    if character.isspace():
        return " "
    return UNKNOWN if unicodedata.category(character)[0] in "LN" else ""


def _has_all(name: str, text: str) -> bool:
    known = _font(name).face.charToGlyph
    return all(ord(character) in known for character in text)


def _font_for(character: str, chain: tuple[str, ...]) -> str | None:
    if not character.isprintable() and not character.isspace():
        return None
    code = ord(character)
    return next((name for name in chain if code in _font(name).face.charToGlyph), None)


@lru_cache
def _font(name: str) -> TTFont:
    """The font, read from its file once per process and known to reportlab by its name."""
    font = TTFont(name, str(FOLDER / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font
