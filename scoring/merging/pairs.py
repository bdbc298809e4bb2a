"""Two participants of an event side by side, and who of an event may be the same person."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.core.paginator import Page, Paginator
from django.db.models import Count

from events.models import Activity, Event, Participant
from events.parts.namesakes import Likeness, NamedPerson, likely_pairs
from scoring.ledger.stored_text import describe_in_full
from scoring.models import Record
from scoring.rules.activity_rules import rule_of

FIELDS = (
    "display_name",
    "last_name",
    "external_id",
    "group",
    "gender",
    "age",
    "birth_date",
    "birth_year",
    "status",
    "metadata",
)
"""Fields of which a participant has one value, so that a merge has to choose."""
PAIRS_PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class CellPair:
    """The results of both in one activity; at least one of them has one."""

    activity: Activity
    kept: Record | None
    other: Record | None

    @property
    def is_same(self) -> bool:
        """Whether both have a result and the two are equal."""
        return bool(self.kept and self.other and _result_key(self.kept) == _result_key(self.other))

    @property
    def is_in_question(self) -> bool:
        """Whether both have a result and the two differ, so that somebody has to choose."""
        return bool(self.kept and self.other) and not self.is_same

    def text_of(self, record: Record | None) -> str:
        return describe_in_full(record, rule_of(self.activity), own_point=True)

    @property
    def kept_text(self) -> str:
        return self.text_of(self.kept)

    @property
    def other_text(self) -> str:
        return self.text_of(self.other)


@dataclass(frozen=True, slots=True)
class MergePair:
    """The one who is kept and the other who goes, with event, group and results.

    kept_entries, other_entries: how many lines of the ledger each has.
    """

    kept: Participant
    other: Participant
    cells: list[CellPair]
    kept_entries: int
    other_entries: int

    @property
    def fingerprint(self) -> str:
        """A hash of both people and their results: it changes with any of them."""
        people = [
            [str(person.serializable_value(name)) for name in ("pk", *FIELDS)]
            for person in (self.kept, self.other)
        ]
        results = [
            (
                cell.activity.pk,
                *(record.entry_id if record else 0 for record in (cell.kept, cell.other)),
            )
            for cell in self.cells
        ]
        content = repr((people, results, self.kept_entries, self.other_entries))
        return sha256(content.encode()).hexdigest()[:32]

    @property
    def differing(self) -> list[str]:
        """Fields in which the two differ, so that somebody has to choose."""
        return [name for name in FIELDS if getattr(self.kept, name) != getattr(self.other, name)]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two who are likely the same person. `kept`: the one with more results, else added first."""

    kept: Participant
    other: Participant
    likeness: Likeness


def read(event_pk: int, kept_pk: int, other_pk: int) -> MergePair | None:
    """The two as they are stored now; None unless both are in the event. Three queries."""
    people = (
        Participant.objects.filter(event=event_pk)
        .select_related("event__organisation", "group")
        .annotate(entry_count=Count("entries"))
        .order_by()
        .in_bulk([kept_pk, other_pk])
    )
    if len(people) < 2:
        return None
    kept, other = people[kept_pk], people[other_pk]
    other.event = kept.event
    by_activity: dict[Activity, dict[int, Record]] = {}
    records = Record.objects.filter(participant__in=people).select_related("activity", "evaluator")
    for record in records.order_by("activity__order", "activity_id", "pk"):
        by_activity.setdefault(record.activity, {})[record.participant_id] = record
    cells = [
        CellPair(activity, found.get(kept_pk), found.get(other_pk))
        for activity, found in by_activity.items()
    ]
    return MergePair(kept, other, cells, kept.entry_count, other.entry_count)


def suggestions(event: Event, page: str | int) -> Page:
    """A page of `Suggestion`s, the surest first. Two queries, however many people there are."""
    people = [
        NamedPerson(*values)
        for values in event.participants.filter(erased_at=None)
        .order_by()
        .values_list("pk", "search_key", "birth_date", "birth_year")
    ]
    found = Paginator(likely_pairs(people), PAIRS_PER_PAGE).get_page(page)
    ids = {pk for pair in found for pk in (pair.first, pair.second)}
    shown = event.participants.select_related("group").annotate(result_count=Count("records"))
    shown = shown.order_by().in_bulk(ids)
    found.object_list = [
        _suggestion(pair.likeness, [shown[pair.first], shown[pair.second]])
        for pair in found
        if pair.first in shown and pair.second in shown
    ]
    return found


def _suggestion(likeness: Likeness, people: Sequence[Participant]) -> Suggestion:
    kept, other = sorted(people, key=lambda person: (-person.result_count, person.pk))
    return Suggestion(kept, other, likeness)


def _result_key(record: Record) -> tuple:
    return record.status, record.value, record.attempts, record.reason
