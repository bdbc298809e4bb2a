"""Results in files: every import is entries of the ledger, written by the one service."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLog
from events.models import Activity, Event, Participant
from events.parts import writes
from scoring.ledger import records
from scoring.models import Entry, Record
from tests import make
from tests.exchange_files import (
    confirm,
    csv_rows,
    export,
    imported,
    problems,
    totals,
    upload,
    xlsx_cells,
)

HEADER = "participant_id,external_id,activity_id,activity,result\n"


def ledger():
    return list(
        Entry.objects.order_by("pk").values_list(
            "participant__display_name", "value_raw", "value", "status", "source"
        )
    )


@pytest.fixture
def jan(group):
    return make.participant(group, display_name="Jan", external_id="17")


def test_results_become_entries_of_the_ledger(as_admin, event, activity, participant, jan, admin):
    knots = make.activity(event, "NUMERIC_HIGH", name="Uzly")
    make.record(activity, participant, "83")
    version = Activity.objects.get(pk=activity.pk).results_version
    text = (
        HEADER
        + f'{participant.pk},,{activity.pk},,"82,5"\n'
        + f",17,,{activity.name},dns\n"
        + f"{jan.pk},,{knots.pk},uzly,7\n"
        + f"{participant.pk},,,Uzly,\n"
    )
    rows_before = AuditLog.objects.count()

    preview = upload(as_admin, Record, text, event=event.pk)

    assert totals(preview) == (2, 1, 1)
    assert ledger() == [("Štěpánka Ďáblová", "83", 83000, "OK", "FORM")]
    assert AuditLog.objects.count() == rows_before
    assert Activity.objects.get(pk=activity.pk).results_version == version

    assert confirm(as_admin, Record, preview).status_code == 302

    assert ledger()[1:] == [
        ("Štěpánka Ďáblová", "82,5", 82500, "OK", "IMPORT"),
        ("Jan", "dns", None, "DNS", "IMPORT"),
        ("Jan", "7", 7000, "OK", "IMPORT"),
    ]
    assert Record.objects.get(participant=jan, activity=knots).evaluator == admin
    assert Activity.objects.get(pk=activity.pk).results_version > version
    assert AuditLog.objects.first().action == "IMPORT_RECORDS"
    assert AuditLog.objects.first().detail == (
        "Adam Pořadatel imported results into Tábor 2026 from “list.csv”: "
        "new 2, changed 1, as they were 1"
    )
    assert sorted(AuditLog.objects.values_list("action", flat=True)[1:5]) == [
        "BULK_SUBMIT_RECORDS",
        "CREATE_RECORD",
        "CREATE_RECORD",
        "UPDATE_RECORD",
    ]


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_an_export_imported_again_changes_nothing(
    as_admin, event, group, activity, super_admin, format
):
    Activity.objects.filter(pk=activity.pk).update(digits=True)
    activity.refresh_from_db()
    kinds = [
        (activity, ["12345", "1:23,4", "83.4", "dnf", "DQ: předčasný start", "-", "59:59.99"]),
        (make.activity(event, "NUMERIC_HIGH", minimum=None), ["-5", "+7", "12,5", "0"]),
        (make.activity(event, "BOOLEAN"), ["ano", "0", "✓"]),
        (
            make.activity(event, "NUMERIC_HIGH", combine="BEST", unit="m"),
            ["5,20 x 5,35 -", "x x x"],
        ),
        (
            make.activity(event, "SCORE_SET", choices=[{"label": "=výborně", "points": 3}]),
            ["=výborně"],
        ),
    ]
    for kind, texts in kinds:
        for text in texts:
            make.record(kind, make.participant(group), text)
    for status in ("WD", "DNS", "DQ"):
        records.submit(
            activity=activity,
            submissions=[
                records.Submission(make.participant(group).pk, status=status, reason="úraz")
            ],
            by=super_admin,
            source="API",
        )
    before = list(Record.objects.order_by("pk").values())
    entries = Entry.objects.count()

    content = export(as_admin, Record, format)

    count = len(before)
    assert imported(as_admin, Record, content, f"x.{format}", event=event.pk) == (0, 0, count)
    assert count == 20
    assert list(Record.objects.order_by("pk").values()) == before
    assert Entry.objects.count() == entries


def test_what_an_export_contains(as_admin, event, activity, participant, admin):
    make.record(activity, participant, "1:23,4", by=admin)

    [row] = csv_rows(export(as_admin, Record))

    time = row.pop("time")
    assert time.startswith("20") and "T" in time
    assert row == {
        "participant_id": str(participant.pk),
        "external_id": "",
        "participant": "Štěpánka Ďáblová",
        "group": "Bobři",
        "activity_id": str(activity.pk),
        "activity": "Běh na 60 m",
        "result": "1:23,4",
        "value": "83.4",
        "unit": activity.unit,
        "status": "OK",
        "reason": "",
        "evaluator": "Adam Pořadatel",
        "event_id": str(event.pk),
        "event": "Tábor 2026",
    }


def test_no_cell_is_a_formula(as_admin, event, group):
    hostile = make.activity(event, "SCORE_SET", name="=A1", choices=[{"label": "@x", "points": 1}])
    make.record(hostile, make.participant(group, display_name="+B2"), "@x")

    [row] = csv_rows(export(as_admin, Record))

    assert (row["activity"], row["participant"], row["result"]) == ("'=A1", "'+B2", "'@x")
    cells = xlsx_cells(export(as_admin, Record, "xlsx"))
    assert "f" not in {cell.data_type for line in cells for cell in line}


FIELD_CASES = Path(__file__).parents[2] / "data" / "field-cases"


def test_durations_as_a_spreadsheet_writes_them(as_admin, event, group):
    run = make.activity(event, "TIME_LOW", name="400 m")
    for number in "123":
        make.participant(group, external_id=number)

    preview = upload(
        as_admin, Record, (FIELD_CASES / "results-hhmmss.csv").read_text("utf-8"), event=event.pk
    )

    assert totals(preview) == (3, 0, 0)
    assert confirm(as_admin, Record, preview).status_code == 302
    values = run.records.order_by("participant__external_id").values_list("value", flat=True)
    assert list(values) == [83_000, 85_000, 82_000]


def test_words_of_the_sheet_and_heights_come_in_and_go_out_again(as_admin, event, group):
    jump = make.activity(event, name="Výška", unit="m", combine="HEIGHTS")
    people = [make.participant(group, external_id=str(number)) for number in range(5)]
    texts = ["1.10 o 1.15 xo 1.20 xxx", "scr", "NH", "DSQ (přešlap)", "WD"]
    rows = [f"{person.pk},,{jump.pk},,{text}\n" for person, text in zip(people, texts, strict=True)]

    preview = upload(as_admin, Record, HEADER + "".join(rows), event=event.pk)
    confirm(as_admin, Record, preview)

    found = jump.records.order_by("participant_id").values_list("status", "value", "reason")
    assert list(found) == [
        ("OK", 1_150, ""),
        ("WD", None, ""),
        ("NM", None, ""),
        ("DQ", None, "přešlap"),
        ("WD", None, ""),
    ]
    own = export(as_admin, Record).decode("utf-8-sig")
    assert totals(upload(as_admin, Record, own, event=event.pk)) == (0, 0, 5)


def test_what_is_refused_is_listed_row_by_row_and_nothing_is_saved(
    as_admin, event, activity, participant, jan
):
    make.activity(event, name="Uzly")
    make.activity(event, name="Hod")
    text = HEADER + (
        f"{participant.pk},,{activity.pk},,rychle\n"
        f"{jan.pk},,{activity.pk},,83\n"
        f",17,,{activity.name},84\n"
        f",99,,{activity.name},84\n"
        f",,,{activity.name},84\n"
        f"{jan.pk},,,Skok,84\n"
        f"{jan.pk},,,,84\n"
        f"{jan.pk},,{activity.pk},Uzly,84\n"
    )

    answer = upload(as_admin, Record, text, event=event.pk)

    assert answer.status_code == 422
    assert problems(answer) == [
        (
            2,
            "result",
            "“rychle” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        (4, "", "An earlier row has this participant's result in this activity."),
        (5, "external_id", "There is no participant with the number “99” in this event."),
        (6, "", "Say who: participant_id or external_id."),
        (7, "activity", "There is no activity “Skok” in this event."),
        (8, "", "Say in what: activity_id or activity."),
        (9, "activity", "activity_id and activity are two different activities."),
    ]
    assert ledger() == []
    assert not AuditLog.objects.exists()


def test_ids_of_others_are_as_if_they_were_not_there(as_admin, event, activity, participant):
    abroad = make.event(organisation=make.organisation())
    foreign_child = make.participant(make.group(abroad), external_id="F1")
    foreign_run = make.activity(abroad, "TIME_LOW", name="Cizí běh")
    text = HEADER + (
        f"{foreign_child.pk},,{activity.pk},,83\n"
        f"999999,,{activity.pk},,83\n"
        f",F1,{activity.pk},,83\n"
        f"{participant.pk},,{foreign_run.pk},,83\n"
        f"{participant.pk},,999999,,83\n"
        f"{participant.pk},,,Cizí běh,83\n"
    )

    answer = upload(as_admin, Record, text, event=event.pk)

    assert problems(answer) == [
        (2, "participant_id", f"There is no participant {foreign_child.pk} in this event."),
        (3, "participant_id", "There is no participant 999999 in this event."),
        (4, "external_id", "There is no participant with the number “F1” in this event."),
        (5, "activity_id", f"There is no activity {foreign_run.pk} in this event."),
        (6, "activity_id", "There is no activity 999999 in this event."),
        (7, "activity", "There is no activity “Cizí běh” in this event."),
    ]
    assert ledger() == []


@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
def test_only_open_events_take_results(as_admin, event, activity, participant, status):
    text = HEADER + f"{participant.pk},,{activity.pk},,83\n"
    preview = upload(as_admin, Record, text, event=event.pk)
    Event.objects.filter(pk=event.pk).update(status=status)

    confirmed = confirm(as_admin, Record, preview)
    again = upload(as_admin, Record, text, event=event.pk)

    assert confirmed.status_code == again.status_code == 422
    assert problems(again) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    assert ledger() == []


def test_a_locked_activity_is_the_organisers_to_change(as_admin, activity, participant, admin):
    writes.lock_activity(activity=activity, by=admin)
    text = HEADER + f"{participant.pk},,{activity.pk},,83\n"

    assert imported(as_admin, Record, text, event=activity.event_id) == (1, 0, 0)


def test_doubtful_results_are_pointed_out(as_admin, event, participant):
    run = make.activity(event, "TIME_LOW", name="Sprint", plausible_maximum=60_000)
    text = HEADER + f"{participant.pk},,,Sprint,83\n"

    [fate] = upload(as_admin, Record, text, event=event.pk).context["preview"].fates

    assert len(fate.notes) == 1
    assert not run.records.exists()


def test_an_outsider_exports_nothing(as_outsider, activity, participant):
    make.record(activity, participant, "83")

    assert csv_rows(export(as_outsider, Record)) == []


def test_queries_do_not_grow_with_the_rows(as_admin, event, group, activity, super_admin):
    counts = {"export": [], "import": []}
    for many in (10, 300):
        Participant.objects.bulk_create(
            Participant(event=event, group=group, display_name=f"Dítě {number}")
            for number in range(many)
        )
        people = list(event.participants.values_list("pk", flat=True))
        text = HEADER + "".join(f"{pk},,{activity.pk},,{many}\n" for pk in people)
        with CaptureQueriesContext(connection) as queries:
            assert upload(as_admin, Record, text, event=event.pk).status_code == 200
        # one savepoint around each row is the library's
        asked = [q for q in queries if "SAVEPOINT" not in q["sql"]]
        counts["import"].append(len(asked))
        imported(as_admin, Record, text, event=event.pk)
        with CaptureQueriesContext(connection) as queries:
            export(as_admin, Record)
        counts["export"].append(len(queries))

    assert counts["export"][0] == counts["export"][1]
    assert counts["import"][1] - counts["import"][0] <= 12  # SQLite takes inserts in batches
