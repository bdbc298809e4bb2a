"""What an imported table would make: groups, participants, and the problems, row by row."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from events.importing.rows import PlannedGroup, PlannedParticipant, RowPlanner, cells_of
from events.rosters.cells import readers_on
from events.rosters.columns import LEAVE_OUT, Column, assign_columns
from events.rosters.doubts import doubt_of_finding
from events.rosters.problems import Answers, Kind, Problem, Severity, of_severity
from foundation.tables.table import ReportRows, Table, report_to_nobody

REPORT_EVERY = 500


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
        return of_severity(self.problems, Severity.ERROR)

    @property
    def doubts(self) -> list[Problem]:
        return of_severity(self.problems, Severity.DOUBT)

    @property
    def warnings(self) -> list[Problem]:
        """What does not stop an import by a program: doubts, read in the safe way, and the rest."""
        return [problem for problem in self.problems if problem.severity != Severity.ERROR]

    @property
    def recognised(self) -> dict[str, str]:
        """Header -> system field, without the columns that go into the metadata."""
        return {
            column.header: column.field
            for column in self.columns
            if column.field not in ("", LEAVE_OUT)
        }

    @property
    def has_last_names(self) -> bool:
        return any(column.field == "last_name" for column in self.columns)


def make_plan(
    table: Table,
    *,
    today: datetime.date,
    day: datetime.date | None = None,
    last_birthday: datetime.date | None = None,
    mapping: Mapping[str, str] | None = None,
    recognise: bool = True,
    answers: Answers | None = None,
    report_rows: ReportRows = report_to_nobody,
) -> Plan:
    """What importing the table would do, with every problem; reads and writes nothing.

    mapping, recognise: see `assign_columns`. day: on which ages are counted, if not today.
    last_birthday: who was born after it, or after today, is refused. answers: what was said to
    doubts; the others are taken in the safe way. report_rows: called now and then with the number
    of rows planned.
    """
    columns, problems = assign_columns(
        table.headers, mapping, recognise=recognise, cells=cells_of(table)
    )
    rows = {row.number for row in table.rows}
    file_doubts = [doubt_of_finding(each) for each in table.doubts if each.row not in rows]
    if problems:  # the rows would only repeat that for each of them
        why = [
            replace(each, severity=Severity.ERROR)
            for each in file_doubts
            if each.kind == Kind.NO_HEADERS
        ]
        others = [each for each in file_doubts if each.kind != Kind.NO_HEADERS]
        return Plan(table, columns, [], [], [*why, *problems, *others])
    readers = readers_on(today, last_birthday)
    planner = RowPlanner(table, columns, readers, answers or {})
    for count, row in enumerate(table.rows, start=1):
        planner.take(row)
        if count % REPORT_EVERY == 0:
            report_rows(count)
    planner.look_at_all(day or today)
    problems = sorted([*file_doubts, *planner.problems], key=lambda problem: problem.row or 0)
    return Plan(table, columns, list(planner.groups.values()), planner.participants, problems)
