"""From the bytes of a photo, whatever a phone sends, to one small upright JPEG without metadata.

What kind of file it is, its bytes say, never its name or declared type. How large a picture would
become is read from its header and bounded before anything is decoded.
"""

import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, UnidentifiedImageError

from scoring.paper.heic import TooManyPixels, decode, is_heic

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 52_000_000
"""The largest photos that phones take: 8160 × 6120."""
LONGEST_SIDE = 16_000
SHORTEST_SIDE = 64
LONGEST_SIDE_SENT = 2400
"""In pixels; an A4 sheet then has 8 per millimetre, enough for small handwriting."""
QUALITY = 85

FORMATS = ["JPEG", "PNG", "WEBP"]
ANIMATED = {"PNG", "WEBP"}
"""Formats whose further pictures move; in a JPEG file they are previews and depth maps."""
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
    MemoryError,
)
"""What decoders may raise over damaged files."""


class ImageRefused(ValueError):
    """The file cannot be read as a photo. Its message tells the person what to do."""


class ImageTooLarge(ImageRefused):
    """The file has too many bytes."""


class NoPhoto(ImageRefused):
    """The file is of another kind."""


@dataclass(frozen=True, slots=True)
class SheetImage:
    """An upright JPEG without metadata; width and height in pixels."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int


def check_length(length: int) -> None:
    """Raises ImageTooLarge for a file of more bytes than are taken."""
    if length > MOST_BYTES:
        raise ImageTooLarge(_("The photo is larger than 5 MB. Take it again at a lower quality."))


def upright_jpeg(photo: bytes) -> SheetImage:
    """A JPEG, PNG, WebP or HEIC file -> the picture turned upright, at most 2400 pixels long.

    Nothing but the picture is kept: no place, time, device, comment or preview. Transparent parts
    become white, deeper colours 8 bits. Raises ImageRefused with a sentence for everything else:
    other kinds of files, damaged or incomplete ones, animations, too small or too large pictures.
    """
    check_length(len(photo))
    try:
        picture = _decode(photo)
    except (TooManyPixels, Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise NoPhoto(_("This is not a photo. Send a JPEG, PNG, WebP or HEIC file.")) from error
    except ImageRefused:
        raise
    except BROKEN as error:
        raise ImageRefused(
            _("The photo is damaged or arrived incomplete. Send it again.")
        ) from error
    if min(picture.size) < SHORTEST_SIDE:
        raise ImageRefused(_("The photo is too small to be read. Take a larger one."))
    picture.info = {}  # a comment would be written along
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=QUALITY)
    return SheetImage(jpeg.getvalue(), *picture.size)


def _decode(photo: bytes) -> Image.Image:
    """The picture in RGB, upright, at most LONGEST_SIDE_SENT pixels long."""
    if is_heic(photo):
        return decode(
            photo, most_pixels=MOST_PIXELS, longest_side=LONGEST_SIDE, fit=LONGEST_SIDE_SENT
        )
    with Image.open(BytesIO(photo), formats=FORMATS) as image:
        _check_header(image)
        turn = UPRIGHT.get(_orientation(image))
        picture = _small_rgb(image)
    return picture if turn is None else picture.transpose(turn)


def _check_header(image: Image.Image) -> None:
    """Raises ImageRefused for what the header alone shows, before anything is decoded."""
    if max(image.size) > LONGEST_SIDE or image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    if image.format in ANIMATED and getattr(image, "is_animated", False):
        raise ImageRefused(_("This is an animation. Send a single photo."))


def _too_many_pixels() -> ImageRefused:
    return ImageRefused(
        _("The photo has too many pixels. Take it again at a lower resolution, 50 MP at most.")
    )


def _orientation(image: Image.Image) -> int:
    """As the EXIF data says; 1 (upright) where there is none or it is damaged."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except BROKEN:
        return 1


def _small_rgb(image: Image.Image) -> Image.Image:
    """Decoded, on white, in 8 bits per colour, and small; a JPEG is never decoded in full size."""
    bounds = (LONGEST_SIDE_SENT, LONGEST_SIDE_SENT)
    image.draft("RGB", bounds)
    image.load()
    if image.width * image.height > MOST_PIXELS:  # a header may understate
        raise _too_many_pixels()
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
