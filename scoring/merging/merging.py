"""Two entries of one person become one, and nothing that was ever measured is lost.

The ledger is append-only, so the entries of the one who goes stay with the person: they are
appended for the one who is kept, with everything they said. Where the result that shall count is
not the last one then, an entry of the organiser says it once more: the record is always what the
last entry says.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.trail import audit
from events.models import Activity, Participant
from events.parts import writes
from events.rules import locks
from events.rules.status_rules import check_changeable
from scoring.ledger.counts import count_entries
from scoring.ledger.folding import folded
from scoring.ledger.records import TAKEN_FROM_ENTRY
from scoring.ledger.stored_text import describe_in_full
from scoring.merging import pairs
from scoring.merging.pairs import FIELDS, MergePair
from scoring.models import Confirmation, Entry, Record
from scoring.rules.activity_rules import rule_of

ALSO_MOVED: list[Callable[[Participant, Participant, Collection[int]], None]] = []
"""What apps above this one keep of the other, who is still there: (kept, other, ids of the
activities in which the other's result counts). Filled by their AppConfig.
"""


@transaction.atomic
def merge_participants(
    *,
    kept: Participant,
    other: Participant,
    fields: Collection[str] = (),
    results: Collection[int] = (),
    by: User | None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Participant:
    """Merge `other` into `kept`, who is returned as they are then; `other` is gone.

    fields: names out of `pairs.FIELDS` whose value is taken from the other; of other data
    both keep theirs, and this says whose counts where both have some. results: ids of the
    activities in which the other's result counts although both have one. seen: the `fingerprint`
    of the pair that was looked at.

    Submissions under way finish first. Raises ValidationError: for an archived event, for people
    of different events, where one of them is gone; code "conflict" where something changed since
    it was looked at; by field where the values do not fit together.
    """
    if kept.pk == other.pk or kept.event_id != other.event_id:
        raise ValidationError(_("Only two participants of one event can be merged."))
    locks.await_submissions([kept.event_id])
    locks.take_turns([kept.event_id])
    pair = pairs.read(kept.event_id, kept.pk, other.pk)
    if pair is None:
        raise ValidationError(_("Somebody deleted this meanwhile."))
    check_changeable(pair.kept.event)
    if pair.kept.erased_at or pair.other.erased_at:
        raise ValidationError(
            _("The personal data of one of the two were erased, so nobody is merged with them.")
        )
    theirs = {cell.activity.pk for cell in pair.cells if cell.other}
    if seen not in (None, pair.fingerprint) or set(results) - theirs:
        raise ValidationError(
            _("Meanwhile something changed, so nothing was merged. Look at the two again."),
            code="conflict",
        )
    return _merge(pair, fields, set(results), by, at or timezone.now())


def _merge(
    pair: MergePair, fields: Collection[str], results: set[int], by: User | None, at: datetime
) -> Participant:
    kept, other = pair.kept, pair.other
    values = _values(pair, fields)
    moved = list(
        Entry.objects.filter(participant=other).select_related("confirmation").order_by("pk")
    )
    other_pk = other.pk
    for move in ALSO_MOVED:
        move(kept, other, results)
    other.delete()  # first: uuids and registration numbers are used once
    changes = _give(kept, values)
    restated = {
        cell.activity.pk: cell.kept
        for cell in pair.cells
        if cell.kept and cell.activity.pk not in results and not cell.is_same
    }
    _append(kept, moved, restated, by, at)
    touched = {entry.activity_id for entry in moved}
    _fold(kept, touched)
    Activity.objects.filter(pk__in=touched).bump_results()
    other.pk = other_pk
    _log(pair, changes, results, len(moved), by)
    return kept


def _values(pair: MergePair, fields: Collection[str]) -> dict:
    if unknown := set(fields) - set(FIELDS):
        raise ValueError(f"Not merged: {', '.join(sorted(unknown))}")
    values = {name: getattr(pair.other, name) for name in fields}
    first, second = pair.kept.metadata, pair.other.metadata
    both = {**first, **second} if "metadata" in fields else {**second, **first}
    # One of the two was not to be seen, so neither is who is made of both.
    is_hidden = pair.kept.is_hidden or pair.other.is_hidden
    return {**values, "metadata": both, "is_hidden": is_hidden}


def _give(kept: Participant, values: dict) -> audit.Changes:
    changes = audit.assign(kept, values)
    if changes:
        writes.check(kept)
        kept.save()
    return changes


def _append(
    kept: Participant,
    moved: Iterable[Entry],
    restated: dict[int, Record],
    by: User | None,
    at: datetime,
) -> None:
    """Append the other's entries in order, then repeat kept results that these would replace.

    What somebody had confirmed as right stays confirmed.
    """
    anew: dict[int, Entry] = {}
    last: dict[int, Entry] = {}
    for entry in moved:
        confirmation = getattr(entry, "confirmation", None)
        old_pk, entry.pk = entry.pk, None
        entry._state.adding = True
        entry.participant = kept
        based_on = anew.get(entry.based_on_id)
        entry.based_on_id = based_on.pk if based_on else None
        entry.save(force_insert=True)
        _confirm_as(confirmation, entry)
        anew[old_pk] = last[entry.activity_id] = entry
    for activity_pk, record in restated.items():
        if activity_pk in last:
            _restate(record, kept, last[activity_pk], by, at)


def _restate(
    record: Record, kept: Participant, based_on: Entry, by: User | None, at: datetime
) -> None:
    entry = Entry.objects.create(
        activity_id=record.activity_id,
        participant=kept,
        group_at_entry_id=kept.group_id,
        value_raw=record.value_raw,
        value=record.value,
        attempts=record.attempts,
        status=record.status,
        reason=record.reason,
        source=Entry.Source.FORM,
        entered_by=by,
        received_at=at,
        based_on=based_on,
    )
    count_entries(entry.source, 1)
    _confirm_as(Confirmation.objects.filter(entry=record.entry_id).first(), entry)


def _confirm_as(confirmation: Confirmation | None, entry: Entry) -> None:
    """Repeat what was confirmed, if it was, about the entry in its place."""
    if confirmation is not None:
        Confirmation.objects.create(
            entry=entry,
            confirmed_by_id=confirmation.confirmed_by_id,
            confirmed_at=confirmation.confirmed_at,
        )


def _fold(kept: Participant, activities: Collection[int]) -> None:
    """Bring the records of these cells up to what the ledger says."""
    entries = Entry.objects.filter(participant=kept, activity__in=activities)
    cells = folded(entries.order_by("activity_id", "pk"))
    Record.objects.bulk_create(
        [record for _cell, record in cells if record],
        update_conflicts=True,
        unique_fields=["activity", "participant"],
        update_fields=TAKEN_FROM_ENTRY,
    )


def _log(
    pair: MergePair, changes: audit.Changes, results: set[int], entries: int, by: User | None
) -> None:
    """One row, with the fields that changed and the results of which one had to be chosen."""
    labels, chosen = {}, {}
    for cell in pair.cells:
        if cell.is_in_question:
            rule, key = rule_of(cell.activity), f"result_{cell.activity.pk}"
            texts = [describe_in_full(cell.kept, rule), describe_in_full(cell.other, rule)]
            chosen[key] = texts if cell.activity.pk in results else texts[::-1]
            labels[key] = cell.activity.name
    text = gettext_noop(
        "%(other)s (%(other_group)s, id %(other_id)s) was merged into %(kept)s (%(kept_group)s) "
        "in %(event)s; %(entries)s entries came along"
    )
    values = {
        "other": pair.other,
        "other_group": pair.other.group,
        "other_id": pair.other.pk,
        "other_results": [cell.other.pk for cell in pair.cells if cell.other],
        "kept": pair.kept,
        "kept_group": pair.kept.group,
        "event": pair.kept.event,
        "entries": entries,
    }
    audit.log(
        actor=by,
        action="MERGE_PARTICIPANTS",
        target=pair.kept,
        detail=audit.Sentence(text, values, labels),
        changes={**changes, **chosen},
    )
