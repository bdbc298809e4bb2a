"""What is done with many participants at once: asked first with numbers, then all or nothing."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Participant
from events.parts import people_in_bulk
from events.parts.people_in_bulk import Change, RowsRefused
from scoring.models import Entry, Record
from tests import make

LIST = reverse("admin:events_participant_changelist")


def send(client, action, people, **answer):
    """The action on these people; with an answer, also what was asked and how many there were."""
    form = {"action": action, "_selected_action": [person.pk for person in people], **answer}
    return client.post(LIST, form, follow=True)


def flashes(answer):
    return [str(message) for message in answer.context["messages"]]


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def people(group, participant):
    return [participant, make.participant(group, display_name="Tomáš Žák")]


def test_a_move_asks_for_the_group_and_names_everybody(
    as_admin, people, other_group, activity, organisation
):
    make.record(activity, people[0], "12")
    make.group(make.event(organisation=organisation), name="Jinde")

    asked = send(as_admin, "move_people", people)

    assert asked.context["title"] == "Move 2 participants to another group?"
    for text in ["Štěpánka Ďáblová", "Tomáš Žák", "Draci", "Their results go along with them."]:
        assert text in text_of(asked)
    assert "Jinde" not in text_of(asked)
    assert not AuditLog.objects.filter(action="MOVE_PARTICIPANT").exists()

    answer = send(
        as_admin, "move_people", people, post="yes", confirmed_counts="2,1", group=other_group.pk
    )

    assert flashes(answer) == ["2 participants were moved."]
    assert set(Participant.objects.values_list("group__name", flat=True)) == {"Draci"}
    logs = AuditLog.objects.filter(action="MOVE_PARTICIPANT").order_by("resource_id")
    assert [log.detail.partition(": ")[2] for log in logs] == [
        "group Bobři → Draci along with 1 result",
        "group Bobři → Draci",
    ]


@pytest.mark.parametrize(
    ("action", "answer", "field", "value", "sentence"),
    [
        ("withdraw_people", {}, "status", "WITHDRAWN", "2 participants were withdrawn."),
        ("make_people_guests", {}, "status", "GUEST", "2 participants are guests now."),
        ("set_gender", {"gender": "M"}, "gender", "M", "2 participants were changed."),
    ],
)
def test_other_changes(as_admin, people, action, answer, field, value, sentence):
    assert send(as_admin, action, people).context["toll"].people == 2

    done = send(as_admin, action, people, post="yes", confirmed_counts="2,0", **answer)

    assert flashes(done) == [sentence]
    assert set(Participant.objects.values_list(field, flat=True)) == {value}
    assert AuditLog.objects.filter(action="UPDATE_PARTICIPANT").count() == 2


def test_who_competes_already_is_left_alone(as_admin, people):
    people[1].status = "WITHDRAWN"
    people[1].save()

    done = send(as_admin, "let_people_compete", people, post="yes", confirmed_counts="2,0")
    assert flashes(done) == ["1 participant competes now."]
    done = send(as_admin, "let_people_compete", people, post="yes", confirmed_counts="2,0")
    assert flashes(done) == ["They are so already: nothing was changed."]


def test_a_deletion_shows_how_much_goes(as_admin, admin, people, activity, group, organisation):
    kept = make.record(activity, make.participant(group), "14", by=admin)
    for person in people:
        make.record(activity, person, "12", by=admin)
        make.record(activity, person, "11", by=admin)

    asked = send(as_admin, "delete_selected", people)
    assert "Deletes 2 results of 2 participants, with their whole history." in text_of(asked)
    assert asked.context["confirmed_counts"] == "2,2"
    answer = send(as_admin, "delete_selected", people, post="yes", confirmed_counts="2,2")

    assert flashes(answer) == ["2 participants were deleted."]
    assert Record.objects.get() == kept
    assert Entry.objects.get() == kept.entry
    logs = AuditLog.objects.filter(action="DELETE_PARTICIPANT")
    assert {log.organisation for log in logs} == {organisation}
    assert [log.changes for log in logs] == [{"results": [1, 0]}] * 2


def test_what_came_in_meanwhile_is_asked_about_again(as_admin, people, activity):
    assert send(as_admin, "delete_selected", people).context["confirmed_counts"] == "2,0"
    make.record(activity, people[0], "12")

    answer = send(as_admin, "delete_selected", people, post="yes", confirmed_counts="2,0")

    assert flashes(answer) == ["Meanwhile something changed. Look at the numbers again."]
    assert "Deletes 1 result of 2 participants" in text_of(answer)
    assert Participant.objects.count() == 2


def test_everybody_of_the_list(as_admin, event, group, people):
    Participant.objects.bulk_create(
        Participant(event=event, group=group, display_name=f"Dítě {number}")
        for number in range(150)
    )
    across = {"select_across": "1"}
    asked = send(as_admin, "withdraw_people", people[:1], index="0", **across)
    assert asked.context["toll"].people == 152
    assert "and 122 more" in text_of(asked)

    send(as_admin, "withdraw_people", people[:1], post="yes", confirmed_counts="152,0", **across)

    assert set(Participant.objects.values_list("status", flat=True)) == {"WITHDRAWN"}
    log = AuditLog.objects.get(action="UPDATE_PARTICIPANTS")
    assert log.detail == "152 participants of Tábor 2026 were changed"
    assert (log.resource_type, log.resource_id) == ("event", event.pk)
    assert log.changes[f"Tomáš Žák ({people[1].pk})"] == ["competing", "withdrawn from the event"]


def test_people_of_another_organisation_are_out_of_reach(as_admin, people, outsider, other_group):
    foreign = make.participant(
        make.group(make.event(organisation=outsider.memberships.get().organisation)),
        display_name="Cizí Dítě",
    )

    asked = send(as_admin, "delete_selected", [people[0], foreign])
    assert asked.context["toll"].people == 1
    assert "Cizí" not in text_of(asked)
    for action in ["delete_selected", "withdraw_people", "merge_people", "move_people"]:
        send(as_admin, action, [foreign], post="yes", confirmed_counts="1,0", group=other_group.pk)
    foreign.refresh_from_db()
    assert foreign.status == "COMPETING"


@pytest.mark.parametrize("target", ["", "abc", "9" * 30, "foreign"])
def test_a_group_that_is_none_is_a_form_error(as_admin, people, organisation, target):
    if target == "foreign":
        target = make.group(make.event(organisation=organisation)).pk

    answer = send(as_admin, "move_people", people, post="yes", confirmed_counts="2,0", group=target)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["group"]


def test_people_of_two_events_do_not_move_together(as_admin, people, organisation, other_group):
    elsewhere = make.participant(make.group(make.event(organisation=organisation)))

    answer = send(as_admin, "move_people", [*people, elsewhere])

    assert flashes(answer) == ["They are of 2 events. Select participants of one event."]


@pytest.mark.parametrize("count", [1, 3])
def test_merging_takes_just_two(as_admin, event, group, count):
    people = [make.participant(group) for _number in range(count)]

    answer = send(as_admin, "merge_people", people)

    assert flashes(answer) == ["Select just two participants of one event to merge them."]


def test_two_go_to_the_page_that_merges(as_admin, event, people):
    form = {"action": "merge_people", "_selected_action": [person.pk for person in people]}

    answer = as_admin.post(LIST, form)

    ids = f"{people[0].pk},{people[1].pk}"
    assert answer.url == f"{reverse('scoring:merge', args=[event.pk])}?ids={ids}"


def test_an_archived_event_refuses(as_admin, organisation, event, people):
    make.event(organisation=organisation)  # so that the list is of all events
    event.status = "ARCHIVED"
    event.save()

    for action in ["withdraw_people", "delete_selected"]:
        answer = send(as_admin, action, people, post="yes", confirmed_counts="2,0")
        assert flashes(answer)[0].startswith("The event is archived")
    assert set(Participant.objects.values_list("status", flat=True)) == {"COMPETING"}


def test_an_evaluator_gets_nothing(client, evaluator, people):
    client.force_login(evaluator)

    assert (
        send(client, "delete_selected", people, post="yes", confirmed_counts="2,0").status_code
        == 403
    )
    assert Participant.objects.count() == 2


# --- The services --------------------------------------------------------------------------------


def test_all_or_nothing(admin, people, other_group, organisation):
    elsewhere = make.group(make.event(organisation=organisation))
    changes = {
        people[0].pk: Change({"age": 5}),
        people[1].pk: Change({"group": elsewhere}),
        10**9: Change({"age": 1}),
    }

    with pytest.raises(RowsRefused) as refused:
        people_in_bulk.change_people(changes=changes, by=admin)

    assert {pk: error.messages for pk, error in refused.value.rows.items()} == {
        people[1].pk: ["A participant can move only to a group of the same event."],
        10**9: ["Somebody deleted this meanwhile."],
    }
    people[0].refresh_from_db()
    assert people[0].age == 12
    with pytest.raises(ValueError, match="external_id"):
        people_in_bulk.change_people(changes={people[0].pk: Change({"external_id": "1"})}, by=admin)


def test_the_services_refuse_an_archived_event_by_themselves(admin, event, people):
    """It may be archived between the page's own look and the change."""
    type(event).objects.filter(pk=event.pk).update(status="ARCHIVED")
    ids = [person.pk for person in people]
    calls = [
        partial(people_in_bulk.change_people, changes=dict.fromkeys(ids, Change({"age": 5}))),
        partial(people_in_bulk.delete_people, ids=ids),
    ]

    for call in calls:
        with pytest.raises(ValidationError) as refused:
            call(by=admin)
        assert refused.value.code == "archived"
    assert not Participant.objects.filter(age=5).exists()
    assert Participant.objects.count() == 2


def test_a_deletion_of_other_numbers_than_confirmed_is_refused(admin, people):
    with pytest.raises(ValidationError) as refused:
        people_in_bulk.delete_people(
            ids=[person.pk for person in people],
            by=admin,
            confirmed_counts=people_in_bulk.Toll(2, 1),
        )

    assert refused.value.code == "conflict"
    assert Participant.objects.count() == 2


def test_more_than_fifty_deleted_leave_one_row(admin, event, group, activity):
    people = [make.participant(group) for _number in range(51)]
    make.record(activity, people[0], "12")

    toll = people_in_bulk.delete_people(ids=[person.pk for person in people], by=admin)

    assert (toll.people, toll.results) == (51, 1)
    log = AuditLog.objects.get(action="DELETE_PARTICIPANTS")
    assert log.detail == "51 participants of Tábor 2026 were deleted, results: 1"
    assert len(log.changes) == 51


def test_changing_many_costs_as_much_as_changing_a_few(admin, event, group, other_group):
    def queries(count):
        people = [make.participant(group) for _number in range(count)]
        changes = {person.pk: Change({"group": other_group, "age": 9}) for person in people}
        change = partial(people_in_bulk.change_people, changes=changes, by=admin)
        with CaptureQueriesContext(connection) as captured:
            assert change() == count
        return len(captured)

    assert queries(60) == queries(90)
    assert queries(300) <= 25  # SQLite takes only so many values in one statement
