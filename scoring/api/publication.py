"""What of an event the public sees, in the API: read and changed by its organisers."""

from collections.abc import Iterator

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from events.models import Event
from events.rules.api_objects import managed_event
from foundation.api.base import ErrorSerializer, IdField, IsAdmin, MomentField, read_body
from foundation.api.fields import OptionalDate
from scoring.looks.stored import picture_of, public_address
from scoring.models import BoardState, Publication
from scoring.models.publication import LONGEST_SLUG
from scoring.models.standings import LONGEST_REASON
from scoring.publishing.changing import FIELDS, KEEP, BoardChange, change_publication
from scoring.publishing.gate import BOARD, GROUPS_ID, OVERALL_ID, BoardId
from scoring.publishing.stored import plan_of, possible_boards, publication_of, rule_for

EXAMPLE_BOARD = {
    "activity_id": 3,
    "gender": "F",
    "age_category_name": "10–12",
    "state": "PUBLISHED",
    "hold_until": None,
}


class MomentOrNothingField(MomentField):
    """A time, or null."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "allow_null": True, **kwargs})

    def run_validation(self, data=serializers.empty):
        return super().run_validation(None if data == "" else data)


class PublishedBoardSerializer(serializers.Serializer):
    """How far a board is on its way to the public."""

    activity_id = IdField()
    gender = serializers.CharField(max_length=50, help_text="As on the leaderboard.")
    age_category_name = serializers.CharField(max_length=255, help_text="As on the leaderboard.")
    state = serializers.ChoiceField(choices=BoardState.State.choices, required=False)
    hold_until = MomentOrNothingField(help_text="Not public before, whatever the state.")


class AmendmentMoveSerializer(serializers.Serializer):
    """Whose place is another one. The id of a group on the standings of groups."""

    participant_id = serializers.IntegerField()
    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)


class AmendmentSerializer(serializers.Serializer):
    """A board that was taken back; `changes` is null until it is published again."""

    number = serializers.IntegerField()
    board = serializers.ChoiceField(choices=BoardState.Kind.choices, source="kind")
    activity_id = serializers.IntegerField(allow_null=True)
    gender = serializers.CharField()
    age_category_name = serializers.CharField(source="category")
    reason = serializers.CharField()
    taken_back_at = serializers.DateTimeField()
    republished_at = serializers.DateTimeField(allow_null=True)
    changes = serializers.SerializerMethodField()

    def get_changes(self, amendment) -> AmendmentMoveSerializer(many=True, allow_null=True):
        if amendment.moves is None:
            return None
        names = ("participant_id", "before", "after")
        return [dict(zip(names, move, strict=True)) for move in amendment.moves]


class PublicationSerializer(serializers.Serializer):
    """What the public sees; what is left out of a change stays."""

    is_public = serializers.BooleanField(required=False)
    slug = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_SLUG,
        help_text="Of the address, unique: a-z, 0-9, hyphens. Empty: a new one to guess in vain.",
    )
    names = serializers.ChoiceField(choices=Publication.Names.choices, required=False)
    is_indexed = serializers.BooleanField(
        required=False, help_text="Whether search engines may list the page."
    )
    frozen_at = MomentOrNothingField(
        help_text="From then on the public sees the results of that moment."
    )
    colour = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=20,
        help_text='Of its pages, as #rrggbb; made readable on them. "": the usual one.',
    )
    names_until = OptionalDate(help_text="The last day of names; numbers alone afterwards.")
    names_erased_on = OptionalDate(
        help_text="From this day on personal data of participants are erased, for good."
    )
    boards = PublishedBoardSerializer(many=True, required=False)
    overall = serializers.ChoiceField(choices=BoardState.State.choices, required=False)
    groups = serializers.ChoiceField(choices=BoardState.State.choices, required=False)
    version = serializers.IntegerField(min_value=0, max_value=2**62)


class ChangedPublicationSerializer(PublicationSerializer):
    """A change, with the version that was read."""

    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_REASON,
        help_text="Needed where a state goes back.",
    )


class PublicationAnswerSerializer(PublicationSerializer):
    """All of the publication. Every board that there can be is there. The picture is chosen on the
    organisers' page; its address answers while the page is on.
    """

    names_erased_at = serializers.DateTimeField(allow_null=True)
    picture_url = serializers.URLField(allow_null=True)
    picture_text = serializers.CharField(help_text="What is in the picture.")
    amendments = AmendmentSerializer(many=True)


class EventPublication(APIView):
    """For the event's organisers."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="publication_read",
        summary="What of an event the public sees",
        tags=["Public results"],
        responses=PublicationAnswerSerializer,
    )
    def get(self, request, event_pk):
        return Response(_answer(managed_event(request, event_pk)))

    @extend_schema(
        operation_id="publication_change",
        summary="Change what of an event the public sees",
        description=(
            "Any of the fields, with the version that was read: 409 where it is not that of now. A"
            " board that is not named keeps its state. States go OPEN, CLOSED, PUBLISHED, OFFICIAL,"
            " and may jump forwards; going back needs a `reason`. An official board shows the"
            " results of the moment in which it became official; a published one takes results."
        ),
        tags=["Public results"],
        request=ChangedPublicationSerializer,
        responses={200: PublicationAnswerSerializer, 409: ErrorSerializer},
        examples=[
            OpenApiExample(
                "Publish a board",
                {"is_public": True, "boards": [EXAMPLE_BOARD], "version": 1782000000000000},
                request_only=True,
            )
        ],
    )
    def put(self, request, event_pk):
        event = managed_event(request, event_pk)
        sent = read_body(ChangedPublicationSerializer, request)
        change_publication(
            event=event,
            version=sent["version"],
            fields={name: sent[name] for name in FIELDS & set(sent)},
            boards=list(_board_changes(sent)),
            reason=sent.get("reason", ""),
            by=request.user,
        )
        return Response(_answer(event))


def _board_changes(sent: dict) -> Iterator[BoardChange]:
    for each in sent.get("boards", ()):
        board = BoardId(BOARD, each["activity_id"], each["gender"], each["age_category_name"])
        yield BoardChange(board, each.get("state"), each.get("hold_until", KEEP))
    for name, board in {"overall": OVERALL_ID, "groups": GROUPS_ID}.items():
        if name in sent:
            yield BoardChange(board, sent[name])


def _answer(event: Event) -> dict:
    publication = publication_of(event)
    picture = picture_of(publication)
    rules = plan_of(publication).boards
    boards = {
        **dict.fromkeys(possible_boards(event)),
        **{key: None for key in rules if key.kind == BOARD},
    }
    written = {
        **{name: getattr(publication, name) for name in sorted(FIELDS)},
        "names_erased_at": publication.names_erased_at,
        "boards": [
            {
                "activity_id": key.activity_id,
                "gender": key.gender,
                "age_category_name": key.category,
                "state": rule_for(rules, key).state,
                "hold_until": rule_for(rules, key).hold_until,
            }
            for key in boards
        ],
        "overall": rule_for(rules, OVERALL_ID).state,
        "groups": rule_for(rules, GROUPS_ID).state,
        "picture_url": public_address(publication.slug, picture.digest) if picture else None,
        "picture_text": picture.text if picture else "",
        "version": publication.version,
        "amendments": list(publication.amendments.all()),
    }
    return PublicationAnswerSerializer(written).data
