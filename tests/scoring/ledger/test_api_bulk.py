"""POST /records/bulk."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLog
from events.models import Event
from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, refused, rows_of_everything, stored_records

HUGE = 10**30  # fits no database
NO_TIME = "“fast” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."
NOT_HERE = "This participant is not in the event."


@pytest.fixture
def sibling(group):
    return make.participant(group, display_name="Žofie Řehořová", gender="F", age=11)


@pytest.fixture
def bulk(api, activity, evaluator):
    """bulk((participant, value_raw), …) as the evaluator; a dict is sent as it is."""

    def call(*rows, by=evaluator, **fields):
        sent = [row if isinstance(row, dict) else row_of(*row) for row in rows]
        body = {"activity_id": activity.pk, "records": sent, **fields}
        return api(by).post("/api/records/bulk", body, format="json")

    return call


def row_of(participant, value_raw, **fields):
    return {"participant_id": participant.pk, "value_raw": value_raw, **fields}


# --- All or nothing ------------------------------------------------------------------------------


def test_enter_many(bulk, activity, participant, sibling, evaluator):
    make.record(activity, participant, "14", by=evaluator)

    response = bulk((sibling, "dns"), (participant, 12.5))

    assert response.status_code == 201
    rows = response.json()
    assert [(row["participant_id"], row["value_raw"], row["value"]) for row in rows] == [
        (sibling.pk, "dns", None),
        (participant.pk, "12.5", "12.5"),
    ]
    for row in rows:
        assert (row["activity_id"], row["evaluator_id"]) == (activity.pk, evaluator.pk)
        assert Record.objects.get(pk=row["id"]).participant_id == row["participant_id"]
        assert row["created_at"]
    assert set(Entry.objects.values_list("source", flat=True)) == {"FORM", "API"}
    row = AuditLog.objects.latest("pk")
    assert (row.action, row.detail) == ("BULK_SUBMIT_RECORDS", "2 results in Běh na 60 m")
    of_records = AuditLog.objects.order_by("-pk").values_list("action", "resource_id")[1:3]
    by_id = {row["participant_id"]: row["id"] for row in rows}
    assert set(of_records) == {
        ("UPDATE_RECORD", by_id[participant.pk]),
        ("CREATE_RECORD", by_id[sibling.pk]),
    }
    assert row.changes == {
        str(participant.pk): ["14.00", "12.50"],
        str(sibling.pk): ["", "DNS"],
    }


def test_one_alone_is_a_call_for_many_too(bulk, participant):
    bulk((participant, "12"))

    actions = AuditLog.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["CREATE_RECORD", "BULK_SUBMIT_RECORDS"]


def test_one_of_many_is_named_by_its_path(bulk, participant, sibling):
    before = rows_of_everything()

    response = bulk((participant, "12"), (sibling, "fast"))

    assert response.status_code == 422
    assert response.json() == {
        "detail": f"Žofie Řehořová: {NO_TIME}",
        "errors": {"records.1.value_raw": [NO_TIME]},
    }
    assert rows_of_everything() == before


def test_a_queue_that_has_somebody_twice(bulk, participant, sibling):
    """The first client's offline queue has every value that was typed; the last one counts."""
    response = bulk((participant, "13"), (sibling, "14"), (participant, "12"))

    assert response.status_code == 201
    assert [row["value"] for row in response.json()] == ["12", "14", "12"]
    values = Entry.objects.order_by("pk").values_list("value", flat=True)
    assert list(values) == [13_000, 14_000, 12_000]
    assert stored_records() == folded_ledger()

    assert bulk((participant, "fast"), (participant, "slow")).json()["errors"] == {
        "records.0.value_raw": [NO_TIME],
        "records.1.value_raw": [
            "“slow” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."
        ],
    }


def test_sent_again(bulk, participant, sibling):
    rows = [
        row_of(participant, "13", uuid=str(UUID(int=1)), based_on=None),
        row_of(sibling, "14", uuid=str(UUID(int=2)), based_on=None),
    ]
    first = bulk(*rows)
    before = rows_of_everything()

    again = bulk(*rows)

    assert (again.status_code, again.json()) == (201, first.json())
    assert rows_of_everything() == before


def test_sent_again_after_one_was_cleared(bulk, activity, participant, sibling):
    rows = [row_of(participant, "13", uuid=str(UUID(int=1))), row_of(sibling, "14")]
    bulk(*rows)
    make.record(activity, participant, "")
    before = rows_of_everything()

    response = bulk(rows[0], row_of(sibling, "15"))

    cleared = "Somebody cleared this result meanwhile. Save again to put yours in."
    assert response.status_code == 409
    assert response.json() == {
        "detail": f"Štěpánka Ďáblová: {cleared}",
        "errors": {"records.0": [cleared]},
    }
    assert rows_of_everything() == before


def test_conflicts_and_what_does_not_fit(bulk, activity, participant, sibling, admin):
    make.record(activity, sibling, "14", by=admin)
    late = row_of(sibling, "13", based_on=None)

    conflict = bulk((participant, "12"), late)
    both = bulk(late, (participant, "fast"))

    assert conflict.status_code == 409
    assert list(conflict.json()["errors"]) == ["records.1"]
    assert conflict.json()["detail"].startswith("Žofie Řehořová: Meanwhile Adam Pořadatel entered")
    assert both.status_code == 422
    assert both.json()["detail"] == f"Štěpánka Ďáblová: {NO_TIME}"
    assert list(both.json()["errors"]) == ["records.0", "records.1.value_raw"]
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "paths"),
    [
        ({"records": []}, ["records"]),
        ({"records": None}, ["records"]),
        ({"records": {}}, ["records"]),
        ({"records": "12"}, ["records"]),
        ({"records": [1]}, ["records.0"]),
        ({"records": [{}]}, ["records.0.participant_id", "records.0.value_raw"]),
        ({"records": [{"participant_id": 1}]}, ["records.0.value_raw"]),
        (
            {"records": [{"participant_id": 1, "value_raw": None}, {"participant_id": "x"}]},
            ["records.0.value_raw", "records.1.participant_id", "records.1.value_raw"],
        ),
        ({"records": [{"participant_id": -1, "value_raw": "1"}]}, ["records.0.participant_id"]),
        ({"records": [{"participant_id": 1, "value_raw": []}]}, ["records.0.value_raw"]),
        ({"records": [{"participant_id": 1, "value_raw": "1"}] * 1001}, ["records"]),
        ({"activity_id": None}, ["activity_id"]),
        ({"activity_id": "x"}, ["activity_id"]),
        ({"partial": "perhaps"}, ["partial"]),
        ({"partial": []}, ["partial"]),
        ({"device": {}}, ["device"]),
    ],
)
def test_bad_input(bulk, participant, fields, paths):
    response = bulk((participant, "12"), **fields)

    assert response.status_code == 422
    assert list(response.json()["errors"]) == paths
    assert response.json()["detail"].startswith(f"{paths[0]}: ")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 12, None])
def test_no_object(api, admin, body):
    response = api(admin).post("/api/records/bulk", body, format="json")

    assert response.status_code == 422
    assert not Entry.objects.exists()


def test_who_may(bulk, participant, other, admin, evaluator, other_evaluator, outsider, stranger):
    sentence = "You are not assigned to this participant's group"
    everybody = [(participant, "12"), (other, "13")]

    assert bulk(*everybody, by=None).status_code == 401
    for by in (outsider, stranger):
        assert refused(bulk(*everybody, by=by)) == (404, "Activity not found")
    for by in (evaluator, other_evaluator):
        assert refused(bulk(*everybody, by=by)) == (403, sentence)
    assert not Entry.objects.exists()
    assert bulk(*everybody, by=admin).status_code == 201


def test_not_there_or_not_to_be_seen(bulk, organisation, participant, admin):
    hidden = make.participant(make.group(make.event(organisation=make.organisation())))
    elsewhere = make.participant(make.group(make.event(organisation=organisation)))
    good = (participant, "12")

    for pk in (hidden.pk, 10**6, HUGE):
        row = {"participant_id": pk, "value_raw": "fast"}
        assert refused(bulk(good, row, by=admin)) == (404, "Participant not found")
    for pk in (10**6, 2**63, HUGE):
        assert refused(bulk(good, activity_id=pk)) == (404, "Activity not found")
    response = bulk(good, (elsewhere, "12"), by=admin)
    assert response.status_code == 400
    assert response.json()["errors"] == {"records.1.participant_id": [NOT_HERE]}
    assert not Entry.objects.exists()


@pytest.mark.parametrize("partial", [False, True])
def test_only_while_the_event_is_open(bulk, event, participant, admin, partial):
    Event.objects.filter(pk=event.pk).update(status="ARCHIVED")

    response = bulk((participant, "12"), by=admin, partial=partial)

    assert refused(response) == (400, "Event is not open for scoring")


# --- Each by itself ------------------------------------------------------------------------------


def test_partial(bulk, activity, participant, sibling, other, group, admin):
    make.record(activity, sibling, "14", by=admin)
    implausible = make.participant(group)
    uuid = str(UUID(int=1))

    response = bulk(
        row_of(participant, "12", uuid=uuid),
        (participant, "fast"),
        (sibling, "14.0"),
        row_of(sibling, "13", based_on=None),
        (other, "12"),
        {"participant_id": HUGE, "value_raw": "12"},
        row_of(participant, "12", uuid=uuid),
        (implausible, "5"),
        partial=True,
    )

    assert response.status_code == 200
    rows = response.json()
    assert [(row["outcome"], row["record"] and row["record"]["value"]) for row in rows] == [
        ("saved", "12"),
        ("refused", "12"),
        ("unchanged", "14"),
        ("conflict", "14"),
        ("forbidden", None),
        ("refused", None),
        ("repeated", "12"),
        ("saved", "5"),
    ]
    assert [row["message"] for row in rows][1::4] == [NO_TIME, NOT_HERE]
    assert rows[4]["message"] == "You are not assigned to this participant's group"
    assert [row["participant_id"] for row in rows][4:6] == [other.pk, HUGE]
    assert [row["uuid"] for row in rows][:2] == [uuid, None]
    assert Entry.objects.count() == 3
    assert stored_records() == folded_ledger()


def test_partial_reports_a_repeat_of_what_was_cleared(bulk, activity, participant):
    row = row_of(participant, "12", uuid=str(UUID(int=1)))
    bulk(row, partial=True)
    make.record(activity, participant, "")

    (verdict,) = bulk(row, partial=True).json()

    assert (verdict["outcome"], verdict["record"]) == ("repeated", None)


# --- Many ----------------------------------------------------------------------------------------


def test_a_thousand_rows(bulk, group):
    kids = [make.participant(group) for _ in range(1000)]

    rows = bulk(*((kid, "12") for kid in kids)).json()

    assert [row["participant_id"] for row in rows] == [kid.pk for kid in kids]
    assert Record.objects.count() == 1000
    assert bulk(*((kid, "13") for kid in kids[:-1]), (kids[-1], "x")).status_code == 422
    assert set(Record.objects.values_list("value", flat=True)) == {12_000}


@pytest.mark.parametrize("partial", [False, True])
def test_queries(api, activity, group, evaluator, partial):
    """As many for 30 as for one: those of `records.submit`, the account's, the activity's, and
    three to see what is doubtful.
    """
    kids = [make.participant(group) for _ in range(31)]
    client = api(evaluator)
    for some in (kids[:1], kids[1:]):
        rows = [row_of(kid, "12") for kid in some]
        body = {"activity_id": activity.pk, "records": rows, "partial": partial}
        with CaptureQueriesContext(connection) as captured:
            client.post("/api/records/bulk", body, format="json")
        assert len(captured) == 16
