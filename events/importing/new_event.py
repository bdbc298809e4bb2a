"""Importing an event from a table: plan it, then all of it or nothing."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Organisation, User
from accounts.trail import audit
from events.importing.columns import Problem
from events.importing.plan import Plan, make_plan
from events.importing.writing import add_people
from events.life.lifecycle import build_event
from events.models import Event
from events.models.whole_statements import whole_statements
from foundation.tables import csv_files
from foundation.tables.table import MAX_ROWS, Table
from foundation.text.database_text import only_printable


class ImportRefused(ValidationError):
    """Nothing was written. `problems` are the errors with their rows, `plan` is the whole plan."""

    def __init__(self, plan: Plan):
        self.plan, self.problems = plan, plan.errors
        super().__init__([problem.message for problem in self.problems], code="refused")


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import made. recognised: header -> system field, metadata columns left out."""

    event: Event
    groups_created: int
    participants_created: int
    recognised: dict[str, str]
    warnings: list[Problem]


def read_csv(content: bytes, file_name: str) -> Table:
    """The table of a CSV file, refused in the sentences that the API has promised."""
    if not file_name.lower().endswith(".csv"):
        raise ValidationError(_("File must be a .csv file"), code="not_csv")
    try:
        return csv_files.read(content)
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


def plan_import(
    *,
    table: Table,
    mapping: Mapping[str, str] | None = None,
    recognise: bool = True,
    taken_ids: Collection[str] = (),
    today: datetime.date | None = None,
) -> Plan:
    """What importing the table would do; writes nothing. Arguments: see `make_plan`."""
    return make_plan(
        table,
        today=today or timezone.localdate(),
        mapping=mapping,
        recognise=recognise,
        taken_ids=taken_ids,
    )


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
) -> ImportSummary:
    """Create an event in preparation from the table: its groups and participants, all or nothing.

    file_name: for the trail. Raises ImportRefused with a sentence for every bad row, and
    ValidationError where the name will not do. A fixed number of queries, whatever the number of
    rows.
    """
    event = build_event(organisation=organisation, name=name, by=by, date=date, place=place)
    plan = plan_import(table=table, mapping=mapping, recognise=recognise)
    if plan.errors:
        raise ImportRefused(plan)
    with transaction.atomic(), whole_statements():
        event.save()
        add_people(event, plan.groups, plan.participants)
        event.refresh_from_db(fields=["version"])
        audit.log(
            actor=by,
            action="IMPORT_EVENT",
            target=event,
            detail=audit.Sentence(
                gettext_noop(
                    "%(event)s imported from %(file)s:"
                    " %(groups)s groups, %(participants)s participants"
                ),
                {
                    "event": event,
                    "file": printable(file_name),
                    "groups": len(plan.groups),
                    "participants": len(plan.participants),
                },
            ),
        )
    return ImportSummary(
        event, len(plan.groups), len(plan.participants), plan.recognised, plan.warnings
    )


def printable(file_name: str) -> str:
    """The name of a file as a sentence can hold it."""
    return only_printable(file_name)[:100]
