"""Font files taken apart and put together again: as they are, or packed as WOFF and WOFF2. Pure.

They come from whoever may upload one, so nothing in them is believed: what `checked` lets through
can be read and cut down to a subset in a time that its size bounds.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from itertools import pairwise

import brotli

TRUETYPE, APPLE, OPENTYPE = b"\0\1\0\0", b"true", b"OTTO"
WOFF, WOFF2, COLLECTION = b"wOFF", b"wOF2", b"ttcf"
SIGNATURES = frozenset({TRUETYPE, APPLE, OPENTYPE, WOFF, WOFF2, COLLECTION})
LARGEST = 20 * 1024 * 1024
"""Of all tables together, unpacked, in bytes."""
MOST_TABLES = 64
MOST_MAPPED = 200_000
"""Characters in one table of them, counted with repetitions."""
MOST_COMPONENTS, MOST_PARTS, DEEPEST = 256, 4096, 16
"""Of one glyph put together from others: how many these are, how many with all that they are put
together from in turn, and how often it goes on so.
"""
RESTRICTED, EMBEDDING = 0x2, 0xE
"""In fsType: the bit that forbids embedding, and the bits among which it then stands alone."""
NO_SUBSET = 0x300
BOLD, ITALIC = 1, 2
"""In the head's macStyle, and of `style_of`."""
BOLD_FROM = 600
"""Of the weights in OS/2."""
NEEDED = ("head", "hhea", "maxp", "hmtx", "cmap", "loca", "glyf")
KEPT = ("cvt ", "fpgm", "prep", "OS/2")
TRUNCATED = (struct.error, IndexError, zlib.error, brotli.error)
"""What reading beyond the end of a table raises."""
WOFF2_TAGS = (
    *("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post"),
    *("cvt ", "fpgm", "glyf", "loca", "prep", "CFF "),
)
"""Those that WOFF2 calls by numbers, from 0 on; it has numbers for tables not needed here, too."""

Tables = dict[str, bytes]


class UnsoundFont(ValueError):
    """The file is no font of a kind that can be read here, or is broken."""


def tables_of(content: bytes) -> Tables:
    """Tag -> table, of a collection's first font. Raises UnsoundFont for what is no font file.

    Of WOFF2 only the tables that are stored there as they are: outlines mostly are not.
    """
    try:
        kind = content[:4]
        if kind == WOFF:
            return dict(_of_woff(content))
        if kind == WOFF2:
            return dict(_of_woff2(content))
        if kind == COLLECTION:
            return dict(_of_sfnt(content, struct.unpack_from(">L", content, 12)[0]))
        if kind in {TRUETYPE, APPLE, OPENTYPE}:
            return dict(_of_sfnt(content))
    except TRUNCATED as error:
        raise UnsoundFont from error
    raise UnsoundFont


def forbids_embedding(tables: Tables) -> bool:
    """Whether the font's own flag says that it may be put in no document (fsType 2)."""
    return fs_type(tables) & EMBEDDING == RESTRICTED


def checked(tables: Tables) -> Tables:
    """The tables, safe to read. Raises UnsoundFont where they are not, where the outlines are
    not those of TrueType, and where the font may not be embedded, or only whole or as pictures.
    """
    if forbids_embedding(tables) or fs_type(tables) & NO_SUBSET:
        raise UnsoundFont
    check_structure(tables)
    return tables


def check_structure(tables: Tables) -> None:
    """Raises UnsoundFont unless they are safe to read, with the outlines of TrueType."""
    if any(tag not in tables for tag in NEEDED):
        raise UnsoundFont
    try:
        _check_sizes(tables)
        _check_glyphs(tables)
    except TRUNCATED as error:
        raise UnsoundFont from error
    check_characters(tables)


def check_characters(tables: Tables) -> None:
    """Raises UnsoundFont where it takes too much to read which characters there are."""
    try:
        for offset in _character_maps(tables["cmap"]):
            _check_character_map(tables["cmap"], offset)
    except (*TRUNCATED, KeyError) as error:
        raise UnsoundFont from error


def rebuilt(tables: Tables, name: str) -> bytes:
    """A TrueType file of the tables under this name, which has letters, digits and hyphens only."""
    encoded = name.encode("utf-16-be")
    made = {
        **{tag: tables[tag] for tag in (*NEEDED, *KEPT) if tag in tables},
        "name": struct.pack(">9H", 0, 1, 18, 3, 1, 0x409, 6, len(encoded), 0) + encoded,
        "post": b"\0\3\0\0" + tables.get("post", b"")[4:16].ljust(28, b"\0"),
    }
    from reportlab.pdfbase.ttfonts import TTFontMaker  # nothing for who only reads a font

    maker = TTFontMaker()
    for tag, table in made.items():
        maker.add(tag, table)
    return maker.makeStream()


def postscript_name(tables: Tables) -> str:
    """What the font calls itself, reduced to letters, digits and hyphens from the first letter on,
    as style sheets have names without quotes; "" for nothing.
    """
    return re.sub(r"^[^A-Za-z]+|[^A-Za-z0-9-]+", "", named(tables).get(6, ""))[:60]


def family_name(tables: Tables) -> str:
    """What the font calls the family it is a face of; "" for nothing."""
    names = named(tables)
    return (names.get(16) or names.get(1, "")).strip().casefold()


def style_of(tables: Tables) -> int:
    """Whether it is a bold face, an italic one, both or neither: BOLD and ITALIC, added up."""
    style = struct.unpack_from(">H", tables["head"], 44)[0] & (BOLD | ITALIC)
    table = tables.get("OS/2", b"")
    if len(table) >= 64:
        (weight,), (selection,) = (struct.unpack_from(">H", table, at) for at in (4, 62))
        style |= BOLD if weight >= BOLD_FROM or selection & 0x20 else 0
        style |= ITALIC if selection & 0x01 else 0
    return style


def named(tables: Tables) -> dict[int, str]:
    """Number of a name -> the first one the font has of it, as long as that can be read."""
    table, found = tables.get("name", b""), {}
    try:
        count, start = struct.unpack_from(">HH", table, 2)
        for number in range(min(count, 1000)):
            platform, _encoding, _language, name, length, offset = struct.unpack_from(
                ">6H", table, 6 + 12 * number
            )
            text = table[start + offset : start + offset + length]
            codec = "mac_roman" if platform == 1 else "utf-16-be"
            found.setdefault(name, text.decode(codec, "replace"))
    except TRUNCATED:
        pass
    return found


def _of_sfnt(content: bytes, at: int = 0) -> Iterator[tuple[str, bytes]]:
    (count,) = struct.unpack_from(">H", content, at + 4)
    if count > MOST_TABLES:
        raise UnsoundFont
    total = 0
    for number in range(count):
        tag, _sum, offset, length = struct.unpack_from(">4s3L", content, at + 12 + 16 * number)
        total += length
        if offset + length > len(content) or total > LARGEST:
            raise UnsoundFont
        yield tag.decode("latin-1"), content[offset : offset + length]


def _of_woff(content: bytes) -> Iterator[tuple[str, bytes]]:
    (count,) = struct.unpack_from(">H", content, 12)
    if count > MOST_TABLES:
        raise UnsoundFont
    total = 0
    for number in range(count):
        tag, offset, packed, length, _sum = struct.unpack_from(">4s4L", content, 44 + 20 * number)
        total += length
        if offset + packed > len(content) or total > LARGEST:
            raise UnsoundFont
        table = content[offset : offset + packed]
        if packed < length:
            table = zlib.decompressobj().decompress(table, length + 1)
        if len(table) != length:
            raise UnsoundFont
        yield tag.decode("latin-1"), table


def _of_woff2(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Unpacked no further than the file says that it goes."""
    flavour, count, packed = struct.unpack_from(">4x4s4xH6xL", content)
    if flavour == COLLECTION or count > MOST_TABLES:
        raise UnsoundFont
    at, places, total, original = 48, [], 0, 0
    for _number in range(count):
        flags, at = content[at], at + 1
        known = flags & 0x3F
        tag = WOFF2_TAGS[known] if known < len(WOFF2_TAGS) else f"#{known}"
        if known == 0x3F:
            tag, at = content[at : at + 4].decode("latin-1"), at + 4
        length, at = _base_128(content, at)
        original += length
        is_changed = flags >> 6 != (3 if tag in {"glyf", "loca"} else 0)
        if is_changed:
            length, at = _base_128(content, at)
        places.append((tag, total, length, is_changed))
        total += length
    if max(total, original) > LARGEST:
        raise UnsoundFont
    tables = brotli.Decompressor().process(content[at : at + packed], output_buffer_limit=total + 1)
    if len(tables) != total:
        raise UnsoundFont
    for tag, start, length, is_changed in places:
        if not is_changed:
            yield tag, tables[start : start + length]


def _base_128(content: bytes, at: int) -> tuple[int, int]:
    """A number of at most five bytes, seven bits in each, and where it ends."""
    number = 0
    for place in range(at, at + 5):
        number = number << 7 | content[place] & 0x7F
        if not content[place] & 0x80:
            return number, place + 1
    raise UnsoundFont


def fs_type(tables: Tables) -> int:
    """What its maker allows, in bits."""
    table = tables.get("OS/2", b"")
    return struct.unpack_from(">H", table, 8)[0] if len(table) >= 10 else 0


def _glyph_count(tables: Tables) -> int:
    return struct.unpack_from(">H", tables["maxp"], 4)[0]


def _check_sizes(tables: Tables) -> None:
    glyphs = _glyph_count(tables)
    (units,) = struct.unpack_from(">H", tables["head"], 18)
    (metrics,) = struct.unpack_from(">H", tables["hhea"], 34)
    fits = 16 <= units <= 16384 and 0 < metrics <= glyphs
    if not fits or len(tables["hmtx"]) < 4 * metrics + 2 * (glyphs - metrics):
        raise UnsoundFont


def _check_glyphs(tables: Tables) -> None:
    """Every glyph lies within the table, and what it is put together from are glyphs too."""
    glyphs, outlines = _glyph_count(tables), tables["glyf"]
    (is_long,) = struct.unpack_from(">H", tables["head"], 50)
    stored = struct.unpack_from(f">{glyphs + 1}{'L' if is_long else 'H'}", tables["loca"])
    places = [place * (1 if is_long else 2) for place in stored]
    made_of: dict[int, list[int]] = {}
    for glyph, (start, end) in enumerate(pairwise(places)):
        if not start <= end <= len(outlines) or 0 < end - start < 10:
            raise UnsoundFont
        if end > start and outlines[start] & 0x80:
            made_of[glyph] = _components(outlines[start:end], glyphs)
    parts: dict[int, int] = {}
    for glyph in made_of:
        _count_parts(glyph, made_of, parts)


def _components(outline: bytes, glyphs: int) -> list[int]:
    at, flags, found = 10, 0x20, []
    for _number in range(MOST_COMPONENTS):
        if not flags & 0x20:
            return found
        flags, glyph = struct.unpack_from(">HH", outline, at)
        if glyph >= glyphs:
            raise UnsoundFont
        found.append(glyph)
        scales = 2 if flags & 0x8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        at += 4 + (4 if flags & 0x1 else 2) + scales
    raise UnsoundFont


def _count_parts(
    glyph: int, made_of: dict[int, list[int]], parts: dict[int, int], depth: int = 0
) -> int:
    """Of how many outlines the glyph is in the end; `parts` remembers it. One that is a part of
    itself is too deep.
    """
    if glyph not in made_of:
        return 1
    if depth > DEEPEST:
        raise UnsoundFont
    if glyph not in parts:
        parts[glyph] = sum(_count_parts(each, made_of, parts, depth + 1) for each in made_of[glyph])
        if parts[glyph] > MOST_PARTS:
            raise UnsoundFont
    return parts[glyph]


def _character_maps(table: bytes) -> set[int]:
    (count,) = struct.unpack_from(">H", table, 2)
    if not 0 < count <= MOST_TABLES:
        raise UnsoundFont
    return {struct.unpack_from(">L", table, 8 + 8 * number)[0] for number in range(count)}


def _check_character_map(table: bytes, at: int) -> None:
    (layout,) = struct.unpack_from(">H", table, at)
    mapped = 0
    if layout == 4:
        (doubled,) = struct.unpack_from(">H", table, at + 6)
        ends = struct.unpack_from(f">{doubled // 2}H", table, at + 14)
        starts = struct.unpack_from(f">{doubled // 2}H", table, at + 16 + doubled // 2 * 2)
        mapped = sum(max(end - start + 1, 0) for start, end in zip(starts, ends, strict=True))
    elif layout in {10, 12, 13}:
        first, count = (16, 0) if layout == 10 else (12, 12)
        (groups,) = struct.unpack_from(">L", table, at + first)
        if not count:
            mapped = groups
        elif groups > MOST_MAPPED:
            raise UnsoundFont
        for number in range(groups if count else 0):
            start, end = struct.unpack_from(">LL", table, at + 16 + 12 * number)
            mapped += max(end - start + 1, 0)
    if mapped > MOST_MAPPED:
        raise UnsoundFont
