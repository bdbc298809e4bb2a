"""What a file is, by its first bytes."""

from foundation.pictures.headers import Kind, kind_of

PICTURES = {Kind.PNG: "image/png", Kind.JPEG: "image/jpeg", Kind.WEBP: "image/webp"}
FONTS = {
    b"\0\1\0\0": "font/ttf",
    b"true": "font/ttf",
    b"OTTO": "font/otf",
    b"wOFF": "font/woff",
    b"wOF2": "font/woff2",
}
OTHER = "application/octet-stream"


def media_type(content: bytes) -> str:
    """ "image/png", "font/ttf"; OTHER for what is none of these."""
    return PICTURES.get(kind_of(content)) or FONTS.get(content[:4], OTHER)
