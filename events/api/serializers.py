"""How the parts of an event look in the API; the same shapes go in and out.

Lists of groups and of people are in alphabetical order, as on the pages: of people by surname where
the event is set so.
"""

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from events.ages.ages import OLDEST
from events.api.fields import DecimalThousandthsField, GenderField, MetadataField
from events.models import (
    Activity,
    AgeCategory,
    EventEvaluator,
    Group,
    GroupEvaluator,
    Participant,
)
from events.models.activity import LONGEST_DESCRIPTION, RULE_FIELDS, SMALL
from events.models.people import MOST_AGE
from foundation.api.base import IdField
from foundation.api.fields import OptionalDate, OptionalInteger, OptionalText
from foundation.text.names import tidy


class PersonSerializer(serializers.ModelSerializer):
    """Somebody with an account, as those who work with them at an event see them."""

    class Meta:
        model = User
        fields = ["id", "email", "username", "full_name"]
        read_only_fields = fields


class ParticipantSerializer(serializers.ModelSerializer):
    """Somebody who competes. What is optional may be null, "" or missing."""

    display_name = serializers.CharField(max_length=255)
    external_id = OptionalText(
        max_length=255, nothing=None, help_text="Registration number; unique in the event."
    )
    last_name = OptionalText(
        max_length=255, help_text="What lists stand by. Null: the last word of the name."
    )
    gender = GenderField(
        help_text="F, M, X, another text, or null. Words are understood too: girl, kluk, žena, …"
    )
    age = OptionalInteger(min_value=0, max_value=OLDEST, help_text="Years.")
    birth_date = OptionalDate(help_text="Counts before the age, where there is one.")
    birth_year = OptionalInteger(
        min_value=0,
        max_value=9999,
        help_text="Where no birth date is known. Counts before the age: year of the event − it.",
    )
    metadata = MetadataField(help_text="Whatever else the imported file said.")
    status = serializers.ChoiceField(choices=Participant.Status.choices, required=False)
    is_hidden = serializers.BooleanField(
        required=False, help_text="Whether public pages leave them out; nobody's place changes."
    )
    group_id = serializers.IntegerField(read_only=True)

    class Meta:
        model = Participant
        fields = [
            "id",
            "display_name",
            "external_id",
            "gender",
            "age",
            "metadata",
            "birth_date",
            "birth_year",
            "last_name",
            "status",
            "is_hidden",
            "group_id",
        ]


class GroupSerializer(serializers.ModelSerializer):
    """A group by itself: what is given when one is made or renamed."""

    name = serializers.CharField(max_length=255)
    identifier = serializers.CharField(
        max_length=255,
        required=False,
        allow_blank=True,
        help_text="A colour, a number, a mark.",
    )

    class Meta:
        model = Group
        fields = ["id", "name", "identifier"]


class GroupDetailSerializer(GroupSerializer):
    """A group with its people."""

    participants = ParticipantSerializer(many=True, read_only=True)
    evaluators = serializers.SerializerMethodField()
    event_id = serializers.IntegerField(read_only=True)

    class Meta(GroupSerializer.Meta):
        fields = ["id", "name", "identifier", "participants", "evaluators", "event_id"]

    @staticmethod
    def with_people(groups: models.QuerySet[Group], user: User) -> models.QuerySet[Group]:
        """The groups with all that the user sees of them, in two more queries however many.

        A list of groups that did not go through here costs some queries per group.
        """
        return groups.prefetch_related(
            models.Prefetch("participants", Participant.objects.order_by("sort_key", "pk")),
            models.Prefetch(
                "evaluator_assignments",
                GroupEvaluator.objects.filter(
                    event_evaluator__in=EventEvaluator.objects.visible_to(user)
                ).select_related("event_evaluator__user"),
            ),
        )

    @extend_schema_field(PersonSerializer(many=True))
    def get_evaluators(self, group: Group) -> list[dict]:
        assignments = group.evaluator_assignments.all()
        people = [assignment.event_evaluator.user for assignment in assignments]
        return PersonSerializer(people, many=True).data


class AgeCategorySerializer(serializers.ModelSerializer):
    """A range of ages; both bounds belong to it."""

    name = serializers.CharField(max_length=255)
    min_age = serializers.IntegerField(min_value=0, max_value=MOST_AGE)
    max_age = serializers.IntegerField(min_value=0, max_value=MOST_AGE)
    event_id = serializers.IntegerField(read_only=True)

    class Meta:
        model = AgeCategory
        fields = ["id", "name", "min_age", "max_age", "event_id"]


class ScoreSerializer(serializers.Serializer):
    """One score of a set, a button on the entry page."""

    label = serializers.CharField(
        required=False, allow_blank=True, max_length=100, help_text="The points, unless given."
    )
    points = DecimalThousandthsField(required=True, allow_null=False)

    def validate(self, attrs):
        if "points" not in attrs:  # a PATCH may leave out the scores, but not half of one
            raise serializers.ValidationError(
                {"points": self.fields["points"].error_messages["required"]}
            )
        points = DecimalThousandthsField().to_representation(attrs["points"])
        return {"label": tidy(attrs.get("label", "")) or points, "points": attrs["points"]}


class ActivitySerializer(serializers.ModelSerializer):
    """An activity with the rule by which its results are read."""

    description = OptionalText(max_length=LONGEST_DESCRIPTION)
    event_id = IdField()
    order = serializers.IntegerField(
        required=False, min_value=0, max_value=SMALL, help_text="Place among the event's."
    )
    decimals = OptionalInteger(
        min_value=0, max_value=3, help_text="Null: 2 for times and metres, else as typed."
    )
    minimum = DecimalThousandthsField(help_text="In the unit. Lower values are refused.")
    maximum = DecimalThousandthsField(help_text="In the unit. Higher values are refused.")
    plausible_minimum = DecimalThousandthsField(help_text="In the unit. Lower values are doubted.")
    plausible_maximum = DecimalThousandthsField(help_text="In the unit. Higher values are doubted.")
    choices = ScoreSerializer(
        many=True,
        required=False,
        max_length=100,
        help_text="The scores of a SCORE_SET, in the order of the buttons. None: any number.",
    )
    best_count = OptionalInteger(min_value=1, max_value=SMALL)

    class Meta:
        model = Activity
        fields = [
            "id",
            "name",
            "description",
            "evaluation_type",
            "event_id",
            "created_at",
            "order",
            *RULE_FIELDS,
        ]


class ActivityChangesSerializer(ActivitySerializer):
    """What may change of an activity; it stays in its event."""

    event_id = serializers.IntegerField(read_only=True)
