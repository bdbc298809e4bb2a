"""The child process that decodes a picture, and all that does: its decoders are C code, and the
bytes are anybody's. It may crash, hang or swell; `normalising` starts it and bounds what it takes.

As a script (`decoding.py <JSON of Wanted>`) it reads a file from its input and writes to its output
a line with the width and the height, and the picture as a JPEG; or it ends with a `Fault`.
"""

import json
import struct
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from io import BytesIO
from math import ceil

from PIL import ExifTags, Image, UnidentifiedImageError

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation -> what turns the picture upright."""
ON_ITS_SIDE = {UPRIGHT[number] for number in (5, 6, 7, 8)}
"""What makes its width the height."""
ANIMATED = {"PNG", "WEBP"}
"""Formats whose further pictures move; in a JPEG file they are previews and depth maps."""
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    struct.error,
    zlib.error,
    EOFError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    RuntimeError,
)
"""What decoders may raise over damaged files."""


class Fault(IntEnum):
    """Why a file does not become a picture: the child's exit code."""

    NO_PICTURE = 10
    TOO_MANY_PIXELS = 11
    ANIMATION = 12
    DAMAGED = 13
    TOO_COSTLY = 14


class Undecodable(Exception):
    """fault: why."""

    def __init__(self, fault: Fault):
        super().__init__(fault.name)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pictures are taken, and what they become.

    formats: by Pillow's names. most_pixels, longest_side: of the picture in the file. fit: longest
    side of what it becomes, in pixels; quality of its JPEG. animations: whether the first picture
    of one is taken. part: left, top, width and height of what is left of the upright picture, in
    percent of it; None: all.
    """

    formats: Sequence[str]
    most_pixels: int
    longest_side: int
    fit: int
    quality: int
    animations: bool = False
    part: Sequence[float] | None = None


def decoded(content: bytes, wanted: Wanted) -> Image.Image:
    """The picture upright, in RGB on white, in 8 bits per colour. Raises Undecodable."""
    with (
        decoders_at_work(content, wanted),
        Image.open(BytesIO(content), formats=wanted.formats) as image,
    ):
        check_header(image, wanted)
        turn = None if image.format == "HEIF" else UPRIGHT.get(orientation(image))
        picture = _small_rgb(image, wanted, _bound(image.size, turn, wanted))
        return _part(picture if turn is None else picture.transpose(turn), wanted)


def size_when_decoded(content: bytes, wanted: Wanted) -> tuple[int, int]:
    """Width and height as they are in the file, all of which can be decoded. Raises Undecodable."""
    decoded(content, wanted)
    with Image.open(BytesIO(content), formats=wanted.formats) as image:
        return image.size


@contextmanager
def decoders_at_work(content: bytes, wanted: Wanted) -> Iterator[None]:
    """Whatever decoders raise over the content comes out as Undecodable."""
    try:
        yield
    except Image.DecompressionBombError as error:
        raise Undecodable(Fault.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        is_heic = "HEIF" in wanted.formats and content[4:8] == b"ftyp"
        raise Undecodable(Fault.DAMAGED if is_heic else Fault.NO_PICTURE) from error
    except MemoryError as error:
        raise Undecodable(Fault.TOO_COSTLY) from error
    except BROKEN as error:
        raise Undecodable(Fault.DAMAGED) from error


def read_heic() -> None:
    """Have Pillow read photos of phones from now on; only who needs it loads its library."""
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False)


def check_header(image: Image.Image, wanted: Wanted) -> None:
    """Raises Undecodable for what the header alone shows, before anything is decoded."""
    check_size(image, wanted)
    is_animation = image.format in ANIMATED and getattr(image, "is_animated", False)
    if is_animation and not wanted.animations:
        raise Undecodable(Fault.ANIMATION)


def check_size(image: Image.Image, wanted: Wanted) -> None:
    if max(image.size) > wanted.longest_side or image.width * image.height > wanted.most_pixels:
        raise Undecodable(Fault.TOO_MANY_PIXELS)


def orientation(image: Image.Image) -> int:
    """As the EXIF data says; 1 (upright) where there is none or it is damaged."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except BROKEN:
        return 1


def _bound(size: tuple[int, int], turn: Image.Transpose | None, wanted: Wanted) -> int:
    """The longest side of the whole picture, so that the part of it that is wanted fits."""
    if wanted.part is None:
        return wanted.fit
    shares = wanted.part[3:1:-1] if turn in ON_ITS_SIDE else wanted.part[2:]
    part = max(side * share / 100 for side, share in zip(size, shares, strict=True))
    return ceil(wanted.fit * max(size) / max(part, 1))


def _part(picture: Image.Image, wanted: Wanted) -> Image.Image:
    """Of the upright picture; at least a pixel of it."""
    if wanted.part is None:
        return picture
    left, top, width, height = (share / 100 for share in wanted.part)
    sides = (left, picture.width), (top, picture.height)
    starts = [min(round(share * side), side - 1) for share, side in sides]
    ends = [
        max(min(round(share * side), side), start + 1)
        for share, side, start in (
            (left + width, picture.width, starts[0]),
            (top + height, picture.height, starts[1]),
        )
    ]
    picture = picture.crop((*starts, *ends))
    picture.thumbnail((wanted.fit, wanted.fit))
    return picture


def _small_rgb(image: Image.Image, wanted: Wanted, bound: int) -> Image.Image:
    """A JPEG is never decoded in full size where a part of it will do."""
    bounds = (bound, bound)
    image.draft("RGB", bounds)
    image.load()
    check_size(image, wanted)  # a header may understate
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    if image.mode == "I":
        image = image.point(lambda depth: depth * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image)
        image = paper
    if image.mode not in {"RGB", "L", "CMYK"}:
        image = image.convert("RGB")
    image.thumbnail(bounds, reducing_gap=2.0)
    return image.convert("RGB")


def _main(wanted: Wanted) -> None:
    if "HEIF" in wanted.formats:
        read_heic()
    try:
        picture = decoded(sys.stdin.buffer.read(), wanted)
    except Undecodable as refusal:
        sys.exit(int(refusal.fault))
    picture.info = {}  # a comment would be written along
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=wanted.quality)
    sys.stdout.buffer.write(b"%d %d\n" % picture.size + jpeg.getvalue())


if __name__ == "__main__":
    _main(Wanted(**json.loads(sys.argv[1])))
