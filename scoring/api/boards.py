"""The API's view of results."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError

from events.models import Event
from scoring.conditional import answer
from scoring.exports import leaderboard_csv
from scoring.leaderboard import Versions, leaderboard_json

DELIMITERS = {"comma": ",", "semicolon": ";"}


@api_view(["GET"])
def leaderboard(request, event_pk):
    """The whole leaderboard of an event; ready bytes with an ETag, 304 where nothing changed."""
    versions = _versions(request, event_pk)
    return answer(
        request,
        versions.etag("json"),
        lambda: leaderboard_json(versions),
        content_type="application/json",
    )


@never_cache
@api_view(["GET"])
def export_csv(request, event_pk):
    """The leaderboard as CSV, for the event's organisers. `?delimiter=semicolon` for Excel."""
    versions = _versions(request, event_pk)
    if not versions.can_manage:
        raise PermissionDenied
    delimiter = DELIMITERS.get(request.query_params.get("delimiter", "comma"))
    if delimiter is None:
        raise ValidationError({"delimiter": [_("Choose comma or semicolon.")]})
    response = HttpResponse(
        leaderboard_csv(versions, delimiter=delimiter), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="leaderboard-{event_pk}.csv"'
    return response


def _versions(request, event_pk) -> Versions:
    try:
        return Versions.visible_to(request.user, event_pk)
    except (Event.DoesNotExist, OverflowError) as error:
        raise NotFound("Event not found") from error
