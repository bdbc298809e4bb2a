"""A result as programs and phones send it: checked in the same way by the API and in a file."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Context, Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.api.base import IdField, MomentField
from foundation.text.database_text import LARGEST_ID
from scoring.engine.values import LONGEST, Status
from scoring.ledger.submissions import UNSEEN, Submission
from scoring.models import Entry
from scoring.sync.items import Answer, Item, ItemVerdict

FARTHEST_OFF = 4 * 10**12
"""Milliseconds, 126 years: a clock that was never set shows the year 1970."""
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


class SyncItemSerializer(BulkRowSerializer):
    """One entry of the outbox."""

    activity_id = IdField()
    uuid = UuidField(help_text="The entry's own id. Sent twice, it is entered once.")
    status = serializers.ChoiceField(
        choices=[*(status.value for status in Status), Entry.Status.CLEARED.value],
        required=False,
        allow_null=True,
        help_text="Instead of value_raw: DNS, DNF, NM, DQ or WD; CLEARED empties the cell.",
    )
    based_on = IdField(
        required=False,
        allow_null=True,
        help_text=(
            "The entry_id that the person saw, null for an empty cell. Where there is another one"
            " by now, it is a conflict. Left out: they did not look, and whatever is there is"
            " replaced."
        ),
    )
    based_on_uuid = UuidField(
        required=False,
        allow_null=True,
        help_text=(
            "Goes before based_on: the uuid of an earlier entry of the same person and cell. Only"
            " what somebody else entered since then is a conflict."
        ),
    )
    digits = serializers.BooleanField(
        required=False,
        default=False,
        help_text=(
            "Read times as the entry page does: 942 is 9.42. Digits that may be two times are"
            " refused. Otherwise 942 is 942 seconds."
        ),
    )

    def validate(self, attrs):
        """An empty text is a cell that the person emptied; what is missing or null is not."""
        is_emptied = isinstance(attrs.get("value_raw"), str) and not attrs["value_raw"].strip()
        has_status = attrs.get("status") not in {None, Status.OK}
        if is_emptied and not has_status and not attrs.get("reason"):
            return attrs
        return super().validate(attrs)

    @staticmethod
    def item(sent: dict, clock_offset_ms: int | None) -> Item:
        status = sent.get("status") or ""
        submission = Submission(
            participant_id=sent["participant_id"],
            text=sent.get("value_raw") or "",
            status="" if status == Entry.Status.CLEARED else status,
            reason=sent.get("reason") or "",
            uuid=sent["uuid"],
            captured_at=sent.get("captured_at"),
            based_on=sent.get("based_on", UNSEEN),
            based_on_uuid=sent.get("based_on_uuid"),
            clock_offset_ms=clock_offset_ms,
        )
        return Item(sent["activity_id"], submission, is_shorthand=sent["digits"])


def read_items(sent: Sequence[Any], clock_offset_ms: int | None) -> list[Item | ItemVerdict]:
    """Each as an item; what is not of an item's shape as its own refusal, which says why."""
    found: list[Item | ItemVerdict] = []
    for each in sent:
        read = SyncItemSerializer(data=each)
        if read.is_valid():
            found.append(SyncItemSerializer.item(read.validated_data, clock_offset_ms))
            continue
        sentences = " ".join(f"{name}: {faults[0]}" for name, faults in read.errors.items())
        detail = _("This entry cannot be read. %(faults)s") % {"faults": sentences}
        item = _as_far_as_it_goes(each)
        found.append(ItemVerdict(item, Answer.REFUSED, detail=detail))
    return found


def _as_far_as_it_goes(sent: Any) -> Item:
    """What can be known of an item that cannot be entered: for its verdict."""
    fields = sent if isinstance(sent, Mapping) else {}
    uuid = None
    with suppress(ValueError):
        uuid = UUID(str(fields.get("uuid")))
    activity_id, participant_id = (
        number if type(number := fields.get(name)) is int and 0 < number <= LARGEST_ID else 0
        for name in ("activity_id", "participant_id")
    )
    text = fields.get("value_raw")
    shown = text if isinstance(text, str) else ""
    return Item(activity_id, Submission(participant_id, text=shown, uuid=uuid))
