"""The rules of standings as the API takes and gives them, and what a dry run answers."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.api.base import IdField
from scoring.models.standings import LONGEST_REASON
from scoring.points import rules as shapes
from scoring.points.rule_checks import LARGEST_COUNT, LONGEST_TABLE, MOST_DIGITS, MOST_PLACES
from scoring.points.world_athletics import DISCIPLINES
from scoring.standings.stored_rules import PLACES

TIE_BREAKS = [str(each) for each in shapes.TieBreak]
MOST_ACTIVITIES = 1000


class RuleDecimalField(serializers.DecimalField):
    """An exact decimal; comes out as text."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=MOST_DIGITS, decimal_places=MOST_PLACES, **kwargs)


def choice(kinds: type, **kwargs) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[str(kind) for kind in kinds], **kwargs)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "enum": TIE_BREAKS},
            {
                "type": "object",
                "properties": {"activity_id": {"type": "integer", "minimum": 1}},
                "required": ["activity_id"],
                "additionalProperties": False,
            },
        ]
    }
)
class TieBreakField(serializers.Field):
    """The name of a criterion, or {"activity_id": 3}: the better place in this activity."""

    default_error_messages = {
        "unknown": 'Send one of {names}, or an object such as {{"activity_id": 3}}.',
    }

    def to_internal_value(self, data):
        if isinstance(data, str) and data in TIE_BREAKS:
            return data
        if not isinstance(data, dict) or list(data) != ["activity_id"]:
            self.fail("unknown", names=", ".join(TIE_BREAKS))
        return {"activity_id": IdField().run_validation(data["activity_id"])}

    def to_representation(self, value):
        return value


class SchemeSerializer(serializers.Serializer):
    """How results become points. Only what belongs to the kind is looked at, and given out."""

    kind = choice(
        shapes.SchemeKind,
        help_text=(
            "NONE: not a part of the standings. PLACES: the place itself, the lowest sum wins."
            " TABLE: points by place. SHARE_OF_BEST: the best is 1000. RAW: the value itself."
            " WORLD_ATHLETICS: the tables of combined events. LINEAR: by steps from a base."
        ),
    )
    table = serializers.ListField(
        child=RuleDecimalField(),
        required=False,
        min_length=1,
        max_length=LONGEST_TABLE,
        help_text="TABLE: points of the first place, the second, …; 10-8-6-5-4-3-2-1 unless given.",
    )
    tied = choice(
        shapes.Tied,
        required=False,
        help_text="TABLE: who share a place share its points, or get them in full.",
    )
    discipline = serializers.ChoiceField(
        choices=list(DISCIPLINES),
        required=False,
        help_text="WORLD_ATHLETICS: whose table; values in s or m.",
    )
    sex = choice(shapes.Sex, required=False, help_text="WORLD_ATHLETICS: whose table.")
    base_points = RuleDecimalField(required=False, help_text="LINEAR: points at the base.")
    base = RuleDecimalField(required=False, help_text="LINEAR: in the activity's unit.")
    step = RuleDecimalField(required=False, help_text="LINEAR: for each step better, a point more.")
    low = RuleDecimalField(required=False, help_text="LINEAR: the fewest points.")
    high = RuleDecimalField(
        required=False, allow_null=True, help_text="LINEAR: the most points; null: no limit."
    )


class ActivityRulesSerializer(serializers.Serializer):
    """What one activity counts for."""

    activity_id = IdField()
    weight = RuleDecimalField(required=False, help_text="1 unless given.")
    mandatory = serializers.BooleanField(
        required=False, help_text="Without a result there nobody is classified."
    )
    scheme = SchemeSerializer()


class CountField(serializers.IntegerField):
    """A number of results or members."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_value": LARGEST_COUNT, "required": False, **kwargs})


class OverallRulesSerializer(serializers.Serializer):
    """How points of activities make a total."""

    enabled = serializers.BooleanField()
    kind = choice(shapes.OverallKind, required=False)
    across_genders = serializers.BooleanField(required=False)
    across_ages = serializers.BooleanField(required=False)
    best = CountField(
        min_value=1, allow_null=True, help_text="How many activities count; null: all."
    )
    minimum = CountField(min_value=0, help_text="Results that it takes to be classified.")
    missing = choice(
        shapes.Absence, required=False, help_text="What counts where nothing was entered."
    )
    dns = choice(shapes.Absence, required=False, help_text="What counts for who did not start.")
    tie_breaks = serializers.ListField(
        child=TieBreakField(), required=False, max_length=100, help_text="In their order."
    )


class GroupRulesSerializer(serializers.Serializer):
    """How totals of members make one of their group."""

    enabled = serializers.BooleanField()
    mode = choice(shapes.GroupMode, required=False)
    best = CountField(min_value=1, allow_null=True, help_text="How many members count.")
    minimum = CountField(min_value=0, help_text="Members that it takes to be ranked.")
    group = choice(
        shapes.Membership,
        required=False,
        help_text="Whether results stay with the group that they were made for.",
    )


class StandingsRulesSerializer(serializers.Serializer):
    """All rules of an event's standings."""

    places = serializers.ChoiceField(
        choices=list(PLACES), help_text="Whether the place after a tie is skipped."
    )
    activities = ActivityRulesSerializer(many=True)
    overall = OverallRulesSerializer()
    groups = GroupRulesSerializer()
    version = serializers.IntegerField(
        min_value=0, help_text="0 for an event that was never given any rules."
    )


class ChangedRulesSerializer(StandingsRulesSerializer):
    """The rules as they shall be, with the version that was read."""

    places = serializers.ChoiceField(
        choices=list(PLACES), required=False, help_text="Left out, it stays."
    )
    activities = ActivityRulesSerializer(
        many=True, max_length=MOST_ACTIVITIES, help_text="Those that are left out give nothing."
    )
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_REASON, help_text="Kept with it."
    )
    dry_run = serializers.BooleanField(
        required=False, help_text="Change nothing, and answer what would change in the standings."
    )


class DryRunQuery(serializers.Serializer):
    dry_run = serializers.BooleanField(
        required=False, help_text="As in the body: change nothing, answer what would change."
    )


class StandSerializer(serializers.Serializer):
    """A place and a total."""

    rank = serializers.IntegerField(allow_null=True, help_text="null: without a place.")
    total = serializers.CharField(allow_null=True)


class MovedPersonSerializer(serializers.Serializer):
    """Somebody whose place changes; null where somebody is not on this board."""

    participant_id = serializers.IntegerField()
    display_name = serializers.CharField()
    group_name = serializers.CharField()
    before = StandSerializer(allow_null=True)
    after = StandSerializer(allow_null=True)


class MovedBoardSerializer(serializers.Serializer):
    """A board on which places change."""

    gender = serializers.CharField()
    age_category_name = serializers.CharField()
    rows = MovedPersonSerializer(many=True)


class MovedGroupSerializer(serializers.Serializer):
    """A group whose place or total changes; null where groups have no standings."""

    group_id = serializers.IntegerField()
    group_name = serializers.CharField()
    before = StandSerializer(allow_null=True)
    after = StandSerializer(allow_null=True)


class DifferencesSerializer(serializers.Serializer):
    """What the rules would change in the standings of now."""

    overall = MovedBoardSerializer(many=True)
    groups = MovedGroupSerializer(many=True)


class DryRunSerializer(serializers.Serializer):
    """What a dry run answers: the version in force, and what would change."""

    version = serializers.IntegerField()
    doubts = serializers.ListField(
        child=serializers.CharField(), help_text="What is hardly meant so, a sentence each."
    )
    differences = DifferencesSerializer()


EXAMPLE = {
    "places": "1224",
    "activities": [
        {
            "activity_id": 3,
            "weight": "1",
            "mandatory": False,
            "scheme": {
                "kind": "TABLE",
                "table": ["10", "8", "6", "5", "4", "3", "2", "1"],
                "tied": "SHARE",
            },
        }
    ],
    "overall": {
        "enabled": True,
        "kind": "POINTS",
        "across_genders": False,
        "across_ages": False,
        "best": None,
        "minimum": 0,
        "missing": "ZERO",
        "dns": "ZERO",
        "tie_breaks": ["COUNT_BACK", {"activity_id": 3}],
    },
    "groups": {"enabled": True, "mode": "BEST", "best": 5, "minimum": 0, "group": "AT_ENTRY"},
    "version": 4,
}
