"""Who scores at a station enters its activity for every group, and nothing else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from events.models import Activity, Group, GroupEvaluator, Participant
from scoring.ledger import confirmations, records
from scoring.ledger.records import Submission
from scoring.models import Entry, Record
from scoring.rules.permissions import can_score
from tests import make
from tests.addresses import entry_page, row_page
from tests.scoring.entry.sheet import row


@pytest.fixture
def other_activity(event):
    return make.activity(event, name="Skok daleký")


@pytest.fixture
def dragon(other_group):
    return make.participant(other_group, display_name="Drahoš Dračí")


@pytest.fixture
def judge(activity):
    """Scores `activity` at a station, and no group."""
    person = make.user(full_name="Jitka Stopařová")
    make.station(person, activity)
    return person


@pytest.fixture
def as_judge(judge):
    client = Client()
    client.force_login(judge)
    return client


def submit(activity, person, by):
    sent = [Submission(person.pk, "12.5")]
    return records.submit(activity=activity, submissions=sent, by=by, source=Entry.Source.FORM)


def test_every_group_at_the_station_and_no_other_activity(
    activity, other_activity, participant, dragon, judge
):
    for person in (participant, dragon):
        assert submit(activity, person, judge)[0].record.value == 12_500
        with pytest.raises(PermissionDenied, match="not assigned to this participant's group"):
            submit(other_activity, person, judge)
    assert set(Record.objects.values_list("activity", flat=True)) == {activity.pk}


def test_a_group_and_a_station(group, other_group, activity, other_activity, judge):
    GroupEvaluator.objects.create(event_evaluator=judge.event_evaluators.get(), group=group)
    make.station(judge, make.activity(make.event(organisation=group.organisation)))  # elsewhere
    allowed = {
        (each.pk, of.pk)
        for each in (group, other_group)
        for of in (activity, other_activity)
        if can_score(judge, each, of)
    }

    assert allowed == {
        (group.pk, activity.pk),
        (group.pk, other_activity.pk),
        (other_group.pk, activity.pk),
    }


@pytest.mark.parametrize("status", ["locked", "archived"])
def test_a_station_opens_nothing_that_is_closed(status, activity, participant, judge, admin):
    if status == "locked":
        Activity.objects.filter(pk=activity.pk).update(locked_at=activity.created_at)
    else:
        type(activity.event).objects.filter(pk=activity.event_id).update(status="ARCHIVED")

    with pytest.raises(records.ActivityLocked if status == "locked" else records.NotOpen):
        submit(activity, participant, judge)
    assert not Entry.objects.exists()


def test_confirming_at_the_station_only(activity, other_activity, participant, judge, admin):
    for of, is_allowed in ((activity, True), (other_activity, False)):
        entry_id = make.record(of, participant, "12.5").entry_id
        arguments = {"activity": of, "participant_id": participant.pk, "entry_id": entry_id}
        if is_allowed:
            assert confirmations.confirm(**arguments, by=judge).confirmed_by == judge
        else:
            with pytest.raises(PermissionDenied):
                confirmations.confirm(**arguments, by=judge)


def test_pages(as_judge, event, group, other_group, activity, other_activity, dragon):
    other_event = make.event(organisation=event.organisation)
    elsewhere = make.group(other_event)

    for name in ["entry", "entry-others", "photo"]:
        mine, not_mine = (
            reverse(f"scoring:{name}", args=[other_group.pk, of.pk])
            for of in (activity, other_activity)
        )
        assert (as_judge.get(mine).status_code, as_judge.get(not_mine).status_code) == (200, 404)
    assert as_judge.get(entry_page(elsewhere, make.activity(other_event))).status_code == 404
    saved = as_judge.post(row_page(dragon, activity), row(dragon, value="12,5"))
    refused = as_judge.post(row_page(dragon, other_activity), row(dragon, value="12,5"))
    assert (saved.status_code, refused.status_code) == (200, 404)
    assert Record.objects.get().activity == activity


def test_what_is_seen(judge, event, group, other_group, activity, other_activity, dragon):
    hidden = make.record(other_activity, dragon, "3")
    seen = make.record(activity, dragon, "12.5")
    make.participant(make.group(make.event(organisation=event.organisation)))

    assert set(Group.objects.visible_to(judge)) == {group, other_group}
    assert not Group.objects.assigned_to(judge).exists()
    assert set(Activity.objects.assigned_to(judge)) == {activity}
    assert set(Participant.objects.visible_to(judge)) == {dragon}
    assert list(Record.objects.visible_to(judge)) == [seen]
    assert list(Entry.objects.visible_to(judge)) == [seen.entry]
    assert hidden not in Record.objects.visible_to(judge)
    judge.is_active = False
    for asked in (Group, Participant, Record, Entry):
        assert not asked.objects.visible_to(judge).exists()
    assert not Activity.objects.assigned_to(judge).exists()
    assert not can_score(judge, group, activity)


def test_the_api(api, judge, group, other_group, activity, other_activity, participant, dragon):
    make.record(other_activity, dragon, "3")
    client = api(judge)

    def sent(of, *people):
        rows = [{"participant_id": each.pk, "value_raw": "12.5"} for each in people]
        body = {"activity_id": of.pk, "records": rows}
        return client.post("/api/records/bulk", body, format="json").status_code

    assert sent(activity, participant, dragon) == 201
    assert sent(other_activity, participant) == 403
    at_station = client.get(f"/api/activities/{activity.pk}/records").json()
    assert [each["participant_id"] for each in at_station] == [participant.pk, dragon.pk]
    assert client.get(f"/api/activities/{other_activity.pk}/records").json() == []
    detail = client.get(f"/api/events/{group.event_id}").json()
    assert [each["name"] for each in detail["groups"]] == ["Bobři", "Draci"]
    assert client.get("/api/groups/my-groups").json() == []
    assert client.get(f"/api/groups/{group.pk}/evaluators").status_code == 404


def test_addresses_of_other_volunteers_stay_hidden(api, judge, evaluator, activity, group):
    detail = api(judge).get(f"/api/events/{group.event_id}").json()

    assert [each["email"] for each in detail["event_evaluators"]] == [judge.email]
    assert [each["evaluators"] for each in detail["groups"]] == [[]]
    make.station(evaluator, activity)  # now they stand at it together
    detail = api(judge).get(f"/api/events/{group.event_id}").json()
    assert {each["email"] for each in detail["event_evaluators"]} == {judge.email, evaluator.email}
