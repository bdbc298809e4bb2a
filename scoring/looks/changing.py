"""The one way in which the picture of an event is changed; its colour is one of the fields of
`scoring.publishing.changing`.
"""

import hashlib
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Event
from events.rules import locks
from foundation.files import store
from foundation.pictures.normalising import Picture
from foundation.pictures.uploads import upright_picture
from foundation.text.database_text import is_storable
from foundation.text.names import tidy
from scoring.models import EventPicture, Publication
from scoring.models.look import LONGEST_TEXT
from scoring.publishing.changing import check_version, log_change, touch
from scoring.publishing.stored import publication_of

LONGEST_SIDE, LONGEST_SMALL = 1600, 800
"""In pixels: on a laptop, and on a phone."""
QUALITY = 80
KEPT = "kept"
"""In place of a picture that stays."""


class TwoSizes(NamedTuple):
    """One picture, for a laptop and for a phone."""

    large: Picture
    small: Picture


def prepared(content: bytes) -> TwoSizes:
    """What is stored of an uploaded file; its bytes are kept already. Takes its time, so nothing
    may be locked meanwhile.

    Raises ValidationError as `foundation.pictures.uploads.upright_picture` does, and
    FilesUnreachable.
    """
    large = small = upright_picture(content, LONGEST_SIDE, QUALITY)
    if max(large.width, large.height) > LONGEST_SMALL:
        small = upright_picture(large.jpeg, LONGEST_SMALL, QUALITY)
    for size in {large, small}:
        store.keep(size.jpeg)
    return TwoSizes(large, small)


@transaction.atomic
def change_picture(
    *,
    event: Event,
    version: int,
    picture: TwoSizes | str | None = KEPT,
    text: str = "",
    by: User | None,
) -> Publication:
    """Show this picture on the event's public page, KEPT the one that is there, None no picture.

    text: what is in it. version: of the publication, that which whoever changes it has seen.
    Raises ValidationError by field, and one with the code "conflict" where it is another by now.
    """
    text = _checked_text(text)
    event = locks.locked_event(event.pk)
    publication = publication_of(event)
    check_version(publication, version)
    stored = EventPicture.objects.filter(publication=publication)
    before = _seen(stored)
    if picture is None:
        stored.delete()
    elif picture == KEPT:
        stored.update(text=text)
    else:
        EventPicture.objects.update_or_create(
            publication=publication, defaults={**_columns(picture), "text": text}
        )
    after = _seen(stored)
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if changes:
        touch(publication)
        if "picture" in changes:
            changes["picture"] = ["…" if digest else "" for digest in changes["picture"]]
        log_change(event, changes, "", by)
    return publication


def copy_colour(event: Event, new: Event) -> None:
    """Give the new event the colour of the first one, as `events.life.copying` asks. The picture
    stays where it is: it shows that one, and whoever was there.
    """
    colour = Publication.objects.filter(event=event).values_list("colour", flat=True).first()
    if colour:
        Publication.objects.create(event=new, colour=colour)


def digest_of(content: bytes) -> str:
    """By which a file is asked for: another content has another address."""
    return hashlib.sha256(content).hexdigest()[:32]


def _seen(stored: QuerySet[EventPicture]) -> dict[str, str]:
    """What makes a difference, by what the trail calls it; empty where there is no picture."""
    digest, text = stored.values_list("digest", "text").first() or ("", "")
    return {"picture": digest, "picture_text": text}


def _columns(picture: TwoSizes) -> dict:
    large, small = picture
    return {
        "digest": digest_of(large.jpeg),
        "width": large.width,
        "height": large.height,
        "file": store.kept(large.jpeg),
        "small_digest": digest_of(small.jpeg),
        "small_width": small.width,
        "small_file": store.kept(small.jpeg),
    }


def _checked_text(text: str) -> str:
    if not is_storable(text):
        raise ValidationError({"text": _("This text has signs that nobody can read.")})
    text = tidy(text)
    if len(text) > LONGEST_TEXT:
        message = _("Describe the picture in at most %(count)d characters.")
        raise ValidationError({"text": message % {"count": LONGEST_TEXT}})
    return text
