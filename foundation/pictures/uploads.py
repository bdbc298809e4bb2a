"""A picture that an organiser uploads: which are taken, and the sentence why one is not."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.neighbours.bounds import Overloaded
from foundation.pictures.decoding import Fault, Undecodable, Wanted
from foundation.pictures.headers import Kind, kind_of
from foundation.pictures.normalising import Picture, normalised

KINDS = (Kind.PNG, Kind.JPEG, Kind.WEBP)
ACCEPTED = "image/png,image/jpeg,image/webp"
"""The same for a browser's own choice of files."""
LARGEST = 5 * 1024 * 1024
"""In bytes."""
MOST_PIXELS = 30_000_000
QUALITY = 88
ANOTHER = re.compile(rb"%PDF-|<script|<html|<!doctype html|<\?php", re.IGNORECASE)
"""What no picture has by chance: five bytes or more."""


def upright_picture(content: bytes, fit: int, quality: int = QUALITY) -> Picture:
    """The picture upright, no side longer than `fit` pixels, without whatever else was in the file.

    Raises ValidationError, with the code "too_large" or "busy" as below.
    """
    check_length(len(content))
    check_kind(content)
    try:
        return normalised(content, replace(wanted(KINDS, fit), quality=quality))
    except (Undecodable, Overloaded) as error:
        raise refusal(error) from error


def wanted(kinds: Sequence[Kind], fit: int, *, animations: bool = False) -> Wanted:
    """What is taken of these kinds, and becomes no longer than `fit` pixels."""
    return Wanted(
        formats=list(kinds),
        most_pixels=MOST_PIXELS,
        longest_side=MOST_PIXELS,
        fit=fit,
        quality=QUALITY,
        animations=animations,
    )


def check_length(length: int) -> None:
    """Raises ValidationError with the code "too_large" for a file of more bytes than are taken."""
    if length > LARGEST:
        raise ValidationError(
            _("The picture is larger than 5 MB. Save it smaller, or as a JPEG."), code="too_large"
        )


def check_kind(content: bytes) -> None:
    """Raises ValidationError for a file whose first bytes are those of no kind that is taken."""
    if kind_of(content) not in KINDS:
        raise ValidationError(_("The file is no PNG, JPEG or WebP image."))


def check_alone(content: bytes) -> None:
    """Raises ValidationError for a picture that is a document or an archive as well. For whoever
    keeps the very bytes: what `upright_picture` gives back has nothing of it.
    """
    if ANOTHER.search(content) or zipfile.is_zipfile(io.BytesIO(content)):
        raise ValidationError(
            _("The picture has another file in it. Open it in a program for pictures, and save it"
              " anew as a PNG or JPEG.")
        )  # fmt: skip


def refusal(error: Undecodable | Overloaded) -> ValidationError:
    """With the code "busy" where too many are being looked at; `params["seconds"]` says when to
    send it again.
    """
    if isinstance(error, Overloaded):
        return ValidationError(
            _("Too many pictures are being looked at. Send it again in %(seconds)d seconds."),
            code="busy",
            params={"seconds": error.retry_after},
        )
    return ValidationError(_sentence(error.fault))


def _sentence(fault: Fault) -> str:
    if fault == Fault.TOO_MANY_PIXELS:
        return _("The picture has more than 30 million pixels. Save it at a lower resolution.")
    if fault == Fault.ANIMATION:
        return _("The picture is an animation. Choose a single one.")
    if fault == Fault.TOO_COSTLY:
        return _("The picture takes too long to look at. Save it at a lower resolution.")
    return _("The picture is damaged, incomplete, or not of the kind it says it is.")
