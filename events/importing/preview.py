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
from events.importing.columns import METADATA, SYSTEM_FIELDS, Problem, Severity
from events.importing.plan import Plan, PlannedParticipant
from events.importing.update_plan import METADATA_PREFIX, PLAIN_FIELDS, PlannedChange, UpdatePlan
from foundation.tables.table import Table

LEAVE_OUT = "leave_out"
"""What a mapping may say of a column on the page: nothing of it comes into the event."""
KINDS = ("problem", "added", "changed", "unchanged", "missing")
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
    METADATA: gettext_lazy("other data"),
    LEAVE_OUT: gettext_lazy("leave out"),
}
LABELS_OF_CHANGES = {
    **LABELS,
    "display_name": pgettext_lazy("person", "name"),
    "group": LABELS["group_name"],
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
    """column: the header it is about, or ""."""

    is_error: bool
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

    counts: a number per kind, and "errors", "warnings", "troubled" (rows with any problem),
    "groups" (new ones), "rows" (of the table), "people" (in the event now).
    fingerprint: of what would be written, so that exactly that is applied or nothing.
    """

    columns: list[ShownColumn]
    counts: dict[str, int]
    new_groups: list[str]
    new_marks: list[list[str]]
    file_problems: list[ShownProblem]
    rows: list[ShownRow]
    fingerprint: str
    changes_something: bool

    @property
    def can_be_applied(self) -> bool:
        return not self.counts["errors"]

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
                "rows": rows,
            }
        )


def make_preview(
    table: Table, mapping: Mapping[str, str], plan: Plan, update: UpdatePlan, people: int
) -> Preview:
    """table: as uploaded, with the columns that `mapping` leaves out; plan: made without them.

    people: how many the event has now.
    """
    header_of = {column.field: column.header for column in plan.columns if column.field}
    problems = _problems_by_row(update.problems, header_of)
    file_problems = problems.pop(None, [])
    rows = _rows(table, update, problems)
    counts = Counter(dict.fromkeys(KINDS, 0))
    counts.update(row.kind for row in rows)
    return Preview(
        columns=_columns(table, mapping, header_of),
        counts={
            **counts,
            "groups": len(update.new_groups),
            "rows": len(table.rows),
            "people": people,
            "errors": len(update.errors),
            "warnings": len(update.problems) - len(update.errors),
            "troubled": sum(bool(row.problems) for row in rows),
        },
        new_groups=[group.name for group in update.new_groups],
        new_marks=[[group.name, group.identifier, mark] for group, mark in update.new_marks],
        file_problems=file_problems,
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


def _columns(
    table: Table, mapping: Mapping[str, str], header_of: Mapping[str, str]
) -> list[ShownColumn]:
    field_of = {header: name for name, header in header_of.items()}
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
        shown = ShownProblem(problem.severity == Severity.ERROR, header, _in_words(problem))
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
            found[row.number] = ShownRow(row.number, "problem", _shortly(name, 100))
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
        if value not in (None, "")
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
    return _shortly(str(value))


def _shortly(text: str, length: int = LONGEST_SAMPLE) -> str:
    """At most a line. Django's Truncator says the same, and takes its time for it."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
