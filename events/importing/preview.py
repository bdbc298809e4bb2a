"""What the organiser is shown before an import: columns, numbers, and the plan row by row."""

import datetime
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.ages import genders
from events.importing.asking import (
    Cells,
    Item,
    Question,
    answer_questions,
    errors_of,
    questions_of,
)
from events.importing.plan import Plan
from events.importing.rows import PlannedParticipant
from events.importing.update_plan import PLAIN_FIELDS, PlannedChange, UpdatePlan
from events.rosters.columns import LEAVE_OUT, METADATA, METADATA_PREFIX, SYSTEM_FIELDS
from events.rosters.problems import Answers, Problem, Severity
from foundation.tables.table import Table

KINDS = ("problem", "added", "changed", "unchanged", "left_out", "missing")
SAMPLES = 3
LONGEST_SAMPLE = 60

LABELS = {
    "display_name": gettext_lazy("whole name"),
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"),
    "group_name": gettext_lazy("group"),
    "group_identifier": gettext_lazy("mark of the group"),
    "external_id": gettext_lazy("registration number"),
    "gender": gettext_lazy("gender"),
    "age": gettext_lazy("age"),
    "birth_date": gettext_lazy("birth date"),
    "birth_year": gettext_lazy("year of birth"),
    "status": gettext_lazy("status"),
    "is_hidden": gettext_lazy("hidden from the public"),
    METADATA: gettext_lazy("other data"),
    LEAVE_OUT: gettext_lazy("leave out"),
}
LABELS_OF_CHANGES = {
    **LABELS,
    "display_name": pgettext_lazy("person", "name"),
    "group": LABELS["group_name"],
}
STATUSES = {
    "COMPETING": gettext_lazy("competing"),
    "GUEST": gettext_lazy("guest"),
    "WITHDRAWN": gettext_lazy("withdrawn from the event"),
}
TECHNICAL = re.compile(r"\b(?:" + "|".join(name for name in SYSTEM_FIELDS if "_" in name) + r")\b")
BARE = re.compile(r"\b(?:" + "|".join(SYSTEM_FIELDS) + r")\b")


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the table. field: a system field, "metadata" or "leave_out". position: from 0."""

    header: str
    field: str
    samples: list[str]
    position: int


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """severity: error, doubt or warning. column: the header it is about, or ""."""

    severity: str
    column: str
    text: str


@dataclass(slots=True)
class ShownRow:
    """A row of the table, or with `number` None a person whom no row is about.

    kind: one of KINDS. changes: [field, old, new] in words; details: [field, value] in words.
    """

    number: int | None
    kind: str
    name: str
    group: str = ""
    changes: list[list[str]] = field(default_factory=list)
    details: list[list[str]] = field(default_factory=list)
    problems: list[ShownProblem] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """Everything the page says; plain enough to be kept as JSON.

    counts: a number per kind, and "errors", "doubts", "warnings", "troubled" (rows with any
    problem), "groups" (new ones), "rows" (of the table), "people" (in the event now).
    errors: of rows, with the cells to correct; questions: the doubts, by kind.
    fingerprint: of what would be written, so that exactly that is applied or nothing.
    """

    columns: list[ShownColumn]
    counts: dict[str, int]
    new_groups: list[str]
    new_marks: list[list[str]]
    file_problems: list[ShownProblem]
    errors: list[Item]
    questions: list[Question]
    rows: list[ShownRow]
    fingerprint: str
    changes_something: bool

    @property
    def is_faultless(self) -> bool:
        return not self.counts["errors"]

    @property
    def open_doubts(self) -> int:
        return sum(question.open_count for question in self.questions)

    def answered(self, answers: Answers) -> "Preview":
        """The same with what was said to the doubts."""
        answer_questions(self.questions, answers)
        return self

    def chosen(self, kind: str) -> list[ShownRow]:
        """The rows of the kind; "problem": all with any problem; anything else: every row."""
        if kind == "problem":
            return [row for row in self.rows if row.problems]
        return [row for row in self.rows if row.kind == kind] if kind in KINDS else self.rows

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Preview":
        """What `as_json` made."""
        rows = [
            ShownRow(**{**row, "problems": [ShownProblem(**each) for each in row["problems"]]})
            for row in kept["rows"]
        ]
        return cls(
            **{
                **kept,
                "columns": [ShownColumn(**column) for column in kept["columns"]],
                "file_problems": [ShownProblem(**each) for each in kept["file_problems"]],
                "errors": [Item(**each) for each in kept["errors"]],
                "questions": [
                    Question(**{**each, "items": [Item(**item) for item in each["items"]]})
                    for each in kept["questions"]
                ],
                "rows": rows,
            }
        )


def make_preview(
    table: Table, mapping: Mapping[str, str], plan: Plan, update: UpdatePlan, people: int
) -> Preview:
    """table: as uploaded and corrected; mapping: as chosen by hand. people: how many the event has
    now.
    """
    header_of = {column.field: column.header for column in plan.columns if column.field}
    cells = Cells(table, plan.columns)
    problems = _problems_by_row(update.problems, header_of)
    file_problems = problems.pop(None, [])
    rows = _rows(table, update, problems)
    counts = Counter(dict.fromkeys(KINDS, 0))
    counts.update(row.kind for row in rows)
    return Preview(
        columns=_columns(table, mapping, plan),
        counts={
            **counts,
            "groups": len(update.new_groups),
            "rows": len(table.rows),
            "people": people,
            "errors": len(update.errors),
            "doubts": len(update.doubts),
            "warnings": len(update.problems) - len(update.errors) - len(update.doubts),
            "troubled": sum(bool(row.problems) for row in rows),
        },
        new_groups=[group.name for group in update.new_groups],
        new_marks=[[group.name, group.identifier, mark] for group, mark in update.new_marks],
        file_problems=[each for each in file_problems if each.severity != Severity.DOUBT],
        errors=errors_of(update.problems, cells, _in_words),
        questions=questions_of(update.problems, cells, _in_words),
        rows=rows,
        fingerprint=fingerprint_of(update),
        changes_something=update.changes_something,
    )


def fingerprint_of(update: UpdatePlan) -> str:
    """Equal for plans that write the same, and differs as soon as one of them would not."""
    writes = [
        update.new_groups,
        [(group.pk, mark) for group, mark in update.new_marks],
        update.added,
        [(change.person.pk, change.fields) for change in update.changed],
        [person.pk for person in update.missing],
    ]
    return hashlib.sha256(repr(writes).encode()).hexdigest()


def _columns(table: Table, mapping: Mapping[str, str], plan: Plan) -> list[ShownColumn]:
    field_of = {column.header: column.field for column in plan.columns if column.field}
    shown = []
    for at, header in enumerate(table.headers):
        if not header:
            continue
        samples: dict[str, None] = {}
        for row in table.rows:
            cell = row.cells[at].strip() if at < len(row.cells) else ""
            if cell:
                samples[_shortly(cell)] = None
            if len(samples) == SAMPLES:
                break
        name = mapping.get(header) or field_of.get(header, METADATA)
        shown.append(ShownColumn(header, name, list(samples), at))
    return shown


def _problems_by_row(
    problems: Iterable[Problem], header_of: Mapping[str, str]
) -> dict[int | None, list[ShownProblem]]:
    by_row: defaultdict[int | None, list[ShownProblem]] = defaultdict(list)
    for problem in problems:
        header = header_of.get(problem.field, "") if problem.row else ""
        shown = ShownProblem(problem.severity, header, _in_words(problem))
        by_row[problem.row].append(shown)
    return by_row


def _in_words(problem: Problem) -> str:
    """The sentence without the row, which stands beside it, and without names from the API."""
    names = TECHNICAL if problem.row else BARE
    text = names.sub(lambda match: _("“%(name)s”") % {"name": LABELS[match[0]]}, problem.text)
    return text[:1].upper() + text[1:]


def _rows(
    table: Table, update: UpdatePlan, problems: Mapping[int | None, list[ShownProblem]]
) -> list[ShownRow]:
    found: dict[int, ShownRow] = {}
    for planned in update.added:
        found[planned.row] = _row(planned, "added", details=_details(planned))
    for change in update.changed:
        found[change.planned.row] = _row(change.planned, "changed", changes=_changes(change))
    for planned, _person in update.unchanged:
        found[planned.row] = _row(planned, "unchanged")
    for row in table.rows:
        if row.number not in found and row.number in problems:
            name = " · ".join(filter(None, map(str.strip, row.cells)))
            is_error = any(each.severity == Severity.ERROR for each in problems[row.number])
            kind = "problem" if is_error else "left_out"
            found[row.number] = ShownRow(row.number, kind, _shortly(name, 100))
    for number, row in found.items():
        row.problems = problems.get(number, [])
    missing = [
        ShownRow(None, "missing", who.display_name, who.group.name) for who in update.missing
    ]
    return [*(found[number] for number in sorted(found)), *missing]


def _row(planned: PlannedParticipant, kind: str, **more: list[list[str]]) -> ShownRow:
    return ShownRow(planned.row, kind, planned.display_name, planned.group.name, **more)


def _changes(change: PlannedChange) -> list[list[str]]:
    return [
        [_label(name), _shown(name, old), _shown(name, new)]
        for name, (old, new) in change.fields.items()
    ]


def _details(planned: PlannedParticipant) -> list[list[str]]:
    found = {name: getattr(planned, name) for name in PLAIN_FIELDS[1:]}
    found |= {METADATA_PREFIX + header: text for header, text in planned.metadata.items()}
    return [
        [_label(name), _shown(name, value)]
        for name, value in found.items()
        if value not in (None, "") and value is not False
    ]


def _label(name: str) -> str:
    return str(LABELS_OF_CHANGES.get(name) or name.removeprefix(METADATA_PREFIX))


def _shown(name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, datetime.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if name == "gender":
        return str(genders.LABELS.get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "status":
        return str(STATUSES.get(value, value))
    return _shortly(str(value))


def _shortly(text: str, length: int = LONGEST_SAMPLE) -> str:
    """At most a line. Django's Truncator says the same, and takes its time for it."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
