"""Doubtful results: why each is in doubt, and the word of somebody who looked that it is right."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.trail import audit
from events.models import Activity, Event
from events.rules.locks import locked_activity
from scoring.engine.suspects import (
    ComparedResult,
    Comparison,
    may_be_same,
    same_before,
    usual_value,
)
from scoring.engine.values import Rule
from scoring.ledger.records import ActivityLocked, NotOpen
from scoring.ledger.stored_text import describe
from scoring.models import Confirmation, Entry, Record
from scoring.rules.activity_rules import rule_of
from scoring.rules.permissions import assignments_of

RESULT_FIELDS = (
    "entry_id",
    "participant__group_id",
    "participant__display_name",
    "value",
    "attempts",
)
"""Of a record, what makes a `suspects.ComparedResult`."""


def comparison_for(activity: Activity, rule: Rule, group_ids: Collection[int]) -> Comparison:
    """What the records of these groups in the activity are judged by; in one query, and one more
    for their results where people hardly share one by chance.
    """
    all_of_it = Record.objects.filter(activity=activity, status=Entry.Status.OK).order_by()
    usual = usual_value(list(all_of_it.values_list("value", flat=True)), rule)
    if not may_be_same(rule):
        return Comparison(rule, usual)
    beside = all_of_it.filter(participant__group__in=group_ids)
    results = [ComparedResult(*each) for each in beside.values_list(*RESULT_FIELDS)]
    return Comparison(rule, usual, same_before(results, rule))


def open_doubts(
    record: Record | None, comparison: Comparison, confirmed: Iterable[int] = ()
) -> list[str]:
    """Why the result is in doubt, in sentences; none once its entry is among the confirmed."""
    if record is None or record.entry_id in confirmed:
        return []
    return comparison.reasons(record.entry_id, record.value, record.attempts)


def doubts_of(activity: Activity, records: Sequence[Record]) -> dict[int, list[str]]:
    """Id of an entry -> why what it says is in doubt, of these records of the activity, which have
    their participants; in three queries.
    """
    if not records:
        return {}
    group_ids = {record.participant.group_id for record in records}
    comparison = comparison_for(activity, rule_of(activity), group_ids)
    confirmed = confirmed_of(records)
    return {each.entry_id: open_doubts(each, comparison, confirmed) for each in records}


def confirmed_of(records: Sequence[Record]) -> dict[int, Confirmation]:
    """Id of an entry -> its confirmation, for the entries of these records, in one query."""
    entries = [record.entry_id for record in records]
    found = Confirmation.objects.filter(entry__in=entries).select_related("confirmed_by")
    return {confirmation.entry_id: confirmation for confirmation in found}


@transaction.atomic
def confirm(
    *,
    activity: Activity,
    participant_id: int,
    entry_id: int,
    by: User,
    at: datetime | None = None,
) -> Confirmation:
    """Keep that the entry, which the person saw in the cell, is right.

    Once more changes nothing: the first confirmation stays. The results of the activity get a new
    version, so that whoever watches them sees it. Takes turns with submissions (`records.submit`).

    Raises PermissionDenied unless `by` may score the participant; NotOpen and ActivityLocked as
    `records.submit` does; ValidationError, code "conflict", where the cell holds another entry.
    """
    activity = locked_activity(activity.pk)
    activity.event = event = Event.objects.select_related("organisation").get(pk=activity.event_id)
    record = (
        Record.objects.filter(activity=activity, participant=participant_id)
        .select_related("participant")
        .order_by()
        .first()
    )
    assignments = assignments_of(by, event)
    if record and not assignments.covers(record.participant.group_id, activity.pk):
        raise PermissionDenied(_("You are not assigned to this participant's group"))
    if not event.is_open_for_scoring:
        raise NotOpen
    if activity.is_locked and not assignments.is_organiser:
        raise ActivityLocked
    if record is None or record.entry_id != entry_id:
        raise ValidationError(
            _("Somebody changed this result meanwhile, so it was not confirmed. Look at it again."),
            code="conflict",
        )
    kept, is_new = Confirmation.objects.get_or_create(
        entry_id=entry_id, defaults={"confirmed_by": by, "confirmed_at": at or timezone.now()}
    )
    if is_new:
        Activity.objects.filter(pk=activity.pk).bump_results()
        _log(record, activity, by)
    return kept


def _log(record: Record, activity: Activity, by: User) -> None:
    record.activity = activity
    audit.log(
        actor=by,
        action="CONFIRM_RECORD",
        target=record,
        detail=audit.Sentence(
            gettext_noop("%(participant)s – %(activity)s: %(value)s was looked at and is right"),
            {
                "participant": record.participant,
                "activity": activity,
                "value": describe(record, rule_of(activity)),
            },
        ),
    )
