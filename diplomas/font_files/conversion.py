"""Fonts whose outlines no PDF is made with here, made TrueType: WOFF2, and PostScript's (CFF).

A child process does it: fontTools takes what font makers give it, and a hostile file can keep it
busy for hours. As a script (`conversion.py <most glyphs> <letters>`) this module is that child: it
reads a font from its input and writes a TrueType font to its output.
"""

import hashlib
import sys
import threading
import time
import unicodedata
from collections import OrderedDict
from io import BytesIO

import structlog

from foundation.neighbours.child import ChildFailed, run_script

log = structlog.get_logger("diplomas.fonts")

ALPHABETS_END = 0x3000
"""Every character below is drawn anew; of those above, by the ten thousand (Chinese, Hangul,
emoji), only the ones that are asked for."""
MOST_GLYPHS = 10_000
ACCURACY = 1 / 1000
"""How far a curve may lie from the one that was drawn, in ems."""
MOST_MEMORY = 1024**3
"""Of the child, in bytes; fonts of 4,000 glyphs take a tenth of it."""
MOST_SECONDS = 10
"""Fonts of 4,000 glyphs take one or two."""
LARGEST_KEPT = 32 * 1024 * 1024
MOST_KEPT = 64
FAILURE_KEPT = 300.0
"""Seconds: it may have been the machine that was short of time or memory."""
TAGS = (
    *("glyf", "loca", "head", "hhea", "maxp", "hmtx", "cmap"),
    *("cvt ", "fpgm", "prep", "OS/2", "name", "post"),
)
"""What is taken over as it is from fonts that have TrueType outlines."""


class NotConverted(ValueError):
    """The font is broken, or takes too much to convert."""


def letters_beyond(text: str) -> str:
    """The characters of the text that must be asked for, each once and in order."""
    composed = {*text, *unicodedata.normalize("NFC", text)}
    beyond = (each for each in composed if ord(each) >= ALPHABETS_END and each.isprintable())
    return "".join(sorted(beyond)[:MOST_GLYPHS])


def truetype_of(content: bytes, letters: str = "") -> bytes:
    """The font file as TrueType, with what `letters_beyond` the alphabets are asked for.

    Raises NotConverted. One font at a time; what came of the last ones is kept.
    """
    asked = ",".join(f"{ord(letter):x}" for letter in letters)
    key = hashlib.sha256(b"%s %s" % (asked.encode(), content)).digest()
    made = _good(key)  # without waiting for somebody else's font
    if made is None:
        with _turn:
            made = _good(key)
            if made is None:
                made, end = _converted(content, asked)
                _keep(key, made, end)
    if not made:
        raise NotConverted
    return made


_turn = threading.Lock()
_kept: OrderedDict[bytes, tuple[bytes, float]] = OrderedDict()
"""Hash of file and letters -> TrueType (nothing where that failed) and until when it is good."""


def _good(key: bytes) -> bytes | None:
    made, end = _kept.get(key, (b"", 0.0))
    return made if time.monotonic() < end else None


def _converted(content: bytes, asked: str) -> tuple[bytes, float]:
    try:
        made = run_script(
            __file__,
            *(MOST_GLYPHS, asked),
            content=content,
            most_memory=MOST_MEMORY,
            most_seconds=MOST_SECONDS,
        )
    except ChildFailed as failure:
        log.warning("font_not_converted", code=failure.code, reason=str(failure)[:200])
        return b"", time.monotonic() + FAILURE_KEPT
    return made, float("inf")


def _keep(key: bytes, made: bytes, end: float) -> None:
    _kept[key] = made, end
    _kept.move_to_end(key)
    while len(_kept) > 1 and (
        len(_kept) > MOST_KEPT or sum(len(font) for font, _end in _kept.values()) > LARGEST_KEPT
    ):
        _kept.popitem(last=False)


def _main(most_glyphs: int, asked: set[int]) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.tables.DefaultTable import DefaultTable

    font = TTFont(BytesIO(sys.stdin.buffer.read()), lazy=True, fontNumber=0)
    stored = font.reader
    made = TTFont(recalcTimestamp=False)
    taken = TAGS
    if "glyf" not in stored.tables:
        made, taken = _drawn(font, most_glyphs, asked), ("OS/2", "name", "post")
    for tag in taken:
        if tag in stored.tables:
            made[tag] = DefaultTable(tag)
            made[tag].data = stored[tag]
    file = BytesIO()
    made.save(file, reorderTables=None)
    sys.stdout.buffer.write(file.getvalue())


def _drawn(font, most_glyphs: int, asked: set[int]):
    """A TrueType font (of fontTools) with the characters' glyphs drawn in its way."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    missing = font.getGlyphOrder()[0]
    characters, order = {}, {missing: None}
    for code, name in sorted((font.getBestCmap() or {}).items()):
        is_wanted = code < ALPHABETS_END or code in asked
        if is_wanted and name != missing and (name in order or len(order) < most_glyphs):
            characters[code] = name
            order[name] = None
    if not characters:
        sys.exit("no characters")
    head, source, widths = font["head"], font.getGlyphSet(), font["hmtx"]
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        source[name].draw(Cu2QuPen(pen, head.unitsPerEm * ACCURACY, reverse_direction=True))
        glyphs[name] = pen.glyph()
    builder = FontBuilder(head.unitsPerEm, isTTF=True)
    builder.font.recalcTimestamp = False  # the same font gives the same bytes
    builder.updateHead(created=head.created, modified=head.modified)
    builder.setupGlyphOrder(list(order))
    builder.setupCharacterMap(characters)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (widths[name][0], glyphs[name].xMin) for name in order})
    builder.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    return builder.font


if __name__ == "__main__":
    _main(int(sys.argv[1]), {int(code, 16) for code in sys.argv[2].split(",") if code})
