"""The image behind a diploma: what may be stored as one, and how it is read.

An address on the web may be stored, since clients show it; nothing here ever fetches one.
"""

import base64
import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from foundation.neighbours.bounds import Overloaded
from foundation.pictures.decoding import Fault, Undecodable, Wanted
from foundation.pictures.headers import Kind, kind_of
from foundation.pictures.normalising import normalised

LARGEST_IMAGE = 5 * 1024 * 1024
"""In bytes, decoded."""
MOST_PIXELS = 30_000_000
"""A4 at 300 dpi has 8.7 million."""
LONGEST_SIDE = 3508
"""A4 at 300 dpi, in pixels: no printer shows more."""
DATA_URL = re.compile(r"data:image/(png|jpe?g|webp);base64,", re.IGNORECASE)
KINDS = {"png": Kind.PNG, "jpeg": Kind.JPEG, "jpg": Kind.JPEG, "webp": Kind.WEBP}
QUALITY = 88
MOST_KEPT = 3
RETRY_AFTER = 5
"""Seconds."""

is_web_address = URLValidator(schemes=["http", "https"])


def check(url: str) -> None:
    """Raises ValidationError unless it is "", an address on the web, or an image as a data URL: the
    sound PNG, JPEG or WebP that it says it is, and a single one.

    Code "too_large" where the image has more bytes than we keep, "busy" where too many are being
    looked at; `params["seconds"]` says when to send it again.
    """
    if DATA_URL.match(url):
        try:
            _decoded(url, LONGEST_SIDE)
        except Undecodable as refusal:
            raise ValidationError(_sentence(refusal.fault)) from refusal
        except Overloaded as refusal:
            raise ValidationError(
                _("Too many pictures are being looked at. Send it again in %(seconds)d seconds."),
                code="busy",
                params={"seconds": refusal.retry_after},
            ) from refusal
    elif url:
        try:
            is_web_address(url)
        except ValidationError as error:
            raise ValidationError(
                _("Give the address of an image, or a PNG, JPEG or WebP image as a data URL.")
            ) from error


def data_url(content: bytes) -> str:
    """An uploaded file as a data URL. Raises ValidationError as `check` does."""
    if len(content) > LARGEST_IMAGE:
        raise _too_large()
    kind = kind_of(content)
    if kind not in KINDS.values():
        raise ValidationError(_("The file is no PNG, JPEG or WebP image."))
    url = f"data:image/{kind.lower()};base64,{base64.b64encode(content).decode()}"
    check(url)
    return url


def jpeg(url: str, longest_side: int = LONGEST_SIDE) -> bytes | None:
    """The image of a data URL as a JPEG on white, no side longer than so many pixels; of an
    animation, as may be stored from earlier, its first.

    None where it is none that `check` takes; any other address is passed over, never fetched.
    Raises Overloaded where too many are being looked at, or the machine is too busy to do it in
    time: rather nothing is printed than diplomas without it.
    """
    try:
        try:
            return _decoded(url, longest_side)
        except Undecodable as refusal:
            if refusal.fault != Fault.ANIMATION:
                raise
            return _decoded(url, longest_side, animations=True)
    except Undecodable as refusal:
        if refusal.fault == Fault.TOO_COSTLY:
            raise Overloaded(RETRY_AFTER) from refusal
        return None
    except ValidationError:
        return None


@lru_cache(maxsize=MOST_KEPT)
def _decoded(url: str, longest_side: int, *, animations: bool = False) -> bytes:
    """The image as a JPEG, the last ones at hand: one is printed on many pages, or soon after it
    was checked. Raises ValidationError, Undecodable, Overloaded.
    """
    head = DATA_URL.match(url)
    if head is None:
        raise Undecodable(Fault.NO_PICTURE)
    if len(url) - head.end() > LARGEST_IMAGE * 4 // 3 + 4:
        raise _too_large()
    try:
        content = base64.b64decode(url[head.end() :], validate=True)
    except ValueError as error:  # of letters, too, that no base64 has
        raise Undecodable(Fault.DAMAGED) from error
    wanted = Wanted(
        formats=[KINDS[head[1].lower()]],
        most_pixels=MOST_PIXELS,
        longest_side=MOST_PIXELS,
        fit=longest_side,
        quality=QUALITY,
        animations=animations,
    )
    return normalised(content, wanted).jpeg


def _too_large() -> ValidationError:
    return ValidationError(_("The background image is larger than 5 MB."), code="too_large")


def _sentence(fault: Fault) -> str:
    if fault == Fault.TOO_MANY_PIXELS:
        return _("The background image has more than 30 million pixels.")
    if fault == Fault.ANIMATION:
        return _("The background is an animation. Choose a single picture.")
    if fault == Fault.TOO_COSTLY:
        return _("The background takes too long to look at. Save it at a lower resolution.")
    return _("The background is not a sound image of the kind it says it is.")
