"""What was entered at an event: the results of now in one slim query, and who entered how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Activity, Event
from klepak.analytics.filters import Narrowing
from scoring.models import Entry, Record


class EnteredResult(NamedTuple):
    """A result as it stands: first entered at `first_at`, as it is now at `at`."""

    record_id: int
    activity_id: int
    participant_id: int
    value: int | None
    status: str
    first_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class EvaluatorEntries:
    """What one account has entered. corrections: entries for what had one before, clearings too.

    activities: their names, in the order of the event.
    """

    name: str
    is_team: bool
    entries: int
    corrections: int
    first: datetime
    last: datetime
    activities: list[str]


def results_of(event: Event) -> list[EnteredResult]:
    rows = Record.objects.filter(activity__event=event).order_by("pk")
    columns = ("pk", "activity_id", "participant_id", "value", "status", "created_at", "updated_at")
    return [EnteredResult(*row) for row in rows.values_list(*columns)]


def entries_by_evaluator(
    event: Event, activities: Sequence[Activity], narrowing: Narrowing
) -> list[EvaluatorEntries]:
    """Who entered most first; by the ledger, so it is who really typed. In two queries."""
    earlier = Entry.objects.filter(
        activity=OuterRef("activity"), participant=OuterRef("participant"), pk__lt=OuterRef("pk")
    )
    rows = (
        Entry.objects.filter(narrowing.entries(), activity__event=event)
        .annotate(is_correction=Exists(earlier))
        .order_by()
        .values_list("entered_by", "activity_id")
        .annotate(
            entries=Count("pk"),
            corrections=Count("pk", filter=Q(is_correction=True)),
            first=Min("received_at"),
            last=Max("received_at"),
        )
    )
    of_person: dict[int | None, list[tuple]] = {}
    for person, *row in rows:
        of_person.setdefault(person, []).append(row)
    people = User.objects.in_bulk(filter(None, of_person))
    found = [_together(people.get(pk), own, activities) for pk, own in of_person.items()]
    return sorted(found, key=lambda each: (-each.entries, each.name))


def _together(
    user: User | None, rows: list[tuple], activities: Sequence[Activity]
) -> EvaluatorEntries:
    ids, entries, corrections, firsts, lasts = zip(*rows, strict=True)
    return EvaluatorEntries(
        name=str(user) if user else _("a deleted account"),
        is_team=bool(user and user.is_team),
        entries=sum(entries),
        corrections=sum(corrections),
        first=min(firsts),
        last=max(lasts),
        activities=[activity.name for activity in activities if activity.pk in ids],
    )
