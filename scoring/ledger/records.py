"""The one way a result is written: from an entry page, the API, an import or a photo alike.

Every accepted submission becomes an entry of the ledger; the record is what the last entry says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Activity, Event, Participant
from events.rules.locks import locked_activity
from foundation.text.database_text import NOT_TEXT
from scoring.engine.values import (
    LONGEST,
    Mark,
    Rule,
    Status,
    ValueRefused,
    check_storable,
    doubts,
    parse,
    same_turns,
    shorten,
)
from scoring.ledger.counts import count_entries
from scoring.ledger.stored_text import describe_in_full, is_sent_back
from scoring.ledger.submissions import UNSEEN, OwnBases, Submission
from scoring.ledger.trail import Change, log_results
from scoring.models import Entry, Record
from scoring.rules.activity_rules import rule_of
from scoring.rules.permissions import assignments_of, can_clear

TAKEN_FROM_ENTRY = [
    "entry",
    "value_raw",
    "value",
    "attempts",
    "status",
    "reason",
    "evaluator",
    "created_at",
    "updated_at",
]
"""Fields of a record that are copied from its newest entry."""


class Outcome(StrEnum):
    SAVED = "saved"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    CONFLICT = "conflict"
    REFUSED = "refused"
    FORBIDDEN = "forbidden"


REFUSALS = {Outcome.CONFLICT, Outcome.REFUSED, Outcome.FORBIDDEN}


@dataclass(slots=True)
class Verdict:
    """What became of one submission. `record`: what the cell holds now, None when it is empty.

    message: why it was refused. about: the part of the submission that this is about, "" where
    it is the cell. warnings: what to look at although it was saved.
    """

    submission: Submission
    outcome: Outcome
    record: Record | None = None
    message: str = ""
    warnings: list[str] = field(default_factory=list)
    entry: Entry | None = None
    about: str = ""

    @property
    def is_refused(self) -> bool:
        return self.outcome in REFUSALS


class NotOpen(ValidationError):
    """The event does not take results now."""

    def __init__(self):
        super().__init__(_("Event is not open for scoring"), code="not_open")


class ActivityLocked(ValidationError):
    """Only organisers change results of this activity now."""

    def __init__(self):
        super().__init__(
            _("This activity is locked. Ask an organiser to open it again."), code="locked"
        )


class SubmissionsRefused(ValidationError):
    """Nothing was saved because some submissions were refused; `verdicts` says which and why."""

    def __init__(self, verdicts: Sequence[Verdict]):
        self.verdicts = [verdict for verdict in verdicts if verdict.is_refused]
        super().__init__([verdict.message for verdict in self.verdicts], code="refused")


def submit(
    *,
    activity: Activity,
    submissions: Sequence[Submission],
    by: User,
    source: str,
    device: str = "",
    partial: bool = False,
    is_bulk: bool = False,
    at: datetime | None = None,
) -> list[Verdict]:
    """Enter results of one activity; returns one verdict per submission, in order.

    All or nothing, unless `partial`: then each good one is saved whatever becomes of the others.
    is_bulk: the call is one for many, even if there is but one in it. What changes nothing writes
    nothing. Where all were to be saved, a repeat of what somebody
    cleared meanwhile is a conflict: nobody is told that it is there.

    The activity's row is locked first, so submissions to one activity take turns, entries are
    numbered in the order of their commits, and a change of the event's status
    (`events.life.lifecycle.change_status`) waits for those under way.

    When not partial, raises PermissionDenied if `by` may not score one of the participants; then
    NotOpen unless the event is ACTIVE; ActivityLocked where it is and `by` is no organiser of the
    event; then, when not partial, SubmissionsRefused.
    """
    is_bulk = is_bulk or len(submissions) > 1
    arguments = (activity, submissions, by, source, device, partial, is_bulk, at or timezone.now())
    try:
        return _submit(*arguments)
    except IntegrityError:
        # Just now a participant was deleted, or an entry of the same id came in for another
        # activity. By now that can be seen, and the verdict says so.
        return _submit(*arguments)


@transaction.atomic
def _submit(
    activity: Activity,
    submissions: Sequence[Submission],
    by: User,
    source: str,
    device: str,
    partial: bool,
    is_bulk: bool,
    at: datetime,
) -> list[Verdict]:
    activity = locked_activity(activity.pk)
    activity.event = event = Event.objects.select_related("organisation").get(pk=activity.event_id)
    desk = _Desk(activity, event, submissions, by, source, device, is_bulk, at)
    verdicts = [desk.judge(submission) for submission in submissions]
    if not partial:
        _raise_forbidden(verdicts)
    # Of an event read after the lock was given: the status is that of this moment.
    if not event.is_open_for_scoring:
        raise NotOpen
    if activity.is_locked and not desk.assignments.is_organiser:
        raise ActivityLocked
    if not partial:
        _raise_refusals(verdicts, desk)
    desk.write()
    for verdict in verdicts:
        if verdict.outcome != Outcome.FORBIDDEN:
            verdict.record = desk.records.get(verdict.submission.participant_id)
    return verdicts


def _raise_forbidden(verdicts: Sequence[Verdict]) -> None:
    for verdict in verdicts:
        if verdict.outcome == Outcome.FORBIDDEN:
            raise PermissionDenied(verdict.message)


def _raise_refusals(verdicts: Sequence[Verdict], desk: "_Desk") -> None:
    for verdict in verdicts:
        repeats_a_result = verdict.outcome == Outcome.REPEATED and not verdict.submission.clears
        now = desk.records.get(verdict.submission.participant_id)
        if repeats_a_result and verdict.record is None and now is None:
            verdict.outcome, verdict.message = Outcome.CONFLICT, _what_is_there(None, desk.rule)
    if any(verdict.is_refused for verdict in verdicts):
        raise SubmissionsRefused(verdicts)


class _Desk:
    """Reads what one call of `submit` needs, judges its submissions, writes what is accepted."""

    def __init__(
        self,
        activity: Activity,
        event: Event,
        submissions: Sequence[Submission],
        by: User,
        source: str,
        device: str,
        is_bulk: bool,
        at: datetime,
    ):
        self.activity, self.event, self.by, self.is_bulk = activity, event, by, is_bulk
        self.source, self.device, self.at = source, NOT_TEXT.sub("", device)[:100], at
        self.rule: Rule = rule_of(activity)
        self.assignments = assignments_of(by, event)
        ids = {
            submission.participant_id
            for submission in submissions
            if 0 < submission.participant_id < 2**63  # any other is nobody's
        }
        # No order: the usual ones join up to the event's date.
        self.participants = Participant.objects.filter(event=event).order_by().in_bulk(ids)
        self.before = {
            record.participant_id: record
            for record in Record.objects.filter(
                activity=activity, participant__in=self.participants
            )
            .order_by()
            .select_related("evaluator")
        }
        for record in self.before.values():
            record.participant = self.participants[record.participant_id]
            record.activity = activity
        self.records: dict[int, Record | None] = dict(self.before)
        uuids = {submission.uuid for submission in submissions if submission.uuid}
        self.known = (
            {entry.uuid: entry for entry in Entry.objects.filter(uuid__in=uuids)} if uuids else {}
        )
        self.own_bases = OwnBases(activity, submissions, by)
        self.saved: list[Verdict] = []
        self.touched: set[int] = set()
        self.seen: set[int] = set()  # whose cell holds what this very call (or its repeat) sent

    def judge(self, submission: Submission) -> Verdict:
        """The verdict on one submission; accepted ones count for the ones that follow."""
        participant = self.participants.get(submission.participant_id)
        if participant is None:
            message = _("This participant is not in the event.")
            return self._refuse(submission, message, about="participant_id")
        current = self.records.get(participant.pk)
        if not self._is_allowed(submission, participant, current):
            message = _("You are not assigned to this participant's group")
            return self._refuse(submission, message, Outcome.FORBIDDEN)
        if (sent := self.known.get(submission.uuid)) is not None:
            if (sent.activity_id, sent.participant_id) == (self.activity.pk, participant.pk):
                left = None if sent.status == Entry.Status.CLEARED else sent.pk
                if left == (current.entry_id if current else None):
                    self.seen.add(participant.pk)
                return Verdict(submission, Outcome.REPEATED, current)
            message = _("This entry's id was already used for another one.")
            return self._refuse(submission, message, about="uuid")
        try:
            mark = self._mark(submission)
        except ValueRefused as error:
            if self._is_sent_back(submission, current):  # it fitted when it was entered
                return Verdict(submission, Outcome.UNCHANGED, current)
            return self._refuse(submission, str(error), record=current, about="text")
        if self._is_unchanged(submission, mark, current):
            return Verdict(submission, Outcome.UNCHANGED, current)
        if self._is_conflict(submission, current):
            return self._refuse(
                submission, _what_is_there(current, self.rule), Outcome.CONFLICT, current
            )
        return self._accept(submission, participant, mark)

    def write(self) -> None:
        """Append the entries, bring the records up to them, move the version on, log."""
        if not self.saved:
            return
        Entry.objects.bulk_create([verdict.entry for verdict in self.saved])
        count_entries(self.source, len(self.saved))
        kept = [record for pk in self.touched if (record := self.records[pk]) is not None]
        cleared = [pk for pk in self.touched if self.records[pk] is None and pk in self.before]
        for record in kept:
            record.entry_id = record.entry.pk
        if kept:
            Record.objects.bulk_create(
                kept,
                update_conflicts=True,
                unique_fields=["activity", "participant"],
                update_fields=TAKEN_FROM_ENTRY,
            )
        if cleared:
            Record.objects.filter(activity=self.activity, participant__in=cleared).delete()
        Activity.objects.filter(pk=self.activity.pk).bump_results()
        log_results(
            by=self.by,
            activity=self.activity,
            changes=[
                Change(self.participants[pk], self.before.get(pk), self.records[pk])
                for pk in sorted(self.touched)
            ],
            rule=self.rule,
            is_bulk=self.is_bulk,
        )

    def _mark(self, submission: Submission) -> Mark | None:
        """What the submission means; None clears the cell."""
        reason = submission.reason.strip()[:LONGEST]
        check_storable(submission.text.strip())
        check_storable(reason)
        if submission.status and submission.status != Status.OK:
            if submission.status not in list(Status):
                raise ValueRefused(_("This is not one of the statuses."))
            return Mark(Status(submission.status), reason=reason)
        return parse(submission.text, self.rule) if submission.text.strip() else None

    def _is_allowed(
        self, submission: Submission, participant: Participant, current: Record | None
    ) -> bool:
        """Whether they may score the participant, or take away what they entered themselves."""
        if self.assignments.covers(participant.group_id, self.activity.pk):
            return True
        return submission.clears and current is not None and current.evaluator_id == self.by.pk

    def _is_sent_back(self, submission: Submission, current: Record | None) -> bool:
        if current is None or submission.status not in {"", Status.OK}:
            return False
        return is_sent_back(submission.text.strip(), current, self.rule, self.source)

    def _is_unchanged(
        self, submission: Submission, mark: Mark | None, current: Record | None
    ) -> bool:
        """Whether the record already holds what is sent. An empty cell stays empty.

        Of several attempts a foul more or less is a change, even where the mark is the same.
        """
        if mark is None or current is None:
            return mark is None and current is None
        if not self.rule.takes_attempts:
            return current.matches(mark, is_typed=not submission.status)
        if self.source == Entry.Source.API and self._is_sent_back(submission, current):
            return True
        return current.matches(mark, is_typed=not submission.status) and (
            not mark.attempts or same_turns(submission.text, current.value_raw, self.rule)
        )

    def _is_conflict(self, submission: Submission, current: Record | None) -> bool:
        if submission.participant_id in self.seen:
            return False
        if submission.based_on_uuid is not None:
            return self.own_bases.is_conflict(submission, current)
        return submission.based_on not in {UNSEEN, current.entry_id if current else None}

    def _accept(
        self,
        submission: Submission,
        participant: Participant,
        mark: Mark | None,
    ) -> Verdict:
        before = self.before.get(participant.pk)
        entry = Entry(
            uuid=submission.uuid or uuid4(),
            activity=self.activity,
            participant=participant,
            group_at_entry_id=participant.group_id,
            value_raw=submission.text.strip(),
            value=mark.value if mark else None,
            attempts=list(mark.attempts) if mark else [],
            status=mark.status if mark else Entry.Status.CLEARED,
            reason=mark.reason if mark else "",
            source=self.source,
            entered_by=self.by,
            device=self.device,
            captured_at=submission.captured_at,
            clock_offset_ms=submission.clock_offset_ms,
            received_at=self.at,
            based_on_id=before.entry_id if before else None,
        )
        record = self._record(entry) if mark else None
        self.records[participant.pk] = record
        verdict = Verdict(submission, Outcome.SAVED, record, entry=entry)
        if mark:
            verdict.warnings = doubts(mark, self.rule)
        self.saved.append(verdict)
        self.touched.add(participant.pk)
        self.seen.add(participant.pk)
        if submission.uuid:
            self.known[submission.uuid] = entry
        return verdict

    def _record(self, entry: Entry) -> Record:
        current = self.records.get(entry.participant_id)
        return Record(
            activity=self.activity,
            participant=entry.participant,
            entry=entry,
            value_raw=entry.value_raw,
            value=entry.value,
            attempts=entry.attempts,
            status=entry.status,
            reason=entry.reason,
            evaluator=self.by,
            created_at=current.created_at if current else self.at,
            updated_at=self.at,
        )

    def _refuse(
        self,
        submission: Submission,
        message: str,
        outcome: Outcome = Outcome.REFUSED,
        record: Record | None = None,
        about: str = "",
    ) -> Verdict:
        return Verdict(submission, outcome, record, message, about=about)


def clear(*, record: Record, by: User, source: str, device: str = "") -> None:
    """Take a result away, if it still is the one of `record`; the ledger keeps all of it.

    Raises PermissionDenied unless `by` may (`can_clear`), NotOpen unless the event is ACTIVE,
    ValidationError (code "conflict") where somebody changed it meanwhile, Record.DoesNotExist
    where it is gone. `record` needs its activity with the event, and its participant.
    """
    if not can_clear(by, record):
        raise PermissionDenied(
            _("Only the evaluator who entered this result or an organiser may delete it.")
        )
    clearing = Submission(record.participant_id, based_on=record.entry_id)
    try:
        (verdict,) = submit(
            activity=record.activity, submissions=[clearing], by=by, source=source, device=device
        )
    except SubmissionsRefused as refusal:
        (verdict,) = refusal.verdicts
    if verdict.outcome == Outcome.CONFLICT:
        raise ValidationError(
            _("Somebody changed this result meanwhile, so it was not deleted. Look at it again."),
            code="conflict",
        )
    if verdict.outcome != Outcome.SAVED:
        raise Record.DoesNotExist


def _what_is_there(record: Record | None, rule: Rule) -> str:
    """The sentence of a conflict: what is in the cell now, who put it there and when."""
    if record is None:
        return _("Somebody cleared this result meanwhile. Save again to put yours in.")
    return _(
        "Meanwhile %(name)s entered %(value)s at %(time)s. Save again to replace it with yours."
    ) % {
        "name": record.evaluator or _("somebody"),
        "value": shorten(describe_in_full(record, rule, own_point=True)),
        "time": timezone.localtime(record.updated_at).strftime("%H:%M"),
    }
