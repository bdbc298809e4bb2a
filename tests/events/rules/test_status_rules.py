"""Only an open event changes; going back needs a reason; an archived one is only read."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditLog
from events.evaluators.new_logins import bootstrap_evaluators
from events.evaluators.pool import (
    add_evaluator,
    assign_evaluator,
    remove_evaluator,
    unassign_evaluator,
)
from events.life.lifecycle import change_status, delete_event, update_event
from events.models import Activity, AgeCategory, Event, EventEvaluator, Group, Participant
from events.parts import writes as parts
from tests import make

BACK = [("ACTIVE", "DRAFT"), ("ARCHIVED", "ACTIVE"), ("ARCHIVED", "DRAFT")]
ON = [("DRAFT", "ACTIVE"), ("ACTIVE", "ARCHIVED"), ("DRAFT", "ARCHIVED")]


def put(event, status):
    Event.objects.filter(pk=event.pk).update(status=status)


@pytest.mark.parametrize("reason", ["", " \t\n", "\u00a0"])
@pytest.mark.parametrize(("old", "new"), BACK)
def test_going_back_without_a_reason(event, admin, old, new, reason):
    put(event, old)

    with pytest.raises(ValidationError) as refused:
        change_status(event=event, status=new, by=admin, reason=reason)

    assert refused.value.message_dict == {
        "reason": ["Say why: the reason stays in the audit trail."]
    }
    assert Event.objects.get().status == old
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize(("old", "new"), BACK)
def test_going_back_with_a_reason(event, admin, old, new):
    put(event, old)

    change_status(event=event, status=new, by=admin, reason=" Dva kluci  chyběli. ")

    assert Event.objects.get().status == new
    row = AuditLog.objects.get()
    assert row.detail == f"Tábor 2026: {old} → {new}, because: Dva kluci chyběli."
    assert row.changes == {"status": [old, new]}


@pytest.mark.parametrize(("old", "new"), ON)
def test_going_on_needs_none(event, admin, old, new):
    put(event, old)

    assert change_status(event=event, status=new, by=admin).status == new
    assert AuditLog.objects.get().detail == f"Tábor 2026: {old} → {new}"


def test_the_reason_of_a_client_of_the_api(api, admin, event):
    answer = api(admin).patch(
        f"/api/events/{event.pk}", {"status": "DRAFT", "reason": "moc brzo"}, format="json"
    )

    assert (answer.status_code, answer.json()["status"]) == (200, "DRAFT")
    assert AuditLog.objects.get().detail == "Tábor 2026: ACTIVE → DRAFT, because: moc brzo"


@pytest.fixture
def archived(event, group, other_group, participant, activity, evaluator):
    make.age_category(event, 1, 99, name="Všichni")
    put(event, "ARCHIVED")
    return event


def writes(event):
    """Every service that changes an event or a part of it."""
    group, child = Group.objects.get(name="Bobři"), Participant.objects.get()
    run, ages = Activity.objects.get(), AgeCategory.objects.get()
    scorer, newcomer = EventEvaluator.objects.get().user, make.user()
    draci = Group.objects.get(name="Draci")
    return {
        "event": lambda by: update_event(event=event, fields={"name": "Jinak"}, by=by),
        "new group": lambda by: parts.create_group(event=event, fields={"name": "Vlci"}, by=by),
        "group": lambda by: parts.change_group(group=group, fields={"name": "Lvi"}, by=by),
        "no group": lambda by: parts.delete_group(group=draci, by=by),
        "new child": lambda by: parts.add_participant(
            group=group, fields={"display_name": "Jan"}, by=by
        ),
        "child": lambda by: parts.change_participant(participant=child, fields={"age": 9}, by=by),
        "move": lambda by: parts.move_participant(participant=child, group=draci, by=by),
        "no child": lambda by: parts.delete_participant(participant=child, by=by),
        "new ages": lambda by: parts.create_age_category(
            event=event, fields={"name": "A", "min_age": 1, "max_age": 2}, by=by
        ),
        "ages": lambda by: parts.change_age_category(category=ages, fields={"max_age": 5}, by=by),
        "no ages": lambda by: parts.delete_age_category(category=ages, by=by),
        "new run": lambda by: parts.create_activity(
            event=event, fields={"name": "Hod", "evaluation_type": "NUMERIC_HIGH"}, by=by
        ),
        "run": lambda by: parts.change_activity(activity=run, fields={"name": "Sprint"}, by=by),
        "lock": lambda by: parts.lock_activity(activity=run, by=by),
        "open": lambda by: parts.reopen_activity(activity=run, reason="x", by=by),
        "no run": lambda by: parts.delete_activity(activity=run, by=by),
        "join": lambda by: add_evaluator(user=newcomer, event=event, by=by),
        "assign": lambda by: assign_evaluator(user=newcomer, group=draci, by=by),
        "leave": lambda by: remove_evaluator(user=scorer, event=event, by=by),
        "unassign": lambda by: unassign_evaluator(user=scorer, group=group, by=by),
        "logins": lambda by: bootstrap_evaluators(event=event, by=by),
    }


def test_an_archived_event_is_only_read(archived, admin):
    for name, write in writes(archived).items():
        with pytest.raises(ValidationError) as refused:
            write(admin)
        assert refused.value.code == "archived", name
    assert not AuditLog.objects.exists()


def test_the_same_writes_do_in_an_open_one(archived, admin):
    """So that the test above is about the status and nothing else."""
    put(archived, "ACTIVE")
    taken = writes(archived)
    order = [name for name in taken if not name.startswith("no ")]
    apart = {"assign", "unassign", "open"}
    for name in order:
        if name not in apart:
            taken[name](admin)

    actions = set(AuditLog.objects.values_list("action", flat=True))
    assert {"CREATE_GROUP", "MOVE_PARTICIPANT", "LOCK_ACTIVITY", "ADD_EVENT_EVALUATOR"} <= actions


def test_an_archived_event_can_be_deleted_as_a_whole(archived, admin):
    delete_event(event=archived, by=admin)

    assert not Event.objects.exists()


def test_a_client_of_the_api_gets_the_sentence(api, admin, archived):
    answer = api(admin).patch(f"/api/events/{archived.pk}", {"name": "Jinak"}, format="json")

    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "The event is archived, so it can only be read. Open it again to change it."},
    )


def test_archived_and_renamed_in_one_go(api, admin, event):
    sent = {"name": "Den", "status": "ARCHIVED"}

    assert api(admin).patch(f"/api/events/{event.pk}", sent, format="json").status_code == 200
    event.refresh_from_db()
    assert (event.name, event.status) == ("Den", "ARCHIVED")
