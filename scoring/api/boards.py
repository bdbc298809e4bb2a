"""Leaderboards in the API."""

from django.views.decorators.cache import never_cache
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound, PermissionDenied

from events.models import Activity
from foundation.api.base import read_query
from foundation.tables.writing import CSV_TYPE
from foundation.web.downloads import download
from foundation.web.etags import answer
from scoring.boards.exports import DELIMITERS, leaderboard_csv, read_delimiter
from scoring.boards.leaderboard import (
    Versions,
    activity_parts,
    event_there,
    leaderboard_json,
)
from scoring.engine.ranking import UNPLACED_ORDER


class BoardRowSerializer(serializers.Serializer):
    """Somebody on a board."""

    participant_id = serializers.IntegerField()
    display_name = serializers.CharField()
    gender = serializers.CharField(allow_null=True, help_text="F, M, X, another text or null.")
    age = serializers.IntegerField(allow_null=True, help_text="Years, on the event's day.")
    group_name = serializers.CharField()


class RankedRowSerializer(BoardRowSerializer):
    """Somebody with a place. Ties share it, and the next one is skipped: 1, 2, 2, 4."""

    rank = serializers.IntegerField()
    value = serializers.CharField(help_text="The canonical text: 83.4. Passed is 1.")
    display_value = serializers.CharField(help_text="The same for people: 1:23.40.")


class UnrankedRowSerializer(BoardRowSerializer):
    """Somebody with a result but no place."""

    status = serializers.ChoiceField(
        choices=[str(status) for status in UNPLACED_ORDER],
        help_text="FAIL: a failed pass/fail. WD: withdrawn, perhaps with a value.",
    )
    value = serializers.CharField(allow_null=True)
    display_value = serializers.CharField(allow_null=True)


class BoardSerializer(serializers.Serializer):
    """One board: an activity × a gender × an age category."""

    gender = serializers.CharField(
        help_text="F, M, X, another text, “?” where none is given, “All” where ranked together."
    )
    age_category_name = serializers.CharField(
        help_text="“All” where there are none, “Unassigned” where none fits."
    )
    participants = RankedRowSerializer(many=True)
    guests = RankedRowSerializer(many=True, help_text="With the place they would have had.")
    unranked = UnrankedRowSerializer(many=True)


class ActivityBoardsSerializer(serializers.Serializer):
    activity_id = serializers.IntegerField()
    activity_name = serializers.CharField()
    evaluation_type = serializers.ChoiceField(choices=Activity.EvaluationType.choices)
    unit = serializers.CharField(allow_blank=True)
    categories = BoardSerializer(
        many=True,
        help_text=(
            "By gender, then the category's lowest age; only those in which somebody is ranked, or"
            " with unranked=1 all those with results."
        ),
    )


class LeaderboardSerializer(serializers.Serializer):
    """The whole leaderboard of an event, activities in their order."""

    event_id = serializers.IntegerField()
    event_name = serializers.CharField()
    has_age_categories = serializers.BooleanField()
    activities = ActivityBoardsSerializer(many=True)


class LeaderboardQuery(serializers.Serializer):
    unranked = serializers.BooleanField(
        default=False,
        help_text="Also the categories in which nobody is ranked: of those without a place alone.",
    )


@extend_schema(
    operation_id="leaderboard",
    summary="Leaderboard of an event",
    description=(
        "Cheap to ask for again and again: send the ETag back as If-None-Match, and while nothing"
        " changed the answer is a 304 without a body."
    ),
    tags=["Results"],
    parameters=[
        LeaderboardQuery,
        OpenApiParameter(
            "If-None-Match", str, OpenApiParameter.HEADER, description="The ETag of last time."
        ),
        OpenApiParameter(
            "ETag",
            str,
            OpenApiParameter.HEADER,
            response=[200, 304],
            description="What the board is made from.",
        ),
    ],
    responses={
        200: LeaderboardSerializer,
        304: OpenApiResponse(description="Nothing changed since the ETag that was sent."),
    },
    examples=[
        OpenApiExample(
            "One board",
            {
                "event_id": 1,
                "event_name": "Tábor 2026",
                "has_age_categories": True,
                "activities": [
                    {
                        "activity_id": 3,
                        "activity_name": "Běh na 60 m",
                        "evaluation_type": "TIME_LOW",
                        "unit": "",
                        "categories": [
                            {
                                "gender": "F",
                                "age_category_name": "10–12",
                                "participants": [
                                    {
                                        "rank": 1,
                                        "participant_id": 121,
                                        "display_name": "Štěpánka Ďáblová",
                                        "gender": "F",
                                        "age": 12,
                                        "group_name": "Bobři",
                                        "value": "83.4",
                                        "display_value": "1:23.40",
                                    }
                                ],
                                "guests": [],
                                "unranked": [],
                            }
                        ],
                    }
                ],
            },
            response_only=True,
            status_codes=["200"],
        )
    ],
)
@api_view(["GET", "HEAD"])
def leaderboard(request, event_pk):
    """The whole leaderboard of an event; ready bytes with an ETag, 304 where nothing changed."""
    with event_there(NotFound("Event not found")):
        versions = Versions.visible_to(request.user, event_pk)
        unranked = read_query(LeaderboardQuery, request)["unranked"]
        return answer(
            request,
            versions.etag("json", unranked),
            lambda: leaderboard_json(versions, unranked=unranked),
            content_type="application/json",
        )


@never_cache
@extend_schema(
    operation_id="export_csv",
    summary="Leaderboard as CSV",
    description=(
        "For the event's organisers. UTF-8 with BOM; columns rank, podium, activity, gender,"
        " age_category, participant_name, group_name, age, score. Below each board stand guests,"
        " with their place in square brackets, and those without a place, with their status as"
        " score."
    ),
    tags=["Results"],
    parameters=[
        OpenApiParameter(
            "delimiter",
            str,
            enum=list(DELIMITERS),
            default="comma",
            description="Between semicolons stand decimal commas, for a Czech Excel.",
        )
    ],
    responses={(200, "text/csv"): OpenApiTypes.STR},
)
@api_view(["GET", "HEAD"])
def export_csv(request, event_pk):
    """The leaderboard as CSV, for the event's organisers. `?delimiter=semicolon` for Excel."""
    with event_there(NotFound("Event not found")):
        versions = Versions.visible_to(request.user, event_pk)
        if not versions.can_manage:
            raise PermissionDenied
        delimiter = read_delimiter(request.query_params.get("delimiter", "comma"))
        table = leaderboard_csv(activity_parts(versions).values(), delimiter=delimiter)
    return download(table, CSV_TYPE, f"leaderboard-{event_pk}.csv")
