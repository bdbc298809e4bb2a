"""The picture of an event as it is stored, without its bytes."""

from foundation.web.site_address import address_of_page
from scoring.models import EventPicture, Publication


def picture_of(publication: Publication) -> EventPicture | None:
    return EventPicture.objects.filter(publication=publication).first()


def public_address(slug: str, digest: str) -> str:
    """The whole address of a picture, for other programs: there as long as the page is on."""
    return address_of_page("scoring:public-picture", slug, digest)
