"""Results in the API."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from events.models import Activity, Event, Participant
from events.rules.api_objects import visible_activity
from foundation.api.base import (
    ErrorSerializer,
    FieldErrorsSerializer,
    IdField,
    find,
    read_body,
    read_query,
)
from foundation.text.database_text import LARGEST_ID
from scoring.api.serializers import (
    BulkSerializer,
    RecordConflictSerializer,
    RecordSerializer,
    RecordWriteSerializer,
    VerdictSerializer,
)
from scoring.ledger import records
from scoring.ledger.confirmations import doubts_of
from scoring.ledger.records import NotOpen, Outcome, Submission, SubmissionsRefused, Verdict
from scoring.models import Entry, Record
from scoring.rules.activity_rules import rule_of
from scoring.rules.permissions import assignments_of
from scoring.sync.sent_items import BulkRowSerializer

FIELDS = {"text": "value_raw"}
"""Parts of a submission that have another name in the API."""
NOT_OPEN = OpenApiResponse(ErrorSerializer, "The event is not open for scoring.")
NOT_NOW_OR_NOT_HERE = OpenApiResponse(
    ErrorSerializer, "The event is not open for scoring, or the participant is of another one."
)


class Records(APIView):
    @extend_schema(
        operation_id="records_create",
        summary="Enter a result",
        description=(
            "One per participant and activity: another one replaces it, and the ledger keeps both."
            " For organisers, and for evaluators of the participant's group or at a station of the"
            " activity."
        ),
        tags=["Results"],
        request=RecordWriteSerializer,
        responses={
            201: RecordSerializer,
            400: NOT_NOW_OR_NOT_HERE,
            409: OpenApiResponse(
                RecordConflictSerializer,
                "The cell is not as based_on or the repeated uuid left it.",
            ),
        },
        examples=[
            OpenApiExample(
                "A time",
                {"activity_id": 3, "participant_id": 121, "value_raw": "1:23.4"},
                request_only=True,
            ),
            OpenApiExample(
                "Did not start",
                {"activity_id": 3, "participant_id": 121, "status": "DNS", "reason": "ill"},
                request_only=True,
            ),
        ],
    )
    def post(self, request):
        """A value that does not fit is a 422; its sentence can be shown to people as it is."""
        sent = read_body(RecordWriteSerializer, request)
        activity = visible_activity(request, sent["activity_id"])
        try:
            (verdict,) = _enter(request, activity, [BulkRowSerializer.submission(sent)], sent)
        except SubmissionsRefused as refusal:
            (verdict,) = refusal.verdicts
            return _refused(verdict, activity)
        return Response(_shown(verdict.record, activity), status=status.HTTP_201_CREATED)


class RecordsBulk(APIView):
    @extend_schema(
        operation_id="records_bulk",
        summary="Enter results of one activity",
        description=(
            "All or nothing: where one is refused, none is saved, and `errors` names each by its"
            " row. With `partial` each is saved by itself, and the answer is a 200 with a verdict"
            " on each."
        ),
        tags=["Results"],
        request=BulkSerializer,
        responses={
            201: OpenApiResponse(RecordSerializer(many=True), "All are saved; in the same order."),
            200: OpenApiResponse(
                VerdictSerializer(many=True), "With `partial`; in the same order."
            ),
            400: NOT_NOW_OR_NOT_HERE,
            409: OpenApiResponse(FieldErrorsSerializer, "Somebody else was faster in some rows."),
        },
        examples=[
            OpenApiExample(
                "Two runners",
                {
                    "activity_id": 3,
                    "records": [
                        {"participant_id": 121, "value_raw": "9.81"},
                        {"participant_id": 122, "value_raw": "dns"},
                    ],
                },
                request_only=True,
            )
        ],
    )
    def post(self, request):
        """At most 1,000 rows; errors have paths such as records.1.value_raw."""
        sent = read_body(BulkSerializer, request)
        activity = visible_activity(request, sent["activity_id"])
        submissions = [BulkRowSerializer.submission(row) for row in sent["records"]]
        try:
            verdicts = _enter(request, activity, submissions, sent)
        except SubmissionsRefused as refusal:
            return _rows_refused(refusal.verdicts, submissions)
        if sent.get("partial"):
            held = [verdict.record for verdict in verdicts if verdict.record]
            context = _context(held, activity)
            return Response(VerdictSerializer(verdicts, many=True, context=context).data)
        entered = [verdict.record for verdict in verdicts]
        return Response(_shown(entered, activity), status=status.HTTP_201_CREATED)


class RecordDetail(APIView):
    @extend_schema(
        operation_id="records_delete",
        summary="Take a result away",
        description=(
            "For organisers, and for the evaluator who entered it. The ledger keeps what was there."
        ),
        tags=["Results"],
        request=None,
        responses={
            204: None,
            400: NOT_OPEN,
            409: OpenApiResponse(ErrorSerializer, "Somebody changed it at the same time."),
        },
    )
    def delete(self, request, record_pk):
        seen = Record.objects.visible_to(request.user) | Record.objects.entered_by(request.user)
        seen = seen.select_related("activity__event", "participant")
        record = find(seen, record_pk, "Record not found")
        try:
            records.clear(
                record=record, by=request.user, source=Entry.Source.API, device=_device(request)
            )
        except Record.DoesNotExist as error:
            raise NotFound("Record not found") from error
        return Response(status=status.HTTP_204_NO_CONTENT)


class RecordsQuery(serializers.Serializer):
    group_id = IdField(required=False, help_text="Only the results of this group.")


class ActivityRecords(APIView):
    @extend_schema(
        operation_id="activity_records",
        summary="Results of an activity",
        description=(
            "Of everybody for organisers and for who scores at the activity's station, else of"
            " one's own group; by id."
        ),
        tags=["Results"],
        parameters=[RecordsQuery],
        responses={200: RecordSerializer(many=True)},
    )
    def get(self, request, activity_pk):
        activity = visible_activity(request, activity_pk)
        assignments = assignments_of(request.user, activity.event)
        group_id = read_query(RecordsQuery, request).get("group_id")
        found = Record.objects.filter(activity=activity)
        if not assignments.covers_activity(activity.pk):
            found = found.filter(participant__group=assignments.group_id)
        if group_id is not None:
            exists = group_id <= LARGEST_ID
            found = found.filter(participant__group=group_id) if exists else found.none()
        return Response(_shown(found.select_related("participant").order_by("pk"), activity))


def _enter(
    request, activity: Activity, submissions: Sequence[Submission], sent: dict
) -> list[Verdict]:
    """The verdicts on the submissions. What the user may not see is a 404, before other rules."""
    partial = sent.get("partial", False)
    try:
        return records.submit(
            activity=activity,
            submissions=submissions,
            by=request.user,
            source=Entry.Source.API,
            device=sent.get("device") or _device(request),
            partial=partial,
            is_bulk="records" in sent,
        )
    except (NotOpen, PermissionDenied, SubmissionsRefused):
        if not partial:
            _require_visible(request.user, {one.participant_id for one in submissions})
        raise


def _device(request) -> str:
    return request.headers.get("User-Agent", "")


def _require_visible(user: User, participant_ids: set[int]) -> None:
    """404 unless each takes part in an event that the user may see."""
    seen = Participant.objects.filter(event__in=Event.objects.visible_to(user)).order_by()
    known = seen.only("pk").in_bulk({pk for pk in participant_ids if pk <= LARGEST_ID})
    if len(known) < len(participant_ids):
        raise NotFound("Participant not found")


def _refused(verdict: Verdict, activity: Activity) -> Response:
    """One result was refused; the detail is the sentence itself, to be shown as it is."""
    if verdict.outcome == Outcome.CONFLICT:
        record = verdict.record and _shown(verdict.record, activity)
        return Response({"detail": verdict.message, "record": record}, status=409)
    errors = {_field(verdict): [verdict.message]}
    return Response({"detail": verdict.message, "errors": errors}, status=_status(verdict))


def _rows_refused(verdicts: Sequence[Verdict], submissions: Sequence[Submission]) -> Response:
    """Some of many were refused; the detail is the first sentence, with the participant."""
    numbers = {id(submission): number for number, submission in enumerate(submissions)}
    errors = {
        f"records.{numbers[id(verdict.submission)]}.{_field(verdict)}".rstrip("."): [
            verdict.message
        ]
        for verdict in verdicts
    }
    first = next(
        (verdict for verdict in verdicts if verdict.outcome != Outcome.CONFLICT), verdicts[0]
    )
    of_them = Participant.objects.filter(pk=first.submission.participant_id)
    names = of_them.values_list("display_name", flat=True)
    detail = ": ".join([*names, first.message])
    return Response({"detail": detail, "errors": errors}, status=_status(first))


def _status(verdict: Verdict) -> int:
    """A value that does not fit is a 422; a participant of another event a rule that says no."""
    if verdict.outcome == Outcome.CONFLICT:
        return 409
    return 400 if verdict.about == "participant_id" else 422


def _field(verdict: Verdict) -> str:
    """The API's name of the refused field; "" where the refusal is about the whole cell."""
    return FIELDS.get(verdict.about, verdict.about)


def _shown(found: Record | Iterable[Record], activity: Activity):
    """Records of the activity as the API gives them."""
    if isinstance(found, Record):
        return RecordSerializer(found, context=_context([found], activity)).data
    found = list(found)
    return RecordSerializer(found, many=True, context=_context(found, activity)).data


def _context(found: Sequence[Record], activity: Activity) -> dict:
    return {"rule": rule_of(activity), "doubts": doubts_of(activity, found)}
