"""What phones kept while they had no network, in the API."""

from contextlib import nullcontext

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.api.base import ErrorSerializer, IdField, read_body
from scoring.api.serializers import DeviceField
from scoring.ledger.stored_text import describe, program_texts
from scoring.models import Record
from scoring.sync.items import Answer, ItemVerdict, Sender, enter_items
from scoring.sync.sent_items import FARTHEST_OFF, SyncItemSerializer

MOST_ITEMS = 200
OUTCOMES = [answer.value for answer in Answer]
EXAMPLE_UUID = "5f0c1c0e-6c1f-4a53-9a6e-0f2f6b1c9d11"
EXAMPLE_RECORD = {
    "id": 40,
    "value_raw": "9.42",
    "display_value": "9.42",
    "status": "OK",
    "entry_id": 812,
}


class SyncSerializer(serializers.Serializer):
    """What a phone sends: entries of one person, of any activities, the oldest first."""

    items = serializers.ListField(child=SyncItemSerializer(), min_length=1, max_length=MOST_ITEMS)
    device = DeviceField()
    clock_offset_ms = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=-FARTHEST_OFF,
        max_value=FARTHEST_OFF,
        help_text="The device's clock minus server_time. It is kept, and decides nothing.",
    )
    person = IdField(
        required=False,
        allow_null=True,
        help_text="Id of the user who typed all this. The answer is a 403 to anybody else.",
    )


class HeldSerializer(serializers.Serializer):
    """What the cell holds now."""

    id = serializers.IntegerField()
    value_raw = serializers.CharField(
        help_text="As it can be typed again; all of several attempts."
    )
    display_value = serializers.CharField()
    status = serializers.CharField()
    entry_id = serializers.IntegerField(help_text="What to send as based_on.")


class TheirsSerializer(serializers.Serializer):
    """What stands against the item. Null values and entry_id: the cell was emptied."""

    value_raw = serializers.CharField(allow_null=True)
    display_value = serializers.CharField(allow_null=True)
    status = serializers.CharField(allow_null=True)
    entered_by = serializers.CharField(
        allow_null=True, help_text="A name; null once the account was deleted."
    )
    at = serializers.DateTimeField(allow_null=True)
    entry_id = serializers.IntegerField(
        allow_null=True, help_text="What to send as based_on, to enter one's own after all."
    )


class ItemVerdictSerializer(serializers.Serializer):
    """What became of an item."""

    uuid = serializers.UUIDField()
    outcome = serializers.ChoiceField(
        source="answer",
        choices=OUTCOMES,
        help_text="Saved, duplicate and unchanged are done; the others are for the person.",
    )
    detail = serializers.CharField(help_text="Of conflict and refused: why, as a sentence.")
    warnings = serializers.ListField(
        child=serializers.CharField(),
        help_text="Sentences: why the result, which is saved, should be looked at.",
    )
    record = HeldSerializer(allow_null=True)
    theirs = TheirsSerializer(help_text="Of a conflict.")

    def to_representation(self, verdict: ItemVerdict) -> dict:
        shown = {
            "uuid": str(uuid) if (uuid := verdict.item.submission.uuid) else None,
            "outcome": verdict.answer.value,
            "warnings": verdict.warnings,
            "record": _held(verdict),
        }
        if verdict.detail:
            shown["detail"] = verdict.detail
        if verdict.answer == Answer.CONFLICT:
            shown["theirs"] = _theirs(verdict)
        return shown

    def get_fields(self):
        fields = super().get_fields()
        for name in ("detail", "theirs"):
            fields[name].required = False
        return fields


class SyncedSerializer(serializers.Serializer):
    items = ItemVerdictSerializer(many=True, help_text="In the order sent.")
    server_time = serializers.DateTimeField(help_text="To measure the device's clock by.")


class RecordsSync(APIView):
    @extend_schema(
        operation_id="records_sync",
        summary="Enter what a phone kept",
        description=(
            "Each item on its own: a bad one never changes another's verdict. Send again whatever"
            " was not acknowledged: what is there already is a duplicate. A later item of the call"
            " is no conflict with an earlier one of the same cell. Sentences are in the language of"
            " the account where it is signed in by the site's session."
        ),
        tags=["Results"],
        request=SyncSerializer,
        responses={
            200: SyncedSerializer,
            403: OpenApiResponse(ErrorSerializer, "Somebody else than `person` is signed in."),
        },
        examples=[
            OpenApiExample(
                "A time, then a correction of it",
                {
                    "clock_offset_ms": -1200,
                    "items": [
                        {
                            "uuid": EXAMPLE_UUID,
                            "activity_id": 3,
                            "participant_id": 121,
                            "value_raw": "9.4",
                            "captured_at": "2026-07-04T14:31:58+02:00",
                            "based_on": None,
                        },
                        {
                            "uuid": EXAMPLE_UUID.replace("5f", "60"),
                            "activity_id": 3,
                            "participant_id": 121,
                            "value_raw": "942",
                            "digits": True,
                            "based_on_uuid": EXAMPLE_UUID,
                        },
                    ],
                },
                request_only=True,
            ),
            OpenApiExample(
                "Saved, and somebody was quicker",
                {
                    "items": [
                        {
                            "uuid": EXAMPLE_UUID,
                            "outcome": "saved",
                            "warnings": [],
                            "record": EXAMPLE_RECORD,
                        },
                        {
                            "uuid": EXAMPLE_UUID.replace("5f", "60"),
                            "outcome": "conflict",
                            "detail": "Meanwhile Eva Měřičová entered 9.51 at 14:32.",
                            "warnings": [],
                            "record": {**EXAMPLE_RECORD, "value_raw": "9.51", "entry_id": 815},
                            "theirs": {
                                "value_raw": "9.51",
                                "display_value": "9.51",
                                "status": "OK",
                                "entered_by": "Eva Měřičová",
                                "at": "2026-07-04T14:32:10+02:00",
                                "entry_id": 815,
                            },
                        },
                    ],
                    "server_time": "2026-07-04T14:40:00.125+02:00",
                },
                response_only=True,
                status_codes=["200"],
            ),
        ],
    )
    def post(self, request):
        """At most 200 items; errors of their shape have paths such as items.3.uuid."""
        sent = read_body(SyncSerializer, request)
        with language_of(request):
            if sent.get("person") not in {None, request.user.pk}:
                raise PermissionDenied(
                    _("Somebody else typed this. Sign in as they did to send it.")
                )
            offset = sent.get("clock_offset_ms")
            items = [SyncItemSerializer.item(item, offset) for item in sent["items"]]
            device = sent.get("device") or request.headers.get("User-Agent", "")
            verdicts = enter_items(items, Sender(request.user, device))
            shown = {"items": verdicts, "server_time": timezone.now()}
            return Response(SyncedSerializer(shown).data)


def language_of(request):
    """People read the sentences on their phone; programs, with a token, get them in English."""
    is_of_page = request.auth is None
    language = request.user.language or translation.get_language_from_request(request)
    return translation.override(language) if is_of_page else nullcontext()


def _typed_again(record: Record, rule) -> str:
    value, attempts = program_texts(record, rule)
    return attempts or value


def _held(verdict: ItemVerdict) -> dict | None:
    record = verdict.record
    if record is None:
        return None
    return {
        "id": record.pk,
        "value_raw": _typed_again(record, verdict.rule),
        "display_value": describe(record, verdict.rule),
        "status": record.status,
        "entry_id": record.entry_id,
    }


def _theirs(verdict: ItemVerdict) -> dict:
    record, cleared = verdict.record, verdict.cleared
    if record is None:
        by, at = (cleared.entered_by, cleared.received_at) if cleared else (None, None)
    else:
        by, at = record.evaluator, record.updated_at
    held = _held(verdict) or dict.fromkeys(("value_raw", "display_value", "status", "entry_id"))
    held.pop("id", None)
    moment = serializers.DateTimeField().to_representation(at) if at else None
    return {**held, "entered_by": str(by) if by else None, "at": moment}
