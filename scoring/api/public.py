"""What anybody may read in the API: nothing but what organisers published."""

from collections.abc import Iterator
from contextlib import contextmanager

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from events.models import Activity
from foundation.api.base import ErrorSerializer, IdField, read_query
from scoring.engine.ranking import UNPLACED_ORDER
from scoring.models import BoardState
from scoring.public.answers import JSON, public_answer, versions_at
from scoring.public.public_json import (
    Wanted,
    boards_answer,
    participant_answer,
    standings_answer,
)
from scoring.public.versions import NotPublic


class PublicPersonSerializer(serializers.Serializer):
    """Somebody as the public sees them."""

    name = serializers.CharField(help_text="As the event's privacy has it.")
    group_name = serializers.CharField()
    code = serializers.CharField(help_text="Of the address of their own page; always the same.")


class PublicRowSerializer(PublicPersonSerializer):
    """A place. One that is missing belongs to somebody who is not shown."""

    rank = serializers.IntegerField()
    display_value = serializers.CharField(help_text="For people: 1:23.40.")


class PublicUnrankedSerializer(PublicPersonSerializer):
    """A result without a place."""

    status = serializers.ChoiceField(choices=[str(status) for status in UNPLACED_ORDER])


class PublicMoveSerializer(PublicPersonSerializer):
    """Whose place is another one, of those who stand on the board; null: no place."""

    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)


class PublicAmendmentSerializer(serializers.Serializer):
    """A public board that was taken back and published again; why is not public."""

    number = serializers.IntegerField(help_text="Of the event, from 1.")
    amended_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was published again; null: not official again yet."
    )
    changes = PublicMoveSerializer(many=True)


class PublicGroupMoveSerializer(serializers.Serializer):
    """A group whose place is another one; null: no place."""

    group_name = serializers.CharField()
    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)


class PublicGroupAmendmentSerializer(PublicAmendmentSerializer):
    """The same of the standings of groups."""

    changes = PublicGroupMoveSerializer(many=True)


class PublicBoardSerializer(serializers.Serializer):
    """A board that is published."""

    activity_id = serializers.IntegerField()
    gender = serializers.CharField(help_text="As on the leaderboard.")
    age_category_name = serializers.CharField(help_text="As on the leaderboard.")
    state = serializers.ChoiceField(choices=BoardState.State.choices)
    rows = PublicRowSerializer(many=True)
    guests = PublicRowSerializer(many=True, help_text="With the place they would have had.")
    unranked = PublicUnrankedSerializer(many=True)
    amendments = PublicAmendmentSerializer(many=True, help_text="The newest first, at most 10.")
    updated_at = serializers.DateTimeField(help_text="Of this board alone.")


class PublicActivitySerializer(serializers.Serializer):
    """An activity of which at least one board is public."""

    activity_id = serializers.IntegerField()
    activity_name = serializers.CharField()
    evaluation_type = serializers.ChoiceField(choices=Activity.EvaluationType.choices)
    unit = serializers.CharField(allow_blank=True)


class PublicHeadSerializer(serializers.Serializer):
    """Which event it is."""

    event_name = serializers.CharField()
    date = serializers.DateField(allow_null=True)
    organisation_name = serializers.CharField()
    colour = serializers.CharField(help_text='As #rrggbb; "" where the event has none of its own.')
    picture_url = serializers.URLField(
        allow_null=True, help_text="Of a JPEG; another picture has another address."
    )
    updated_at = serializers.DateTimeField(
        allow_null=True, help_text="Of what is in this answer, and of nothing else."
    )


class PublicEventSerializer(PublicHeadSerializer):
    """What is public of an event."""

    activities = PublicActivitySerializer(many=True)
    boards = PublicBoardSerializer(many=True)


class PublicTotalSerializer(PublicPersonSerializer):
    """Somebody's total."""

    rank = serializers.IntegerField()
    total = serializers.CharField(allow_null=True)
    medals = serializers.ListField(child=serializers.IntegerField(), required=False)


class PublicOverallBoardSerializer(serializers.Serializer):
    """One board of the overall standings."""

    gender = serializers.CharField()
    age_category_name = serializers.CharField()
    state = serializers.ChoiceField(choices=BoardState.State.choices)
    rows = PublicTotalSerializer(many=True)
    guests = PublicTotalSerializer(many=True)
    amendments = PublicAmendmentSerializer(many=True)
    updated_at = serializers.DateTimeField(help_text="When they were published.")


class PublicGroupTotalSerializer(serializers.Serializer):
    """A group's total."""

    rank = serializers.IntegerField()
    group_name = serializers.CharField()
    total = serializers.CharField(allow_null=True)
    medals = serializers.ListField(child=serializers.IntegerField(), required=False)


class PublicStandingsSerializer(PublicHeadSerializer):
    """Standings; none of either, and a null for its state, where they are not public."""

    overall = PublicOverallBoardSerializer(many=True)
    overall_state = serializers.ChoiceField(choices=BoardState.State.choices, allow_null=True)
    groups = PublicGroupTotalSerializer(many=True)
    groups_state = serializers.ChoiceField(choices=BoardState.State.choices, allow_null=True)
    groups_amendments = PublicGroupAmendmentSerializer(many=True)


class PublicParticipantSerializer(PublicEventSerializer):
    """All that is public of one participant: boards with this one row."""

    name = serializers.CharField()
    group_name = serializers.CharField()
    code = serializers.CharField()
    overall = PublicOverallBoardSerializer(many=True)


class BoardsQuery(serializers.Serializer):
    """Which boards; all of them without any of these."""

    activity = IdField(required=False)
    gender = serializers.CharField(required=False, allow_blank=True, max_length=50)
    category = serializers.CharField(
        required=False, allow_blank=True, max_length=255, help_text="The name of the age category."
    )


HEADERS = [
    OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
    OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
]
NOTHING_NEW = OpenApiResponse(description="Nothing changed since the ETag that was sent.")


def _schema(name: str, summary: str, serializer: type, description: str = "", query=()):
    return extend_schema(
        operation_id=name,
        summary=summary,
        description=description,
        tags=["Public results"],
        parameters=[*query, *HEADERS],
        responses={200: serializer, 304: NOTHING_NEW, 404: ErrorSerializer},
    )


@contextmanager
def _public() -> Iterator[None]:
    """The same 404 for what is not there and for what is not public."""
    try:
        yield
    except NotPublic as error:
        raise NotFound from error


class PublicView(APIView):
    """Whoever asks is nobody in particular: what they have signed in with is not even looked at."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class PublicEvent(PublicView):
    @_schema(
        "public_event",
        "What of an event is public",
        PublicEventSerializer,
        "For anybody, from any site. Ask again with the ETag: the answer is a 304 without a body"
        " as long as nothing in it changed.",
    )
    def get(self, request, slug):
        with _public():
            versions = versions_at(request, slug)
            return public_answer(boards_answer(versions), versions, content_type=JSON)


class PublicBoards(PublicView):
    @_schema(
        "public_boards", "Public boards of an event", PublicEventSerializer, query=[BoardsQuery]
    )
    def get(self, request, slug):
        with _public():
            versions = versions_at(request, slug)
            asked = read_query(BoardsQuery, request)
            wanted = Wanted(
                asked.get("activity"), asked.get("gender") or None, asked.get("category") or None
            )
            answer = boards_answer(versions, wanted)
            return public_answer(answer, versions, content_type=JSON)


class PublicStandings(PublicView):
    @_schema("public_standings", "Public standings of an event", PublicStandingsSerializer)
    def get(self, request, slug):
        with _public():
            versions = versions_at(request, slug)
            return public_answer(standings_answer(versions), versions, content_type=JSON)


class PublicParticipant(PublicView):
    @_schema("public_participant", "All that is public of somebody", PublicParticipantSerializer)
    def get(self, request, slug, code):
        with _public():
            versions = versions_at(request, slug)
            return public_answer(participant_answer(versions, code), versions, content_type=JSON)
