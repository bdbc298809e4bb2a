"""From the bytes of a photo, whatever a phone sends, to one small upright JPEG without metadata.

What kind of file it is, its bytes say, never its name or declared type. How large a picture would
become is bounded before anything is decoded, and it is decoded beside us (`foundation.pictures`).
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from foundation.pictures.decoding import Fault, Undecodable, Wanted
from foundation.pictures.headers import Kind, kind_of
from foundation.pictures.normalising import normalised

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 52_000_000
"""The largest photos that phones take: 8160 × 6120."""
MOST_PIXELS_UNREDUCED = 30_000_000
"""Of kinds that are decoded in full before they are made smaller; phones take no photos in them."""
UNREDUCED = {Kind.PNG, Kind.WEBP}
LONGEST_SIDE = 16_000
SHORTEST_SIDE = 64
LONGEST_SIDE_SENT = 2400
"""In pixels; an A4 sheet then has 8 per millimetre, enough for small handwriting."""
QUALITY = 85


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
    other kinds of files, damaged or incomplete ones, animations, too small or too large pictures;
    Overloaded where too many are being looked at.
    """
    check_length(len(photo))
    is_unreduced = kind_of(photo) in UNREDUCED
    wanted = Wanted(
        formats=list(Kind),
        most_pixels=MOST_PIXELS_UNREDUCED if is_unreduced else MOST_PIXELS,
        longest_side=LONGEST_SIDE,
        fit=LONGEST_SIDE_SENT,
        quality=QUALITY,
    )
    try:
        picture = normalised(photo, wanted)
    except Undecodable as refusal:
        raise _refusal(refusal.fault, is_unreduced) from refusal
    if min(picture.width, picture.height) < SHORTEST_SIDE:
        raise ImageRefused(_("The photo is too small to be read. Take a larger one."))
    return SheetImage(picture.jpeg, picture.width, picture.height)


def _refusal(fault: Fault, is_unreduced: bool) -> ImageRefused:
    if fault == Fault.NO_PICTURE:
        return NoPhoto(_("This is not a photo. Send a JPEG, PNG, WebP or HEIC file."))
    if fault == Fault.TOO_MANY_PIXELS and is_unreduced:
        return ImageRefused(
            _("The photo has too many pixels. A PNG or WebP has 30 MP at most; send it as a JPEG.")
        )
    sentences = {
        Fault.TOO_MANY_PIXELS: _(
            "The photo has too many pixels. Take it again at a lower resolution, 50 MP at most."
        ),
        Fault.ANIMATION: _("This is an animation. Send a single photo."),
        Fault.DAMAGED: _("The photo is damaged or arrived incomplete. Send it again."),
        Fault.TOO_COSTLY: _(
            "The photo takes too long to look at. Take it again at a lower resolution."
        ),
    }
    return ImageRefused(sentences[fault])
