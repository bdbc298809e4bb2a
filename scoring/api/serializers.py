"""How results go in and out of the API."""

from rest_framework import serializers

from foundation.api.base import ErrorSerializer, IdField
from scoring.engine.values import Status, canonical
from scoring.ledger.records import Outcome
from scoring.ledger.stored_text import describe, program_texts
from scoring.models import Record
from scoring.sync.sent_items import BulkRowSerializer

MOST_ROWS = 1000


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

    # The context has the activity's `rule`, and the `doubts` of entries by id.
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
        help_text="Sentences that say why to look at it; none once somebody confirmed it."
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
        return self.context["doubts"].get(record.entry_id, [])


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
