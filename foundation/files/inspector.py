"""The child process that says what a file is, by parsers of its kind: its bytes are anybody's, and
may crash, hang or swell them. `inspecting` starts it and bounds what it takes.

As a script (`inspector.py <JSON of Question>`) it finds the file as its input, and writes a line of
JSON with a `Found`, and a picture that was written anew behind it; or it ends with a `FileFault`.
"""

import codecs
import json
import re
import sys
import zipfile
import zlib
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import BinaryIO

from foundation.files.purposes import DOCX, HEIC, JPEG, PDF, PNG, TEXT, WEBP, XLSX
from foundation.pictures.headers import Kind, kind_of
from foundation.text.database_text import NOT_IN_A_TABLE

CHUNK = 64 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
"""Of a workbook or a letter: a bomb unpacks to gigabytes."""
MOST_PARTS = 5_000
OFFICE = {
    "xl/workbook.xml": (XLSX, b"spreadsheetml.sheet.main+xml"),
    "word/document.xml": (DOCX, b"wordprocessingml.document.main+xml"),
}
"""The part that makes a ZIP file one -> its media type, and what its list of contents says."""
CONTENTS = "[Content_Types].xml"
MACROS = "vbaproject.bin"
TRAILER = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
TAIL = 2_048
MEDIA = re.compile(
    rb"\x1aE\xdf\xa3|OggS|RIFF....(?:WAVE|AVI )|ID3|\xff[\xe2-\xff]"
    rb"|\x30\x26\xb2\x75\x8e\x66\xcf\x11|....(?:ftyp|moov|mdat|wide|free|skip)",
    re.DOTALL,
)
MEDIA_TYPES = {
    "WebM": "webm",
    "Ogg": "ogg",
    "MPEG-4": "mp4",
    "Matroska": "x-matroska",
    "AVI": "x-msvideo",
    "Windows Media": "x-ms-wmv",
    "MPEG Audio": "mpeg",
    "Wave": "wav",
}
PICTURE_TYPES = {Kind.JPEG: JPEG, Kind.PNG: PNG, Kind.WEBP: WEBP, Kind.HEIC: HEIC}


class FileFault(IntEnum):
    """Why a file is not taken: the child's exit code."""

    UNKNOWN = 30
    DAMAGED = 31
    BOMB = 32
    NO_TRACK = 33
    MACROS = 34
    NOT_TAKEN = 35
    TOO_MANY_PIXELS = 36
    ANIMATION = 37


FAULTS = {
    "NO_PICTURE": FileFault.DAMAGED,
    "DAMAGED": FileFault.DAMAGED,
    "TOO_MANY_PIXELS": FileFault.TOO_MANY_PIXELS,
    "ANIMATION": FileFault.ANIMATION,
    "TOO_COSTLY": FileFault.BOMB,
}
"""What a decoder of pictures says -> what that means here."""


class Refused(Exception):
    def __init__(self, fault: FileFault):
        super().__init__(fault.name)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Question:
    """taken: media types. is_rewritten: whether a picture is written anew, upright and bare."""

    taken: list[str]
    is_rewritten: bool
    most_pixels: int


@dataclass(frozen=True, slots=True)
class Found:
    """width and height in pixels, duration in milliseconds, where it has them."""

    media_type: str
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None


def inspected(file: BinaryIO, question: Question) -> tuple[Found, bytes]:
    """What the file is, and a picture that was written anew; raises Refused."""
    head = file.read(CHUNK)
    if kind := kind_of(head):
        check_taken(PICTURE_TYPES[kind], question)
        return _picture(head + file.read(), kind, question)
    if head.startswith(b"%PDF-"):
        found = _pdf(file)
    elif head.startswith(b"PK\3\4"):
        found = _office(file)
    elif MEDIA.match(head):
        found = _media(file)
    else:
        found = _text(file)
    check_taken(found.media_type, question)
    return found, b""


def check_taken(media_type: str, question: Question) -> None:
    if media_type not in question.taken:
        raise Refused(FileFault.NOT_TAKEN)


def _picture(content: bytes, kind: Kind, question: Question) -> tuple[Found, bytes]:
    from foundation.pictures import decoding, rewriting  # Pillow is large: only for pictures

    wanted = decoding.Wanted(
        formats=[kind],
        most_pixels=question.most_pixels,
        longest_side=question.most_pixels,
        fit=64,
        quality=0,
        animations=not question.is_rewritten,
    )
    if kind == Kind.HEIC:
        decoding.read_heic()
    try:
        if question.is_rewritten:
            picture, written_as, size = rewriting.rewritten(content, wanted)
            return Found(PICTURE_TYPES[Kind(written_as)], *size), picture
        return Found(PICTURE_TYPES[kind], *decoding.size_when_decoded(content, wanted)), b""
    except decoding.Undecodable as error:
        raise Refused(FAULTS[error.fault.name]) from error


def _pdf(file: BinaryIO) -> Found:
    """It begins as one, and its end says where its table is, which is there."""
    end = file.seek(0, 2)
    file.seek(max(0, end - TAIL))
    trailers = TRAILER.findall(file.read())
    if not trailers:
        raise Refused(FileFault.DAMAGED)
    file.seek(int(trailers[-1]))
    if not TABLE.match(file.read(64)):
        raise Refused(FileFault.DAMAGED)
    return Found(PDF)


def _office(file: BinaryIO) -> Found:
    """Every part is unpacked, to a bound, and so are its check sums looked at."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused(FileFault.BOMB)
            names = {part.filename for part in parts}
            main = next((name for name in OFFICE if name in names), None)
            if main is None or CONTENTS not in names:
                raise Refused(FileFault.UNKNOWN)
            if any(name.lower().endswith(MACROS) for name in names):
                raise Refused(FileFault.MACROS)
            media_type, mark = OFFICE[main]
            if mark not in archive.read(CONTENTS):
                raise Refused(FileFault.MACROS)
            _unpack(archive, parts)
            return Found(media_type)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Refused(FileFault.DAMAGED) from error  # NotImplementedError is a RuntimeError


def _unpack(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    left = MOST_UNPACKED
    for part in parts:
        with archive.open(part) as unpacked:
            while piece := unpacked.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise Refused(FileFault.BOMB)


def _media(file: BinaryIO) -> Found:
    from pymediainfo import MediaInfo

    file.seek(0)
    tracks = MediaInfo.parse(file).tracks
    general = next((track for track in tracks if track.track_type == "General"), None)
    family = MEDIA_TYPES.get(getattr(general, "format", None))
    video = next((track for track in tracks if track.track_type == "Video"), None)
    has_sound = any(track.track_type == "Audio" for track in tracks)
    if family is None:
        raise Refused(FileFault.UNKNOWN)
    if video is None and not has_sound:
        raise Refused(FileFault.NO_TRACK)
    if family == "mp4" and general.format_profile == "QuickTime":
        family = "quicktime"
    duration = round(float(general.duration)) if general.duration else None
    if video is None:
        family = {"quicktime": "mp4", "x-matroska": "webm"}.get(family, family)
        return Found(f"audio/{family}", duration_ms=duration)
    return Found(f"video/{family}", video.width, video.height, duration)


def _text(file: BinaryIO) -> Found:
    """UTF-8, and no control characters but tabs and line ends."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(CHUNK):
            if NOT_IN_A_TABLE.search(decoder.decode(piece)):
                raise Refused(FileFault.UNKNOWN)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Refused(FileFault.UNKNOWN) from error
    return Found(TEXT)


def _main(question: Question) -> int:
    file = sys.stdin.buffer
    try:
        found, picture = inspected(file, question)
    except Refused as refusal:
        return int(refusal.fault)
    sys.stdout.buffer.write(json.dumps(asdict(found)).encode() + b"\n" + picture)
    return 0


if __name__ == "__main__":
    sys.exit(_main(Question(**json.loads(sys.argv[1]))))
