"""What a file is for, and which kinds of files of what length that takes. Pure."""

from enum import StrEnum

PDF, TEXT = "application/pdf", "text/plain"
JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS = {
    PDF: ["pdf"],
    TEXT: ["txt", "text", "log"],
    "text/csv": ["csv"],
    "text/markdown": ["md"],
    "text/tab-separated-values": ["tsv"],
    JPEG: ["jpg", "jpeg", "jpe", "jfif"],
    PNG: ["png"],
    WEBP: ["webp"],
    HEIC: ["heic", "heif"],
    XLSX: ["xlsx"],
    DOCX: ["docx"],
    "audio/webm": ["webm", "weba"],
    "audio/ogg": ["ogg", "oga", "opus"],
    "audio/mp4": ["m4a", "mp4"],
    "audio/mpeg": ["mp3"],
    "audio/wav": ["wav"],
    "video/webm": ["webm"],
    "video/mp4": ["mp4", "m4v"],
    "video/quicktime": ["mov", "qt"],
    "video/x-matroska": ["mkv"],
    "video/x-msvideo": ["avi"],
    "video/x-ms-wmv": ["wmv", "asf"],
}
"""Media type -> the endings of names that go with it; the first is added where one is missing."""
PICTURES = [JPEG, PNG, WEBP, HEIC]
SHOWN = {"application/pdf", *PICTURES}
"""What a browser may show by itself, besides sound and video."""


class Purpose(StrEnum):
    DOCUMENT = "DOCUMENT"
    PHOTO = "PHOTO"
    IMAGE = "IMAGE"
    AUDIO = "AUDIO"
    VIDEO = "VIDEO"


TAKEN = {
    Purpose.DOCUMENT: [PDF, *PICTURES, TEXT, XLSX, DOCX],
    Purpose.PHOTO: PICTURES,
    Purpose.IMAGE: PICTURES,
    Purpose.AUDIO: [name for name in EXTENSIONS if name.startswith("audio/")],
    Purpose.VIDEO: [name for name in EXTENSIONS if name.startswith("video/")],
}
REWRITTEN = {Purpose.PHOTO, Purpose.IMAGE}
"""Pictures that are turned upright and lose place and time; all else is kept byte for byte."""


def purpose_of(media_type: str) -> Purpose:
    """Of a file about which nobody said what it is for."""
    family = media_type.partition("/")[0].upper()
    return Purpose(family) if family in {Purpose.AUDIO, Purpose.VIDEO} else Purpose.DOCUMENT


def is_shown(media_type: str) -> bool:
    return media_type in SHOWN or media_type.startswith(("audio/", "video/"))
