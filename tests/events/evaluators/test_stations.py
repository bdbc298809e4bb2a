"""Stations: who scores an activity for every group; given by the API, seen everywhere."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditLog
from events.evaluators.pool import remove_evaluator
from events.evaluators.stations import assign_station
from events.models import ActivityEvaluator, Event, EventEvaluator, Group
from tests import make
from tests.threads import at_once


def scorers(activity):
    return f"/api/activities/{getattr(activity, 'pk', activity)}/evaluators"


def outcome(answer):
    return answer.status_code, answer.json()["detail"]


def logs():
    return list(AuditLog.objects.order_by("pk").values_list("action", "detail"))


@pytest.fixture
def jump(event):
    return make.activity(event, name="Skok daleký")


def test_a_person_may_have_a_group_and_several_stations(
    api, admin, group, activity, jump, evaluator
):
    for each in (activity, jump):
        answer = api(admin).post(scorers(each), {"user_id": evaluator.pk}, format="json")
        assert answer.status_code == 201
    assert (answer.json()["id"], answer.json()["group_id"]) == (evaluator.pk, group.pk)
    assert answer.json()["activity_ids"] == [activity.pk, jump.pk]
    for user in (admin, evaluator):
        (listed,) = api(user).get(scorers(jump)).json()
        assert listed["full_name"] == "Eva Měřičová"
    assert logs() == [
        (
            "ASSIGN_ACTIVITY_EVALUATOR",
            f"Eva Měřičová scores {each} for all groups in Tábor 2026",
        )
        for each in (activity, jump)
    ]
    row = AuditLog.objects.first()
    assert (row.actor, row.organisation_id, row.event_id, row.resource_id) == (
        admin,
        group.event.organisation_id,
        group.event_id,
        jump.pk,
    )


def test_who_cannot_be_assigned(api, admin, activity, evaluator, organisation, stranger):
    colleague = make.user(organisation=organisation)

    def refusal(user_pk):
        return outcome(api(admin).post(scorers(activity), {"user_id": user_pk}, format="json"))

    make.station(evaluator, activity)
    assert refusal(colleague.pk) == (400, "Evaluator must be assigned to this event first")
    assert refusal(evaluator.pk) == (409, "Evaluator already assigned to this activity")
    for nobody in (stranger.pk, 10**9, 2**63):
        assert refusal(nobody) == (404, "User not found")
    Event.objects.update(status="ARCHIVED")
    status, sentence = refusal(evaluator.pk)
    assert (status, "archived" in sentence) == (400, True)
    assert logs() == []


def test_taking_somebody_off(api, admin, activity, jump, evaluator, other_evaluator):
    make.station(evaluator, activity)
    address = f"{scorers(activity)}/{evaluator.pk}"

    assert api(evaluator).delete(address).status_code == 403
    assert api(other_evaluator).get(scorers(activity)).status_code == 403
    assert outcome(api(admin).delete(f"{scorers(jump)}/{evaluator.pk}")) == (404, "User not found")
    answer = api(admin).delete(address)
    assert (answer.status_code, answer.content) == (204, b"")
    assert outcome(api(admin).delete(address)) == (404, "User not found")
    assert not ActivityEvaluator.objects.exists()
    assert EventEvaluator.objects.filter(user=evaluator).exists()
    assert logs() == [
        (
            "DELETE_ACTIVITY_EVALUATOR",
            "Eva Měřičová no longer scores Běh na 60 m for all groups in Tábor 2026",
        )
    ]


@pytest.mark.parametrize("people", [1, 10])
def test_queries(api, admin, activity, jump, people, django_assert_num_queries):
    for _number in range(people):
        person = make.user()
        make.station(person, activity)
        make.station(person, jump)
    client = api(admin)

    with django_assert_num_queries(5):  # the caller, the activity, the people, stations, may they
        assert len(client.get(scorers(activity)).json()) == people


def test_leaving_the_pool_drops_stations_and_says_so(event, activity, jump, admin):
    person = make.user()
    make.station(person, activity)
    make.station(person, jump)

    remove_evaluator(user=person, event=event, by=admin)

    assert not ActivityEvaluator.objects.exists()
    assert AuditLog.objects.get().changes == {"stations": ["Běh na 60 m, Skok daleký", None]}


def test_when_a_group_is_covered(event, group, other_group, evaluator):
    def uncovered():
        return list(Group.objects.without_evaluator().values_list("name", flat=True))

    assert uncovered() == ["Draci"]
    run, jump = make.activity(event), make.activity(event)
    make.station(make.user(), run)
    assert uncovered() == ["Draci"]
    station = make.station(make.user(is_active=False), jump)
    assert uncovered() == ["Draci"]  # who may not sign in scores nothing
    station.event_evaluator.user.is_active = True
    station.event_evaluator.user.save()
    assert uncovered() == []
    make.group(make.event(organisation=event.organisation), name="Jinde")
    assert uncovered() == ["Jinde"]


@pytest.mark.django_db(transaction=True)
def test_two_organisers_at_once(event, activity, stranger, admin, super_admin):
    EventEvaluator.objects.create(event=event, user=stranger)

    def give(by):
        try:
            return assign_station(user=stranger, activity=activity, by=by) and "given"
        except ValidationError as refusal:
            return refusal.code

    assert sorted(at_once(lambda: give(admin), lambda: give(super_admin))) == ["conflict", "given"]
    assert AuditLog.objects.count() == ActivityEvaluator.objects.count() == 1
