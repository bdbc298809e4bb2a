"""What a planned table would change in an event that has people already, person by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from events.importing.matching import Matching, StoredGroup, StoredPerson
from events.importing.plan import Plan
from events.importing.rows import PlannedGroup, PlannedParticipant
from events.rosters.cells import cell_of, quoted
from events.rosters.columns import METADATA_PREFIX
from events.rosters.problems import Answers, Kind, Problem, Severity, of_severity
from foundation.text.names import fold_case

PLAIN_FIELDS = (
    "display_name",
    "last_name",
    "external_id",
    "gender",
    "age",
    "birth_date",
    "birth_year",
    "status",
    "is_hidden",
)


OF_PERSON = {Kind.GENDER, Kind.GENDER_LETTER, Kind.AGE, Kind.NAMESAKE}
"""Doubts about somebody of whom the event has it just so already are none."""


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A person whom the table says something new of.

    fields: field -> (old, new), in the order of the page; "group" holds names of groups, and
    "metadata: Tričko" is a column of the other data.
    """

    planned: PlannedParticipant
    person: StoredPerson
    fields: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What applying a table would do. With errors among the problems it must not be applied.

    new_groups: those the event has not; new_marks: a stored group and its new identifier.
    added: rows of new people; changed, unchanged: rows of people found; missing: people of the
    event whom no row is about, without those who have withdrawn.
    problems: those of the table's own plan too, by row.
    """

    new_groups: list[PlannedGroup]
    new_marks: list[tuple[StoredGroup, str]]
    added: list[PlannedParticipant]
    changed: list[PlannedChange]
    unchanged: list[tuple[PlannedParticipant, StoredPerson]]
    missing: list[StoredPerson]
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        return of_severity(self.problems, Severity.ERROR)

    @property
    def doubts(self) -> list[Problem]:
        return of_severity(self.problems, Severity.DOUBT)

    @property
    def changes_something(self) -> bool:
        """Whether applying it would write anything, missing people aside."""
        return bool(self.new_groups or self.new_marks or self.added or self.changed)


def plan_update(
    plan: Plan,
    existing: Sequence[StoredPerson],
    groups: Sequence[StoredGroup] = (),
    answers: Answers | None = None,
) -> UpdatePlan:
    """Compare a planned table with the people of the event; reads and writes nothing.

    A row is about the person with its registration number; without such a one about the namesake
    in its group, whose number must not be another one. Somebody found in another group moves. An
    empty cell says nothing about what is stored. Where several namesakes could be meant, the rows
    are errors, unless they say of as many people just what is stored. A number that lost its zeros
    is the same where the name fits. Who is only likely the same, the name turned round or in
    another group, is somebody new unless `answers` says otherwise.
    """
    found = Matching(plan.participants, existing, answers or {}, changes)
    by_name = {fold_case(group.name): group for group in groups}
    added, changed, unchanged = [], [], []
    for row in found.rows:
        person = found.person_of_row.get(row.row)
        if row.row in found.refused:
            continue
        if person is None:
            added.append(row)
        elif fields := changes(row, person):
            changed.append(PlannedChange(row, person, fields))
        else:
            unchanged.append((row, person))
    same = {row.row for row, _person in unchanged}
    problems = [each for each in plan.problems if not (each.row in same and each.kind in OF_PERSON)]
    problems += [*found.problems, *_withdrawn(found)]
    return UpdatePlan(
        new_groups=[group for group in plan.groups if fold_case(group.name) not in by_name],
        new_marks=_new_marks(plan.groups, by_name),
        added=added,
        changed=changed,
        unchanged=unchanged,
        missing=found.missing(),
        problems=sorted(problems, key=lambda problem: problem.row or 0),
    )


def _withdrawn(found: Matching) -> list[Problem]:
    """Warnings of who has withdrawn, where the table does not speak of that."""
    message = _("%(text)s has withdrawn from the event, and stays so")
    return [
        Problem(Severity.WARNING, message % quoted(person.display_name), row.row, "display_name")
        for row in found.rows
        if (person := found.person_of_row.get(row.row)) is not None
        and person.is_withdrawn
        and not row.status
    ]


def _new_marks(
    groups: Sequence[PlannedGroup], stored_groups: Mapping[str, StoredGroup]
) -> list[tuple[StoredGroup, str]]:
    marks = []
    for planned in groups:
        stored = stored_groups.get(fold_case(planned.name))
        if stored and planned.identifier and planned.identifier != stored.identifier:
            marks.append((stored, planned.identifier))
    return marks


def changes(row: PlannedParticipant, person: StoredPerson) -> dict[str, tuple[Any, Any]]:
    """Field -> (old, new) of what the row says otherwise; empty cells say nothing."""
    found: dict[str, tuple[Any, Any]] = {}
    if fold_case(row.group.name) != fold_case(person.group.name):
        found["group"] = (person.group.name, row.group.name)
    for name in PLAIN_FIELDS:
        old, new = getattr(person, name), getattr(row, name)
        if new in (None, "") or new == old:
            continue
        if name == "birth_year" and person.birth_date and person.birth_date.year == new:
            continue  # the day is known already
        found[name] = (old, new)
    for header, new in row.metadata.items():
        header = _stored_header(header, person.metadata)
        old = person.metadata.get(header)
        if new != cell_of(old).strip():
            found[METADATA_PREFIX + header] = (old, new)
    return found


def _stored_header(header: str, metadata: Mapping[str, str]) -> str:
    """As the person's other data has it already: “tričko” is “Tričko”."""
    if header in metadata:
        return header
    key = fold_case(header)
    return next((stored for stored in metadata if fold_case(stored) == key), header)
