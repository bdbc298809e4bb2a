"""How events look in the API, and what makes one."""

from rest_framework import serializers

from accounts.models import User
from events.api.serializers import (
    ActivitySerializer,
    AgeCategorySerializer,
    GroupDetailSerializer,
    ParticipantSerializer,
)
from events.models import Event, EventEvaluator
from foundation.api.base import IdField
from foundation.api.fields import OptionalDate, OptionalField, OptionalText
from foundation.tables.table import MAX_ROWS

PLACES_HELP = "STANDARD: 1, 2, 2, 4. DENSE: 1, 2, 2, 3."


class OptionalId(OptionalField, IdField):
    pass


class EvaluatorSerializer(serializers.ModelSerializer):
    """Somebody of an event's pool, an EventEvaluator; the id is the account's."""

    id = serializers.IntegerField(source="user.id")
    email = serializers.EmailField(source="user.email")
    username = serializers.CharField(source="user.username", allow_null=True)
    full_name = serializers.CharField(source="user.full_name")
    role = serializers.ChoiceField(source="user.role", choices=User.Role.choices)
    is_active = serializers.BooleanField(source="user.is_active")
    created_at = serializers.DateTimeField(source="user.created_at")
    group_id = serializers.IntegerField(
        source="group_assignment.group_id",
        allow_null=True,
        help_text="The group they score at this event.",
    )
    activity_ids = serializers.SerializerMethodField(
        help_text="The activities they score for every group, at a station."
    )

    class Meta:
        model = EventEvaluator
        fields = [
            "id",
            "email",
            "username",
            "full_name",
            "role",
            "is_active",
            "created_at",
            "group_id",
            "activity_ids",
        ]
        read_only_fields = fields

    def get_activity_ids(self, member: EventEvaluator) -> list[int]:
        return sorted(station.activity_id for station in member.stations.all())


class EventSerializer(serializers.ModelSerializer):
    """An event as lists show it. Give it events `with_counts`."""

    place = OptionalText()
    created_by_id = serializers.IntegerField(allow_null=True)
    organisation_id = serializers.IntegerField()
    group_count = serializers.IntegerField()
    participant_count = serializers.IntegerField()

    class Meta:
        model = Event
        fields = [
            "id",
            "name",
            "status",
            "created_by_id",
            "created_at",
            "group_count",
            "participant_count",
            "date",
            "place",
            "organisation_id",
        ]
        read_only_fields = fields


class EventDetailSerializer(EventSerializer):
    """An event with all its parts, as far as the caller may see them."""

    groups = GroupDetailSerializer(
        many=True, help_text="Evaluators see those they are assigned to, at a station all."
    )
    activities = ActivitySerializer(many=True)
    event_evaluators = EvaluatorSerializer(
        many=True,
        source="evaluators",
        help_text="The pool; evaluators see themselves, who scores the same group or station.",
    )
    age_categories = AgeCategorySerializer(many=True)
    can_manage = serializers.BooleanField(help_text="Whether the caller may change the event.")

    class Meta(EventSerializer.Meta):
        fields = [
            *EventSerializer.Meta.fields,
            "reference_date",
            "ignores_gender",
            "ignores_age",
            "places",
            "orders_by_surname",
            "groups",
            "activities",
            "event_evaluators",
            "age_categories",
            "can_manage",
        ]
        read_only_fields = fields


class EventChangesSerializer(serializers.ModelSerializer):
    """What may change of an event."""

    name = serializers.CharField(max_length=255)
    status = serializers.ChoiceField(choices=Event.Status.choices)
    date = OptionalDate()
    place = OptionalText(max_length=255)
    reference_date = OptionalDate(
        help_text="Ages are counted on this day; null: on the day of the event."
    )
    places = serializers.ChoiceField(choices=Event.Places.choices, help_text=PLACES_HELP)
    reason = OptionalText(
        max_length=500, help_text="Why the status goes back; it stays in the audit trail."
    )

    class Meta:
        model = Event
        fields = [
            "name",
            "status",
            "reason",
            "date",
            "place",
            "reference_date",
            "ignores_gender",
            "ignores_age",
            "places",
            "orders_by_surname",
        ]


class EventOriginSerializer(serializers.Serializer):
    """Whose a new event is, when and where."""

    organisation = OptionalId(
        help_text=(
            "Its id. Without it the only one the caller belongs to, or that of the last event they"
            " made."
        )
    )
    date = OptionalDate()
    place = OptionalText(max_length=255)


class ManualParticipantSerializer(ParticipantSerializer):
    """A participant of an event typed in by hand."""

    class Meta(ParticipantSerializer.Meta):
        fields = [
            "display_name",
            "external_id",
            "gender",
            "age",
            "birth_date",
            "birth_year",
            "metadata",
            "is_hidden",
        ]


class ManualGroupSerializer(serializers.Serializer):
    """A group of an event typed in by hand."""

    name = serializers.CharField(max_length=255)
    identifier = OptionalText(max_length=255, help_text="A colour, a number, a mark.")
    participants = ManualParticipantSerializer(many=True, required=False)


class ManualEventSerializer(EventOriginSerializer):
    """An event typed in by hand."""

    name = serializers.CharField(max_length=255)
    groups = ManualGroupSerializer(many=True, allow_empty=False, max_length=MAX_ROWS)

    def to_internal_value(self, data):
        """Counted first: looking at each of a million would take minutes."""
        if _count_participants(data) > MAX_ROWS:
            message = f"At most {MAX_ROWS} participants can be created at once."
            raise serializers.ValidationError({"groups": [message]})
        return super().to_internal_value(data)


class NewLoginSerializer(serializers.Serializer):
    """A team's login, a `BootstrapLogin`. The password is shown this once."""

    group_id = serializers.IntegerField(source="group.pk")
    group_name = serializers.CharField(source="group.name")
    full_name = serializers.CharField(source="user.full_name")
    email = serializers.EmailField(source="user.email")
    username = serializers.CharField(
        source="user.username", help_text="Signs in as the address does, and is shorter to type."
    )
    password = serializers.CharField()


class NewEventSerializer(serializers.Serializer):
    """What came of an import: a summary with an `event`."""

    event_id = serializers.IntegerField(source="event.pk")
    event_name = serializers.CharField(source="event.name")
    groups_created = serializers.IntegerField()
    participants_created = serializers.IntegerField()
    evaluators = NewLoginSerializer(many=True, read_only=True, default=[])


def _count_participants(data) -> int:
    """How many participants there are in something that may have any shape."""
    groups = data.get("groups") if isinstance(data, dict) else None
    groups = groups if isinstance(groups, list) else []
    people = [group.get("participants") for group in groups if isinstance(group, dict)]
    return sum(len(listed) for listed in people if isinstance(listed, list))
