"""What a file says of itself in its first bytes: which kind of picture it is, and how large. Pure.

Nothing is decoded, so this costs nothing and a file can do nothing to who asks. What it says need
not be true: `decoding` looks again at what its decoder finds.
"""

import struct
from enum import StrEnum

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
MOST_SEGMENTS = 2_000
"""Of a JPEG file before its picture; cameras write some twenty."""
FRAMES = {0xC0 + number for number in range(16)} - {0xC4, 0xC8, 0xCC}
"""Markers of the segment that has a JPEG picture's size."""
ALONE = {0x01, *range(0xD0, 0xDA)}
"""Markers without a segment."""


class Kind(StrEnum):
    """By Pillow's names of the formats."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIF"


def kind_of(content: bytes) -> Kind | None:
    """By the file's signature; None for any other kind of file."""
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return Kind.HEIC
    return None


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the header has them; None where it is not found, or not looked
    for (HEIC).
    """
    read = SIZES.get(kind_of(content))
    try:
        return read(content) if read else None
    except struct.error:  # it ends too early
        return None


def scans_of(content: bytes) -> int:
    """How often a JPEG file goes over its picture, at most; a progressive one does ten times."""
    return content.count(b"\xff\xda") if kind_of(content) == Kind.JPEG else 1


def _png(content: bytes) -> tuple[int, int] | None:
    return struct.unpack_from(">II", content, 16) if content[12:16] == b"IHDR" else None


def _webp(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X":
        return (
            1 + int.from_bytes(content[24:27], "little"),
            1 + int.from_bytes(content[27:30], "little"),
        )
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    for _segment in range(MOST_SEGMENTS):
        start, marker = struct.unpack_from("BB", content, at)
        if start != 0xFF:
            return None
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        if marker == 0xFF:  # what fills up before a marker
            at += 1
        elif marker in ALONE:
            at += 2
        else:
            (length,) = struct.unpack_from(">H", content, at + 2)
            at += 2 + length
    return None


SIZES = {Kind.JPEG: _jpeg, Kind.PNG: _png, Kind.WEBP: _webp}
