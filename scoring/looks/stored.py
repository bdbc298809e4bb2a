"""The picture of an event as it is stored, without its bytes."""

from django.conf import settings
from django.urls import reverse

from scoring.models import EventPicture, Publication


def picture_of(publication: Publication) -> EventPicture | None:
    """One query; the bytes are another."""
    pictures = EventPicture.objects.defer("content", "small_content")
    return pictures.filter(publication=publication).first()


def public_address(slug: str, digest: str) -> str:
    """The whole address of a picture, for other programs: there as long as the page is on."""
    return f"{settings.SITE_URL}{reverse('scoring:public-picture', args=[slug, digest])}"
