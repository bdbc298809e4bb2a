"""The records held against the ledger, and brought up to it where they differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from events.models import Activity, Participant
from events.rules.locks import locked_activity
from scoring.ledger.folding import Cell, folded
from scoring.ledger.records import TAKEN_FROM_ENTRY
from scoring.ledger.trail import Change, log_rebuilt
from scoring.models import Entry, Record
from scoring.rules.activity_rules import rule_of

AT_ONCE = 2000
"""Rows in memory: it stays the same however long the ledger is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose record is not what the ledger says. None: no record."""

    cell: Cell
    stored: Record | None
    due: Record | None

    @property
    def fields(self) -> list[str]:
        """The fields that differ; none where there is one record only."""
        if self.stored is None or self.due is None:
            return []
        names = [Record._meta.get_field(name).attname for name in TAKEN_FROM_ENTRY]
        return [name for name in names if getattr(self.stored, name) != getattr(self.due, name)]


def differences(activity: int | None = None) -> Iterator[Difference]:
    """Where the records differ from the ledger, of all activities or of one; in two queries.

    While others submit results, they are to be of one moment (`contents.at_one_moment`) or
    the activity's row is locked.
    """
    entries = Entry.objects.order_by("activity_id", "participant_id", "pk")
    records = Record.objects.order_by("activity_id", "participant_id")
    if activity is not None:
        entries, records = entries.filter(activity=activity), records.filter(activity=activity)
    stored = iter(records.iterator(AT_ONCE))
    record = next(stored, None)
    for cell, due in folded(entries.iterator(AT_ONCE)):
        while record and _cell_of(record) < cell:
            yield Difference(_cell_of(record), record, None)
            record = next(stored, None)
        is_there = record is not None and _cell_of(record) == cell
        found = Difference(cell, record if is_there else None, due)
        if found.fields or (found.stored is None) != (due is None):
            yield found
        if is_there:
            record = next(stored, None)
    while record:
        yield Difference(_cell_of(record), record, None)
        record = next(stored, None)


@transaction.atomic
def rebuild(activity_id: int, *, by: User | None = None) -> list[Difference]:
    """Bring the activity's records up to the ledger; returns what that changed.

    Submissions wait meanwhile. Whoever watches the activity sees it: its results get a new
    version. Raises ValidationError where the activity is gone.
    """
    activity = locked_activity(activity_id)
    found = list(differences(activity_id))
    if not found:
        return []
    due = [each.due for each in found if each.due]
    for each in found:
        if each.stored and each.due:
            each.due.pk = each.stored.pk  # links to the record stay good
    # First, as an entry belongs to one record and may belong to a wrong one now.
    Record.objects.filter(pk__in=[each.stored.pk for each in found if each.stored]).delete()
    Record.objects.filter(entry__in=[record.entry_id for record in due]).delete()
    Record.objects.bulk_create(due)
    Activity.objects.filter(pk=activity_id).bump_results()
    log_rebuilt(by=by, activity=activity, changes=_changes(activity, found), rule=rule_of(activity))
    return found


def _cell_of(record: Record) -> Cell:
    return (record.activity_id, record.participant_id)


def _changes(activity: Activity, found: list[Difference]) -> list[Change]:
    people = Participant.objects.select_related("event").in_bulk([each.cell[1] for each in found])
    for each in found:
        for record in filter(None, (each.stored, each.due)):
            record.activity = activity
    return [Change(people.get(each.cell[1]), each.stored, each.due) for each in found]
