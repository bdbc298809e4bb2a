"""A new event with its people, from a table or typed in: plan it, then all of it or nothing."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Organisation, User
from accounts.trail import audit
from events.importing.plan import Plan, make_plan
from events.importing.typed_plan import Given, ManualPlan, plan_groups
from events.importing.writing import add_people
from events.life.lifecycle import build_event, save_new
from events.models import Event
from events.models.whole_statements import whole_statements
from events.rosters.doubts import is_header_row, with_likely_headers
from events.rosters.problems import Problem
from foundation.tables import csv_files
from foundation.tables.table import MAX_ROWS, Table
from foundation.text.database_text import only_printable

IMPORTED = gettext_noop(
    "%(event)s imported from %(file)s: %(groups)s groups, %(participants)s participants"
)
"""The trail's sentence about a table that was the first."""


class ImportRefused(ValidationError):
    """Nothing was written. `problems` are the errors with their rows, `plan` is the whole plan."""

    def __init__(self, plan: Plan):
        self.plan, self.problems = plan, plan.errors
        super().__init__([problem.message for problem in self.problems], code="refused")


@dataclass(frozen=True, slots=True)
class EventSummary:
    """What was made. recognised: header -> system field, metadata columns left out; of a table."""

    event: Event
    groups_created: int
    participants_created: int
    recognised: dict[str, str] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)


def read_csv(content: bytes, file_name: str, **options) -> Table:
    """The table of a CSV file, refused in the sentences that the API has promised.

    options: header_row and encoding, see `foundation.tables.reading.read`.
    """
    if not file_name.lower().endswith(".csv"):
        raise ValidationError(_("File must be a .csv file"), code="not_csv")
    try:
        table = csv_files.read(content, is_header=is_header_row, **options)
        return with_likely_headers(table, options.get("header_row"))
    except ValidationError as error:
        sentences = {
            "too_large": _("CSV file exceeds the 5 MB limit"),
            "too_many_rows": _("CSV file exceeds the %(count)s row limit") % {"count": MAX_ROWS},
            "encoding": _("File must be UTF-8 encoded"),
            "empty": _("CSV file is empty or has no headers"),
            "no_rows": _("CSV file contains no data rows"),
        }
        if error.code not in sentences:
            raise
        raise ValidationError(sentences[error.code], code=error.code) from error


def import_event(
    *,
    table: Table,
    file_name: str,
    name: str,
    organisation: Organisation,
    by: User | None,
    mapping: Mapping[str, str] | None = None,
    recognise: bool = True,
    date: datetime.date | None = None,
    place: str = "",
) -> EventSummary:
    """Create an event in preparation from the table: its groups and participants, all or nothing.

    file_name: for the trail. Doubts are taken in the safe way. Raises ImportRefused with a sentence
    for every bad row, and ValidationError where the name will not do. A fixed number of queries,
    whatever the number of rows.
    """
    event = build_event(organisation=organisation, name=name, by=by, date=date, place=place)
    plan = plan_event(table, date=date, mapping=mapping, recognise=recognise)
    if plan.errors:
        raise ImportRefused(plan)
    event.orders_by_surname = plan.has_last_names
    _write(event, plan, by, "IMPORT_EVENT", IMPORTED, file=printable(file_name))
    return EventSummary(
        event, len(plan.groups), len(plan.participants), plan.recognised, plan.warnings
    )


def plan_event(
    table: Table,
    *,
    date: datetime.date | None = None,
    mapping: Mapping[str, str] | None = None,
    recognise: bool = True,
) -> Plan:
    """What `import_event` would make of the table. date: of the event."""
    return make_plan(
        table,
        today=timezone.localdate(),
        day=date,
        last_birthday=date,
        mapping=mapping,
        recognise=recognise,
    )


def create_event(
    *,
    organisation: Organisation,
    name: str,
    groups: Sequence[Given],
    by: User | None,
    date: datetime.date | None = None,
    place: str = "",
) -> EventSummary:
    """Create an event in preparation with groups and participants typed in (see `plan_groups`).

    Raises ValidationError with the place of every problem, such as
    {"groups.0.participants.3.age": […]}. A fixed number of queries however many there are.
    """
    event = build_event(organisation=organisation, name=name, by=by, date=date, place=place)
    plan = plan_groups(groups, today=timezone.localdate(), last_birthday=date)
    if plan.errors:
        raise ValidationError(plan.errors)
    if plan.groups:
        action = "CREATE_EVENT_MANUAL"
        text = gettext_noop("%(event)s created: %(groups)s groups, %(participants)s participants")
    else:
        action, text = "CREATE_EVENT", gettext_noop("%(event)s created")
    _write(event, plan, by, action, text)
    return EventSummary(event, len(plan.groups), len(plan.participants))


def _write(
    event: Event, plan: Plan | ManualPlan, by: User | None, action: str, text: str, **names: str
) -> None:
    """Save the new event with what the plan has. text: of the trail; names: what it needs besides
    the event and the numbers.
    """
    counts = {"groups": len(plan.groups), "participants": len(plan.participants)}
    with transaction.atomic(), whole_statements():
        save_new(event)
        add_people(event, plan.groups, plan.participants)
        event.refresh_from_db(fields=["version"])
        detail = audit.Sentence(text, {"event": event, **names, **counts})
        audit.log(actor=by, action=action, target=event, detail=detail)


def printable(file_name: str) -> str:
    """The name of a file as a sentence can hold it."""
    return only_printable(file_name)[:100]
