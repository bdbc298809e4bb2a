"""Records against the ledger: what is wrong is found, named, and made anew on request."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLog
from events.models import Activity
from scoring.ledger.rebuilding import differences
from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, rows_of_everything, stored_records

pytestmark = pytest.mark.django_db(transaction=True)
HEALTHY = "Every result is what the ledger says. There is nothing to do.\n"
SOUND = "Everything is as it should be.\n"


def run(*command) -> list[str]:
    written = StringIO()
    call_command(*command, stdout=written, stderr=written)
    return written.getvalue().splitlines(keepends=True)


def faults() -> list[str]:
    written = StringIO()
    with pytest.raises(CommandError, match=r"^\d+ faults\. "):
        call_command("verify", stdout=written)
    return written.getvalue().splitlines()


@pytest.fixture
def people(group):
    return [make.participant(group) for _ in range(4)]


@pytest.fixture
def long_jump(event):
    return make.activity(event, name="Skok")


@pytest.fixture
def scored(long_jump, people, super_admin):
    """Every kind of cell: entered once, corrected, cleared, entered again after that."""
    first, second, third, fourth = people
    for person, texts in [
        (first, ["5"]),
        (second, ["5", "6.5"]),
        (third, ["7", ""]),
        (fourth, ["8", "", "DNF"]),
    ]:
        for text in texts:
            make.record(long_jump, person, text, by=super_admin)
    return long_jump


def test_a_healthy_database_is_left_as_it_is(scored):
    before = rows_of_everything()

    assert run("verify") == [SOUND]
    assert run("rebuild_records") == [HEALTHY]
    assert run("rebuild_records", "--apply") == [HEALTHY]

    assert rows_of_everything() == before
    assert folded_ledger() == stored_records()


def damage(scored, people) -> list[str]:
    """A record changed, one lost, one too many, one of the wrong entry; what is written of it."""
    first, second, third, fourth = people
    records = {record.participant_id: record for record in Record.objects.all()}
    Record.objects.filter(participant=first).update(value=9000, value_raw="9")
    kept, lost = records[second.pk], records[fourth.pk]
    Record.objects.filter(participant=fourth).delete()
    cleared = Entry.objects.filter(participant=third).order_by("pk").first()
    extra = Record.objects.create(
        activity=scored,
        participant=third,
        entry=cleared,
        value=7000,
        status="OK",
        created_at=cleared.received_at,
        updated_at=cleared.received_at,
    )
    older = Entry.objects.filter(participant=second).order_by("pk").first()
    Record.objects.filter(participant=second).update(entry=older)
    place = f"activity {scored.pk}, participant"
    return [
        f"Record {records[first.pk].pk} ({place} {first.pk}): value_raw is '9', by the ledger '5';"
        " value is 9000, by the ledger 5000.",
        f"Record {kept.pk} ({place} {second.pk}): entry_id is {older.pk}, by the ledger"
        f" {kept.entry_id}.",
        f"Record {extra.pk} ({place} {third.pk}): there is none by the ledger.",
        f"Record missing ({place} {fourth.pk}): the ledger has entry {lost.entry_id}.",
    ]


def test_records_are_made_anew_as_the_ledger_has_them(scored, people, super_admin):
    right, keys = stored_records(), list(Record.objects.values_list("pk", "participant"))
    expected = damage(scored, people)
    version, damaged = Activity.objects.get().results_version, rows_of_everything()
    trail = AuditLog.objects.count()

    assert faults() == expected
    assert run("rebuild_records") == [
        *(f"{line}\n" for line in expected),
        "4 results would be made anew with --apply.\n",
    ]
    assert rows_of_everything() == damaged

    assert run("rebuild_records", "--apply") == [
        *(f"{line}\n" for line in expected),
        "4 results were made anew; the audit trail has them.\n",
    ]
    assert stored_records() == right
    assert set(keys[:2]) <= set(Record.objects.values_list("pk", "participant"))
    assert Activity.objects.get().results_version > version
    *rows, row = AuditLog.objects.order_by("pk")[trail:]
    assert [(each.action, each.changes["value"]) for each in rows] == [
        ("UPDATE_RECORD", ["9", "5"]),
        ("UPDATE_RECORD", ["6.5", "6.5"]),
        ("DELETE_RECORD", ["7", ""]),
        ("CREATE_RECORD", ["", "DNF"]),
    ]
    assert {each.resource_id for each in rows} >= {key for key, _person in keys[:2]}
    assert (row.action, row.actor, row.detail) == (
        "REBUILD_RECORDS",
        None,
        "4 results in Skok made anew from the ledger",
    )
    assert row.organisation == scored.event.organisation
    assert [row.changes[str(person.pk)] for person in people] == [
        ["9", "5"],
        ["6.5", "6.5"],
        ["7", ""],
        ["", "DNF"],
    ]
    assert run("verify") == [SOUND]
    assert run("rebuild_records", "--apply") == [HEALTHY]


def test_an_entry_that_stands_in_a_record_of_another_activity(scored, event, people, super_admin):
    other = make.activity(event, name="Hod")
    make.record(other, people[0], "3", by=super_admin)
    right = stored_records()
    mine = Record.objects.get(activity=scored, participant=people[0])
    theirs = Record.objects.get(activity=other)
    mine_entry, theirs_entry = mine.entry_id, theirs.entry_id
    Record.objects.filter(pk=mine.pk).delete()
    Record.objects.filter(pk=theirs.pk).update(entry=mine_entry)
    Record.objects.bulk_create([Record(**_fields(mine, entry_id=theirs_entry))])

    run("rebuild_records", "--apply")

    assert stored_records() == right
    assert run("verify") == [SOUND]


def _fields(record, **changed):
    names = [field.attname for field in Record._meta.concrete_fields]
    return {name: getattr(record, name) for name in names} | changed


def test_what_belongs_to_two_events(scored, people, group):
    entry = Entry.objects.filter(participant=people[0]).get()
    elsewhere = make.event()
    stranger = make.participant(make.group(elsewhere))
    raw(Entry, pk=entry.pk, participant=stranger.pk, group_at_entry=stranger.group_id)
    record = Record.objects.get(participant=people[0])
    raw(Record, pk=record.pk, participant=stranger.pk)
    raw(type(stranger), pk=people[1].pk, group=stranger.group_id)
    last = Entry.objects.order_by("pk").last()
    raw(Entry, pk=last.pk, based_on=entry.pk)
    raw(Entry, pk=entry.pk, based_on=entry.pk)
    raw(Activity, pk=scored.pk, results_version=1)
    station = make.station(make.user(), make.activity(elsewhere))
    raw(type(station), pk=station.pk, activity=scored.pk)

    assert faults() == [
        f"Entry {entry.pk}: its participant is of another event than its activity.",
        f"Record {record.pk}: its participant is of another event than its activity.",
        f"Entry {entry.pk}: its group is of another event than its activity.",
        f"Entry {last.pk}: it is based on an entry of another cell.",
        f"Entry {entry.pk}: it is based on an entry that came after it.",
        f"Participant {people[1].pk}: the group is of another event.",
        f"Station {station.pk}: its activity is of another event than its evaluator.",
        f"Activity {scored.pk}: the version of its results is older than its last entry.",
    ]


def raw(model, pk, **fields):
    """Change a row behind the back of all rules."""
    models.QuerySet(model).filter(pk=pk).update(**fields)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets none of it in")
def test_what_only_sqlite_lets_in(scored, people, group):
    long = "ž" * 256
    raw(type(people[0]), pk=people[0].pk, display_name=long)
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("DELETE FROM events_activity")
    connection.close()

    found = faults()

    assert f"Row {people[0].pk} of events_participant: display_name is longer than 255." in found
    for table, model in [("scoring_entry", Entry), ("scoring_record", Record)]:
        for pk in model.objects.order_by().values_list("pk", flat=True):
            wanted = (
                f"Row {pk} of {table}: it points to a row of events_activity that is not there."
            )
            assert wanted in found
    # Nothing can be made anew there, and a sentence says so.
    Record.objects.order_by("pk").first().delete()
    assert f"Activity {scored.pk}: This activity was deleted.\n" in run(
        "rebuild_records", "--apply"
    )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("DELETE FROM scoring_record")
        cursor.execute("DELETE FROM scoring_entry")
    connection.close()


def test_the_number_of_queries_does_not_grow(scored, people, super_admin, event):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert list(differences()) == []
        return len(queries)

    few = count()
    for _ in range(3):
        make.record(make.activity(event), people[0], "4", by=super_admin)

    assert count() == few == 2


@pytest.mark.parametrize("command", ["verify", "rebuild_records"])
def test_a_database_of_another_release_is_not_judged(command):
    [newest] = MigrationLoader(connection).graph.leaf_nodes("scoring")
    MigrationRecorder(connection).record_unapplied(*newest)
    try:
        with pytest.raises(CommandError, match=r"Run manage\.py migrate first\."):
            run(command)
    finally:
        MigrationRecorder(connection).record_applied(*newest)
