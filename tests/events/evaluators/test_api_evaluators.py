"""The pool of an event, who scores which group, and team logins, by the API."""

import re

import pytest
from django.contrib.auth import authenticate

from accounts.models import AuditLog, Membership, User
from events.models import EventEvaluator, GroupEvaluator
from scoring.models import Record
from tests import make

HUGE = 2**63


def pool(event):
    return f"/api/events/{getattr(event, 'pk', event)}/evaluators"


def scorers(group):
    return f"/api/groups/{getattr(group, 'pk', group)}/evaluators"


def logins(event):
    return f"/api/events/{getattr(event, 'pk', event)}/bootstrap-evaluators"


def outcome(answer):
    return answer.status_code, answer.json()["detail"]


def log():
    return list(AuditLog.objects.order_by("pk").values_list("action", "detail"))


@pytest.fixture
def colleague(organisation):
    """Belongs to the organisation, but to nobody's pool."""
    return make.user(organisation=organisation, full_name="Klára Kolegyně")


@pytest.fixture
def guest(group):
    """An admin of another organisation who scores a group of this event."""
    person = make.user("ADMIN", organisation=make.organisation(), full_name="Hugo Host")
    make.assign(person, group)
    return person


# --- The pool ------------------------------------------------------------------------------------


def test_the_pool(api, admin, event, group, evaluator, colleague):
    EventEvaluator.objects.create(event=event, user=colleague)

    answer = api(admin).get(pool(event))

    assert answer.status_code == 200
    first, second = answer.json()
    assert first.pop("created_at")
    assert first == {
        "id": evaluator.pk,
        "email": evaluator.email,
        "username": None,
        "full_name": "Eva Měřičová",
        "role": "EVALUATOR",
        "is_active": True,
        "group_id": group.pk,
        "activity_ids": [],
    }
    assert (second["id"], second["group_id"]) == (colleague.pk, None)


@pytest.mark.parametrize("people", [1, 10])
def test_queries_of_the_pool(api, admin, event, people, django_assert_num_queries):
    for _number in range(people):
        make.assign(make.user(), make.group(event))
    client = api(admin)

    with django_assert_num_queries(5):  # the caller, the event, may they, the pool, stations
        assert len(client.get(pool(event)).json()) == people


def test_joining_the_pool(api, admin, event, colleague):
    answer = api(admin).post(pool(event), {"user_id": colleague.pk}, format="json")

    assert answer.status_code == 201
    assert (answer.json()["id"], answer.json()["group_id"]) == (colleague.pk, None)
    assert EventEvaluator.objects.get().user == colleague
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.organisation, entry.resource_id) == (
        "ADD_EVENT_EVALUATOR",
        admin,
        event.organisation,
        event.pk,
    )
    assert entry.detail == "Klára Kolegyně joined the evaluators of Tábor 2026"


def test_nobody_joins_twice(api, admin, event, evaluator):
    answer = api(admin).post(pool(event), {"user_id": evaluator.pk}, format="json")

    assert outcome(answer) == (409, "Evaluator already assigned to this event")
    assert log() == []


def test_somebody_the_caller_cannot_see_is_not_there(api, admin, super_admin, event, stranger):
    left = make.user(organisation=event.organisation, is_active=False)

    for pk in (stranger.pk, left.pk, 10**9, HUGE, 10**30):
        answer = api(admin).post(pool(event), {"user_id": pk}, format="json")
        assert outcome(answer) == (404, "User not found")
    assert not EventEvaluator.objects.exists()
    assert (
        api(super_admin).post(pool(event), {"user_id": stranger.pk}, format="json").status_code
        == 201
    )


@pytest.mark.parametrize(
    "body", [{}, {"user_id": None}, {"user_id": "Eva"}, {"user_id": [1]}, {"user_id": 0}]
)
@pytest.mark.parametrize("address", [pool, scorers])
def test_bodies_that_name_nobody(api, admin, event, group, address, body):
    target = event if address is pool else group

    answer = api(admin).post(address(target), body, format="json")

    assert answer.status_code == 422
    is_choice = address is pool and body.get("user_id") is None
    assert set(answer.json()["errors"]) == ({"user_id", "email"} if is_choice else {"user_id"})


def test_leaving_the_pool_drops_the_group_and_keeps_the_results(
    api, admin, event, group, participant, activity, evaluator, other_evaluator
):
    elsewhere = make.assign(evaluator, make.group(make.event()))
    make.record(activity, participant, "11.5", by=evaluator)

    answer = api(admin).delete(f"{pool(event)}/{evaluator.pk}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert EventEvaluator.objects.get(event=event).user == other_evaluator
    assert set(GroupEvaluator.objects.filter(event_evaluator__user=evaluator)) == {elsewhere}
    assert Record.objects.get().evaluator == evaluator
    entry = AuditLog.objects.exclude(action="CREATE_RECORD").get()
    assert (entry.action, entry.actor, entry.organisation, entry.resource_id) == (
        "DELETE_EVENT_EVALUATOR",
        admin,
        event.organisation,
        event.pk,
    )
    assert entry.detail == (
        "Eva Měřičová left the evaluators of Tábor 2026, no longer scores Bobři"
    )
    assert entry.changes == {"group": ["Bobři", None]}
    assert outcome(api(admin).delete(f"{pool(event)}/{evaluator.pk}")) == (404, "User not found")
    assert api(evaluator).get(f"/api/events/{event.pk}").status_code == 404


def test_who_is_not_in_the_pool(api, admin, event, colleague):
    for pk in (colleague.pk, 10**9, HUGE, 0):
        assert outcome(api(admin).delete(f"{pool(event)}/{pk}")) == (404, "User not found")


def test_who_manages_the_pool(api, event, evaluator, guest, outsider, colleague):
    def statuses(user, pk=event.pk):
        client, body = api(user), {"user_id": colleague.pk}
        return [
            client.get(pool(pk)).status_code,
            client.post(pool(pk), body, format="json").status_code,
            client.delete(f"{pool(pk)}/{evaluator.pk}").status_code,
            client.post(logins(pk)).status_code,
        ]

    assert statuses(None) == [401] * 4
    assert statuses(evaluator) == [403] * 4
    assert statuses(guest) == [403] * 4
    assert statuses(outsider) == [404] * 4
    assert statuses(outsider, HUGE) == [404] * 4
    assert outcome(api(outsider).get(pool(event))) == (404, "Event not found")
    assert EventEvaluator.objects.filter(event=event).count() == 2
    assert log() == []


# --- The groups ----------------------------------------------------------------------------------


def test_who_scores_a_group(api, admin, group, evaluator, other_evaluator, stranger):
    for user in (admin, evaluator):
        answer = api(user).get(scorers(group))
        assert answer.status_code == 200
        assert [(each["full_name"], each["group_id"]) for each in answer.json()] == [
            ("Eva Měřičová", group.pk)
        ]
    assert api(None).get(scorers(group)).status_code == 401
    for user in (other_evaluator, stranger):
        assert outcome(api(user).get(scorers(group))) == (404, "Group not found")


@pytest.mark.parametrize("people", [1, 10])
def test_queries_of_a_group(api, admin, group, people, django_assert_num_queries):
    for _number in range(people):
        make.assign(make.user(), group)
    client = api(admin)

    with django_assert_num_queries(4):  # the caller, the group, the people, stations
        assert len(client.get(scorers(group)).json()) == people


def test_assigning_somebody_of_the_pool(api, admin, event, group, stranger):
    EventEvaluator.objects.create(event=event, user=stranger)  # a super admin did that

    answer = api(admin).post(scorers(group), {"user_id": stranger.pk}, format="json")

    assert answer.status_code == 201
    assert (answer.json()["id"], answer.json()["group_id"]) == (stranger.pk, group.pk)
    assert GroupEvaluator.objects.get().group == group
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.organisation, entry.resource_id) == (
        "ASSIGN_GROUP_EVALUATOR",
        admin,
        event.organisation,
        group.pk,
    )
    assert entry.detail == "Cizí Hodnotitel scores Bobři in Tábor 2026"


def test_who_cannot_be_assigned(api, admin, group, other_group, evaluator, colleague, stranger):
    def refusal(to, user):
        return outcome(api(admin).post(scorers(to), {"user_id": user}, format="json"))

    assert refusal(group, colleague.pk) == (
        400,
        "Evaluator must be assigned to this event first",
    )
    assert refusal(group, evaluator.pk) == (409, "Evaluator already assigned to this group")
    assert refusal(other_group, evaluator.pk) == (
        409,
        "Evaluator already assigned to another group of this event",
    )
    assert refusal(group, stranger.pk) == (404, "User not found")
    assert refusal(group, HUGE) == (404, "User not found")
    assert GroupEvaluator.objects.get().group == group
    assert log() == []


def test_taking_somebody_off_a_group(api, admin, event, group, other_group, evaluator):
    wrong = api(admin).delete(f"{scorers(other_group)}/{evaluator.pk}")
    answer = api(admin).delete(f"{scorers(group)}/{evaluator.pk}")
    again = api(admin).delete(f"{scorers(group)}/{evaluator.pk}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert outcome(wrong) == outcome(again) == (404, "User not found")
    assert not GroupEvaluator.objects.exists()
    assert EventEvaluator.objects.get().user == evaluator
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.organisation, entry.resource_id) == (
        "DELETE_GROUP_EVALUATOR",
        admin,
        event.organisation,
        group.pk,
    )
    assert entry.detail == "Eva Měřičová no longer scores Bobři in Tábor 2026"


def test_who_assigns(api, event, group, evaluator, other_evaluator, guest, outsider, colleague):
    EventEvaluator.objects.create(event=event, user=colleague)

    def statuses(user, pk=group.pk):
        client, body = api(user), {"user_id": colleague.pk}
        return [
            client.post(scorers(pk), body, format="json").status_code,
            client.delete(f"{scorers(pk)}/{evaluator.pk}").status_code,
        ]

    assert statuses(None) == [401, 401]
    assert statuses(evaluator) == [403, 403]
    assert statuses(other_evaluator) == [403, 403]
    assert statuses(guest) == [403, 403]
    assert statuses(outsider) == [404, 404]
    assert statuses(outsider, HUGE) == [404, 404]
    assert outcome(api(outsider).get(scorers(group))) == (404, "Group not found")
    assert log() == []


# --- Team logins ---------------------------------------------------------------------------------


def test_a_login_for_every_group_without_one(
    api, admin, event, group, other_group, other_evaluator, rf
):
    answer = api(admin).post(logins(event))

    assert answer.status_code == 201
    body = answer.json()
    assert (body["event_id"], body["skipped_groups"]) == (event.pk, ["Draci"])
    (created,) = body["created"]
    user = User.objects.get(email=created["email"])
    assert created == {
        "group_id": group.pk,
        "group_name": "Bobři",
        "full_name": "Bobři",
        "email": user.email,
        "username": user.email.partition("@")[0],
        "password": created["password"],
    }
    assert re.fullmatch(r"bobri-.{4}@tabor-2026\.invalid", user.email)
    assert authenticate(rf.post("/"), username=user.email, password=created["password"]) == user
    assert Membership.objects.get(user=user).organisation == event.organisation
    assert log() == [
        ("BOOTSTRAP_EVALUATOR", f"Login {user.username} created for Bobři in Tábor 2026")
    ]
    assert "no-store" in answer.headers["Cache-Control"]


def test_called_again_it_only_skips(api, admin, event, group, other_group):
    api(admin).post(logins(event))

    again = api(admin).post(logins(event), {}, format="json")

    assert (again.status_code, again.json()) == (
        201,
        {"event_id": event.pk, "created": [], "skipped_groups": ["Bobři", "Draci"]},
    )
    assert GroupEvaluator.objects.count() == 2


def test_logins_work_by_the_api(api, admin, event, group, participant, activity):
    (created,) = api(admin).post(logins(event)).json()["created"]
    user = User.objects.get(email=created["email"])

    shown = api(user).get(f"/api/events/{event.pk}").json()

    assert [each["id"] for each in shown["groups"]] == [group.pk]


def test_a_useless_domain(api, admin, event, group, settings):
    settings.TEAM_LOGIN_DOMAIN = "tým.školka"

    assert outcome(api(admin).post(logins(event))) == (
        400,
        "The setting TEAM_LOGIN_DOMAIN is not a domain name.",
    )
    assert log() == []
