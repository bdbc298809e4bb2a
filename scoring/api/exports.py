"""An event as a file, in the API."""

from django.views.decorators.cache import never_cache
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError

from foundation.api.base import ErrorSerializer, FieldErrorsSerializer
from foundation.tables.writing import XLSX_TYPE
from foundation.web.downloads import download
from scoring.boards.exports import DELIMITERS
from scoring.boards.leaderboard import Versions, event_there
from scoring.exporting.formats import FORMATS


@never_cache
@extend_schema(
    operation_id="export",
    summary="An event as a file",
    description=(
        "For the event's organisers. JSON has everything that places, points and totals are made"
        " of, and what they were made: results as typed and in whole thousandths, points and totals"
        " exactly (“19/3”), rules with the seed of the lots. XLSX: a sheet for every activity and"
        " for the standings; CSV: the leaderboard; PDF: lists to hang up."
    ),
    tags=["Results"],
    parameters=[
        OpenApiParameter("format", str, enum=list(FORMATS), required=True),
        OpenApiParameter(
            "delimiter",
            str,
            enum=list(DELIMITERS),
            default="comma",
            description="Of CSV: between semicolons stand decimal commas, for a Czech Excel.",
        ),
        OpenApiParameter(
            "board",
            str,
            description="Of PDF: overall, groups or the id of an activity; without one all boards.",
        ),
    ],
    responses={
        (200, "application/json"): OpenApiTypes.OBJECT,
        (200, XLSX_TYPE): OpenApiTypes.BINARY,
        (200, "text/csv"): OpenApiTypes.STR,
        (200, "application/pdf"): OpenApiTypes.BINARY,
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
        content = FORMATS[chosen].make(versions, request.query_params.dict())
    return download(content, FORMATS[chosen].media_type, f"event-{event_pk}.{chosen}")
