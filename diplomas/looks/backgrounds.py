"""The image behind a diploma: what may be stored as one, and how it is read.

An address on the web may be stored, since clients show it; nothing here ever fetches one.
"""

import base64
import re
from dataclasses import astuple, replace
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from foundation.neighbours.bounds import Overloaded
from foundation.pictures import uploads
from foundation.pictures.crops import Crop
from foundation.pictures.decoding import Fault, Undecodable
from foundation.pictures.headers import Kind, kind_of
from foundation.pictures.normalising import normalised

LONGEST_SIDE = 3508
"""A4 at 300 dpi, in pixels: no printer shows more."""
DATA_URL = re.compile(r"data:image/(png|jpe?g|webp);base64,", re.IGNORECASE)
KINDS = {"png": Kind.PNG, "jpeg": Kind.JPEG, "jpg": Kind.JPEG, "webp": Kind.WEBP}
MOST_KEPT = 3
RETRY_AFTER = 5
"""Seconds."""

is_web_address = URLValidator(schemes=["http", "https"])


def check(url: str) -> None:
    """Raises ValidationError unless it is "", an address on the web, or an image as a data URL: the
    sound PNG, JPEG or WebP that it says it is, a single one, and nothing else besides.

    Code "too_large" where the image has more bytes than we keep, "busy" where too many are being
    looked at; `params["seconds"]` says when to send it again.
    """
    if DATA_URL.match(url):
        try:
            _decoded(url, LONGEST_SIDE, None)
        except (Undecodable, Overloaded) as error:
            raise uploads.refusal(error) from error
        uploads.check_alone(base64.b64decode(url.partition(",")[2]))
    elif url:
        try:
            is_web_address(url)
        except ValidationError as error:
            raise ValidationError(
                _("Give the address of an image, or a PNG, JPEG or WebP image as a data URL.")
            ) from error


def data_url(content: bytes) -> str:
    """An uploaded file as a data URL. Raises ValidationError as `check` does."""
    uploads.check_length(len(content))
    uploads.check_kind(content)
    url = f"data:image/{kind_of(content).lower()};base64,{base64.b64encode(content).decode()}"
    check(url)
    return url


def jpeg(url: str, longest_side: int = LONGEST_SIDE, crop: Crop | None = None) -> bytes | None:
    """The image of a data URL as a JPEG on white, no side longer than so many pixels; of an
    animation, as may be stored from earlier, its first. crop: the part of it; None: all.

    None where it is none that `check` takes; any other address is passed over, never fetched.
    Raises Overloaded where too many are being looked at, or the machine is too busy to do it in
    time: rather nothing is printed than diplomas without it.
    """
    part = crop and astuple(crop)
    try:
        try:
            return _decoded(url, longest_side, part)
        except Undecodable as refusal:
            if refusal.fault != Fault.ANIMATION:
                raise
            return _decoded(url, longest_side, part, animations=True)
    except Undecodable as refusal:
        if refusal.fault == Fault.TOO_COSTLY:
            raise Overloaded(RETRY_AFTER) from refusal
        return None
    except ValidationError:
        return None


@lru_cache(maxsize=MOST_KEPT)
def _decoded(
    url: str,
    longest_side: int,
    part: tuple[float, ...] | None,
    *,
    animations: bool = False,
) -> bytes:
    """The image as a JPEG, the last ones at hand: one is printed on many pages, or soon after it
    was checked. Raises ValidationError, Undecodable, Overloaded.
    """
    head = DATA_URL.match(url)
    if head is None:
        raise Undecodable(Fault.NO_PICTURE)
    uploads.check_length((len(url) - head.end()) * 3 // 4 - 3)
    try:
        content = base64.b64decode(url[head.end() :], validate=True)
    except ValueError as error:  # of letters, too, that no base64 has
        raise Undecodable(Fault.DAMAGED) from error
    wanted = uploads.wanted([KINDS[head[1].lower()]], longest_side, animations=animations)
    return normalised(content, replace(wanted, part=part)).jpeg
