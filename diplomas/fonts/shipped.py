"""The families that come with the product: which files they are, and what takes a letter's place
that a family lacks.
"""

import hashlib
import struct
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import structlog
from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from diplomas.fonts.shared import SharedFont

log = structlog.get_logger("diplomas.fonts")

FOLDER = Path(__file__).parent / "files"
SERIF, SANS, GENTIUM, HANDWRITING = "serif", "sans", "gentium plus", "handwriting"
CAPITALS = 0.65
"""Height of capitals, in ems, of a font that has no H."""


class Link(NamedTuple):
    """A family in a chain: the names under which reportlab knows its faces, "" for none.

    is_fallback: for single letters that the families before it lack. shapes: whether its files have
    rules of their own for letters that join.
    """

    regular: str
    bold: str = ""
    italic: str = ""
    bold_italic: str = ""
    is_fallback: bool = False
    shapes: bool = True


class Face(NamedTuple):
    """How letters are drawn: their font, and what stands in for a face that the family lacks: a
    line around the letters for bold, a slant for italic.
    """

    font: str
    is_outlined: bool = False
    is_slanted: bool = False


Chain = tuple[Link, ...]


def _with_faces(name: str) -> Link:
    return Link(*(f"{name}-{face}" for face in ("Regular", "Bold", "Italic", "BoldItalic")))


GARAMOND, LATO, GENTIUM_PLUS = map(_with_faces, ("EBGaramond", "Lato", "GentiumPlus"))
CAVEAT = Link("Caveat-Regular", "Caveat-Bold")
FAMILIES: dict[str, Chain] = {
    SERIF: (GARAMOND, GENTIUM_PLUS, LATO),
    SANS: (LATO, GENTIUM_PLUS, GARAMOND),
    GENTIUM: (GENTIUM_PLUS, GARAMOND, LATO),
    HANDWRITING: (CAVEAT, GARAMOND, GENTIUM_PLUS, LATO),
}
CALLED: dict[str, str] = {
    **dict.fromkeys(["eb garamond", "garamond", "georgia", "times", "times new roman"], SERIF),
    **dict.fromkeys(["sans-serif", "arial", "helvetica", "helvetica neue", "verdana"], SANS),
    **dict.fromkeys(["roboto", "lato"], SANS),
    **dict.fromkeys(["gentium"], GENTIUM),
    **dict.fromkeys(["caveat", "cursive", "dancing script"], HANDWRITING),
}
"""What clients call them, and those that are much like them; any other is set in serif."""
NOTO = tuple(
    Link(f"{name}-Regular", is_fallback=True)
    for name in ("NotoSansArabic", "NotoSansHebrew", "NotoSansDevanagari", "NotoSansThai")
)
EMOJI = Link("NotoEmoji-Regular", is_fallback=True)
SHIPPED = {
    name
    for link in (*(each for chain in FAMILIES.values() for each in chain), *NOTO, EMOJI)
    for name in link[:4]
    if name
}


SYSTEM_FONTS = ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",)
"""Where Debian's package fonts-droid-fallback puts its letters of Chinese, Japanese and Korean."""


def fallbacks() -> Chain:
    """Where a letter is looked for that no font of a family has: in the product's own files, then
    in those of the system that the setting FALLBACK_FONTS names, else SYSTEM_FONTS, as far as they
    are there.
    """
    return _fallbacks(tuple(settings.FALLBACK_FONTS) or SYSTEM_FONTS)


@lru_cache
def _fallbacks(paths: tuple[str, ...]) -> Chain:
    at_hand = [Link(name, is_fallback=True) for path in paths if (name := _of_system(path))]
    return (*NOTO, *at_hand, EMOJI)


@lru_cache
def _of_system(path: str) -> str:
    """The name under which reportlab knows this file by now; "" where it cannot be used."""
    if not Path(path).is_file():
        return ""
    name = f"{Path(path).stem}-{hashlib.sha256(path.encode()).hexdigest()[:8]}"
    try:
        pdfmetrics.registerFont(SharedFont(name, path))
    except (TTFError, OSError, ValueError, LookupError, struct.error) as error:
        log.warning("fallback_font_not_read", path=path, reason=str(error)[:200])
        return ""
    return name


def font(name: str) -> TTFont:
    """The font of this name, ready for use."""
    return _shipped(name) if name in SHIPPED else pdfmetrics.getFont(name)


@lru_cache
def _shipped(name: str) -> TTFont:
    """Read from its file once per process, and known to reportlab by its name."""
    made = SharedFont(name, str(FOLDER / f"{name}.ttf"))
    pdfmetrics.registerFont(made)
    return made


def has(name: str, character: str) -> bool:
    return ord(character) in font(name).face.charToGlyph


def face_of(character: str, link: Link, is_bold: bool, is_italic: bool) -> Face:
    """The face of the family that has the character and comes closest."""
    faces = [Face(link.regular, is_bold, is_italic)]
    if is_italic:
        faces.insert(0, Face(link.italic, is_outlined=is_bold))
    if is_bold:
        faces.insert(0, Face(link.bold, is_slanted=is_italic))
    if is_bold and is_italic:
        faces.insert(0, Face(link.bold_italic))
    return next((face for face in faces if face.font and has(face.font, character)), faces[-1])


@lru_cache(maxsize=64)
def capitals(name: str) -> float:
    """How high the font's capitals are at size 1, by the outline of its H: what a font says of
    itself is often wrong, or missing.
    """
    face = font(name).face
    glyph = face.charToGlyph.get(ord("H"), 0)
    start, end = face.glyphPos[glyph : glyph + 2]
    if not glyph or end - start < 10:
        return CAPITALS
    (highest,) = struct.unpack_from(">h", face.get_table("glyf"), start + 8)
    return highest * face._pdfScale(1) / 1000 if highest > 0 else CAPITALS
