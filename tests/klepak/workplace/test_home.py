"""The organisers' home: their events, how far each is, and what comes next."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Activity, Event, Group, Participant
from scoring.progress.tally import Tally
from tests import make

HOME = "/admin/"


def cards(answer):
    return [
        (card.event.name, card.numbers, str(card.next.words)) for card in answer.context["page"]
    ]


def queries(client, address=HOME):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_an_event_on_its_day(as_admin, event, group, other_group, activity, participant, evaluator):
    Event.objects.filter(pk=event.pk).update(date=datetime.date(2026, 7, 4), place="Vydří")
    make.activity(event)
    gone = make.participant(other_group, status="WITHDRAWN")
    make.participant(other_group)
    make.record(activity, participant, "83,4")
    make.record(activity, gone, "90")

    answer = as_admin.get(HOME)

    [(name, numbers, words)] = cards(answer)
    assert (name, words) == ("Tábor 2026", "Assign evaluators")
    assert (numbers.groups, numbers.participants, numbers.activities) == (2, 2, 2)
    assert (numbers.unassigned, numbers.tally) == (1, Tally(1, 4))
    text = answer.content.decode()
    assert "2 groups,\n  2 participants,\n  2 activities" in text
    assert '<progress value="1" max="4"' in text
    assert "1 / 4 scored" in text
    assert '<span class="badge badge-active">open for scoring</span>' in text
    assert re.search(r'<time datetime="2026-07-04">[^<]+</time>, Vydří', text)
    assert f'href="{reverse("events:evaluators", args=[event.pk])}">Assign evaluators<' in text
    assert f'<a href="{reverse("scoring:hub", args=[event.pk])}">Tábor 2026</a>' in text
    assert reverse("events:new") in text


def test_under_way_first_then_in_preparation_then_the_archive(as_admin, organisation):
    def held(name, status, year=None):
        date = datetime.date(year, 7, 4) if year else None
        make.event(organisation=organisation, name=name, status=status, date=date)

    held("Old", "ARCHIVED", 2030)
    held("Draft", "DRAFT")
    held("Last year", "ACTIVE", 2025)
    held("This year", "ACTIVE", 2026)

    answer = as_admin.get(HOME)

    assert [name for name, _numbers, _words in cards(answer)] == [
        "This year",
        "Last year",
        "Draft",
        "Old",
    ]
    headings = re.findall(r'<h2 id="status-[A-Z]+">([^<]+)</h2>', answer.content.decode())
    assert headings == ["Under way", "In preparation", "Archive"]


def test_nothing_of_others_shows(client, outsider, event, participant):
    client.force_login(outsider)

    answer = client.get(HOME)

    assert cards(answer) == []
    assert "Tábor" not in answer.content.decode()


def test_somebody_without_events_sees_how_to_begin(as_admin):
    text = as_admin.get(HOME).content.decode()

    assert "Your first competition is three steps away." in text
    assert text.count(f'href="{reverse("events:new")}"') == 2


def test_a_super_admin_sees_whose_it_is_and_who_waits(client, super_admin, event):
    make.organisation()  # with one alone nobody sees the word
    make.user("ADMIN", is_active=False)
    make.user("ADMIN", is_active=False)
    make.user("ADMIN", is_active=False, access_version=1)  # let in once, then switched off
    client.force_login(super_admin)

    text = client.get(HOME).content.decode()

    assert "2 people registered and wait for your approval." in text
    [address] = re.findall(r'href="([^"]+)">Look at them<', text)
    found = client.get(address.replace("&amp;", "&")).context["cl"].result_count
    assert found == 2
    assert "Tábor Vydří" in text


def test_an_organiser_sees_neither(as_admin, event):
    make.user("ADMIN", is_active=False)

    text = as_admin.get(HOME).content.decode()

    assert "Look at them" not in text
    assert "Tábor Vydří" not in text
    assert "rganisation" not in text


def fill(organisation, count):
    events = Event.objects.bulk_create(
        Event(organisation=organisation, name=f"Event {number}", status="ACTIVE")
        for number in range(count)
    )
    groups = Group.objects.bulk_create(
        Group(event=event, name="Bobři", name_key="bobri") for event in events
    )
    Participant.objects.bulk_create(
        Participant(event_id=group.event_id, group=group, display_name="Jana") for group in groups
    )
    Activity.objects.bulk_create(
        Activity(event=event, name="Běh", evaluation_type="TIME_LOW") for event in events
    )


@pytest.mark.parametrize("actor", ["admin", "super_admin"])
def test_queries_do_not_grow_with_events(client, request, organisation, actor):
    client.force_login(request.getfixturevalue(actor))
    fill(organisation, 1)
    one = queries(client)
    fill(organisation, 9)
    ten = queries(client)
    fill(organisation, 990)

    assert one == ten == queries(client)
    assert one <= 14


def test_a_thousand_events_come_by_pages(as_admin, organisation):
    fill(organisation, 1000)

    first, last = as_admin.get(HOME), as_admin.get(HOME, {"page": 50})

    assert len(cards(first)) == len(cards(last)) == 20
    assert "Page 1 of 50" in first.content.decode()
    assert cards(first)[0][0] == "Event 999"
    assert cards(last)[-1][0] == "Event 0"


@pytest.mark.parametrize("number", ["x", "-1", "9" * 5000, ""])
def test_a_page_that_is_none_is_the_nearest(as_admin, event, number):
    assert len(cards(as_admin.get(HOME, {"page": number}))) == 1
