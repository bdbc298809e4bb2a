"""POST /records."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLog
from events.models import Event
from scoring.ledger import records
from scoring.ledger.records import Submission
from scoring.models import Entry, Record
from tests import make
from tests.scoring import MORNING, refused, rows_of_everything

HUGE = 10**30  # fits no database


@pytest.fixture
def post(api, activity, participant, evaluator):
    """post(value_raw="12") as the evaluator, for `participant` in `activity` unless told."""

    def call(by=evaluator, **fields):
        fields = {"activity_id": activity.pk, "participant_id": participant.pk, **fields}
        return api(by).post("/api/records", fields, format="json")

    return call


# --- Entering ------------------------------------------------------------------------------------


def test_enter(post, activity, participant, group, evaluator):
    response = post(value_raw=" 1:23,4 ")

    record = Record.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": record.pk,
        "value_raw": "1:23,4",
        "attempts_raw": None,
        "participant_id": participant.pk,
        "activity_id": activity.pk,
        "evaluator_id": evaluator.pk,
        "created_at": response.json()["created_at"],
        "value": "83.4",
        "display_value": "1:23.40",
        "status": "OK",
        "reason": "",
        "group_id": group.pk,
        "entry_id": record.entry_id,
        "updated_at": response.json()["created_at"],
        "warnings": [],
    }
    created_at = datetime.fromisoformat(response.json()["created_at"])
    assert created_at == record.created_at
    assert created_at.utcoffset() is not None
    assert (record.value, record.entry.source) == (83_400, "API")
    row = AuditLog.objects.get()
    assert (row.action, row.actor) == ("CREATE_RECORD", evaluator)
    assert row.detail == "Štěpánka Ďáblová – Běh na 60 m: – → 1:23.40"


def test_another_one_replaces_it(post, admin, evaluator):
    first = post(value_raw="9.81").json()

    second = post(admin, value_raw="9.80").json()

    assert second["id"] == first["id"]
    assert (second["value"], second["evaluator_id"]) == ("9.8", admin.pk)
    assert second["created_at"] == first["created_at"]
    assert second["entry_id"] > first["entry_id"]
    row = AuditLog.objects.get(action="UPDATE_RECORD")
    assert row.detail == "Štěpánka Ďáblová – Běh na 60 m: 9.81 → 9.80"
    assert row.changes == {"value": ["9.81", "9.80"]}
    assert row.actor == admin


def test_the_same_again_is_answered_alike_and_writes_nothing(post):
    first = post(value_raw="9.81")
    before = rows_of_everything()

    again = post(value_raw="9,810")

    assert (again.status_code, again.json()) == (201, first.json())
    assert rows_of_everything() == before


@pytest.mark.parametrize(
    ("sent", "kept", "value"),
    [
        ("12.10", "12.10", "12.1"),
        (12, "12", "12"),
        (12.1, "12.1", "12.1"),
        (12.10, "12.1", "12.1"),
        (1e3, "1000", "1000"),
        (100.0, "100", "100"),
        (-0.0, "0", "0"),
        (0, "0", "0"),
        (-3.5, "-3.5", "-3.5"),
        (0.1 + 0.2, "0.3", "0.3"),
        (1e-9, "0.000000001", "0"),
        (999_999_999.125, "999999999.125", "999999999.125"),
    ],
)
def test_numbers_are_taken_as_they_are_written(post, event, sent, kept, value):
    points = make.activity(event, "NUMERIC_HIGH")

    response = post(activity_id=points.pk, value_raw=sent)

    assert response.status_code == 201
    assert (response.json()["value_raw"], response.json()["value"]) == (kept, value)


@pytest.mark.parametrize(
    ("written", "status", "kept"),
    [
        ("12.10", 201, "12.1"),
        ("1e3", 201, "1000"),
        ("1E-2", 201, "0.01"),
        ("0.30000000000000004", 201, "0.3"),
        ("1e999", 422, None),
        ("NaN", 422, None),
        ("-Infinity", 422, None),
        ("9" * 5000, 422, None),
    ],
)
def test_numbers_as_json_has_them(api, event, participant, admin, written, status, kept):
    points = make.activity(event)
    body = f'{{"activity_id": {points.pk}, "participant_id": {participant.pk}, "value_raw": %s}}'

    response = api(admin).post("/api/records", body % written, content_type="application/json")

    assert (response.status_code, response.json().get("value_raw")) == (status, kept)
    assert Entry.objects.exists() == (status == 201)


def test_a_number_out_of_a_sum_is_not_rounded_up_to_the_next_hundredth(post):
    assert post(value_raw=0.1 + 0.2).json()["value"] == "0.3"


@pytest.mark.parametrize(
    ("sent", "kept", "value"),
    [(True, "1", "1"), (False, "0", "0"), (1, "1", "1"), (0, "0", "0"), (1.0, "1", "1"),
     ("ano", "1", "1"), ("✗", "0", "0"), ("1", "1", "1")],
)  # fmt: skip
def test_passed_or_failed(post, event, sent, kept, value):
    passed = make.activity(event, "BOOLEAN")

    response = post(activity_id=passed.pk, value_raw=sent)

    assert response.status_code == 201
    assert (response.json()["value_raw"], response.json()["value"]) == (kept, value)
    assert response.json()["display_value"] == ("✓" if value == "1" else "✗")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"value_raw": "dns"}, ("dns", "DNS", "", "DNS")),
        ({"value_raw": "DQ (lane)"}, ("DQ (lane)", "DQ", "lane", "DQ (lane)")),
        ({"status": "DNS", "reason": "ill"}, ("DNS", "DNS", "ill", "DNS (ill)")),
        ({"status": "WD", "value_raw": ""}, ("WD", "WD", "", "WD")),
        ({"status": "NM", "value_raw": None, "reason": None}, ("NM", "NM", "", "NM")),
    ],
)
def test_a_status_instead_of_a_value(post, fields, shown):
    answer = post(**fields).json()

    assert answer["value"] is None
    assert tuple(answer[name] for name in ("value_raw", "status", "reason", "display_value")) == (
        shown
    )


def test_sending_back_what_was_shown_keeps_the_reason(post):
    post(status="DQ", reason="a (b)")
    before = rows_of_everything()

    assert post(value_raw="DQ").json()["reason"] == "a (b)"
    assert rows_of_everything() == before


def test_what_is_ours(post):
    sent = {
        "value_raw": "9.81",
        "uuid": "00000000-0000-0000-0000-000000000007",
        "captured_at": "2026-07-04T11:00:00+02:00",
        "based_on": None,
        "device": "Pixel 8",
    }

    assert post(**sent).status_code == 201
    entry = Entry.objects.get()
    assert (entry.uuid, entry.captured_at, entry.device) == (UUID(int=7), MORNING, "Pixel 8")


def test_implausible_is_saved_with_a_warning(post, event):
    jump = make.activity(event, unit="m", plausible_maximum=8_000)

    assert post(activity_id=jump.pk, value_raw="52").json()["warnings"] == [
        "52.00 is unusually high. Is it right?"
    ]


def test_the_device_is_the_user_agent_unless_it_is_named(api, activity, participant, admin):
    client = api(admin)
    body = {"activity_id": activity.pk, "participant_id": participant.pk}
    agent = {"HTTP_USER_AGENT": "Scorer/1.0 \x00" + "x" * 200}

    client.post("/api/records", {**body, "value_raw": 1}, format="json", **agent)
    client.post("/api/records", {**body, "value_raw": 2, "device": "d" * 9999}, format="json")

    devices = list(Entry.objects.order_by("pk").values_list("device", flat=True))
    assert devices == [("Scorer/1.0 " + "x" * 200)[:100], "d" * 100]


# --- Sent again, or over what somebody else entered ----------------------------------------------


def test_a_repeat_is_answered_as_the_first_time(post):
    sent = {"value_raw": "9.81", "uuid": str(UUID(int=1)), "based_on": None}
    first = post(**sent)
    before = rows_of_everything()

    again = post(**sent)

    assert (again.status_code, again.json()) == (201, first.json())
    assert rows_of_everything() == before


def test_a_repeat_of_what_was_cleared_is_a_conflict(post, api, admin):
    sent = {"value_raw": "9.81", "uuid": str(UUID(int=1))}
    first = post(**sent).json()
    api(admin).delete(f"/api/records/{first['id']}")
    before = rows_of_everything()

    again = post(**sent)

    assert again.status_code == 409
    assert again.json() == {
        "detail": "Somebody cleared this result meanwhile. Save again to put yours in.",
        "record": None,
    }
    assert rows_of_everything() == before
    assert post(**{**sent, "uuid": str(UUID(int=2))}).status_code == 201


def test_the_id_of_another_entry_is_refused(post, event):
    uuid = str(UUID(int=1))
    post(value_raw="9.81", uuid=uuid)

    response = post(activity_id=make.activity(event).pk, value_raw="9.81", uuid=uuid)

    sentence = "This entry's id was already used for another one."
    assert (response.status_code, response.json()) == (
        422,
        {"detail": sentence, "errors": {"uuid": [sentence]}},
    )


def test_somebody_else_was_faster(post, activity, participant, evaluator, admin):
    (verdict,) = records.submit(
        activity=activity,
        submissions=[Submission(participant.pk, "13.1")],
        by=evaluator,
        source="FORM",
        at=MORNING,
    )

    for based_on in (None, verdict.entry.pk + 1, HUGE):
        response = post(admin, value_raw="12.9", based_on=based_on)

        assert response.status_code == 409
        assert response.json()["detail"] == (
            "Meanwhile Eva Měřičová entered 13.10 at 11:00. Save again to replace it with yours."
        )
        there = response.json()["record"]
        assert (there["value"], there["entry_id"]) == ("13.1", verdict.entry.pk)
    assert post(admin, value_raw="12.9", based_on=there["entry_id"]).status_code == 201


# --- What does not fit ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        (
            "TIME_LOW",
            "fast",
            "“fast” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        (
            "TIME_LOW",
            "-1",
            "“-1” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        (
            "TIME_LOW",
            True,
            "“true” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        (
            "NUMERIC_LOW",
            "nan",
            "“nan” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd.",
        ),
        (
            "NUMERIC_HIGH",
            "1e3",
            "“1e3” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd.",
        ),
        ("NUMERIC_HIGH", 10**12, "“1000000000000” is too large."),
        ("NUMERIC_HIGH", 10**300, "This is too long for a result."),
        ("NUMERIC_HIGH", 1e300, "This is too long for a result."),
        ("NUMERIC_HIGH", "9" * 1_000_000, "This is too long for a result."),
        ("BOOLEAN", "2", "“2” is neither passed nor failed: type 1 or 0, or dns, dnf, nm, dq, wd."),
        (
            "BOOLEAN",
            0.5,
            "“0.5” is neither passed nor failed: type 1 or 0, or dns, dnf, nm, dq, wd.",
        ),
    ],
)
def test_a_value_that_does_not_fit(post, event, kind, value, sentence):
    activity = make.activity(event, kind)

    response = post(activity_id=activity.pk, value_raw=value)

    assert response.status_code == 422
    assert response.json() == {"detail": sentence, "errors": {"value_raw": [sentence]}}
    assert not Entry.objects.exists()


def test_all_that_is_missing_is_named_at_once(api, admin):
    required = ["This field is required."]
    one = api(admin).post("/api/records", {}, format="json")
    several = {"activity_id": 1, "records": [{"participant_id": 1, "value_raw": "1"}, {}]}
    of_many = api(admin).post("/api/records/bulk", several, format="json")
    a_status = api(admin).post("/api/records", {"status": "DNS"}, format="json")

    assert (one.status_code, of_many.status_code, a_status.status_code) == (422, 422, 422)
    names = ["participant_id", "activity_id", "value_raw"]
    assert one.json()["errors"] == dict.fromkeys(names, required)
    assert of_many.json()["errors"] == {
        "records.1.participant_id": required,
        "records.1.value_raw": required,
    }
    assert set(a_status.json()["errors"]) == {"participant_id", "activity_id"}


EMPTY = "value_raw: Type a result. To take one away, delete it."
UUID_WANTED = "uuid: Must be a valid UUID."
YEARS = "captured_at: Give a time between the years 1900 and 2200."


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({}, "value_raw: This field is required."),
        ({"value_raw": ""}, EMPTY),
        ({"value_raw": " \n"}, EMPTY),
        ({"value_raw": None}, EMPTY),
        ({"value_raw": "", "status": "OK"}, EMPTY),
        ({"value_raw": ["1"]}, "value_raw: Send a text, a number, or true or false."),
        ({"value_raw": {"a": 1}}, "value_raw: Send a text, a number, or true or false."),
        ({"value_raw": "a\x00"}, "value_raw: Null characters are not allowed."),
        ({"value_raw": "5", "participant_id": None}, "participant_id: This field may not be null."),
        ({"value_raw": "5", "participant_id": "x"}, "participant_id: A valid integer is required."),
        (
            {"value_raw": "5", "participant_id": True},
            "participant_id: A valid integer is required.",
        ),
        (
            {"value_raw": "5", "activity_id": -1},
            "activity_id: Ensure this value is greater than or equal to 1.",
        ),
        (
            {"value_raw": "5", "status": "DNS"},
            "status: Send either value_raw or a status, not both.",
        ),
        ({"status": "CLEARED"}, 'status: "CLEARED" is not a valid choice.'),
        ({"status": []}, 'status: "[]" is not a valid choice.'),
        ({"value_raw": "5", "reason": "x"}, "reason: Give a status with the reason."),
        ({"status": "DQ", "reason": "a\x00"}, "reason: Null characters are not allowed."),
        (
            {"status": "DQ", "reason": "r" * 201},
            "reason: Ensure this field has no more than 200 characters.",
        ),
        ({"value_raw": "5", "device": "a\x00"}, "device: Null characters are not allowed."),
        ({"value_raw": "5", "uuid": "x"}, UUID_WANTED),
        ({"value_raw": "5", "uuid": 7}, UUID_WANTED),
        ({"value_raw": "5", "uuid": True}, UUID_WANTED),
        (
            {"value_raw": "5", "based_on": -1},
            "based_on: Ensure this value is greater than or equal to 1.",
        ),
        ({"value_raw": "5", "captured_at": "0001-01-01T00:00:00"}, YEARS),
        ({"value_raw": "5", "captured_at": "1899-06-01T00:00:00Z"}, YEARS),
        ({"value_raw": "5", "captured_at": "9999-12-31T23:59:59Z"}, YEARS),
        ({"value_raw": "5", "captured_at": "0001-01-01T00:00:00+14:00"}, YEARS),
        ({"value_raw": "5", "captured_at": 12}, "captured_at: Datetime has wrong format."),
    ],
)
def test_bad_input(post, fields, detail):
    response = post(**fields)

    assert response.status_code == 422
    assert response.json()["detail"].startswith(detail)
    assert list(response.json()["errors"]) == [detail.partition(":")[0]]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("captured_at", ["1970-01-01T00:00:00Z", "2098-07-04T11:00", None])
def test_a_wrong_clock_loses_no_result(post, captured_at):
    assert post(value_raw="5", captured_at=captured_at).status_code == 201
    Entry.objects.get().refresh_from_db()


# --- Who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["super_admin", "admin", "evaluator"])
def test_who_may_enter(request, post, actor):
    by = request.getfixturevalue(actor)

    response = post(by, value_raw="12")

    assert (response.status_code, response.json()["evaluator_id"]) == (201, by.pk)


def test_who_may_not(post, other_evaluator, outsider, stranger):
    sentence = "You are not assigned to this participant's group"

    assert post(None, value_raw="12").status_code == 401
    assert refused(post(other_evaluator, value_raw="12")) == (403, sentence)
    assert refused(post(other_evaluator, value_raw="no time")) == (403, sentence)
    for somebody in (outsider, stranger):
        assert refused(post(somebody, value_raw="12")) == (404, "Activity not found")
    assert not Entry.objects.exists()


def test_not_there_or_not_to_be_seen(post, admin):
    elsewhere = make.participant(make.group(make.event(organisation=make.organisation())))

    for pk in (10**6, 2**63 - 1, 2**63, HUGE):
        assert refused(post(value_raw="12", activity_id=pk)) == (404, "Activity not found")
        assert refused(post(value_raw="12", participant_id=pk)) == (404, "Participant not found")
    assert refused(post(admin, value_raw="12", participant_id=elsewhere.pk)) == (
        404,
        "Participant not found",
    )


def test_participant_of_another_event(post, organisation, admin):
    elsewhere = make.participant(make.group(make.event(organisation=organisation)))

    response = post(admin, value_raw="12", participant_id=elsewhere.pk)

    sentence = "This participant is not in the event."
    assert response.status_code == 400
    assert response.json() == {"detail": sentence, "errors": {"participant_id": [sentence]}}


@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
def test_only_while_the_event_is_open(post, event, admin, other_evaluator, status):
    Event.objects.filter(pk=event.pk).update(status=status)

    for by, value in ((admin, "12"), (admin, "no time")):
        assert refused(post(by, value_raw=value)) == (400, "Event is not open for scoring")
    assert post(other_evaluator, value_raw="12").status_code == 403
    assert post(value_raw="12", participant_id=HUGE).status_code == 404
    assert not Entry.objects.exists()


def test_queries(api, activity, participant, admin, evaluator):
    """One for the account, one for the activity, the 11 of `records.submit`, and three to see what
    is doubtful.
    """
    body = {"activity_id": activity.pk, "participant_id": participant.pk}
    for client, value, number in (
        (api(evaluator), "12", 16),
        (api(evaluator), "13", 16),
        (api(evaluator), "13", 12),
        (api(admin), "14", 16),
    ):
        with CaptureQueriesContext(connection) as captured:
            client.post("/api/records", {**body, "value_raw": value}, format="json")
        assert len(captured) == number
