"""The image behind a diploma: what may be stored as one, and how it is read.

An address on the web may be stored, since clients show it; nothing here ever fetches one.
"""

import base64
import io
import re
import struct

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

LARGEST_IMAGE = 5 * 1024 * 1024
"""In bytes, decoded."""
MOST_PIXELS = 30_000_000
"""A4 at 300 dpi has 8.7 million."""
LONGEST_SIDE = 3508
"""A4 at 300 dpi, in pixels: no printer shows more."""
DATA_URL = re.compile(r"data:image/(png|jpe?g|webp);base64,", re.IGNORECASE)
FORMATS = {"png": "PNG", "jpeg": "JPEG", "jpg": "JPEG", "webp": "WEBP"}
UNSOUND = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises for files that are not what they say."""

KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp"}
"""By how a file begins."""

is_web_address = URLValidator(schemes=["http", "https"])


def check(url: str) -> None:
    """Raises ValidationError unless it is "", an address on the web, or an image as a data URL.

    Code "too_large" where the image has more bytes than we keep.
    """
    if DATA_URL.match(url):
        read(url)
    elif url:
        try:
            is_web_address(url)
        except ValidationError as error:
            raise ValidationError(
                _("Give the address of an image, or a PNG, JPEG or WebP image as a data URL.")
            ) from error


def read(url: str) -> Image.Image:
    """The image of a data URL, upright, as RGBA, decoded at a size that is enough for A4.

    Raises ValidationError where it is not the sound PNG, JPEG or WebP that it says it is, or is
    too large.
    """
    head = DATA_URL.match(url)
    if head is None:
        raise ValidationError(_("This is not a PNG, JPEG or WebP image as a data URL."))
    if len(url) - head.end() > LARGEST_IMAGE * 4 // 3 + 4:
        raise ValidationError(_("The background image is larger than 5 MB."), code="too_large")
    try:
        content = base64.b64decode(url[head.end() :], validate=True)
        image = Image.open(io.BytesIO(content), formats=[FORMATS[head[1].lower()]])
        if image.width * image.height <= MOST_PIXELS:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return ImageOps.exif_transpose(image).convert("RGBA")
    except UNSOUND as error:
        raise ValidationError(
            _("The background is not a sound image of the kind it says it is.")
        ) from error
    raise ValidationError(_("The background image has more than 30 million pixels."))


def data_url(content: bytes) -> str:
    """An uploaded file as a data URL. Raises ValidationError where it is no such image."""
    if len(content) > LARGEST_IMAGE:
        raise ValidationError(_("The background image is larger than 5 MB."), code="too_large")
    kind = next((kind for begin, kind in KINDS.items() if content.startswith(begin)), None)
    if kind is None:
        raise ValidationError(_("The file is no PNG, JPEG or WebP image."))
    url = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    check(url)
    return url


def jpeg(url: str, longest_side: int = LONGEST_SIDE) -> bytes | None:
    """The image of a data URL as a JPEG on white, no side longer than so many pixels.

    None where it is none that `read` reads; any other address is passed over, never fetched.
    """
    try:
        image = read(url)
    except ValidationError:
        return None
    image.thumbnail((longest_side, longest_side))
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    file = io.BytesIO()
    paper.save(file, "JPEG", quality=88)
    return file.getvalue()
