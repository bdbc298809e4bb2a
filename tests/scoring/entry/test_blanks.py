"""All who have no result get a status at once, after a confirmation."""

import pytest
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Event, Participant
from scoring.ledger.bulk_status import blanks, mark_blanks
from scoring.models import Entry, Record
from tests import make
from tests.threads import at_once


def page(activity):
    return reverse("scoring:blanks", args=[activity.event_id, activity.pk])


@pytest.fixture
def people(activity, participant, other_group):
    """One with a result, one without in the same group, one in the other, one who withdrew."""
    make.record(activity, participant, "83")
    return [
        make.participant(participant.group, display_name="Žofie Chybějící"),
        make.participant(other_group, display_name="Čeněk Prázdný"),
        make.participant(other_group, display_name="Adam Pryč", status="WITHDRAWN"),
    ]


def shown(answer):
    """What the confirmation sends back: the ids it has shown."""
    return answer.context["people"]


def statuses():
    return {
        record.participant.display_name: record.status
        for record in Record.objects.select_related("participant")
    }


def test_the_confirmation_names_them_by_group(as_admin, activity, people):
    answer = as_admin.get(page(activity))

    assert [
        (each.group.name, [person.display_name for person in each.participants])
        for each in answer.context["blanks"]
    ] == [("Bobři", ["Žofie Chybějící"]), ("Draci", ["Čeněk Prázdný"])]
    text = answer.content.decode()
    assert "<b>2 participants</b> have no result in Běh na 60 m." in text
    assert "Mark 2 participants" in text
    assert "DNS – did not start" in text
    assert "Adam Pryč" not in text
    assert 'value="DNS"' in text.split("checked")[0].rsplit("<input", 1)[1]
    assert Entry.objects.count() == 1


def test_they_get_the_status_and_nobody_else(as_admin, admin, organisation, activity, people):
    answer = as_admin.post(
        page(activity),
        {"status": "DNS", "people": shown(as_admin.get(page(activity)))},
        follow=True,
    )

    assert "2 participants were marked: did not start." in answer.content.decode()
    assert statuses() == {
        "Štěpánka Ďáblová": "OK",
        "Žofie Chybějící": "DNS",
        "Čeněk Prázdný": "DNS",
    }
    marked = Entry.objects.filter(status="DNS")
    assert {(entry.entered_by, entry.source, entry.based_on) for entry in marked} == {
        (admin, "FORM", None)
    }
    log = AuditLog.objects.first()
    assert (log.action, log.detail, log.organisation) == (
        "BULK_SUBMIT_RECORDS",
        "2 results in Běh na 60 m",
        organisation,
    )
    assert log.changes == {str(person.pk): ["", "DNS"] for person in people[:2]}


@pytest.mark.parametrize("status", ["DNF", "WD"])
def test_another_status_for_one_group(as_admin, activity, people, other_group, status):
    address = f"{page(activity)}?group={other_group.pk}"

    as_admin.post(address, {"status": status, "people": shown(as_admin.get(address))})

    assert statuses() == {"Štěpánka Ďáblová": "OK", "Čeněk Prázdný": status}


def test_who_got_a_result_meanwhile_is_left_out_with_a_message(
    as_admin, activity, people, evaluator
):
    ids = shown(as_admin.get(page(activity)))
    make.record(activity, people[0], "90", by=evaluator)

    answer = as_admin.post(page(activity), {"status": "DNS", "people": ids}, follow=True)

    text = answer.content.decode()
    assert "1 participant was marked: did not start." in text
    assert "1 was left out: there is a result by now" in text
    assert statuses()["Žofie Chybějící"] == "OK"


def test_nobody_is_marked_who_was_not_on_the_page(as_admin, activity, people, group, organisation):
    ids = shown(as_admin.get(page(activity)))
    make.participant(group, display_name="Pozdní Příchozí")
    stranger = make.participant(make.group(make.event(organisation=organisation)))

    as_admin.post(page(activity), {"status": "DNS", "people": f"{ids},{stranger.pk},{10**17}"})

    assert sorted(statuses()) == ["Čeněk Prázdný", "Štěpánka Ďáblová", "Žofie Chybějící"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"status": "DNS"},
        {"status": "DNS", "people": ""},
        {"status": "DNS", "people": "1,x"},
        {"status": "DNS", "people": "9" * 40},
        {"status": "DNS", "people": "\x00"},
        {"status": "OK", "people": "1"},
        {"status": "CLEARED", "people": "1"},
        {"people": "1"},
    ],
)
def test_what_cannot_be_read_marks_nobody(as_admin, activity, people, sent):
    answer = as_admin.post(page(activity), sent)

    assert answer.status_code == 422
    assert "Žofie Chybějící" in answer.content.decode()
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
def test_only_in_an_open_event(as_admin, activity, people, status):
    ids = shown(as_admin.get(page(activity)))
    Event.objects.filter(pk=activity.event_id).update(status=status)

    assert "Mark 2" not in as_admin.get(page(activity)).content.decode()
    answer = as_admin.post(page(activity), {"status": "DNS", "people": ids})

    assert answer.status_code == 422
    assert "Event is not open for scoring" in answer.content.decode()
    assert Entry.objects.count() == 1


def test_nobody_left_to_mark(as_admin, activity, participant):
    make.record(activity, participant, "83")

    text = as_admin.get(page(activity)).content.decode()

    assert "Everybody has a result in Běh na 60 m, so there is nobody to mark." in text


def test_nobody_of_another_organisation_marks(client, outsider, activity, people):
    client.force_login(outsider)
    sent = {"status": "DNS", "people": str(people[0].pk)}

    assert client.get(page(activity)).status_code == 404
    assert client.post(page(activity), sent).status_code == 404
    own = make.event(organisation=outsider.memberships.get().organisation)
    assert client.post(page(make.activity(own)), sent).status_code == 302
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("count", [10, 60])
def test_they_are_found_in_one_query(activity, group, count, django_assert_num_queries):
    Participant.objects.bulk_create(
        Participant(event=activity.event, group=group, display_name=f"Dítě {number}")
        for number in range(count)
    )

    with django_assert_num_queries(1):
        [found] = blanks(activity)
        assert len(found.participants) == count


@pytest.mark.django_db(transaction=True)
def test_a_result_that_comes_in_at_the_same_moment_is_kept(activity, group, super_admin):
    people = [make.participant(group) for _ in range(8)]
    ids = [person.pk for person in people]
    before = mark_blanks(activity=activity, participant_ids=[], status="DNS", by=super_admin)

    marked, *_records = at_once(
        lambda: mark_blanks(activity=activity, participant_ids=ids, status="DNS", by=super_admin),
        *(
            lambda person=person: make.record(activity, person, "5", by=super_admin)
            for person in people[:2]
        ),
    )

    assert before == 0
    assert 6 <= marked <= 8
    assert Record.objects.count() == 8
    assert set(
        Record.objects.filter(participant__in=people[:2]).values_list("status", flat=True)
    ) == {"OK"}
