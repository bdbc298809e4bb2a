"""The files of an event's look, for anybody: its colours and its picture.

Each is asked for by a hash of what is in it, so whoever has it never asks again; and it is there as
long as the event's page is.
"""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, Q, When
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from foundation.files import store
from scoring.looks.colours import stylesheet
from scoring.models import EventPicture
from scoring.public.answers import seen_by_anybody
from scoring.public.look import kept_look
from scoring.public.versions import NotPublic, PublicVersions

FOR_EVER = "public, max-age=31536000, immutable"
CSS, JPEG = "text/css; charset=utf-8", "image/jpeg"


@login_not_required
@require_safe
def colours(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The stylesheet of an event's colours."""
    with seen_by_anybody(request):
        kept = kept_look(PublicVersions.at_address(slug))
        if not kept["colour"] or kept["colours"] != digest:
            raise NotPublic
        return _file(stylesheet(kept["colour"]), CSS)


@login_not_required
@require_safe
def picture(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The picture in the size that has this hash."""
    with seen_by_anybody(request):
        versions = PublicVersions.at_address(slug)
        files = EventPicture.objects.filter(
            Q(digest=digest) | Q(small_digest=digest), publication=versions.publication_id
        ).values_list(Case(When(digest=digest, then="file"), default="small_file"), flat=True)
        found = files.first()
        if found is None:
            raise NotPublic
        return _file(store.read(found), JPEG)


def _file(content: str | bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = FOR_EVER
    return response
