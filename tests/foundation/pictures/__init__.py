"""Small pictures, made where they are needed, and such as nobody should send."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

PNG = b"\x89PNG\r\n\x1a\n"


def picture(width=160, height=96, mode="RGB"):
    """Red above, blue below."""
    image = Image.new("RGB", (width, height), "blue")
    ImageDraw.Draw(image).rectangle([0, 0, width, (height - 1) // 2], fill="red")
    return image.convert(mode)


def encoded(image, format="JPEG", **options):
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def chunk(kind, content):
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def png(width, height, rows=b"", *, before=b""):
    """As its header says one bit a pixel, black; `rows` packed, `before` them other chunks."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return PNG + chunk(b"IHDR", header) + before + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def bomb(width=5400, height=5500):
    """A PNG of some 3 kB, within all bounds: it is a picture of 29.7 million pixels."""
    line = bytes(1 + (width + 7) // 8)
    return png(width, height, zlib.compress(line * height, 9))


def packed(length=60_000_000):
    """So many zeros, a thousand times smaller."""
    packer = zlib.compressobj(9)
    parts = b"".join(packer.compress(bytes(1_000_000)) for _part in range(length // 1_000_000))
    return parts + packer.flush()


def animated(format):
    return encoded(picture(), format, save_all=True, append_images=[picture(mode="L")])


def forged_webp():
    """A canvas of 16384 × 16384 with a small picture in it."""
    content = encoded(picture(), "WEBP")[12:]
    canvas = bytes([2, 0, 0, 0]) + (16383).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + content
    return b"RIFF" + struct.pack("<I", len(body)) + body


def endless_jpeg(width, height, scans=4_000):
    """A progressive JPEG whose last scan comes so many times."""
    content = encoded(Image.new("L", (width, height)), progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * scans + content[-2:]
