"""What an imported table would make: groups, participants, and the problems, row by row."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events.ages.ages import OLDEST, earliest_birth
from events.ages.genders import LONGEST_GENDER, gender_of
from events.importing.columns import Column, Problem, Severity, assign_columns
from foundation.tables.table import ReportRows, Row, Table, report_to_nobody
from foundation.text.names import fold_case, tidy

LONGEST = {
    "display_name": 255,
    "group_name": 255,
    "group_identifier": 255,
    "external_id": 255,
    "gender": LONGEST_GENDER,
}
"""In characters; as the models have it."""
LONGEST_KEY = 3 * 255
REPORT_EVERY = 500
AGE = re.compile(r"([0-9]{1,3})(?:[.,]0+)?")  # "12.0": what a table program makes of a gappy column
DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\. ?(?P<year>[0-9]{4})"),
)


class CellRefused(ValueError):
    """A cell cannot be what its column says. The message tells the organiser why."""


@dataclass(slots=True)
class PlannedGroup:
    """A group to create: the first spelling of its name, the first identifier given."""

    name: str
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class PlannedParticipant:
    """A participant to create. gender: see `gender_of`; metadata: header -> cell, none empty."""

    row: int
    group: PlannedGroup
    display_name: str
    external_id: str | None = None
    gender: str = ""
    age: int | None = None
    birth_date: datetime.date | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. With errors it does nothing; `participants` are the good rows."""

    table: Table
    columns: list[Column]
    groups: list[PlannedGroup]
    participants: list[PlannedParticipant]
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.WARNING]

    @property
    def recognised(self) -> dict[str, str]:
        """Header -> system field, without the columns that go into the metadata."""
        return {column.header: column.field for column in self.columns if column.field}


def make_plan(
    table: Table,
    *,
    today: datetime.date,
    mapping: Mapping[str, str] | None = None,
    recognise: bool = True,
    report_rows: ReportRows = report_to_nobody,
) -> Plan:
    """What importing the table would do, with every problem; reads and writes nothing.

    mapping, recognise: see `assign_columns`. today: birth dates after it are refused. report_rows:
    called now and then with the number of rows planned.
    """
    columns, problems = assign_columns(table.headers, mapping, recognise=recognise)
    if problems:  # the rows would only repeat that for each of them
        return Plan(table, columns, [], [], problems)
    planner = _RowPlanner(columns, today)
    for count, row in enumerate(table.rows, start=1):
        planner.take(row)
        if count % REPORT_EVERY == 0:
            report_rows(count)
    return Plan(
        table, columns, list(planner.groups.values()), planner.participants, planner.problems
    )


def read_gender(text: str) -> str:
    """A word in Czech or English -> "F", "M", "X"; another text as it is."""
    return gender_of(fitting("gender", text))


def read_age(text: str) -> int | None:
    """Whole years from 0 to 200."""
    if not text:
        return None
    match = AGE.fullmatch(text)
    if match is None or int(match[1]) > OLDEST:
        raise CellRefused(
            _("“%(text)s” is not an age; write a whole number from 0 to 200") % quoted(text)
        )
    return int(match[1])


def read_birth_date(text: str, *, today: datetime.date) -> datetime.date | None:
    """2011-05-06, 6.5.2011 or 6. 5. 2011 -> a day of the last 200 years, up to today."""
    if not text:
        return None
    match = next(filter(None, (pattern.fullmatch(text) for pattern in DATES)), None)
    try:
        birth_date = datetime.date(*(int(match[part]) for part in ("year", "month", "day")))
    except (TypeError, ValueError) as error:  # none of the forms; no such day
        raise CellRefused(
            _("“%(text)s” is not a date; write it as 6.5.2011 or 2011-05-06") % quoted(text)
        ) from error
    if birth_date > today:
        raise CellRefused(_("the birth date %(text)s is in the future") % quoted(text))
    if birth_date < earliest_birth(today):
        raise CellRefused(_("the birth date %(text)s is too long ago") % quoted(text))
    return birth_date


def readers_on(today: datetime.date) -> dict[str, Callable[[str], Any]]:
    """System field -> what reads a tidied cell of it and raises CellRefused."""
    born = partial(read_birth_date, today=today)
    return {"gender": read_gender, "age": read_age, "birth_date": born}


def fitting(name: str, text: str, called: str = "") -> str:
    """The text, if the database takes it. name: the system field; called: its name in the sentence,
    where that is another one.
    """
    key = fold_case(text) if name == "group_name" else ""
    if len(text) > LONGEST[name] or len(key) > LONGEST_KEY:
        raise CellRefused(
            _("%(field)s is longer than %(limit)d characters")
            % {"field": called or name, "limit": LONGEST[name]}
        )
    return text


def quoted(text: str) -> dict[str, str]:
    """What is quoted back in a sentence: never more than a line."""
    return {"text": Truncator(text).chars(30)}


class _RowPlanner:
    """Takes the rows one by one and remembers what the later ones are compared with."""

    def __init__(self, columns: list[Column], today: datetime.date):
        self.columns, self.readers = columns, readers_on(today)
        self.groups: dict[str, PlannedGroup] = {}
        self.participants: list[PlannedParticipant] = []
        self.problems: list[Problem] = []
        self.row_of_id: dict[str, int] = {}
        self.row_of_name: dict[tuple[str, str], int] = {}
        self.row_of_name_without_id: dict[tuple[str, str], int] = {}

    def take(self, row: Row) -> None:
        """Plan the row's participant; where something is wrong, only say what."""
        self.row, self.is_good = row.number, True
        cells, metadata = self._sort_cells(row)
        display_name, group = self._display_name(cells), self._group(cells)
        participant = PlannedParticipant(
            row=row.number,
            group=group,
            display_name=display_name,
            external_id=self._external_id(cells),
            **{name: self._read(name, read, cells) for name, read in self.readers.items()},
            metadata=metadata,
        )
        if display_name and group is not None:
            self._compare(participant)
        if self.is_good:
            self.participants.append(participant)

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
            elif column.field:
                fields[column.field] = tidy(cell)
            else:
                metadata[column.header] = cell
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
            self._warn("group_identifier", message % names)
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

    def _compare(self, participant: PlannedParticipant) -> None:
        """Warn of a namesake in the same group, unless both have an external id."""
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
            self._warn("display_name", message % {**quoted(participant.display_name), **names})

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

    def _warn(self, name: str, message: str) -> None:
        self.problems.append(Problem(Severity.WARNING, message, self.row, name))
