"""From the rows of a table to participants: one after the other, then all of them together."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from events.ages import genders
from events.ages.ages import age_of
from events.ages.genders import gender_of
from events.rosters.cells import CellRefused, born_of, fitting, quoted, read_hidden, read_status
from events.rosters.columns import LEAVE_OUT, PARTS_OF_NAME, Column
from events.rosters.doubts import (
    age_doubt,
    doubt_of_finding,
    far_ages,
    is_row_count,
    is_summary,
    row_count_doubt,
    summary_doubt,
)
from events.rosters.problems import Answer, Answers, Kind, Problem, Severity, doubt
from foundation.tables.table import Finding, Row, Table
from foundation.text.names import fold_case, tidy


@dataclass(slots=True)
class PlannedGroup:
    """A group to create: the first spelling of its name, the first identifier given."""

    name: str
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class PlannedParticipant:
    """A participant to create. gender: "F", "M" or ""; metadata: header -> cell, none empty."""

    row: int
    group: PlannedGroup
    display_name: str
    external_id: str | None = None
    gender: str = ""
    age: int | None = None
    birth_date: datetime.date | None = None
    birth_year: int | None = None
    last_name: str = ""
    status: str = ""
    is_hidden: bool | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def cells_of(table: Table) -> Callable[[str], list[str]]:
    """Header -> what stands below it, row by row, tidied."""

    def below(header: str) -> list[str]:
        at = table.headers.index(header)
        return [tidy(row.cells[at]) if at < len(row.cells) else "" for row in table.rows]

    return below


class RowPlanner:
    """Takes the rows one by one and remembers what the later ones are compared with."""

    def __init__(
        self,
        table: Table,
        columns: list[Column],
        readers: Mapping[str, Callable[[str], Any]],
        answers: Answers,
    ):
        self.columns, self.readers, self.answers = columns, readers, answers
        self.cell_of_column = cells_of(table)
        self.column_of = {column.field: column for column in columns if column.field}
        self.findings: defaultdict[int, list[Finding]] = defaultdict(list)
        for finding in (*table.errors, *table.doubts):
            if finding.row is not None:
                self.findings[finding.row].append(finding)
        self.genders = set(self._cells_below("gender"))
        self.groups: dict[str, PlannedGroup] = {}
        self.participants: list[PlannedParticipant] = []
        self.problems: list[Problem] = []
        self.row_of_id: dict[str, int] = {}
        self.row_of_name: dict[tuple[str, str], int] = {}
        self.row_of_name_without_id: dict[tuple[str, str], int] = {}
        self.age_from: dict[int, str] = {}

    def take(self, row: Row) -> None:
        """Plan the row's participant; where something is wrong, only say what."""
        self.row, self.is_good = row.number, True
        row = self._with_findings(row)
        cells, metadata = self._sort_cells(row)
        if not self.is_good or self._is_left_out(row, cells):
            return
        display_name, group = self._display_name(cells), self._group(cells)
        participant = PlannedParticipant(
            row=row.number,
            group=group,
            display_name=display_name,
            last_name=self._fitting("last_name", cells.get("last_name", "")),
            external_id=self._external_id(cells),
            gender=self._gender(cells),
            age=self._read("age", self.readers["age"], cells),
            **self._birth(cells),
            status=self._read("status", read_status, cells),
            is_hidden=self._read("is_hidden", read_hidden, cells),
            metadata=metadata,
        )
        if display_name and group is not None:
            self._compare(participant)
        if self.is_good:
            self.participants.append(participant)

    def look_at_all(self, day: datetime.date) -> None:
        """What only shows when all rows are there. day: on which ages are counted."""
        planned = {each.row: each for each in self.participants}
        ages = {
            row: age
            for row, each in planned.items()
            if (age := age_of(each.birth_date, each.birth_year, each.age, day)) is not None
        }
        for far in far_ages(ages):
            name = planned[far.row].display_name
            self.problems.append(age_doubt(far, name, self.age_from[far.row]))
        number = self.column_of.get("external_id")
        if number and number.is_guess and is_row_count(self._cells_below("external_id")):
            self.problems.append(row_count_doubt(number.header))

    def _cells_below(self, field: str) -> list[str]:
        column = self.column_of.get(field)
        return self.cell_of_column(column.header) if column else []

    def _with_findings(self, row: Row) -> Row:
        """The row with the cells that are repaired; what the reader found is added to problems."""
        cells = list(row.cells)
        for finding in self.findings.get(row.number, ()):
            at = finding.at if finding.at is not None else len(self.columns)
            column = self.columns[at] if at < len(self.columns) else Column("")
            if column.field == LEAVE_OUT:
                continue
            problem = doubt_of_finding(finding, column.field)
            self.problems.append(problem)
            if problem.severity == Severity.ERROR:
                self.is_good = False
            elif problem.answer(self.answers) == Answer.REPAIRED:
                cells[at] = finding.suggestion
        return Row(row.number, tuple(cells))

    def _is_left_out(self, row: Row, cells: Mapping[str, str]) -> bool:
        """Whether the row is a total, unless somebody has answered that it is a person."""
        has_name = any(cells.get(name) for name in ("display_name", *PARTS_OF_NAME))
        if not is_summary(row.cells, can_be_person=has_name and bool(cells.get("group_name"))):
            return False
        problem = summary_doubt(row)
        self.problems.append(problem)
        return problem.answer(self.answers) == Answer.LEFT_OUT

    def _sort_cells(self, row: Row) -> tuple[dict[str, str], dict[str, str]]:
        """The cells that say something: (by system field, tidied; by header, for the metadata)."""
        fields, metadata, strays = {}, {}, []
        for position, cell in enumerate(row.cells):
            cell = cell.strip()
            column = self.columns[position] if position < len(self.columns) else Column("")
            if not cell:
                continue
            if not column.header:
                strays.append(cell)
            elif column.field == LEAVE_OUT:
                continue
            elif column.field:
                fields[column.field] = tidy(cell)
            else:
                metadata[column.name] = cell
        if strays:
            self._error("", _("“%(text)s” stands in a column without a header") % quoted(strays[0]))
        return fields, metadata

    def _display_name(self, cells: Mapping[str, str]) -> str:
        name = cells.get("display_name") or tidy(
            f"{cells.get('first_name', '')} {cells.get('last_name', '')}"
        )
        if not name:
            self._error("display_name", _("display_name is required"))
        return self._fitting("display_name", name)

    def _group(self, cells: Mapping[str, str]) -> PlannedGroup | None:
        name = self._fitting("group_name", cells.get("group_name", ""))
        identifier = self._fitting("group_identifier", cells.get("group_identifier", ""))
        if not cells.get("group_name"):
            self._error("group_name", _("group_name is required"))
        if not name:
            return None
        group = self.groups.setdefault(fold_case(name), PlannedGroup(name, identifier))
        if not group.identifier:
            group.identifier = identifier
        elif identifier and identifier != group.identifier:
            message = _("the group %(group)s keeps its identifier %(old)s; %(new)s is left out")
            names = {"group": group.name, "old": group.identifier, "new": identifier}
            self._doubt(Kind.MARK, "group_identifier", message % names, names.values())
        return group

    def _external_id(self, cells: Mapping[str, str]) -> str | None:
        external_id = self._fitting("external_id", cells.get("external_id", ""))
        if not external_id:
            return None
        earlier = self.row_of_id.setdefault(external_id, self.row)
        if earlier != self.row:
            message = _("external_id %(text)s is already in row %(earlier)d")
            self._error("external_id", message % {**quoted(external_id), "earlier": earlier})
        return external_id

    def _gender(self, cells: Mapping[str, str]) -> str:
        """By its word, which may mean something only beside the other words of the column."""
        text = self._fitting("gender", cells.get("gender", ""))
        gender = gender_of(text, self.genders)
        if gender in ("", *genders.LABELS):
            return gender
        is_boy = gender_of(text, {"D"}) == genders.BOY
        if is_boy:
            message = _("“%(text)s” may mean boys, or may be kept as it is, with boards of its own")
        else:
            message = _("“%(text)s” is kept as it is, with boards of its own")
        asked = doubt(
            Kind.GENDER_LETTER if is_boy else Kind.GENDER,
            message % quoted(text),
            self.row,
            "gender",
            about=[text],
            answers=(Answer.AS_WRITTEN, Answer.MEANT) if is_boy else (Answer.RIGHT,),
            suggestion=str(genders.LABELS[genders.BOY]) if is_boy else "",
        )
        self.problems.append(asked)
        return genders.BOY if asked.answer(self.answers) == Answer.MEANT else gender

    def _birth(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """A day or a year, whichever column it stands in."""
        births = [
            self._read(name, self.readers[name], cells) for name in ("birth_date", "birth_year")
        ]
        self.age_from[self.row] = next(
            (name for name in ("birth_date", "birth_year") if cells.get(name)), "age"
        )
        return born_of(*births)

    def _compare(self, participant: PlannedParticipant) -> None:
        """Doubt a namesake in the same group, unless both have an external id."""
        key = (fold_case(participant.group.name), fold_case(participant.display_name))
        if participant.external_id:
            earlier = self.row_of_name_without_id.get(key)
        else:
            earlier = self.row_of_name.get(key)
            self.row_of_name_without_id.setdefault(key, self.row)
        self.row_of_name.setdefault(key, self.row)
        if earlier is not None:
            message = _("%(text)s is already in the group %(group)s, in row %(earlier)d")
            names = {"group": participant.group.name, "earlier": earlier}
            text = message % {**quoted(participant.display_name), **names}
            self._doubt(Kind.NAMESAKE, "display_name", text, [*key, str(earlier)])

    def _read(self, name: str, read: Callable, cells: Mapping[str, str]):
        try:
            return read(cells.get(name, ""))
        except CellRefused as error:
            self._error(name, str(error))
            return None

    def _fitting(self, name: str, text: str) -> str:
        """The text, or "" with an error where the database would not take it."""
        return self._read(name, partial(fitting, name), {name: text}) or ""

    def _error(self, name: str, message: str) -> None:
        self.is_good = False
        self.problems.append(Problem(Severity.ERROR, message, self.row, name))

    def _doubt(self, kind: Kind, name: str, message: str, about: Iterable[str]) -> None:
        self.problems.append(doubt(kind, message, self.row, name, about=about))
