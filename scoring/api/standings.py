"""Overall and group standings in the API, and why somebody is where he or she is."""

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from events.models import Event
from foundation.api.base import ErrorSerializer, FieldErrorsSerializer, IdField, find, read_query
from foundation.web.etags import answer
from scoring.boards.leaderboard import Versions, event_there
from scoring.standings.standings_json import standings_json
from scoring.standings.stored_rules import rules_of
from scoring.standings.traces import explain

STATUSES = "As on the leaderboard: OK, FAIL, NM, DNF, DQ, DNS, WD; null without a result."


class ContributionSerializer(serializers.Serializer):
    """What one activity adds to a total."""

    activity_id = serializers.IntegerField()
    value = serializers.CharField(allow_null=True, help_text="The canonical text: 83.4.")
    status = serializers.CharField(allow_null=True, help_text=STATUSES)
    points = serializers.CharField(
        allow_null=True, help_text="With the activity's weight; null where none can be added."
    )
    place = serializers.IntegerField(allow_null=True)
    counts = serializers.BooleanField(help_text="Whether it is among those that are added.")


class TotalSerializer(serializers.Serializer):
    """Somebody in the overall standings."""

    rank = serializers.IntegerField(allow_null=True, help_text="Null: not classified.")
    participant_id = serializers.IntegerField()
    display_name = serializers.CharField()
    group_name = serializers.CharField()
    is_guest = serializers.BooleanField()
    total = serializers.CharField(
        allow_null=True, help_text="Exact up to three decimals; of medals how many."
    )
    counted = serializers.IntegerField(help_text="Results that are in the total.")
    of = serializers.IntegerField(help_text="Activities that give points.")
    done = serializers.IntegerField(help_text="Activities with anything entered.")
    medals = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        help_text="Places 1, 2 and 3, where medals are counted.",
    )
    decided_by = serializers.JSONField(
        required=False,
        help_text="What settled a tie: a criterion of the rules, or DECISION of the organisers.",
    )
    why_not = serializers.ChoiceField(
        choices=["WITHDRAWN", "NOT_STARTED", "MANDATORY", "BELOW_MINIMUM", "ABSENT"],
        required=False,
        help_text="Why somebody is not classified.",
    )
    activities = ContributionSerializer(many=True)


class OverallSerializer(serializers.Serializer):
    """One board of the overall standings."""

    gender = serializers.CharField()
    age_category_name = serializers.CharField()
    rows = TotalSerializer(many=True, help_text="Best first, then who is not classified.")
    guests = TotalSerializer(many=True, help_text="With the place they would have had.")


class GroupStandingSerializer(serializers.Serializer):
    rank = serializers.IntegerField(allow_null=True, help_text="Null: not complete.")
    group_id = serializers.IntegerField()
    group_name = serializers.CharField()
    total = serializers.CharField(allow_null=True)
    contributors = serializers.IntegerField(help_text="Members who bring something.")
    complete = serializers.BooleanField()
    medals = serializers.ListField(child=serializers.IntegerField(), required=False)


class ProgressSerializer(serializers.Serializer):
    """How many results are in on an overall board, without those of guests."""

    gender = serializers.CharField()
    age_category_name = serializers.CharField()
    entered = serializers.IntegerField()
    expected = serializers.IntegerField(
        help_text="Of everybody who competes, in every activity that gives points."
    )


class StandingsSerializer(serializers.Serializer):
    """Overall and group standings; empty where the rules have none."""

    event_id = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Of the rules.")
    overall = OverallSerializer(many=True)
    groups = GroupStandingSerializer(many=True)
    activity_ids = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Activities that give points, in the order of every row's `activities`.",
    )
    progress = ProgressSerializer(
        many=True, help_text="Board by board, also of those on which there is no result yet."
    )


class StepSerializer(serializers.Serializer):
    """One step from the text to the place."""

    step = serializers.CharField(
        help_text=(
            "typed, value, board, tie, place, next, points, weight; of the total: medals, total,"
            " left_out, tie, overall, next, next_result."
        )
    )
    value = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField(help_text="In the language of the request.")


class ExplainQuery(serializers.Serializer):
    participant = IdField()
    activity = IdField(required=False, help_text="Without one, the way to the total alone.")


@extend_schema(
    operation_id="standings",
    summary="Overall and group standings",
    description=(
        "By the event's rules of standings. Cheap to ask for again: send the ETag back as"
        " If-None-Match."
    ),
    tags=["Results"],
    parameters=[
        OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
        OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
    ],
    responses={
        200: StandingsSerializer,
        304: OpenApiResponse(description="Nothing changed since the ETag that was sent."),
    },
)
@api_view(["GET", "HEAD"])
def standings(request, event_pk):
    """Standings as ready bytes with an ETag, 304 where nothing changed."""
    with event_there(NotFound("Event not found")):
        versions = Versions.visible_to(request.user, event_pk)
        return answer(
            request,
            versions.etag("standings"),
            lambda: standings_json(versions),
            content_type="application/json",
        )


@extend_schema(
    operation_id="explain",
    summary="Why somebody has a place",
    description="The way from the text that was entered to value, place, points and total.",
    tags=["Results"],
    parameters=[ExplainQuery],
    responses={200: StepSerializer(many=True), 404: ErrorSerializer, 422: FieldErrorsSerializer},
    examples=[
        OpenApiExample(
            "A place",
            [{"step": "place", "value": "4", "sentence": "Place 4."}],
            response_only=True,
            status_codes=["200"],
        )
    ],
)
@api_view(["GET", "HEAD"])
def explained(request, event_pk):
    """The trace of a participant's result in an activity, and of the total."""
    event = find(Event.objects.visible_to(request.user), event_pk, "Event not found")
    asked = read_query(ExplainQuery, request)
    find(event.participants, asked["participant"], "Participant not found")
    if "activity" in asked:
        find(event.activities, asked["activity"], "Activity not found")
    steps = explain(event, asked["participant"], rules_of(event), asked.get("activity"))
    return Response([step._asdict() for step in steps])
