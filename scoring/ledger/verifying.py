"""What can be wrong with results although every single row is right: found and put in words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import F, Max, Q, QuerySet

from events.models import Activity, ActivityEvaluator, EventEvaluator, Participant
from scoring.ledger.rebuilding import AT_ONCE, Difference, differences
from scoring.models import Entry, Record

MICROSECOND = timedelta(microseconds=1)


def faults() -> Iterator[str]:
    """Every fault as a sentence with the numbers of the rows; nothing for a sound database.

    It reads row by row: memory does not grow with the ledger.
    """
    for difference in differences():
        yield in_words(difference)
    for text, found in _strays():
        for row in found.order_by("pk").values_list("pk", flat=True).iterator(AT_ONCE):
            yield text % row
    yield from _versions_behind()


def in_words(difference: Difference) -> str:
    """ "Record 7 (activity 3, participant 9): value is 12000, by the ledger 13000." """
    activity, participant = difference.cell
    place = f"activity {activity}, participant {participant}"
    stored, due = difference.stored, difference.due
    if stored is None:
        return f"Record missing ({place}): the ledger has entry {due.entry_id}."
    if due is None:
        return f"Record {stored.pk} ({place}): there is none by the ledger."
    parts = [
        f"{name} is {_plain(getattr(stored, name))}, by the ledger {_plain(getattr(due, name))}"
        for name in difference.fields
    ]
    return f"Record {stored.pk} ({place}): {'; '.join(parts)}."


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return repr(value) if isinstance(value, str) else str(value)


def _strays() -> Iterator[tuple[str, QuerySet]]:
    """(sentence, rows that belong to two events at once), which no constraint can see."""
    entries, records = Entry.objects, Record.objects
    elsewhere = ~Q(participant__event=F("activity__event"))
    yield (
        "Entry %s: its participant is of another event than its activity.",
        entries.filter(elsewhere),
    )
    yield (
        "Record %s: its participant is of another event than its activity.",
        records.filter(elsewhere),
    )
    yield (
        "Entry %s: its group is of another event than its activity.",
        entries.filter(
            ~Q(group_at_entry__event=F("activity__event")), group_at_entry__isnull=False
        ),
    )
    yield (
        "Entry %s: it is based on an entry of another cell.",
        entries.filter(
            ~Q(based_on__activity=F("activity"), based_on__participant=F("participant")),
            based_on__isnull=False,
        ),
    )
    yield (
        "Entry %s: it is based on an entry that came after it.",
        entries.filter(based_on__gte=F("pk")),
    )
    yield (
        "Participant %s: the group is of another event.",
        Participant.objects.exclude(group__event=F("event")),
    )
    yield (
        "Evaluator %s of an event: the group is of another event.",
        EventEvaluator.objects.filter(
            ~Q(group_assignment__group__event=F("event")), group_assignment__isnull=False
        ),
    )
    yield (
        "Station %s: its activity is of another event than its evaluator.",
        ActivityEvaluator.objects.exclude(activity__event=F("event_evaluator__event")),
    )


def _versions_behind() -> Iterator[str]:
    """A board made before the last entry would be taken for the present one."""
    newest = (
        Activity.objects.order_by("pk")
        .annotate(newest=Max("entries__received_at"))
        .filter(newest__isnull=False)
        .values_list("pk", "results_version", "newest")
    )
    for number, version, received_at in newest.iterator(AT_ONCE):
        if version < (received_at - datetime(1970, 1, 1, tzinfo=UTC)) // MICROSECOND:
            yield f"Activity {number}: the version of its results is older than its last entry."
