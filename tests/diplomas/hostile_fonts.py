"""Font files that no font maker made."""

import io
import struct
from itertools import pairwise

import brotli
from fontTools.cffLib import SubrsIndex
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from tests.diplomas.files import font_file, otf, patched, saved, woff


def bomb(_content: bytes = b"") -> bytes:
    """A WOFF2 of a few bytes that says it is small and unpacks to 200 MB."""
    packed = brotli.compress(b"\0" * 200_000_000, quality=1)
    table = bytes([13, 0x81, 0x00])  # CFF, 128 bytes
    return struct.pack(">4s4sLHHLLHH5L", b"wOF2", b"OTTO", 0, 1, 0, 0, len(packed), 1, 0,
                       0, 0, 0, 0, 0) + table + packed  # fmt: skip


def large(_content: bytes = b"") -> bytes:
    """As `bomb`, and says so."""
    head = bytearray(bomb())
    return bytes(head[:48]) + bytes([13, 0xDF, 0xAF, 0x84, 0x00]) + bytes(head[51:])


def endless(_content: bytes = b"") -> bytes:
    """Subroutines that call the next one sixty times, eight deep: it would take years."""
    font = TTFont(io.BytesIO(otf(letters="AHPř")), recalcBBoxes=False)
    top = font["CFF "].cff.topDictIndex[0]
    subroutines = SubrsIndex()
    for number in range(9):
        calls = [number + 1 - 107, "callsubr"] * 60 if number < 8 else []
        subroutines.append(T2CharString(program=[*calls, "return"], private=top.Private))
    top.Private.Subrs = subroutines
    for charstring in top.CharStrings.values():
        charstring.setProgram([0 - 107, "callsubr", "endchar"])
    return saved(font)


def composed(parts: dict[str, list[str]]) -> bytes:
    """Lato with glyphs put together from others, whichever these are."""
    font = TTFont(io.BytesIO(font_file()), recalcBBoxes=False)
    for name, others in parts.items():
        pen = TTGlyphPen(dict.fromkeys(others))
        for each in others:
            pen.addComponent(each, (1, 0, 0, 1, 0, 0))
        glyph = pen.glyph()
        glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
        font["glyf"].glyphs[name] = glyph
    return saved(font)


def cyclic() -> bytes:
    return composed({"P": ["A"], "A": ["P"]})


def doubling() -> bytes:
    """Each of fifteen letters is the next one, sixteen times."""
    letters = "ABCDEFGHIJKLMNO"
    return composed({one: [two] * 16 for one, two in pairwise(letters)})


def million_glyphs(font: bytes | None = None) -> bytes:
    """A table of characters in which all of Unicode is said to be drawn, over and over."""
    groups = b"".join(struct.pack(">3L", 0, 0x10FFFF, 1) for _number in range(10_000))
    table = struct.pack(">HHHHL", 0, 1, 3, 10, 12)
    table += struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, 10_000) + groups
    changed = TTFont(io.BytesIO(font or font_file()))
    changed["cmap"] = DefaultTable("cmap")
    changed["cmap"].data = table
    return saved(changed)


def wild() -> bytes:
    """Its first table lies beyond its end."""
    content = bytearray(font_file())
    content[20:24] = struct.pack(">L", 0xFFFFFF00)
    return bytes(content)


def wild_glyphs() -> bytes:
    return patched(font_file(), b"loca", 8, b"\xff" * 400)


def swollen() -> bytes:
    """WOFF whose tables are said to be as large as they can be."""
    content = bytearray(woff(font_file()))
    content[44 + 12 : 44 + 16] = struct.pack(">L", 0xFFFFFFFF)
    return bytes(content)
