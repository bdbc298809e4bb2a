"""Pictures and fonts as data URLs, as clients send them."""

import base64
import io
import struct
import zlib

from PIL import Image

from diplomas import fonts

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
    return (fonts.FOLDER / f"{name}.ttf").read_bytes()


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
