"""How results go in and out of the API."""

from collections.abc import Mapping
from decimal import Context, Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.api.base import ErrorSerializer, IdField, MomentField
from scoring.engine.values import LONGEST, Mark, Status, canonical, doubts
from scoring.ledger.records import UNSEEN, Outcome, Submission
from scoring.ledger.stored_text import describe, program_texts
from scoring.models import Record

MOST_ROWS = 1000
TYPE_A_RESULT = "Type a result. To take one away, delete it."
FIFTEEN_DIGITS = Context(prec=15)
"""Digits that a JSON number keeps exactly; the largest value of an activity has 13."""


@extend_schema_field(
    {
        "oneOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}],
        "nullable": True,
        "example": "1:23.4",
        "description": (
            "What a person would type: 1:23.4, 83,4, 5.42, DNS, DQ (false start). Numbers, and"
            " true and false, are taken too."
        ),
    }
)
class ValueField(serializers.Field):
    """Text as typed; whatever a program sends instead becomes such a text, without a loss."""

    default_error_messages = {"invalid": "Send a text, a number, or true or false."}

    def to_internal_value(self, data) -> str:
        if isinstance(data, bool):
            return str(data).lower()
        if isinstance(data, float):
            # 0.1 + 0.2 arrives as 0.30000000000000004, which would be rounded up to 0.31.
            return format(FIFTEEN_DIGITS.plus(Decimal(repr(data))).normalize(), "f")
        if isinstance(data, int | str):
            return str(data)
        return self.fail("invalid")


class UuidField(serializers.UUIDField):
    """A UUID as text; the framework would take numbers for one as well."""

    def to_internal_value(self, data):
        return super().to_internal_value(data) if isinstance(data, str) else self.fail("invalid")


class BulkRowSerializer(serializers.Serializer):
    """One result. `participant_id` and `value_raw` suffice; the other fields are optional."""

    participant_id = IdField()
    value_raw = ValueField(required=False, allow_null=True)
    status = serializers.ChoiceField(
        choices=[status.value for status in Status],
        required=False,
        allow_null=True,
        help_text="Instead of value_raw: DNS, DNF, NM, DQ or WD.",
    )
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        allow_null=True,
        max_length=LONGEST,
        help_text="Why, with a status.",
    )
    uuid = UuidField(
        required=False,
        allow_null=True,
        help_text="An id of the client's own. What was sent twice is entered once.",
    )
    captured_at = MomentField(
        required=False, allow_null=True, help_text="When it was typed, by the client's clock."
    )
    based_on = IdField(
        required=False,
        allow_null=True,
        help_text=(
            "The entry_id that the person saw, null for an empty cell. Where there is another one"
            " by now, the answer is a 409. Left out, whatever is there is replaced."
        ),
    )

    def to_internal_value(self, data):
        """A result that is missing is named together with whatever else is missing."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            is_lacking = isinstance(data, Mapping) and "value_raw" not in data
            if is_lacking and data.get("status") in (None, Status.OK):
                required = self.fields["value_raw"].error_messages["required"]
                error.detail = {**error.detail, "value_raw": [required]}
            raise

    def validate(self, attrs):
        text = (attrs.get("value_raw") or "").strip()
        if attrs.get("status") in {None, Status.OK}:
            if "value_raw" not in attrs:
                raise serializers.ValidationError(
                    {"value_raw": [self.fields["value_raw"].error_messages["required"]]}
                )
            if not text:
                raise serializers.ValidationError({"value_raw": [TYPE_A_RESULT]})
            if attrs.get("reason"):
                raise serializers.ValidationError({"reason": ["Give a status with the reason."]})
        elif text:
            raise serializers.ValidationError(
                {"status": ["Send either value_raw or a status, not both."]}
            )
        return attrs

    @staticmethod
    def submission(row: dict) -> Submission:
        """A row that was checked, as the ledger takes it."""
        return Submission(
            participant_id=row["participant_id"],
            text=row.get("value_raw") or "",
            status=row.get("status") or "",
            reason=row.get("reason") or "",
            uuid=row.get("uuid"),
            captured_at=row.get("captured_at"),
            based_on=row.get("based_on", UNSEEN),
        )


class DeviceField(serializers.CharField):
    def __init__(self):
        super().__init__(
            required=False,
            allow_blank=True,
            allow_null=True,
            help_text="What it was typed on; cut at 100 characters. The User-Agent, if left out.",
        )


class RecordWriteSerializer(BulkRowSerializer):
    """One result."""

    activity_id = IdField()
    device = DeviceField()


class BulkSerializer(serializers.Serializer):
    """Results of one activity."""

    activity_id = IdField()
    records = serializers.ListField(
        child=BulkRowSerializer(),
        min_length=1,
        max_length=MOST_ROWS,
        help_text="Of several for one participant the last one counts; the ledger keeps all.",
    )
    partial = serializers.BooleanField(
        default=False,
        help_text="Save what can be saved, and answer with a verdict on each instead.",
    )
    device = DeviceField()


class RecordSerializer(serializers.Serializer):
    """What a participant has in an activity."""

    # The context has the activity's rule.
    id = serializers.IntegerField()
    value_raw = serializers.SerializerMethodField(
        help_text=(
            "As typed, or its status. Numbers have a decimal point, and passed and failed are 1 and"
            " 0. A time that another client could take for a different one (12345 for 1:23.45) is"
            " given in seconds. Of several attempts it is the value that counts. Sent back"
            " unchanged it writes nothing."
        )
    )
    attempts_raw = serializers.SerializerMethodField(
        help_text="The attempts as typed, where the activity takes several; else null."
    )
    participant_id = serializers.IntegerField()
    activity_id = serializers.IntegerField()
    evaluator_id = serializers.IntegerField(
        allow_null=True, help_text="Who entered it; null once their account was deleted."
    )
    created_at = serializers.DateTimeField(help_text="When the first one was entered.")
    value = serializers.SerializerMethodField(
        help_text="The canonical text: seconds, or the activity's unit, as a plain decimal."
    )
    display_value = serializers.SerializerMethodField(help_text="The same for people: 1:23.40.")
    status = serializers.ChoiceField(choices=[status.value for status in Status])
    reason = serializers.CharField(allow_blank=True)
    group_id = serializers.IntegerField(source="participant.group_id")
    entry_id = serializers.IntegerField(help_text="What to send as based_on.")
    updated_at = serializers.DateTimeField()
    warnings = serializers.SerializerMethodField(
        help_text="Sentences about values that are saved but hardly plausible."
    )

    def get_value_raw(self, record: Record) -> str:
        return program_texts(record, self.context["rule"])[0]

    def get_attempts_raw(self, record: Record) -> str | None:
        return program_texts(record, self.context["rule"])[1]

    def get_value(self, record: Record) -> str | None:
        return None if record.value is None else canonical(record.value, self.context["rule"])

    def get_display_value(self, record: Record) -> str:
        return describe(record, self.context["rule"])

    def get_warnings(self, record: Record) -> list[str]:
        mark = Mark(Status(record.status), record.value, tuple(record.attempts))
        return doubts(mark, self.context["rule"])


class RecordConflictSerializer(ErrorSerializer):
    """Somebody else changed the result first, or cleared the one that is sent again."""

    record = RecordSerializer(allow_null=True, help_text="What is there now.")


class VerdictSerializer(serializers.Serializer):
    """What became of one row."""

    participant_id = serializers.IntegerField(source="submission.participant_id")
    uuid = serializers.UUIDField(source="submission.uuid", allow_null=True)
    outcome = serializers.ChoiceField(
        choices=[outcome.value for outcome in Outcome],
        help_text="Saved, unchanged and repeated ones are done; the others say why not.",
    )
    message = serializers.CharField(allow_blank=True)
    record = RecordSerializer(allow_null=True, help_text="What is there now.")
