"""What every page costs in queries: as much with many rows as with one."""

import pytest
from django.urls import reverse

from tests import make
from tests.addresses import board_page, entry_page, live_page, row_page
from tests.scoring.entry.sheet import fields_of, row

SESSION_AND_USER = 2


@pytest.fixture(params=[1, 12], ids=["one of everything", "twelve of everything"])
def many(request, organisation, evaluator, event, group):
    """Events, groups, activities and participants with a result each, and standings of them."""
    activities = [make.activity(event) for _ in range(request.param)]
    groups = [group, *(make.group(event) for _ in range(request.param - 1))]
    for home in groups:
        for _ in range(request.param):
            child = make.participant(home, gender="F", age=10)
            if home == group:
                make.record(activities[0], child, "5")
    for _ in range(request.param - 1):
        elsewhere = make.group(make.event(organisation=organisation))
        make.assign(evaluator, elsewhere)
    make.age_category(event, 1, 99)
    make.standings(event)
    return activities[0]


@pytest.fixture
def costs(client, django_assert_num_queries):
    """How many queries a GET takes besides the session's."""

    def check(person, path, queries):
        client.force_login(person)
        client.get(path)
        with django_assert_num_queries(SESSION_AND_USER + queries):
            assert client.get(path).status_code == 200

    return check


def test_events(costs, many, evaluator, admin):
    costs(evaluator, reverse("events:list"), 2)
    costs(admin, reverse("events:list"), 2)


def test_event(costs, many, event, evaluator, admin):
    costs(evaluator, reverse("scoring:event", args=[event.pk]), 6)
    costs(admin, reverse("scoring:event", args=[event.pk]), 6)


def test_my_groups(costs, many, evaluator):
    costs(evaluator, reverse("scoring:my-groups"), 5)


def test_group(costs, many, group, evaluator, admin):
    costs(evaluator, reverse("scoring:group", args=[group.pk]), 5)
    costs(admin, reverse("scoring:group", args=[group.pk]), 5)


def test_entry(costs, many, group, evaluator, admin):
    costs(evaluator, entry_page(group, many), 10)
    costs(admin, entry_page(group, many), 10)


def test_a_warm_leaderboard_costs_its_versions_alone(costs, many, event, evaluator, admin):
    for person in (evaluator, admin):
        costs(person, board_page(event), 1)
        costs(person, live_page(event), 1)
        costs(person, reverse("api:leaderboard", args=[event.pk]), 1)


def test_warm_standings_cost_their_versions_alone(costs, many, event, evaluator, admin):
    for person in (evaluator, admin):
        costs(person, reverse("scoring:standings", args=[event.pk]), 1)
        costs(person, reverse("scoring:standings-live", args=[event.pk]), 1)
        costs(person, reverse("api:standings", args=[event.pk]), 1)


def test_participant(costs, many, event, group, evaluator, admin):
    child = group.participants.first()
    for person in (evaluator, admin):
        costs(person, reverse("scoring:participant", args=[event.pk, child.pk]), 7)


def test_an_unchanged_leaderboard_costs_the_same(
    client, many, event, evaluator, django_assert_num_queries
):
    client.force_login(evaluator)
    etag = client.get(live_page(event)).headers["ETag"]

    with django_assert_num_queries(SESSION_AND_USER + 1):
        answer = client.get(live_page(event), headers={"If-None-Match": etag})

    assert answer.status_code == 304


def test_saving_the_whole_form(client, many, group, evaluator, django_assert_num_queries):
    client.force_login(evaluator)
    page = entry_page(group, many)
    sent = fields_of(client.get(page))
    for child in group.participants.all():
        sent |= row(child, value="7")

    with django_assert_num_queries(SESSION_AND_USER + 17):
        assert client.post(page, sent).status_code == 302


def test_saving_one_row(client, many, group, evaluator, django_assert_num_queries):
    client.force_login(evaluator)
    child = group.participants.first()
    path = row_page(child, many)
    base = str(child.records.get().entry_id)

    with django_assert_num_queries(SESSION_AND_USER + 17):
        assert client.post(path, row(child, value="7", base=base)).status_code == 200
