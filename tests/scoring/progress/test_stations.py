"""My stations: the groups that come, those with missing results first, and the way from one to the
next.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, GroupEvaluator
from tests import make
from tests.addresses import entry_page
from tests.scoring.entry.test_work_pages import MY_GROUPS, event_page, group_page, text_of


@pytest.fixture
def judge(activity):
    """Scores `activity` at a station, and no group."""
    person = make.user(full_name="Jitka Stopařová")
    make.station(person, activity)
    return person


@pytest.fixture
def as_judge(client, judge):
    client.force_login(judge)
    return client


@pytest.fixture
def dragon(other_group):
    return make.participant(other_group)


def links(answer, part="<main"):
    text = answer.content.decode().partition(part)[2]
    return re.findall(r'href="(/groups/[^"]+)"', text.partition("</nav>")[0])


def test_my_stations(as_judge, group, other_group, activity, participant, dragon):
    make.group(group.event, name="Prázdní")
    make.activity(group.event, name="Skok")
    make.record(activity, participant, "12.5")

    answer = as_judge.get(MY_GROUPS)

    (station,) = answer.context["stations"]
    assert [(each.group.name, each.tally.scored) for each in station.groups] == [
        ("Draci", 0),
        ("Bobři", 1),
    ]
    text = text_of(answer)
    assert "My stations Běh na 60 m station" in text
    assert "1 of 2 entered" in text
    assert "Go on with Draci" in text
    assert "No group is assigned to you yet." not in text
    assert links(answer) == [entry_page(each, activity) for each in [other_group] * 2 + [group]]


def test_the_groups_pass_one_after_another(as_judge, group, other_group, activity, dragon):
    make.activity(group.event, name="Skok")
    third = make.group(group.event, name="Vlci")

    def ways(of):
        return links(as_judge.get(entry_page(of, activity)), '<nav class="ways-on"')

    assert ways(group) == [entry_page(other_group, activity)]
    assert ways(other_group) == [entry_page(group, activity), entry_page(third, activity)]
    assert ways(third) == [entry_page(other_group, activity)]


def test_event_and_group_pages_lead_to_the_station_only(
    as_judge, judge, event, group, other_group, activity, participant, dragon
):
    jump = make.activity(event, name="Skok")

    assert links(as_judge.get(event_page(event))) == [entry_page(group, activity)]
    assert links(as_judge.get(group_page(other_group))) == [entry_page(other_group, activity)]
    GroupEvaluator.objects.create(event_evaluator=judge.event_evaluators.get(), group=group)
    assert set(links(as_judge.get(group_page(group)))) == {
        entry_page(group, activity),
        entry_page(group, jump),
    }


def test_the_menu_of_every_page_names_what_somebody_has(as_judge, judge, event, group):
    def named(path=MY_GROUPS):
        text = as_judge.get(path).content.decode()
        title = re.search(r"<title>[^<]*</title>", text)
        menu = re.search(rf'<li><a href="{MY_GROUPS}">([^<]*)</a>', text)[1]
        heading = re.search(r"<h1>([^<]*)</h1>", text)[1]
        return title[0], heading, menu

    title, heading, menu = named()
    assert "My stations" in title
    assert (heading, menu) == ("My stations", "My stations")
    assert named(event_page(event))[2] == "My stations"
    GroupEvaluator.objects.create(event_evaluator=judge.event_evaluators.get(), group=group)
    title, heading, menu = named()
    assert "My groups and stations" in title
    assert (heading, menu) == ("My groups and stations", "My groups and stations")
    judge.event_evaluators.get().stations.all().delete()
    assert named()[1:] == ("My groups", "My groups")
    assert named(event_page(event))[2] == "My groups"


def test_archived_stations_are_no_work(as_judge, event, participant):
    Event.objects.filter(pk=event.pk).update(status=Event.Status.ARCHIVED)

    text = text_of(as_judge.get(MY_GROUPS))

    assert "Tábor 2026 is archived: results can only be read." in text
    assert "Go on with" not in text


def test_queries_do_not_grow(as_judge, judge, event, group, activity, participant):
    def queries_of_pages():
        pages = [MY_GROUPS, event_page(event), group_page(group), entry_page(group, activity)]
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                as_judge.get(page)
            counts.append(len(queries))
        return counts

    def grow(by):
        for _number in range(by):
            make.station(judge, make.activity(event))
            make.station(judge, make.activity(make.event(organisation=event.organisation)))
            make.participant(make.group(event))

    as_judge.get(MY_GROUPS)  # the menu remembers what it shows
    grow(1)
    few = queries_of_pages()
    grow(11)

    assert queries_of_pages() == few
    assert few[:3] == [7, 9, 7]
