"""What it costs to import a list of participants, and to bring them up to date by another one."""

import csv
import io
from itertools import cycle

import openpyxl
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from bench import floors, stage
from bench.measure import Case, compare
from events.importing.new_event import import_event
from events.importing.plan import make_plan
from events.importing.update_plan import plan_update
from events.importing.writing import people_of, write_update
from events.models import Event
from events.models.whole_statements import whole_statements
from events.rules import locks
from foundation.tables import csv_files, xlsx_files


def import_cases(rows: int, by: User, seconds: float) -> list[Case]:
    return [
        import_case(rows, by, seconds),
        update_case(rows, by, seconds),
        workbook_case(rows, seconds),
    ]


def import_case(rows: int, by: User, seconds: float) -> Case:
    """A CSV file into a new event; the floor's event is there already."""
    organisation = Organisation.objects.default()
    content = stage.list_of_participants(rows)
    driver = floors.connect()
    empty: list[int] = []

    def an_empty_event():
        event = Event.objects.create(organisation=organisation, name="Floor")
        empty[:] = [event.pk]

    case = compare(
        f"import, {rows:,} rows",
        lambda: import_event(
            table=csv_files.read(content),
            file_name="list.csv",
            name="Ours",
            organisation=organisation,
            by=by,
        ),
        lambda: floors.import_participants(driver, content, *empty),
        seconds=seconds,
        before_floor=an_empty_event,
    )
    driver.close()
    return case


def update_case(rows: int, by: User, seconds: float) -> Case:
    """A list in which everybody is a year older or younger than the event has them."""
    lists = [stage.list_of_participants(rows, older) for older in (0, 1)]
    source = {"table": csv_files.read(lists[0]), "file_name": "list.csv", "by": by}
    organisation = Organisation.objects.default()
    event = import_event(**source, name="Updated", organisation=organisation).event
    ours, bare = cycle(reversed(lists)), cycle(reversed(lists))
    twin = import_event(**source, name="Updated by hand", organisation=organisation).event
    driver = floors.connect()
    case = compare(
        f"update, {rows:,} rows",
        lambda: update(event, next(ours)),
        lambda: floors.update_ages(driver, next(bare), twin.pk),
        seconds=seconds,
    )
    driver.close()
    return case


def update(event: Event, content: bytes) -> None:
    """Read, plan, compare and write, as the page's background does it."""
    plan = make_plan(csv_files.read(content), today=timezone.localdate())
    with transaction.atomic(), whole_statements():
        locks.take_turns([event.pk])
        groups, people = people_of(event)
        made = plan_update(plan, people, groups)
        if made.errors or made.unchanged or made.added:
            raise ValueError("the list does not change just everybody")
        write_update(event, groups, made, withdraw_missing=False)


def workbook_case(rows: int, seconds: float) -> Case:
    """The list as XLSX into a table of texts; the floor unpacks it and joins the texts of cells."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in csv.reader(io.StringIO(stage.list_of_participants(rows).decode())):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return compare(
        f"workbook, {rows:,} rows",
        lambda: xlsx_files.read(file.getvalue()),
        lambda: floors.read_workbook(file.getvalue()),
        seconds=seconds,
    )
