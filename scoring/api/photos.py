"""Photographed sheets in the API."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from events.models import Activity, Event, Group
from events.rules.api_objects import visible_activity
from foundation.api.base import ErrorSerializer, IdField, find, read_body, read_query, require
from scoring.paper import reader
from scoring.paper.sheets import read_sheet
from scoring.rules.permissions import can_score

STATUSES = {
    reader.Busy: 429,
    reader.Unreadable: 502,
    reader.Unreachable: 502,
    reader.SwitchedOff: 503,
    reader.WronglySetUp: 503,
    reader.TimedOut: 504,
}
NOT_ASSIGNED = "You are not assigned to this group"
EXAMPLE = {
    "participant_id": 12,
    "name": "Štěpánka Ďáblová",
    "value": "1:23.40",
    "attempts_raw": None,
    "confidence": 0.95,
    "raw_name": "Ďáblová Štěpánka",
    "raw_value": "1:23,4",
    "current_value": None,
    "needs_review": False,
    "reasons": [],
    "candidates": [],
    "crop": {"left": 0.05, "top": 0.31, "right": 0.94, "bottom": 0.35},
}


class SheetPhotoSerializer(serializers.Serializer):
    """A photo of the sheet of one group in one activity."""

    file = serializers.FileField(help_text="JPEG, PNG, WebP or HEIC, at most 5 MB.")
    activity_id = IdField()
    group_id = IdField()


class SheetQuery(serializers.Serializer):
    unmatched = serializers.BooleanField(
        default=False,
        help_text="Also rows whose name fits nobody or several; their participant_id is null.",
    )


class CropSerializer(serializers.Serializer):
    """A part of the upright photo, as fractions of its width and height, from the top left."""

    left = serializers.FloatField()
    top = serializers.FloatField()
    right = serializers.FloatField()
    bottom = serializers.FloatField()


class CandidateSerializer(serializers.Serializer):
    participant_id = serializers.IntegerField()
    name = serializers.CharField()


class SheetRowSerializer(serializers.Serializer):
    """One result as read off the sheet. Nothing is saved: a person checks it and enters it."""

    participant_id = serializers.IntegerField(
        allow_null=True, help_text="Null only with ?unmatched=1."
    )
    name = serializers.CharField(help_text="The participant's; as read where there is none.")
    value = serializers.CharField(
        help_text="To send back as value_raw. Of several attempts the value that counts."
    )
    attempts_raw = serializers.CharField(
        allow_null=True,
        help_text="All attempts, to send back as value_raw instead; null for a single result.",
    )
    confidence = serializers.FloatField(help_text="That it is this participant, 0 to 1.")
    raw_name = serializers.CharField(allow_blank=True, help_text="As read off the sheet.")
    raw_value = serializers.CharField(help_text="As read off the sheet.")
    current_value = serializers.CharField(
        allow_null=True, help_text="What the participant has in the activity now."
    )
    needs_review = serializers.BooleanField()
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text="Sentences that say why to look at the row."
    )
    candidates = CandidateSerializer(
        many=True, help_text="Whom the name fits equally well, where nobody was chosen."
    )
    crop = CropSerializer(allow_null=True, help_text="Where in the photo the row is, if known.")


class ReaderRefusal(APIException):
    """The engine's failure as an answer of the API; `wait` becomes Retry-After, in seconds."""

    def __init__(self, failure: reader.ReadingFailed):
        self.status_code = STATUSES[type(failure)]
        self.wait = getattr(failure, "retry_after", None)  # becomes Retry-After
        super().__init__(str(failure))


class ProcessImage(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="process_image",
        summary="Read the results off a photo of a paper sheet",
        description=(
            "Saves nothing: a person looks the rows over, and sends them to POST /records/bulk."
            " Only the photo, without its metadata, and the names of the group go to the engine."
        ),
        tags=["Results"],
        parameters=[SheetQuery],
        request={"multipart/form-data": SheetPhotoSerializer},
        responses={
            200: OpenApiResponse(
                SheetRowSerializer(many=True),
                examples=[OpenApiExample("A row", value=[EXAMPLE])],
            ),
            400: OpenApiResponse(
                ErrorSerializer,
                description="The activity is of another event than the group.",
            ),
            413: OpenApiResponse(ErrorSerializer, description="More than 5 MB."),
            415: OpenApiResponse(ErrorSerializer, description="No photo, by its bytes."),
            502: OpenApiResponse(
                ErrorSerializer, description="The sheet could not be read, or the engine is down."
            ),
            503: OpenApiResponse(
                ErrorSerializer, description="No engine is switched on, or it refuses its key."
            ),
            504: OpenApiResponse(ErrorSerializer, description="Reading took too long."),
        },
    )
    def post(self, request):
        sent = read_body(SheetPhotoSerializer, request)
        query = read_query(SheetQuery, request)
        activity, group = self._activity_and_group(request, **sent)
        try:
            rows = read_sheet(activity=activity, group=group, photo=sent["file"])
        except reader.ReadingFailed as failure:
            raise ReaderRefusal(failure) from failure
        shown = [row for row in rows if query["unmatched"] or row.participant_id is not None]
        return Response(SheetRowSerializer(shown, many=True).data)

    def _activity_and_group(
        self, request, activity_id: int, group_id: int, **_file
    ) -> tuple[Activity, Group]:
        """The activity and the group, of one event; refuses a user who may not score them."""
        activity = visible_activity(request, activity_id)
        of_events = Group.objects.filter(event__in=Event.objects.visible_to(request.user))
        group = find(of_events.select_related("event"), group_id, "Group not found")
        if activity.event_id != group.event_id:
            raise ValidationError(_("The activity and the group are of different events."))
        require(can_score(request.user, group, activity), NOT_ASSIGNED)
        return activity, group
