"""An event as a file, in the API."""

from django.urls import reverse
from django.views.decorators.cache import never_cache
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.response import Response

from events.rules.api_objects import managed_event
from foundation.api.base import ErrorSerializer, FieldErrorsSerializer, find
from foundation.models import Job
from foundation.tables.writing import XLSX_TYPE
from foundation.web.downloads import download
from scoring.boards.exports import DELIMITERS
from scoring.boards.leaderboard import Versions, event_there
from scoring.exporting import files
from scoring.exporting.formats import FORMATS

ASK_AGAIN = 2
"""Seconds after which it may be ready."""


class FileInTheMakingSerializer(serializers.Serializer):
    """A file that is made beside the request."""

    job_id = serializers.IntegerField()
    url = serializers.CharField(help_text="Gives the file as soon as it is made; 202 until then.")
    done = serializers.IntegerField(help_text="Rows or pages that are written.")
    total = serializers.IntegerField(help_text="Of so many; 0 while that is not known.")


A_FILE = {
    (200, "application/json"): OpenApiTypes.OBJECT,
    (200, XLSX_TYPE): OpenApiTypes.BINARY,
    (200, "text/csv"): OpenApiTypes.STR,
    (200, "application/pdf"): OpenApiTypes.BINARY,
    202: FileInTheMakingSerializer,
    403: ErrorSerializer,
    404: ErrorSerializer,
}


@never_cache
@extend_schema(
    operation_id="export",
    summary="An event as a file",
    description=(
        "For the event's organisers. JSON has everything that places, points and totals are made"
        " of, and what they were made: results as typed and in whole thousandths, points and totals"
        " exactly (“19/3”), rules with the seed of the lots. XLSX: a sheet for every activity and"
        " for the standings; CSV: the leaderboard; PDF: lists to hang up. What takes longer than a"
        " request may is made beside it: then the answer is 202 with the address of the file."
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
    responses=A_FILE | {422: FieldErrorsSerializer, 429: ErrorSerializer},
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
        made = files.export_event(
            name=chosen,
            versions=versions,
            options=request.query_params.dict(),
            file_name=f"event-{event_pk}.{chosen}",
            by=request.user,
        )
    if isinstance(made, Job):
        return _in_the_making(event_pk, made)
    return download(made, FORMATS[chosen].media_type, f"event-{event_pk}.{chosen}")


@never_cache
@extend_schema(
    operation_id="export_file",
    summary="A file that is made beside the request",
    description=(
        "For everybody who manages the event, for a day. 202 while it is being made; 400 with the"
        " sentence why there is none; 404 when it has had its time."
    ),
    tags=["Results"],
    responses=A_FILE | {400: ErrorSerializer},
)
@api_view(["GET", "HEAD"])
def export_file(request, event_pk, job_pk):
    """The file, or how far it is."""
    event = managed_event(request, event_pk)
    asked = find(files.files_of(event.pk).defer(None), job_pk, "There is no such file.")
    if asked.is_waiting:
        return _in_the_making(event.pk, asked)
    if refusal := files.refusal_of(asked):
        return Response({"detail": refusal}, status=400)
    return download(files.content_of(asked), files.media_type_of(asked), asked.file_name)


def _in_the_making(event_pk: int, asked: Job) -> Response:
    url = reverse("api:export-file", args=[event_pk, asked.pk])
    answer = {"job_id": asked.pk, "url": url, "done": asked.done, "total": asked.total}
    return Response(answer, status=202, headers={"Location": url, "Retry-After": ASK_AGAIN})
