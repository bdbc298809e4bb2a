"""The child process that reads a font before any other process does: its tables are anybody's, and
a few bytes of them can keep a reader busy for hours.

As a script (`inspecting.py <text>`) it reads a font from its input and writes what it found to its
output, as JSON: the fields of `inspection.FontFacts`, with the text drawn in it. Or it ends with a
`FontFault`.
"""

import json
import sys
from enum import IntEnum
from io import BytesIO

from diplomas.font_files import sfnt

FIRST_NAMES = (16, 1)
"""Numbers of names: of the family, as the font has it first."""
LICENCE, LICENCE_ADDRESS = 13, 14
LONGEST_NAME, LONGEST_LICENCE = 100, 300
UNITS = 1000
"""Of an em, in which a text is drawn."""


class FontFault(IntEnum):
    """Why a file is not read: the child's exit code."""

    NO_FONT = 30
    DAMAGED = 31
    TOO_COSTLY = 32


def _main(text: str) -> None:
    content = sys.stdin.buffer.read()
    if content[:4] not in sfnt.SIGNATURES:
        sys.exit(FontFault.NO_FONT)
    try:
        tables = sfnt.tables_of(content)
        is_truetype = "glyf" in tables
        if is_truetype:
            sfnt.check_structure(tables)
        else:
            sfnt.check_characters(tables)
        found = _read(content, tables, text)
    except MemoryError:
        sys.exit(FontFault.TOO_COSTLY)
    except sfnt.UnsoundFont:
        sys.exit(FontFault.DAMAGED)
    print(json.dumps(found))


def _read(content: bytes, tables: sfnt.Tables, text: str) -> dict[str, object]:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(content), lazy=True, fontNumber=0)
    characters = font.getBestCmap() or {}
    is_drawable = "glyf" in tables or "CFF " in tables or "CFF2" in tables
    path, width = _drawn(font, characters, text) if is_drawable else ("", 0)
    names = sfnt.named(tables)
    family = next((names[number] for number in FIRST_NAMES if names.get(number)), "")
    licence = " ".join(names.get(number, "") for number in (LICENCE, LICENCE_ADDRESS))
    return {
        "family": family.strip()[:LONGEST_NAME],
        "style": sfnt.style_of(tables),
        "licence": " ".join(licence.split())[:LONGEST_LICENCE],
        "fs_type": sfnt.fs_type(tables),
        "is_truetype": "glyf" in tables,
        "characters": [code for code in characters if code < 0x250],
        "path": path,
        "width": width,
    }


def _drawn(font, characters: dict[int, str], text: str) -> tuple[str, int]:
    """The text's outlines on a line, downwards positive, and how wide it is; in UNITS of an em.
    What the font has no letter for is left out.
    """
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    glyphs, widths = font.getGlyphSet(), font["hmtx"]
    scale = UNITS / font["head"].unitsPerEm
    pen, at = SVGPathPen(glyphs, ntos=lambda number: str(round(number))), 0.0
    for letter in text:
        if name := characters.get(ord(letter)):
            glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, at, 0)))
            at += widths[name][0] * scale
    return pen.getCommands(), round(at)


if __name__ == "__main__":
    _main(sys.argv[1])
