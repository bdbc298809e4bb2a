"""What a planned table would change in an event that has people already, person by person."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from events.importing.columns import Problem, Severity
from events.importing.plan import Plan, PlannedGroup, PlannedParticipant, quoted
from foundation.text.names import fold_case

PLAIN_FIELDS = ("display_name", "external_id", "gender", "age", "birth_date")
METADATA_PREFIX = "metadata: "

Key = tuple[str, str]
"""A person's group and name, both regardless of case and spaces."""


class StoredGroup(Protocol):
    """What is read of a group of the event: the model has it."""

    pk: int
    name: str
    identifier: str


class StoredPerson(Protocol):
    """What is read of a participant of the event: the model has it."""

    pk: int
    group: StoredGroup
    display_name: str
    external_id: str | None
    gender: str
    age: int | None
    birth_date: datetime.date | None
    metadata: Mapping[str, str]
    is_withdrawn: bool


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
        return [problem for problem in self.problems if problem.severity == Severity.ERROR]

    @property
    def changes_something(self) -> bool:
        """Whether applying it would write anything, missing people aside."""
        return bool(self.new_groups or self.new_marks or self.added or self.changed)


def plan_update(
    plan: Plan, existing: Sequence[StoredPerson], groups: Sequence[StoredGroup] = ()
) -> UpdatePlan:
    """Compare a planned table with the people of the event; reads and writes nothing.

    A row is about the person with its registration number; without such a one about the namesake
    in its group, whose number must not be another one. Somebody found in another group moves. An
    empty cell says nothing about what is stored. Where several namesakes could be meant, the rows
    are errors, unless they say of as many people just what is stored.
    """
    return _Comparison(plan, existing, groups).made()


class _Comparison:
    """Matches rows to people; every person is claimed by one row at most."""

    def __init__(self, plan: Plan, existing: Sequence[StoredPerson], groups: Sequence[StoredGroup]):
        self.plan, self.existing = plan, existing
        self.groups = {fold_case(group.name): group for group in groups}
        self.person_of_row: dict[int, StoredPerson] = {}
        self.refused: set[int] = set()
        self.claimed: set[int] = set()
        self.doubtful: set[int] = set()
        self.problems: list[Problem] = list(plan.problems)

    def made(self) -> UpdatePlan:
        self._match_ids()
        self._match_names()
        added, changed, unchanged = [], [], []
        for row in self.plan.participants:
            person = self.person_of_row.get(row.row)
            if row.row in self.refused:
                continue
            if person is None:
                added.append(row)
            elif fields := changes(row, person):
                changed.append(PlannedChange(row, person, fields))
            else:
                unchanged.append((row, person))
        missing = self._missing()
        self._warn_of_namesakes_elsewhere(added, missing)
        self._warn_of_withdrawn()
        return UpdatePlan(
            new_groups=self._new_groups(),
            new_marks=self._new_marks(),
            added=added,
            changed=changed,
            unchanged=unchanged,
            missing=missing,
            problems=sorted(self.problems, key=lambda problem: problem.row or 0),
        )

    def _match_ids(self) -> None:
        person_of_id = {person.external_id: person for person in self.existing}
        for row in self.plan.participants:
            if row.external_id and row.external_id in person_of_id:
                self._match(row, person_of_id[row.external_id])

    def _match_names(self) -> None:
        people: defaultdict[Key, list[StoredPerson]] = defaultdict(list)
        for person in self.existing:
            if person.pk not in self.claimed:
                people[fold_case(person.group.name), fold_case(person.display_name)].append(person)
        rows: defaultdict[Key, list[PlannedParticipant]] = defaultdict(list)
        for row in self.plan.participants:
            key = fold_case(row.group.name), fold_case(row.display_name)
            if row.row not in self.person_of_row and key in people:
                rows[key].append(row)
        for key, namesakes in rows.items():
            self._match_namesakes(namesakes, people[key])

    def _match_namesakes(
        self, rows: Sequence[PlannedParticipant], people: Sequence[StoredPerson]
    ) -> None:
        """Rows and people of one name in one group, none of them matched so far."""
        possible = {
            row.row: [person for person in people if not (row.external_id and person.external_id)]
            for row in rows
        }
        rows = [row for row in rows if possible[row.row]]
        if len(rows) == 1 and len(possible[rows[0].row]) == 1:
            self._match(rows[0], possible[rows[0].row][0])
        elif rows and not self._match_as_they_are(rows, people):
            self.doubtful.update(person.pk for person in people)
            for row in rows:
                self._refuse(row, len(rows), len(possible[row.row]))

    def _match_as_they_are(
        self, rows: Sequence[PlannedParticipant], people: Sequence[StoredPerson]
    ) -> bool:
        """Match all the namesakes if nothing changes by it; then it does not matter who is who.

        Rows that say more choose first: what they fit, those that say less fit as well.
        """
        if len(rows) != len(people):
            return False
        fitting = {
            row.row: [person for person in people if not changes(row, person)] for row in rows
        }
        pairs, taken = [], set()
        for row in sorted(rows, key=lambda row: len(fitting[row.row])):
            person = next((p for p in fitting[row.row] if p.pk not in taken), None)
            if person is None:
                return False
            taken.add(person.pk)
            pairs.append((row, person))
        for row, person in pairs:
            self._match(row, person)
        return True

    def _match(self, row: PlannedParticipant, person: StoredPerson) -> None:
        self.person_of_row[row.row] = person
        self.claimed.add(person.pk)

    def _refuse(self, row: PlannedParticipant, rows: int, people: int) -> None:
        self.refused.add(row.row)
        message = _(
            "%(text)s stands in %(rows)d rows of the group %(group)s, and the event has %(people)d"
            " of that name there, so it is not clear who is who; give them registration numbers,"
            " in the event and in the table"
        )
        names = {"group": row.group.name, "rows": rows, "people": people}
        self._add_problem(Severity.ERROR, row, message % {**quoted(row.display_name), **names})

    def _missing(self) -> list[StoredPerson]:
        spoken_of = self.claimed | self.doubtful
        return [p for p in self.existing if not (p.pk in spoken_of or p.is_withdrawn)]

    def _warn_of_namesakes_elsewhere(
        self, added: Iterable[PlannedParticipant], missing: Iterable[StoredPerson]
    ) -> None:
        """Somebody new and somebody missing of one name are probably one person who moved."""
        elsewhere = {fold_case(person.display_name): person for person in missing}
        for row in added:
            person = elsewhere.get(fold_case(row.display_name))
            if person is None or (row.external_id and person.external_id):
                continue
            message = _(
                "%(text)s is added as somebody new; the one in the group %(group)s is not in the"
                " table. If they are one person, move them to the new group first"
            )
            names = {**quoted(row.display_name), "group": person.group.name}
            self._add_problem(Severity.WARNING, row, message % names)

    def _warn_of_withdrawn(self) -> None:
        for row in self.plan.participants:
            person = self.person_of_row.get(row.row)
            if person is not None and person.is_withdrawn:
                message = _("%(text)s has withdrawn from the event, and stays so")
                self._add_problem(Severity.WARNING, row, message % quoted(person.display_name))

    def _add_problem(self, severity: Severity, row: PlannedParticipant, text: str) -> None:
        self.problems.append(Problem(severity, text, row.row, "display_name"))

    def _new_groups(self) -> list[PlannedGroup]:
        return [g for g in self.plan.groups if fold_case(g.name) not in self.groups]

    def _new_marks(self) -> list[tuple[StoredGroup, str]]:
        marks = []
        for planned in self.plan.groups:
            stored = self.groups.get(fold_case(planned.name))
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
        if new not in (None, "") and new != old:
            found[name] = (old, new)
    for header, new in row.metadata.items():
        header = _stored_header(header, person.metadata)
        old = person.metadata.get(header)
        if new != old:
            found[METADATA_PREFIX + header] = (old, new)
    return found


def _stored_header(header: str, metadata: Mapping[str, str]) -> str:
    """As the person's other data has it already: “tričko” is “Tričko”."""
    if header in metadata:
        return header
    key = fold_case(header)
    return next((stored for stored in metadata if fold_case(stored) == key), header)
