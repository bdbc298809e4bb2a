"""Standings and their explanations in the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions
from scoring.standings.standings_json import standings_json
from tests import make


def address(event):
    return reverse("api:standings", args=[event.pk])


def explained(client, event, kid, activity=None):
    asked = {"participant": kid.pk} | ({"activity": activity.pk} if activity else {})
    return client.get(reverse("api:explain", args=[event.pk]), asked)


def short(rows):
    return [(row["display_name"].split()[0], row["rank"], row["total"]) for row in rows]


@pytest.fixture
def versions(event, admin):
    return lambda: Versions.visible_to(admin, event.pk)


def test_places_points_and_totals(api, event, evaluator, standing, group, other_group):
    answer = api(evaluator).get(address(event)).json()

    [board] = answer["overall"]
    assert (answer["event_id"], answer["version"]) == (event.pk, 1)
    assert (board["gender"], board["age_category_name"]) == ("F", "All")
    # Anna: half of 8 + 6 in the sprint, 8 in the jump. Cilka and Štěpánka have one first each.
    assert short(board["rows"]) == [
        ("Anna", 1, "15"),
        ("Cilka", 2, "10"),
        ("Štěpánka", 2, "10"),
        ("Běla", 4, "7"),
    ]
    assert short(board["guests"]) == [("Hostka", 4, "8")]
    assert [(row["group_name"], row["rank"], row["total"]) for row in answer["groups"]] == [
        ("Bobři", 1, "25"),
        ("Draci", 2, "17"),
    ]


def test_what_each_activity_adds(api, event, evaluator, standing, activity, jump):
    [board] = api(evaluator).get(address(event)).json()["overall"]
    row = next(row for row in board["rows"] if row["display_name"] == "Štěpánka Ďáblová")

    assert (row["counted"], row["done"], row["of"]) == (2, 2, 2)
    assert row["activities"] == [
        {
            "activity_id": activity.pk,
            "value": "9.42",
            "status": "OK",
            "points": "10",
            "place": 1,
            "counts": True,
        },
        {
            "activity_id": jump.pk,
            "value": None,
            "status": "NM",
            "points": "0",
            "place": None,
            "counts": True,
        },
    ]


def test_medals(api, event, evaluator, kids, by_medals, put_in_force):
    put_in_force(by_medals)
    [board] = api(evaluator).get(address(event)).json()["overall"]

    assert [
        (row["display_name"].split()[0], row["rank"], row["medals"]) for row in board["rows"]
    ] == [
        ("Cilka", 1, [1, 0, 0]),
        ("Štěpánka", 1, [1, 0, 0]),
        ("Anna", 3, [0, 2, 0]),
        ("Běla", 4, [0, 1, 0]),
    ]


def test_without_rules_there_is_nothing(api, event, evaluator, kids):
    assert api(evaluator).get(address(event)).json() == {
        "event_id": event.pk,
        "version": 0,
        "overall": [],
        "groups": [],
        "activity_ids": [],
        "progress": [
            {"gender": "F", "age_category_name": "All", "entered": 0, "expected": 0},
        ],
    }


def test_an_unchanged_answer_is_not_sent_again(
    api, event, evaluator, standing, jump, django_assert_num_queries
):
    client = api(evaluator)
    etag = client.get(address(event)).headers["ETag"]
    with django_assert_num_queries(2):  # who asks, and the versions
        assert client.get(address(event), headers={"If-None-Match": etag}).status_code == 304

    make.record(jump, standing["Běla"], "5.00")
    answer = client.get(address(event), headers={"If-None-Match": etag})

    assert answer.status_code == 200
    assert short(answer.json()["overall"][0]["rows"])[0] == ("Běla", 1, "17")


def test_a_changed_activity_alone_is_read_again(event, standing, activity, jump, versions):
    standings_json(versions())
    make.record(jump, standing["Běla"], "5.00")
    asked_for = versions()
    with CaptureQueriesContext(connection) as found:
        standings_json(asked_for)

    read = [query["sql"] for query in found if 'FROM "scoring_record"' in query["sql"]]
    assert len(read) == 2  # its results, and who was in another group then
    assert all(f" {jump.pk}" in sql or f"({jump.pk})" in sql for sql in read)


def test_more_children_cost_no_more_queries(event, standing, group, activity, versions):
    counts = []
    for _ in range(2):
        for _ in range(5):
            make.record(activity, make.participant(group, gender="F", age=12), "11")
        asked_for = versions()
        versioned_cache.clear()
        with CaptureQueriesContext(connection) as found:
            standings_json(asked_for)
        counts.append(len(found))

    assert counts[0] == counts[1]


def test_the_way_from_text_to_place(api, event, evaluator, standing, activity, jump):
    client = api(evaluator)

    assert explained(client, event, standing["Anna"], activity).json() == [
        {"step": "typed", "value": "9.50", "sentence": "Entered: “9.50”."},
        {"step": "value", "value": "9.50", "sentence": "The result: 9.50 s."},
        {
            "step": "board",
            "value": "F · All",
            "sentence": "Ranked among: Girls; 3 have a place there.",
        },
        {
            "step": "tie",
            "value": "1",
            "sentence": "1 other has the same result and shares the place.",
        },
        {"step": "place", "value": "2", "sentence": "Place 2."},
        {"step": "next", "value": "9.42", "sentence": "9.42 s, 0.08 s less, would be place 1."},
        {
            "step": "points",
            "value": "7",
            "sentence": "The places that they take up are shared equally: 7 points.",
        },
        {"step": "total", "value": "15", "sentence": "Total: 7 + 8 = 15."},
        {"step": "overall", "value": "1", "sentence": "Overall place 1."},
    ]
    steps = explained(client, event, standing["Anna"], jump).json()
    assert "4.25 m, 0.05 m more, would be place 1." in [step["sentence"] for step in steps]


def test_whoever_has_no_place_is_told_why(api, event, evaluator, standing, jump):
    steps = explained(api(evaluator), event, standing["Štěpánka"], jump).json()

    assert [step["sentence"] for step in steps] == [
        "Entered: “x x x”.",
        "Ranked among: Girls; 2 have a place there.",
        "No valid mark (NM), so no place.",
        "Without a place: 0 points.",
        "Total: 10 + 0 = 10.",
        "Overall place 2.",
        "5 points more would be as good as place 1.",
    ]
    czech = api(evaluator)
    czech.credentials(**czech._credentials, HTTP_ACCEPT_LANGUAGE="cs")
    assert explained(czech, event, standing["Štěpánka"], jump).status_code == 200


def test_nothing_entered_is_explained_by_the_total_alone(api, event, evaluator, standing, jump):
    steps = explained(api(evaluator), event, standing["Běla"], jump).json()

    assert [step["step"] for step in steps] == ["total", "overall", "next"]


@pytest.mark.parametrize("query", [{}, {"participant": "x"}, {"participant": 10**12}])
def test_a_question_about_nobody(api, event, evaluator, standing, query):
    answer = api(evaluator).get(reverse("api:explain", args=[event.pk]), query)

    assert answer.status_code in (404, 422)


def test_nobody_of_another_event_is_explained(api, event, evaluator, standing, jump):
    elsewhere = make.event()
    stranger = make.participant(make.group(elsewhere))
    activity = make.activity(elsewhere)
    client = api(evaluator)

    assert explained(client, event, stranger).status_code == 404
    assert explained(client, event, standing["Anna"], activity).status_code == 404
    assert explained(client, elsewhere, stranger).status_code == 404
