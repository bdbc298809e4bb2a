"""records.submit: what is written, where, by whom, and what changes nothing."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLog, User
from events.models import Activity, Event
from scoring.engine.values import Rule
from scoring.ledger.records import NotOpen, Outcome, Submission
from scoring.ledger.stored_text import describe
from scoring.models import Entry, Record
from scoring.rules.activity_rules import rule_of
from tests import make
from tests.scoring import MORNING, outcomes, rows_of_everything

# --- What is written -----------------------------------------------------------------------------


def test_first_result(submit, activity, participant, group, evaluator):
    (verdict,) = submit(
        Submission(
            participant.pk,
            " 1:23,4 ",
            uuid=UUID(int=5),
            captured_at=MORNING - timedelta(minutes=3),
            based_on=None,
        ),
        device="Pixel 8",
        at=MORNING,
    )

    assert (verdict.outcome, verdict.message, verdict.warnings) == (Outcome.SAVED, "", [])
    entry = Entry.objects.values().get()
    assert entry == {
        "id": verdict.entry.pk,
        "uuid": UUID(int=5),
        "activity_id": activity.pk,
        "participant_id": participant.pk,
        "group_at_entry_id": group.pk,
        "value_raw": "1:23,4",
        "value": 83_400,
        "attempts": [],
        "status": "OK",
        "reason": "",
        "source": "FORM",
        "entered_by_id": evaluator.pk,
        "device": "Pixel 8",
        "captured_at": MORNING - timedelta(minutes=3),
        "clock_offset_ms": None,
        "received_at": MORNING,
        "based_on_id": None,
    }
    assert Record.objects.values().get() == {
        "id": verdict.record.pk,
        "activity_id": activity.pk,
        "participant_id": participant.pk,
        "entry_id": entry["id"],
        "value_raw": "1:23,4",
        "value": 83_400,
        "attempts": [],
        "status": "OK",
        "reason": "",
        "evaluator_id": evaluator.pk,
        "created_at": MORNING,
        "updated_at": MORNING,
    }


def test_correction_keeps_the_first_entry_and_the_record(submit, participant):
    submit(Submission(participant.pk, "13.1"), at=MORNING)
    before = Record.objects.get()

    (verdict,) = submit(
        Submission(participant.pk, "12.9", based_on=before.entry_id),
        at=MORNING + timedelta(minutes=5),
    )

    after = Record.objects.get()
    assert (after.pk, after.value, after.entry_id) == (before.pk, 12_900, verdict.entry.pk)
    assert (after.created_at, after.updated_at) == (MORNING, MORNING + timedelta(minutes=5))
    assert verdict.record.pk == before.pk
    assert verdict.entry.based_on_id == before.entry_id
    assert list(Entry.objects.order_by("pk").values_list("value", flat=True)) == [13_100, 12_900]


def test_group_at_entry_stays_when_the_participant_moves(
    submit, participant, group, other_group, admin
):
    submit(Submission(participant.pk, "13.1"))
    participant.group = other_group
    participant.save()
    submit(Submission(participant.pk, "12.9"), by=admin)

    groups = Entry.objects.order_by("pk").values_list("group_at_entry_id", flat=True)
    assert list(groups) == [group.pk, other_group.pk]


def test_clearing_removes_the_record_and_is_an_entry(submit, participant):
    submit(Submission(participant.pk, "13.1"))
    first = Record.objects.get().entry_id

    (verdict,) = submit(Submission(participant.pk, "  "))

    assert (verdict.outcome, verdict.record) == (Outcome.SAVED, None)
    assert not Record.objects.exists()
    entry = Entry.objects.latest("pk")
    assert (entry.status, entry.value, entry.value_raw) == ("CLEARED", None, "")
    assert entry.based_on_id == first


def test_a_result_after_clearing_is_a_new_one(submit, participant):
    submit(Submission(participant.pk, "13.1"), at=MORNING)
    submit(Submission(participant.pk), at=MORNING)
    later = MORNING + timedelta(hours=1)
    submit(Submission(participant.pk, "13.1"), at=later)

    record = Record.objects.get()
    assert (record.created_at, record.updated_at) == (later, later)
    assert Entry.objects.count() == 3
    assert record.entry.based_on_id is None


@pytest.mark.parametrize("status", ["NM", "DNF", "DQ", "DNS", "WD"])
def test_status_chosen_with_a_key(submit, participant, status):
    (verdict,) = submit(Submission(participant.pk, status=status, reason=" přešlap "))

    record = Record.objects.get()
    assert (record.status, record.value, record.reason) == (status, None, "přešlap")
    assert record.value_raw == ""
    assert describe(record, rule_of(record.activity)) == f"{status} (přešlap)"
    assert verdict.outcome == Outcome.SAVED


def test_status_typed(submit, participant):
    submit(Submission(participant.pk, "DQ: false start"))

    record = Record.objects.get()
    assert (record.status, record.reason, record.value_raw) == (
        "DQ",
        "false start",
        "DQ: false start",
    )


def test_status_ok_adds_nothing_to_the_text(submit, participant):
    submit(Submission(participant.pk, "13.1", status="OK"))

    assert Record.objects.get().value == 13_100


def test_long_reason_and_device_are_cut_to_what_fits(submit, participant):
    submit(Submission(participant.pk, status="DQ", reason="r" * 300), device="d" * 300)

    entry = Entry.objects.get()
    assert (entry.reason, entry.device) == ("r" * 200, "d" * 100)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"text": "abc"},
            "“abc” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        ({"text": "1" * 201}, "This is too long for a result."),
        ({"text": "1" * 201, "status": "DNS"}, "This is too long for a result."),
        ({"text": "dq \x00"}, "This is not a text. Type the result again."),
        ({"text": "\ud800", "status": "DNS"}, "This is not a text. Type the result again."),
        ({"status": "DQ", "reason": "a\x00"}, "This is not a text. Type the result again."),
        ({"status": "CLEARED"}, "This is not one of the statuses."),
        ({"status": "dns"}, "This is not one of the statuses."),
        ({"status": "X" * 300}, "This is not one of the statuses."),
    ],
)
def test_what_does_not_fit_is_refused(submit, participant, fields, message):
    (verdict,) = submit(Submission(participant.pk, **fields), partial=True)

    assert (verdict.outcome, verdict.message, verdict.record) == (Outcome.REFUSED, message, None)
    assert not Entry.objects.exists()


def test_attempts_are_kept_best_first(submit, event, participant):
    jump = make.activity(event, unit="m", combine="BEST")

    submit(Submission(participant.pk, "5,20 x 5,35 -"), activity=jump)

    record = Record.objects.get()
    assert (record.value, record.attempts) == (5_350, [5_350, 5_200])
    assert record.value_raw == "5,20 x 5,35 -"


def test_implausible_is_saved_with_a_warning(submit, event, participant):
    jump = make.activity(event, unit="m", plausible_maximum=8_000)

    (verdict,) = submit(Submission(participant.pk, "52"), activity=jump)

    assert verdict.warnings == ["52.00 is unusually high. Is it right?"]
    assert Record.objects.get().value == 52_000


@pytest.mark.parametrize(
    "source",
    ["FORM", "SYNC", "PHOTO", "API", "IMPORT", "SHEET"],
)
def test_the_ledger_knows_no_shorthand(submit, event, participant, source):
    """Pages explain digits before they submit them; by whatever way 83 comes, it is 83 seconds."""
    run = make.activity(event, "TIME_LOW", digits=True)

    submit(Submission(participant.pk, "83"), activity=run, source=source)

    assert Record.objects.get().value == 83_000


def test_a_list_left_from_another_kind_of_result_is_not_looked_at(submit, event, participant):
    run = make.activity(event, "TIME_LOW", choices=[{"label": "gold", "points": 3000}])

    submit(Submission(participant.pk, "12.5"), activity=run)

    assert Record.objects.get().value == 12_500


# --- What changes nothing ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "again"),
    [("83.4", "83.4"), ("83.4", "1:23,40"), ("83.4", "83.391"), ("dnf", "DNF"), ("dq a", "DQ (a)")],
)
def test_the_same_again_writes_nothing(submit, participant, text, again):
    submit(Submission(participant.pk, text))
    before = rows_of_everything()

    (verdict,) = submit(Submission(participant.pk, again))

    assert verdict.outcome == Outcome.UNCHANGED
    assert verdict.record == Record.objects.get()
    assert rows_of_everything() == before


def test_clearing_an_empty_cell_writes_nothing(submit, participant):
    before = rows_of_everything()

    assert outcomes(submit(Submission(participant.pk, ""))) == [Outcome.UNCHANGED]
    assert rows_of_everything() == before


def test_the_same_value_is_no_conflict_however_old_the_page(submit, participant):
    submit(Submission(participant.pk, "13.1"))

    verdicts = submit(Submission(participant.pk, "13.1", based_on=None))

    assert outcomes(verdicts) == [Outcome.UNCHANGED]


def test_another_reason_is_a_change(submit, participant):
    submit(Submission(participant.pk, status="DQ", reason="false start"))

    verdicts = submit(Submission(participant.pk, status="DQ", reason="left the lane"))

    assert outcomes(verdicts) == [Outcome.SAVED]


def test_nothing_submitted_is_nothing_done(submit):
    before = rows_of_everything()

    assert submit() == []
    assert rows_of_everything() == before


# --- Where and by whom ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
@pytest.mark.parametrize("partial", [False, True])
def test_only_an_active_event_takes_results(submit, event, participant, admin, status, partial):
    submit(Submission(participant.pk, "13.1"))
    Event.objects.filter(pk=event.pk).update(status=status)
    before = rows_of_everything()

    for text in ("12.9", "13.1", "", "dns"):
        with pytest.raises(NotOpen) as refusal:
            submit(Submission(participant.pk, text), by=admin, partial=partial)
        assert refusal.value.messages == ["Event is not open for scoring"]
        assert refusal.value.code == "not_open"
    assert rows_of_everything() == before


def test_the_status_counts_as_stored_not_as_handed_over(submit, activity, participant):
    Event.objects.filter(pk=activity.event_id).update(status="ARCHIVED")
    assert activity.event.status == "ACTIVE"  # what this process still believes

    with pytest.raises(NotOpen):
        submit(Submission(participant.pk, "13.1"))


@pytest.mark.parametrize("pk", [0, -1, 10**6, 2**63 - 1, 2**63, 10**20])
def test_unknown_participant_is_refused(submit, event, pk):
    (verdict,) = submit(Submission(pk, "13.1"), partial=True)

    assert verdict.outcome == Outcome.REFUSED
    assert verdict.message == "This participant is not in the event."


def test_participant_of_another_event_is_refused_even_for_a_super_admin(submit, super_admin):
    elsewhere = make.participant(make.group(make.event()))

    (verdict,) = submit(Submission(elsewhere.pk, "13.1"), by=super_admin, partial=True)

    assert (verdict.outcome, verdict.message) == (
        Outcome.REFUSED,
        "This participant is not in the event.",
    )


def test_deleted_activity(submit, activity, participant):
    Activity.objects.filter(pk=activity.pk).delete()

    with pytest.raises(ValidationError) as refusal:
        submit(Submission(participant.pk, "13.1"))
    assert refusal.value.messages == ["This activity was deleted."]


@pytest.mark.parametrize("actor", ["super_admin", "admin", "evaluator"])
def test_who_may_enter(submit, request, participant, actor):
    by = request.getfixturevalue(actor)

    assert outcomes(submit(Submission(participant.pk, "13.1"), by=by)) == [Outcome.SAVED]


@pytest.mark.parametrize("actor", ["other_evaluator", "outsider", "stranger"])
def test_who_may_not(submit, request, participant, evaluator, actor):
    submit(Submission(participant.pk, "13.1"))
    by = request.getfixturevalue(actor)
    before = rows_of_everything()

    with pytest.raises(PermissionDenied) as refusal:
        submit(Submission(participant.pk, "12.9"), by=by)
    assert str(refusal.value) == "You are not assigned to this participant's group"
    (verdict,) = submit(Submission(participant.pk, "12.9"), by=by, partial=True)
    assert (verdict.outcome, verdict.record) == (Outcome.FORBIDDEN, None)
    assert rows_of_everything() == before


def test_somebody_deactivated_may_not(submit, participant, admin, evaluator, super_admin):
    User.objects.filter(pk__in=[admin.pk, evaluator.pk, super_admin.pk]).update(is_active=False)

    for person in (admin, evaluator, super_admin):
        person.refresh_from_db()
        with pytest.raises(PermissionDenied):
            submit(Submission(participant.pk, "13.1"), by=person)


def test_in_the_pool_without_a_group_may_not(submit, event, participant, stranger):
    event.evaluators.create(user=stranger)

    with pytest.raises(PermissionDenied):
        submit(Submission(participant.pk, "13.1"), by=stranger)


def test_one_foreign_participant_forbids_the_whole_bulk(submit, participant, other):
    with pytest.raises(PermissionDenied):
        submit(Submission(participant.pk, "quick"), Submission(other.pk, "13.1"))

    assert not Entry.objects.exists()


# --- Versions and the audit trail ----------------------------------------------------------------


def test_a_write_moves_the_activity_on_and_nothing_else(submit, event, activity, participant):
    other_activity = make.activity(event)
    before = dict(Activity.objects.values_list("pk", "results_version"))
    event.refresh_from_db()

    submit(Submission(participant.pk, "13.1"))

    after = dict(Activity.objects.values_list("pk", "results_version"))
    assert after[activity.pk] > before[activity.pk]
    assert after[other_activity.pk] == before[other_activity.pk]
    assert Event.objects.get().version == event.version


def test_audit_of_one_cell(submit, activity, participant, organisation, evaluator):
    submit(Submission(participant.pk, "83.4"))
    record_id = Record.objects.get().pk
    submit(Submission(participant.pk, "dq lane"))
    submit(Submission(participant.pk, ""))

    rows = AuditLog.objects.order_by("pk").values_list("action", "detail", "changes")
    name = "Štěpánka Ďáblová – Běh na 60 m"
    assert list(rows) == [
        ("CREATE_RECORD", f"{name}: – → 1:23.40", {"value": ["", "1:23.40"]}),
        ("UPDATE_RECORD", f"{name}: 1:23.40 → DQ (lane)", {"value": ["1:23.40", "DQ (lane)"]}),
        ("DELETE_RECORD", f"{name}: DQ (lane) → –", {"value": ["DQ (lane)", ""]}),
    ]
    created, updated, deleted = AuditLog.objects.order_by("pk")
    assert {(row.actor, row.organisation) for row in (created, updated, deleted)} == {
        (evaluator, organisation)
    }
    assert {row.resource_type for row in (created, updated, deleted)} == {"record"}
    assert created.resource_id == updated.resource_id == deleted.resource_id == record_id


def test_audit_of_a_bulk(submit, activity, group, participant):
    sibling = make.participant(group)
    submit(Submission(participant.pk, "14"))

    submit(Submission(participant.pk, "13"), Submission(sibling.pk, "dns"))

    row, *of_records = AuditLog.objects.order_by("-pk")[:3]
    assert (row.action, row.detail) == ("BULK_SUBMIT_RECORDS", "2 results in Běh na 60 m")
    assert (row.resource_type, row.resource_id) == ("activity", activity.pk)
    name = "Běh na 60 m"
    assert [(each.action, each.resource_type, each.resource_id, each.detail, each.changes)
            for each in reversed(of_records)] == [
        ("UPDATE_RECORD", "record", Record.objects.get(participant=participant).pk,
         f"{participant} – {name}: 14.00 → 13.00", {"value": ["14.00", "13.00"]}),
        ("CREATE_RECORD", "record", Record.objects.get(participant=sibling).pk,
         f"{sibling} – {name}: – → DNS", {"value": ["", "DNS"]}),
    ]  # fmt: skip
    assert row.changes == {
        str(participant.pk): ["14.00", "13.00"],
        str(sibling.pk): ["", "DNS"],
    }


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"status": "OK", "value": 83_400}, "1:23.40"),
        ({"status": "DQ", "reason": "lane"}, "DQ (lane)"),
        ({"status": "DNF"}, "DNF"),
        ({"status": "CLEARED"}, ""),
    ],
)
def test_describe(fields, text):
    assert describe(Entry(**fields), Rule("TIME_LOW")) == text
    assert describe(None, Rule("TIME_LOW")) == ""


def test_a_call_for_many_with_one_in_it_has_its_row_as_well(submit, participant):
    submit(Submission(participant.pk, "14"), is_bulk=True)

    actions = AuditLog.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["CREATE_RECORD", "BULK_SUBMIT_RECORDS"]
    submit(Submission(participant.pk, "14"), is_bulk=True)
    assert AuditLog.objects.count() == 2


# --- Queries -------------------------------------------------------------------------------------


def count_queries(submit, kids, text):
    with CaptureQueriesContext(connection) as captured:
        verdicts = submit(*(Submission(kid.pk, text, based_on=None) for kid in kids))
    return len(captured), set(outcomes(verdicts))


def test_queries_of_one_and_of_many(submit, group):
    """As many for 200 as for one; but SQLite is sent at most 999 parameters at a time."""
    kids = [make.participant(group) for _ in range(201)]
    batches = {"postgresql": 0, "sqlite": 3 + 2 + 2}[connection.vendor]

    assert count_queries(submit, kids[:1], "13") == (11, {Outcome.SAVED})
    assert count_queries(submit, kids[1:], "13") == (11 + batches, {Outcome.SAVED})
    assert count_queries(submit, kids[1:], "13") == (7, {Outcome.UNCHANGED})
