"""Events, their status, and who scores which group."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.models import AuditLog
from events.evaluators.pool import (
    add_evaluator,
    assign_evaluator,
    remove_evaluator,
    unassign_evaluator,
)
from events.life.lifecycle import build_event, change_status, delete_event, update_event
from events.models import Activity, Event, EventEvaluator, GroupEvaluator
from tests import make
from tests.threads import at_once, closing_connection

DAY = datetime.date(2026, 9, 5)


def log():
    return list(AuditLog.objects.order_by("pk").values_list("action", "detail"))


def refusal(service, **arguments):
    with pytest.raises(ValidationError) as caught:
        service(**arguments)
    return caught.value


def test_build_event(organisation, admin):
    event = build_event(
        organisation=organisation,
        name="  Sportovní   den ",
        by=admin,
        date=datetime.date(2026, 9, 5),
        place=" hřiště ",
    )

    assert (event.name, event.place, event.status) == ("Sportovní den", "hřiště", "DRAFT")
    assert (event.date, event.created_by) == (datetime.date(2026, 9, 5), admin)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"name": " \t"}, {"name": ["The event needs a name."]}),
        (
            {"name": "x" * 256},
            {"name": ["Ensure this value has at most 255 characters (it has 256)."]},
        ),
        (
            {"name": "Den", "place": "x" * 256},
            {"place": ["Ensure this value has at most 255 characters (it has 256)."]},
        ),
    ],
)
def test_an_event_that_will_not_do(organisation, fields, errors):
    error = refusal(build_event, organisation=organisation, by=None, **fields)

    assert error.message_dict == errors
    assert not Event.objects.exists()
    assert log() == []


def test_longest_name(organisation):
    assert build_event(organisation=organisation, name="x" * 255, by=None).name == "x" * 255


@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
def test_change_status(event, admin, status):
    version = event.version

    changed = change_status(event=event, status=status, by=admin, reason=None)

    assert (changed.pk, changed.status) == (event.pk, status)
    event.refresh_from_db()
    assert event.status == status
    assert event.version == changed.version > version
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.organisation, entry.resource_id) == (
        "UPDATE_EVENT",
        admin,
        event.organisation,
        event.pk,
    )
    assert entry.changes == {"status": ["ACTIVE", status]}
    assert entry.detail == f"Tábor 2026: ACTIVE → {status}"


def test_the_old_status_is_the_stored_one_not_the_one_in_hand(event, admin):
    stale = Event.objects.get(pk=event.pk)
    change_status(event=event, status="ARCHIVED", by=admin)

    change_status(event=stale, status="DRAFT", by=admin, reason="a mistake")

    assert [entry.changes for entry in AuditLog.objects.order_by("pk")] == [
        {"status": ["ACTIVE", "ARCHIVED"]},
        {"status": ["ARCHIVED", "DRAFT"]},
    ]


def test_the_same_status_changes_nothing(event, admin):
    changed = change_status(event=event, status="ACTIVE", by=admin)

    assert changed.version == event.version
    assert log() == []


def test_an_unknown_status(event, admin):
    error = refusal(change_status, event=event, status="OPEN", by=admin)

    assert error.message_dict == {"status": ["Choose one of the statuses."]}
    event.refresh_from_db()
    assert event.status == "ACTIVE"


def test_an_event_deleted_meanwhile(event, admin):
    Event.objects.filter(pk=event.pk).delete()

    error = refusal(change_status, event=event, status="ARCHIVED", by=admin)

    assert error.messages == ["This event was deleted."]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("service", "arguments", "statuses"),
    [(change_status, {"status": "ARCHIVED"}, ["ARCHIVED"]), (delete_event, {}, [])],
    ids=["status", "deletion"],
)
def test_submissions_under_way_are_waited_for(service, arguments, statuses):
    activity = make.activity(make.event())
    changed = threading.Event()

    def change():
        service(event=activity.event, by=None, **arguments)
        changed.set()
        connection.close()

    changing = threading.Thread(target=change)
    with transaction.atomic():
        Activity.objects.select_for_update().get(pk=activity.pk)  # as a submission does
        changing.start()
        assert not changed.wait(0.5)
        assert Event.objects.get().status == "ACTIVE"
    changing.join(15)

    assert changed.is_set()
    assert list(Event.objects.values_list("status", flat=True)) == statuses


def test_update_event_writes_only_what_differs(event, admin):
    stale = Event.objects.get(pk=event.pk)
    update_event(event=event, fields={"place": " Vydří "}, by=admin)

    updated = update_event(event=stale, fields={"name": "Tábor 2026", "date": DAY}, by=admin)

    assert (updated.place, updated.date) == ("Vydří", DAY)
    event.refresh_from_db()
    assert (event.place, event.date) == ("Vydří", DAY)
    assert event.version == updated.version > stale.version
    assert log() == [
        ("UPDATE_EVENT", "Event “Tábor 2026” was changed: place – → Vydří"),
        ("UPDATE_EVENT", "Event “Tábor 2026” was changed: date – → 2026-09-05"),
    ]


def test_update_event_is_logged_in_the_order_it_was_asked_for(event, admin):
    fields = {"places": "DENSE", "ignores_age": True, "place": "Vydří", "name": "Hry", "date": DAY}

    update_event(event=event, fields=fields, by=admin)

    assert log() == [
        (
            "UPDATE_EVENT",
            "Event “Hry” was changed: places after a tie STANDARD → DENSE, rank all ages together"
            " False → True, place – → Vydří, name Tábor 2026 → Hry, date – → 2026-09-05",
        )
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fields", [{"status": "ARCHIVED"}, {"place": "Vydří"}])
def test_what_two_change_at_once_is_logged_once(event, admin, fields):
    """The event has no activities yet, so only its own row makes them take turns."""
    at_once(*[lambda: update_event(event=event, fields=fields, by=admin)] * 2)

    assert [action for action, _detail in log()] == ["UPDATE_EVENT"]


@pytest.mark.parametrize(
    "fields",
    [{"name": "\t"}, {"name": "x" * 256}, {"place": "x" * 256}, {"places": "OLYMPIC"}],
)
def test_one_bad_field_leaves_all_as_it_was(event, admin, fields):
    error = refusal(
        update_event, event=event, fields={"status": "DRAFT", "date": DAY, **fields}, by=admin
    )

    assert list(error.message_dict) == list(fields)
    event.refresh_from_db()
    assert (event.status, event.date) == ("ACTIVE", None)
    assert log() == []


def test_what_is_nobodys_to_change_stays(event, admin, organisation):
    update_event(event=event, fields={"organisation": None, "created_by": admin}, by=admin)

    event.refresh_from_db()
    assert (event.organisation, event.created_by) == (organisation, None)


@pytest.mark.parametrize(
    ("service", "arguments"), [(update_event, {"fields": {"name": "A"}}), (delete_event, {})]
)
def test_an_event_that_is_gone(event, service, arguments):
    Event.objects.filter(pk=event.pk).delete()

    error = refusal(service, event=event, by=None, **arguments)

    assert error.messages == ["This event was deleted."]
    assert log() == []


@pytest.mark.django_db(transaction=True)
def test_an_evaluator_leaves_only_once(event, admin, evaluator):
    def leave_again():
        with closing_connection():
            return refusal(remove_evaluator, user=evaluator, event=event, by=admin)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            remove_evaluator(user=evaluator, event=event, by=admin)
            leaving = threads.submit(leave_again)
            sleep(0.5)
        assert leaving.result(timeout=20).code == "not_in_pool"

    assert [action for action, _detail in log()] == ["DELETE_EVENT_EVALUATOR"]


def test_add_evaluator(event, admin, stranger):
    member = add_evaluator(user=stranger, event=event, by=admin)

    assert EventEvaluator.objects.get() == member
    assert (member.event, member.user) == (event, stranger)
    assert log() == [
        ("CREATE_MEMBERSHIP", "Membership “Cizí Hodnotitel – Tábor Vydří” was created"),
        ("ADD_EVENT_EVALUATOR", "Cizí Hodnotitel joined the evaluators of Tábor 2026"),
    ]


def test_nobody_joins_a_pool_twice(event, admin, evaluator):
    error = refusal(add_evaluator, user=evaluator, event=event, by=admin)

    assert (error.messages, error.code) == (
        ["Evaluator already assigned to this event"],
        "conflict",
    )
    assert log() == []


def test_assigning_a_stranger_puts_them_into_the_pool(group, admin, stranger):
    assignment = assign_evaluator(user=stranger, group=group, by=admin)

    assert GroupEvaluator.objects.get() == assignment
    assert (assignment.group, assignment.event_evaluator.user) == (group, stranger)
    assert log() == [
        ("CREATE_MEMBERSHIP", "Membership “Cizí Hodnotitel – Tábor Vydří” was created"),
        ("ADD_EVENT_EVALUATOR", "Cizí Hodnotitel joined the evaluators of Tábor 2026"),
        ("ASSIGN_GROUP_EVALUATOR", "Cizí Hodnotitel scores Bobři in Tábor 2026"),
    ]
    assert {entry.actor for entry in AuditLog.objects.all()} == {admin}
    assert {entry.organisation for entry in AuditLog.objects.all()} == {group.event.organisation}


def test_assigning_somebody_of_the_pool(event, group, admin, stranger):
    EventEvaluator.objects.create(event=event, user=stranger)

    assign_evaluator(user=stranger, group=group, by=admin, joins_pool=False)

    assert EventEvaluator.objects.count() == 1
    assert log() == [("ASSIGN_GROUP_EVALUATOR", "Cizí Hodnotitel scores Bobři in Tábor 2026")]


def test_a_stranger_may_be_refused_instead(group, admin, stranger):
    error = refusal(assign_evaluator, user=stranger, group=group, by=admin, joins_pool=False)

    assert (error.messages, error.code) == (
        ["Evaluator must be assigned to this event first"],
        "not_in_pool",
    )
    assert not EventEvaluator.objects.exists()


def test_one_group_per_event(group, other_group, admin, evaluator):
    same = refusal(assign_evaluator, user=evaluator, group=group, by=admin)
    other = refusal(assign_evaluator, user=evaluator, group=other_group, by=admin)

    assert (same.messages, same.code) == (
        ["Evaluator already assigned to this group"],
        "conflict",
    )
    assert (other.messages, other.code) == (
        ["Evaluator already assigned to another group of this event"],
        "conflict",
    )
    assert GroupEvaluator.objects.get().group == group
    assert log() == []


def test_another_event_is_another_matter(evaluator, admin):
    elsewhere = make.group(make.event())

    assign_evaluator(user=evaluator, group=elsewhere, by=admin)

    assert set(evaluator.event_evaluators.values_list("group_assignment__group", flat=True)) == {
        elsewhere.pk,
        GroupEvaluator.objects.exclude(group=elsewhere).get().group_id,
    }


def test_remove_evaluator(event, group, evaluator, other_evaluator, admin):
    remove_evaluator(user=evaluator, event=event, by=admin)
    again = refusal(remove_evaluator, user=evaluator, event=event, by=admin)

    assert EventEvaluator.objects.get().user == other_evaluator
    assert GroupEvaluator.objects.get().event_evaluator.user == other_evaluator
    assert (again.messages, again.code) == (
        ["This evaluator is not assigned to the event."],
        "not_in_pool",
    )
    assert log() == [
        (
            "DELETE_EVENT_EVALUATOR",
            "Eva Měřičová left the evaluators of Tábor 2026, no longer scores Bobři",
        )
    ]


def test_remove_somebody_without_a_group(event, stranger, admin):
    EventEvaluator.objects.create(event=event, user=stranger)

    remove_evaluator(user=stranger, event=event, by=admin)

    assert log() == [
        ("DELETE_EVENT_EVALUATOR", "Cizí Hodnotitel left the evaluators of Tábor 2026")
    ]
    assert AuditLog.objects.get().changes == {}


def test_unassign_evaluator(event, group, other_group, evaluator, admin):
    wrong = refusal(unassign_evaluator, user=evaluator, group=other_group, by=admin)
    unassign_evaluator(user=evaluator, group=group, by=admin)
    again = refusal(unassign_evaluator, user=evaluator, group=group, by=admin)

    assert not GroupEvaluator.objects.exists()
    assert EventEvaluator.objects.get().user == evaluator
    assert wrong.messages == again.messages == ["This evaluator does not score the group."]
    assert again.code == "not_assigned"
    assert log() == [
        ("DELETE_GROUP_EVALUATOR", "Eva Měřičová no longer scores Bobři in Tábor 2026")
    ]
