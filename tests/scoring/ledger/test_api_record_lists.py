"""GET /activities/{id}/records, DELETE /records/{id}, and what value_raw says in answers."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLog
from events.models import Activity, Event, GroupEvaluator
from scoring.engine.shorthand import in_hundredths
from scoring.ledger.confirmations import confirm
from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, refused, rows_of_everything, stored_records

HUGE = 10**30  # fits no database

# --- Listing -------------------------------------------------------------------------------------


@pytest.fixture
def listed(api, activity):
    """listed(user) -> the rows of `activity` that the user gets."""

    def call(user, query="", activity=activity):
        response = api(user).get(f"/api/activities/{activity.pk}/records{query}")
        assert response.status_code == 200
        return response.json()

    return call


def test_list(listed, activity, participant, other, group, other_group, admin, evaluator):
    second = make.record(activity, other, "dq lane", by=admin)
    first = make.record(activity, participant, "1:23.4", by=evaluator)
    make.record(make.activity(activity.event), participant, "5")

    rows = listed(admin)

    assert [row["id"] for row in rows] == [second.pk, first.pk]
    assert {name: rows[1][name] for name in rows[1] if not name.endswith("_at")} == {
        "id": first.pk,
        "value_raw": "1:23.4",
        "attempts_raw": None,
        "participant_id": participant.pk,
        "activity_id": activity.pk,
        "evaluator_id": evaluator.pk,
        "value": "83.4",
        "display_value": "1:23.40",
        "status": "OK",
        "reason": "",
        "group_id": group.pk,
        "entry_id": first.entry_id,
        "warnings": [],
    }
    assert (rows[0]["value"], rows[0]["display_value"]) == (None, "DQ (lane)")
    assert (rows[0]["value_raw"], rows[0]["group_id"]) == ("dq lane", other_group.pk)
    make.record(activity, other, "14")
    assert [row["id"] for row in listed(admin)] == [second.pk, first.pk]


def test_list_of_whom(
    listed, event, activity, participant, other, super_admin, admin, evaluator, other_evaluator
):
    waiting = make.user()
    event.evaluators.create(user=waiting)
    make.record(activity, participant, "12")
    make.record(activity, other, "13")

    def of(user, query=""):
        return [row["participant_id"] for row in listed(user, query)]

    assert of(super_admin) == of(admin) == [participant.pk, other.pk]
    assert of(evaluator) == [participant.pk]
    assert of(other_evaluator) == [other.pk]
    assert of(waiting) == []
    assert of(admin, f"?group_id={other.group_id}") == [other.pk]
    assert of(evaluator, f"?group_id={participant.group_id}") == [participant.pk]
    assert of(evaluator, f"?group_id={other.group_id}") == []
    assert of(admin, f"?group_id={HUGE}") == of(admin, "?group_id=1000000") == []


@pytest.mark.parametrize("group_id", ["x", "0", "-1", "1.5", "%00", "9" * 2000])
def test_list_of_no_group(api, activity, admin, group_id):
    response = api(admin).get(f"/api/activities/{activity.pk}/records?group_id={group_id}")

    assert (response.status_code, list(response.json()["errors"])) == (422, ["group_id"])


def test_list_of_nobodys_activity(api, activity, admin, outsider, stranger):
    for by in (outsider, stranger):
        response = api(by).get(f"/api/activities/{activity.pk}/records?group_id=x")
        assert refused(response) == (404, "Activity not found")
    for pk in (0, 10**6, 2**63, HUGE):
        response = api(admin).get(f"/api/activities/{pk}/records")
        assert refused(response) == (404, "Activity not found")
    assert api(None).get(f"/api/activities/{activity.pk}/records").status_code == 401


def test_a_doubt_is_a_warning_until_somebody_confirms(api, activity, participant, group, evaluator):
    make.record(activity, make.participant(group, display_name="Adam Malý"), "9.42")
    body = {"activity_id": activity.pk, "participant_id": participant.pk, "value_raw": "9.42"}
    same = ["The same as Adam Malý: 9.42. Is it right?"]
    client = api(evaluator)

    def listed():
        rows = client.get(f"/api/activities/{activity.pk}/records").json()
        return [each["warnings"] for each in rows]

    answer = client.post("/api/records", body, format="json").json()

    assert answer["warnings"] == same
    assert listed() == [[], same]
    entry_id, by = answer["entry_id"], evaluator
    confirm(activity=activity, participant_id=participant.pk, entry_id=entry_id, by=by)
    assert listed() == [[], []]


def test_queries_of_a_list(api, activity, group, admin, evaluator):
    make.record(activity, make.participant(group), "12")
    for client, number in ((api(admin), 7), (api(evaluator), 7)):
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                rows = client.get(f"/api/activities/{activity.pk}/records").json()
            assert len(captured) == number, len(rows)
            for _more in range(10):
                make.record(activity, make.participant(group), "12")


# --- What value_raw says -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "typed", "shown"),
    [
        ({}, "1:23,4", "1:23,4"),
        ({}, "83", "83"),
        ({}, "1:23:45", "83.45"),
        ({"allows_hours": True}, "1:02:03", "1:02:03"),
        ({"digits": True}, "12345", "83.45"),
        ({"digits": True}, "1:23.45", "1:23.45"),
        ({"digits": True}, "dnf", "dnf"),
        ({}, "00:01:24", "00:01:24"),
    ],
)
def test_a_time_means_the_same_when_it_is_sent_back(
    api, listed, event, participant, admin, fields, typed, shown
):
    """Old clients show value_raw, and save all rows of a page as they got them."""
    run = make.activity(event, "TIME_LOW", **fields)
    kept_as_typed(run, participant, typed, by=admin)
    (row,) = listed(admin, activity=run)
    before = rows_of_everything()

    again = api(admin).post("/api/records", row_of(row), format="json")

    assert row["value_raw"] == shown
    assert (again.status_code, again.json()) == (201, row)
    assert rows_of_everything() == before


@pytest.mark.parametrize(
    ("kind", "fields", "typed", "shown"),
    [
        ("NUMERIC_HIGH", {}, "12,5", "12.5"),
        ("NUMERIC_LOW", {}, "+5", "5"),
        ("NUMERIC_HIGH", {"decimals": 1}, "3.14159", "3.14159"),
        ("NUMERIC_HIGH", {}, "-007", "-007"),
        ("NUMERIC_HIGH", {}, "dns", "dns"),
        ("SCORE_SET", {}, "2,5", "2,5"),
        ("BOOLEAN", {}, "ano", "1"),
        ("BOOLEAN", {}, "✗", "0"),
        ("BOOLEAN", {}, "DQ (lane)", "DQ (lane)"),
    ],
)
def test_other_clients_show_it_in_their_fields(
    api, listed, event, participant, admin, kind, fields, typed, shown
):
    """A number field takes a point only, and a switch is on for "1"; both are saved as shown."""
    activity = make.activity(event, kind, **fields)
    make.record(activity, participant, typed, by=admin)
    (row,) = listed(admin, activity=activity)
    before = rows_of_everything()

    again = api(admin).post("/api/records", row_of(row), format="json")

    assert row["value_raw"] == shown
    assert (again.status_code, again.json()) == (201, row)
    assert rows_of_everything() == before


def kept_as_typed(run, participant, text, by=None):
    """A time typed as digits, from when the ledger kept it as it was typed: "12345" for 1:23.45."""
    record = make.record(run, participant, in_hundredths(text) if run.digits else text, by=by)
    Record.objects.filter(pk=record.pk).update(value_raw=text)


@pytest.mark.parametrize(
    ("kind", "fields", "typed", "plain", "attempts"),
    [
        ("TIME_LOW", {"combine": "BEST"}, "1:23:45 x 85", "83.45", "83.45 x 85.0"),
        ("TIME_LOW", {"combine": "BEST", "digits": True}, "12345 x 12500;-", "83.45",
         "83.45 x 85.0;-"),
        ("TIME_LOW", {"combine": "SUM"}, "1:23,4 + 5", "88.4", "1:23,4 + 5"),
        ("TIME_LOW", {"combine": "LAST", "digits": True}, "12345 x", "NM", "83.45 x"),
        ("NUMERIC_HIGH", {"combine": "BEST"}, "5,1 x 5,3", "5.3", "5,1 x 5,3"),
        ("NUMERIC_HIGH", {"combine": "BEST"}, "5,3", "5.3", "5,3"),
        ("NUMERIC_HIGH", {"combine": "BEST", "unit": "m"}, "2,00 x", "2", "2,00 x"),
        ("NUMERIC_HIGH", {"combine": "TRIMMED_MEAN"}, "9 1 5 6", "5.5", "9 1 5 6"),
        ("NUMERIC_HIGH", {"combine": "SUM", "maximum": 10_000}, "8 9 10", "27", "8 9 10"),
        ("NUMERIC_HIGH", {"combine": "HEIGHTS", "unit": "m"}, "1.10 o 1.15 xo", "1.15",
         "1.10 o 1.15 xo"),
        ("NUMERIC_HIGH", {"combine": "BEST"}, "x x x", "NM", "x x x"),
        ("NUMERIC_HIGH", {"combine": "BEST"}, "dns", "dns", None),
        ("NUMERIC_HIGH", {"combine": "BEST"}, "-", "-", None),
        ("NUMERIC_HIGH", {"combine": "BEST"}, "dq lane", "dq lane", None),
        ("SCORE_SET", {"combine": "SUM"}, "2 1,5", "3.5", "2 1,5"),
        ("BOOLEAN", {"combine": "BEST"}, "ano", "1", None),
    ],
)  # fmt: skip
def test_of_several_attempts_the_value_that_counts(
    api, listed, event, participant, admin, kind, fields, typed, plain, attempts
):
    """A client of the contract shows value_raw in a number field and sends all rows back."""
    activity = make.activity(event, kind, **fields)
    kept_as_typed(activity, participant, typed, by=admin)
    (row,) = listed(admin, activity=activity)
    before = rows_of_everything()

    assert (row["value_raw"], row["attempts_raw"]) == (plain, attempts)
    for sent in [row_of(row), {**row_of(row), "value_raw": attempts or plain}]:
        again = api(admin).post("/api/records", sent, format="json")
        assert (again.status_code, again.json()) == (201, row)
    bulk = {"activity_id": activity.pk, "records": [row_of(row)]}
    assert api(admin).post("/api/records/bulk", bulk, format="json").json() == [row]
    assert rows_of_everything() == before


@pytest.mark.parametrize("sent", [27, 27.0, "27.0", "27,00"])
def test_the_value_that_counts_however_it_is_written(api, listed, event, participant, admin, sent):
    shots = make.activity(event, combine="SUM")
    make.record(shots, participant, "8 9 10", by=admin)
    body = row_of(listed(admin, activity=shots)[0])
    before = rows_of_everything()

    api(admin).post("/api/records", {**body, "value_raw": sent}, format="json")
    assert rows_of_everything() == before
    other = api(admin).post("/api/records", {**body, "value_raw": 28}, format="json").json()
    assert (other["value"], other["attempts_raw"]) == ("28", "28")


def row_of(row):
    return {name: row[name] for name in ("activity_id", "participant_id", "value_raw")}


def test_digits_that_a_program_sent_are_seconds(api, listed, event, participant, admin):
    run = make.activity(event, "TIME_LOW", digits=True)
    body = {"activity_id": run.pk, "participant_id": participant.pk, "value_raw": "83"}

    row = api(admin).post("/api/records", body, format="json").json()

    assert (row["value_raw"], row["value"], row["display_value"]) == ("83", "83", "1:23.00")


@pytest.mark.parametrize(
    ("text", "was", "now", "shown"),
    [
        ("12345", {"digits": True}, {"digits": False}, "83.45"),
        ("83.456", {"decimals": 2}, {"decimals": 3}, "83.46"),
        ("83", {}, {"maximum": 60_000}, "83"),
    ],
)
def test_what_the_activity_reads_otherwise_by_now(
    listed, event, participant, admin, text, was, now, shown
):
    run = make.activity(event, "TIME_LOW", **was)
    kept_as_typed(run, participant, text)
    Activity.objects.filter(pk=run.pk).update(**now)

    (row,) = listed(admin, activity=run)

    assert row["value_raw"] == shown


# --- Taking away ---------------------------------------------------------------------------------


@pytest.fixture
def record(activity, participant, evaluator):
    return make.record(activity, participant, "83.4", by=evaluator)


def delete(client, pk):
    return client.delete(f"/api/records/{pk}")


@pytest.mark.parametrize("actor", ["super_admin", "admin", "evaluator"])
def test_take_away(request, api, record, activity, organisation, actor):
    by = request.getfixturevalue(actor)

    response = delete(api(by), record.pk)

    assert (response.status_code, response.content) == (204, b"")
    assert not Record.objects.exists()
    entry = Entry.objects.latest("pk")
    assert (entry.status, entry.based_on_id, entry.source) == ("CLEARED", record.entry_id, "API")
    assert entry.entered_by == by
    assert stored_records() == folded_ledger()
    row = AuditLog.objects.get(action="DELETE_RECORD")
    assert row.detail == "Štěpánka Ďáblová – Běh na 60 m: 1:23.40 → –"
    assert (row.actor, row.organisation) == (by, organisation)
    assert row.changes == {"value": ["1:23.40", ""]}
    assert (row.resource_type, row.resource_id) == ("record", record.pk)
    assert refused(delete(api(by), record.pk)) == (404, "Record not found")


def test_somebody_elses(api, record, group, admin):
    colleague = make.user()
    make.assign(colleague, group)
    before = rows_of_everything()

    assert refused(delete(api(colleague), record.pk)) == (
        403,
        "Only the evaluator who entered this result or an organiser may delete it.",
    )
    assert rows_of_everything() == before


def test_an_organiser_elsewhere_is_an_evaluator_here(
    api, record, activity, participant, group, outsider
):
    make.assign(outsider, group)

    assert delete(api(outsider), record.pk).status_code == 403
    own = make.record(activity, participant, "12", by=outsider)
    assert delete(api(outsider), own.pk).status_code == 204


def test_ones_own_in_a_group_that_one_no_longer_scores(api, record, evaluator, other_group):
    GroupEvaluator.objects.update(group=other_group)

    assert delete(api(evaluator), record.pk).status_code == 204
    assert stored_records() == folded_ledger() == {}


def test_ones_own_at_an_event_that_one_was_sent_away_from(api, event, record, evaluator):
    event.evaluators.all().delete()

    assert refused(delete(api(evaluator), record.pk)) == (404, "Record not found")
    assert Record.objects.exists()


def test_not_there_or_not_to_be_seen(api, record, admin, other_evaluator, outsider, stranger):
    for by in (other_evaluator, outsider, stranger):
        assert refused(delete(api(by), record.pk)) == (404, "Record not found")
    for pk in (0, 10**6, 2**63 - 1, 2**63, HUGE):
        assert refused(delete(api(admin), pk)) == (404, "Record not found")
    assert delete(api(None), record.pk).status_code == 401
    assert Record.objects.exists()


@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
def test_nothing_is_taken_away_once_the_event_is_closed(api, event, record, admin, group, status):
    Event.objects.filter(pk=event.pk).update(status=status)
    colleague = make.user()
    make.assign(colleague, group)

    assert refused(delete(api(admin), record.pk)) == (400, "Event is not open for scoring")
    assert delete(api(colleague), record.pk).status_code == 403
    assert Record.objects.exists()


def between(act):
    """Runs `act` once, right after the call has read the record that it is to delete."""
    waiting = [act]

    def execute(run, sql, params, many, context):
        result = run(sql, params, many, context)
        if waiting and sql.startswith("SELECT") and '"scoring_record"' in sql:
            waiting.pop()()
        return result

    return connection.execute_wrapper(execute)


def test_changed_between_reading_and_deleting(api, record, activity, participant, admin):
    client = api(admin)

    with between(lambda: make.record(activity, participant, "12")):
        response = delete(client, record.pk)

    assert refused(response) == (
        409,
        "Somebody changed this result meanwhile, so it was not deleted. Look at it again.",
    )
    assert Record.objects.get().value == 12_000


@pytest.mark.parametrize("whole", [False, True])
def test_gone_between_reading_and_deleting(api, record, activity, participant, admin, whole):
    client = api(admin)
    gone = participant.delete if whole else lambda: make.record(activity, participant, "")

    with between(gone):
        assert refused(delete(client, record.pk)) == (404, "Record not found")


def test_a_result_after_it_was_taken_away_is_a_new_one(api, record, activity, participant, admin):
    client = api(admin)
    delete(client, record.pk)
    body = {"activity_id": activity.pk, "participant_id": participant.pk, "value_raw": "12"}

    again = client.post("/api/records", {**body, "uuid": str(UUID(int=1))}, format="json")

    assert again.status_code == 201
    assert again.json()["id"] != record.pk
    assert refused(delete(client, record.pk)) == (404, "Record not found")
