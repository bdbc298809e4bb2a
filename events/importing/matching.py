"""Which person of the event each row of a table is about, and who is only likely the same. Pure."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from django.utils.translation import gettext as _

from events.importing.rows import PlannedParticipant
from events.rosters.cells import quoted
from events.rosters.problems import Answer, Answers, Kind, Problem, Severity, doubt
from foundation.text.names import fold, fold_case

Changes = Callable[[PlannedParticipant, "StoredPerson"], dict]
Key = tuple[str, str]
"""A person's group and name, both regardless of case and spaces."""
Name = tuple[str, ...]


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
    birth_year: int | None
    last_name: str
    status: str
    is_hidden: bool
    metadata: Mapping[str, str]
    is_withdrawn: bool


class Matching:
    """Who is who: every person is claimed by one row at most.

    rows: as planned, save numbers that lost their zeros. person_of_row: by the row's number.
    refused: rows of which it is not clear who they are about; doubtful: whom they may be about.
    changes: what a row would change in a person.
    """

    def __init__(
        self,
        rows: Sequence[PlannedParticipant],
        existing: Sequence[StoredPerson],
        answers: Answers,
        changes: Changes,
    ):
        self.rows, self.existing, self.answers = list(rows), existing, answers
        self.changes = changes
        self.person_of_row: dict[int, StoredPerson] = {}
        self.refused: set[int] = set()
        self.claimed: set[int] = set()
        self.doubtful: set[int] = set()
        self.problems: list[Problem] = []
        self._match_ids()
        self._match_numbers_without_zeros()
        self._match_names()
        self._match_likely()

    def missing(self) -> list[StoredPerson]:
        """Whom no row is about, without those who have withdrawn."""
        spoken_of = self.claimed | self.doubtful
        return [p for p in self.existing if not (p.pk in spoken_of or p.is_withdrawn)]

    def _match_ids(self) -> None:
        person_of_id = {person.external_id: person for person in self.existing}
        for row in self.rows:
            if row.external_id and row.external_id in person_of_id:
                self._match(row, person_of_id[row.external_id])

    def _match_numbers_without_zeros(self) -> None:
        """7 is 007 where the name fits: spreadsheets take the zeros away. The longer one stays."""
        people: defaultdict[str, list[StoredPerson]] = defaultdict(list)
        for person in self.existing:
            if person.pk not in self.claimed and person.external_id:
                people[number_key(person.external_id)].append(person)
        for at, row in enumerate(self.rows):
            if row.row in self.person_of_row or not row.external_id:
                continue
            found = [
                person
                for person in people.get(number_key(row.external_id), ())
                if person.pk not in self.claimed and _likely_name(person, row)
            ]
            if len(found) != 1:
                continue
            person = found[0]
            message = _("the number %(text)s is taken for the %(stored)s of %(name)s")
            names = {"stored": person.external_id, "name": person.display_name[:60]}
            text = message % {**quoted(row.external_id), **names}
            self._add_doubt(Kind.ZEROS, row, text, person, "external_id")
            longer = max(row.external_id, person.external_id, key=len)
            self.rows[at] = replace(row, external_id=longer)
            self._match(row, person)

    def _match_likely(self) -> None:
        """Ask about people whom no row is about, where a new one has a name like theirs."""
        people: defaultdict[Name, list[StoredPerson]] = defaultdict(list)
        for person in self.missing():
            people[name_key(person.display_name)].append(person)
        known = self.refused | self.person_of_row.keys()
        new = [row for row in self.rows if row.row not in known]
        rivals = Counter(name_key(row.display_name) for row in new)
        for row in new:
            key = name_key(row.display_name)
            found = [p for p in people.get(key, ()) if p.pk not in self.claimed]
            same_group = [p for p in found if fold_case(p.group.name) == fold_case(row.group.name)]
            found = same_group or found
            if len(found) == 1 and rivals[key] == 1 and not _has_other_number(row, found[0]):
                self._ask_whether_same(row, found[0])

    def _ask_whether_same(self, row: PlannedParticipant, person: StoredPerson) -> None:
        stays = fold_case(row.group.name) == fold_case(person.group.name)
        if stays:
            message = _("%(text)s may be %(name)s, who is in the group %(group)s already")
        else:
            message = _("%(text)s may be %(name)s from the group %(group)s, who would move")
        names = {"name": person.display_name[:60], "group": person.group.name[:60]}
        answer = self._add_doubt(
            Kind.TURNED_ROUND if stays else Kind.ELSEWHERE,
            row,
            message % {**quoted(row.display_name), **names},
            person,
            answers=(Answer.ANOTHER, Answer.SAME),
        )
        if answer == Answer.SAME:
            self._match(row, person)

    def _match_names(self) -> None:
        people: defaultdict[Key, list[StoredPerson]] = defaultdict(list)
        for person in self.existing:
            if person.pk not in self.claimed:
                people[fold_case(person.group.name), fold_case(person.display_name)].append(person)
        rows: defaultdict[Key, list[PlannedParticipant]] = defaultdict(list)
        for row in self.rows:
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
            row.row: [person for person in people if not self.changes(row, person)] for row in rows
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

    def _add_doubt(
        self,
        kind: Kind,
        row: PlannedParticipant,
        text: str,
        person: StoredPerson,
        field: str = "display_name",
        answers: tuple[Answer, ...] = (Answer.RIGHT,),
    ) -> str:
        """What was answered to it, or the safe answer."""
        about = [row.display_name, row.external_id or "", str(person.pk), person.display_name]
        asked = doubt(kind, text, row.row, field, about=about, answers=answers)
        self.problems.append(asked)
        return asked.answer(self.answers)

    def _add_problem(self, severity: Severity, row: PlannedParticipant, text: str) -> None:
        self.problems.append(Problem(severity, text, row.row, "display_name"))


def number_key(external_id: str) -> str:
    """A number as it is without the zeros before it; any other text as it is."""
    return external_id.lstrip("0") or "0" if external_id.isdecimal() else external_id


def name_key(name: str) -> Name:
    """The same for names of the same words, whatever their order and diacritics."""
    return tuple(sorted(fold(name).split()))


def _likely_name(person: StoredPerson, row: PlannedParticipant) -> bool:
    return name_key(person.display_name) == name_key(row.display_name)


def _has_other_number(row: PlannedParticipant, person: StoredPerson) -> bool:
    return bool(row.external_id and person.external_id)
