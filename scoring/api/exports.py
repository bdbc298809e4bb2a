"""An event as a file, in the API."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError

from foundation.api.base import ErrorSerializer, FieldErrorsSerializer
from scoring.boards.leaderboard import Versions, event_there
from scoring.standings.exporting import export_json

JSON_TYPE = "application/json"
FORMATS = {"json": (export_json, JSON_TYPE)}
"""What may be asked for -> what makes it of an event's id, and its media type."""


@never_cache
@extend_schema(
    operation_id="export",
    summary="An event as a file",
    description=(
        "For the event's organisers. JSON has everything that places, points and totals are made"
        " of, and what they were made: results as typed and in whole thousandths, points and totals"
        " exactly (“19/3”), rules with the seed of the lots."
    ),
    tags=["Results"],
    parameters=[OpenApiParameter("format", str, enum=list(FORMATS), required=True)],
    responses={
        (200, JSON_TYPE): OpenApiTypes.OBJECT,
        403: ErrorSerializer,
        404: ErrorSerializer,
        422: FieldErrorsSerializer,
    },
)
@api_view(["GET", "HEAD"])
def export(request, event_pk):
    """The event as a file, for its organisers."""
    with event_there(NotFound("Event not found")):
        versions = Versions.visible_to(request.user, event_pk)
        if not versions.can_manage:
            raise PermissionDenied
        chosen = request.query_params.get("format")
        if chosen not in FORMATS:
            raise ValidationError({"format": [f"Choose one of: {', '.join(FORMATS)}."]})
        make, content_type = FORMATS[chosen]
        content = make(event_pk)
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="event-{event_pk}.{chosen}"'
    return response
