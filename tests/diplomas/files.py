"""Pictures and fonts as data URLs, as clients send them."""

import base64
import io
import struct
import zlib

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from PIL import Image

from diplomas.fonts import shipped
from diplomas.models import DiplomaTemplate

EMPTY_FONT = "data:font/ttf;base64,AAEAAAAAAAAAAAAA"
"""It begins as TrueType does and has no tables at all: taken, and never printed."""


def font_of(length: int) -> str:
    """As EMPTY_FONT, a data URL of so many characters."""
    spare = (length - len(EMPTY_FONT)) % 4
    head = EMPTY_FONT.replace("font/ttf", f"font/ttf{'x' * spare}")
    return f"{head}{'A' * (length - len(head))}"


def data_url(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def picture(kind: str = "PNG", size=(2, 2), color="navy") -> str:
    """A sound image."""
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, kind)
    return data_url(file.getvalue(), f"image/{kind.lower()}")


def font_file(name: str = "Lato-Bold") -> bytes:
    return (shipped.FOLDER / f"{name}.ttf").read_bytes()


def patched(content: bytes, tag: bytes, offset: int, value: bytes) -> bytes:
    """The font with these bytes at this place of the table."""
    record = content.index(tag, 12)
    (start,) = struct.unpack_from(">L", content, record + 8)
    at = start + offset
    return content[:at] + value + content[at + len(value) :]


def with_fs_type(content: bytes, flags: int) -> bytes:
    return patched(content, b"OS/2", 8, struct.pack(">H", flags))


def woff(content: bytes) -> bytes:
    """The TrueType file packed as WOFF."""
    (count,) = struct.unpack_from(">H", content, 4)
    at, records, tables = 44 + 20 * count, b"", b""
    for number in range(count):
        tag, check, offset, length = struct.unpack_from(">4s3L", content, 12 + 16 * number)
        table = content[offset : offset + length]
        packed = min(table, zlib.compress(table), key=len)
        records += struct.pack(">4s4L", tag, at + len(tables), len(packed), length, check)
        tables += packed
    return (
        struct.pack(">4s4sLHH", b"wOFF", content[:4], 0, count, 0) + b"\0" * 28 + records + tables
    )


CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. HORAL 0123456789"


def otf(letters: str = CZECH) -> bytes:
    """Letters of Lato Bold, drawn with PostScript's curves (CFF), as OTF."""
    source = TTFont(io.BytesIO(font_file()))
    drawn, widths = source.getGlyphSet(), source["hmtx"]
    characters = {ord(each): source.getBestCmap()[ord(each)] for each in letters}
    order = [".notdef", *dict.fromkeys(characters.values())]
    outlines = {}
    for glyph in order:
        parts, pen = DecomposingRecordingPen(drawn), T2CharStringPen(widths[glyph][0], None)
        drawn[glyph].draw(parts)
        parts.replay(ReverseContourPen(pen))  # PostScript goes the other way round
        outlines[glyph] = pen.getCharString()
    return built(
        source["head"].unitsPerEm,
        order,
        characters,
        {glyph: widths[glyph] for glyph in order},
        "Otesanek-Bold",
        lambda builder, called: builder.setupCFF(called, {}, outlines, {}),
    )


def built(units, order, characters, metrics, called, draw) -> bytes:
    """An OTF file; `draw(builder, called)` sets its outlines up."""
    builder = FontBuilder(units, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(characters)
    builder.setupNameTable({"familyName": called, "styleName": "Bold", "psName": called})
    draw(builder, called)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=units * 4 // 5, descent=-units // 5)
    builder.setupOS2(fsType=0)
    builder.setupPost()
    return saved(builder.font)


def variable_otf(letters: str = "AHx") -> bytes:
    """Every letter a bar, by default 700 of 1000 units high, higher where it is bolder (CFF2)."""

    def draw(builder, _called):
        builder.setupFvar([("wght", 400, 400, 900, "Weight")], [])
        pens = {glyph: T2CharStringPen(None, None, CFF2=True) for glyph in order}
        programs = {glyph: pen.getCharString() for glyph, pen in pens.items()}
        bar = [100, 0, "rmoveto", 200, "hlineto", 700, 200, 1, "blend", "vlineto", -200, "hlineto"]
        for charstring in programs.values():
            charstring.program = list(bar)
        region = {"wght": (0, 1, 1)}
        builder.setupCFF2(programs, regions=[region])

    order = [".notdef", *letters]
    characters = {ord(each): each for each in letters}
    return built(1000, order, characters, dict.fromkeys(order, (400, 100)), "Bary", draw)


def saved(font: TTFont, flavor: str | None = None) -> bytes:
    font.flavor, file = flavor, io.BytesIO()
    font.save(file)
    return file.getvalue()


def two_faced(letters: str, beyond: str) -> bytes:
    """Lato with two tables of these characters: what reportlab reads is sound, in the other one
    `beyond` has a number that no glyph has.
    """
    font = TTFont(io.BytesIO(font_file()))
    glyph = font.getBestCmap()[ord("x")]
    sound, other = CmapSubtable.newSubtable(4), CmapSubtable.newSubtable(12)
    for table, encoding in [(sound, (3, 1)), (other, (0, 4))]:
        (table.platformID, table.platEncID), table.language = encoding, 0
        table.cmap = dict.fromkeys(map(ord, letters), glyph)
    other.cmap[ord(beyond)] = "glyph60000"
    font.getReverseGlyphMap()["glyph60000"] = 60_000
    font["cmap"].tables = [other, sound]
    return saved(font)


def called(name: str) -> bytes:
    """Lato under this name."""
    font = TTFont(io.BytesIO(font_file()))
    for record in font["name"].names:
        if record.nameID == 6:
            record.string = name.encode(record.getEncoding(), "replace")
    return saved(font)


def woff2(content: bytes) -> bytes:
    """The font packed as WOFF2, TrueType's outlines in the way that is its own."""
    return saved(TTFont(io.BytesIO(content)), "woff2")


def otf_woff(content: bytes) -> bytes:
    return saved(TTFont(io.BytesIO(content)), "woff")


def collection(content: bytes) -> bytes:
    """A collection whose only font is this one."""
    (count,) = struct.unpack_from(">H", content, 4)
    start, at = 16, 12 + 16 * count
    records = b"".join(
        struct.pack(">4s3L", tag, check, offset + start, length)
        for tag, check, offset, length in (
            struct.unpack_from(">4s3L", content, 12 + 16 * number) for number in range(count)
        )
    )
    head = struct.pack(">4sHHLL", b"ttcf", 1, 0, 1, start)
    return head + content[:12] + records + content[at:]


def give_background(url: str) -> None:
    """To the one template that there is."""
    template = DiplomaTemplate.objects.get()
    template.bg_image_url = url
    template.save()
