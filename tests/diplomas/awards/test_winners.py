"""Who gets a diploma, and what it says."""

import datetime

import pytest
from django.utils import translation

from diplomas.awards.awarding import winners
from events.models import Participant
from tests import make


def names(found):
    return [(winner.name, winner.place) for winner in found]


def results(activity, group, texts, **fields):
    for name, text in texts.items():
        make.record(activity, make.participant(group, display_name=name, **fields), text)


def test_places_one_to_three_in_order(activity, group):
    results(activity, group, {"Dan": "12", "Cyril": "11", "Bob": "10", "Adam": "9"})

    assert names(winners(activity)) == [("Adam", 1), ("Bob", 2), ("Cyril", 3)]


def test_nobody_without_results(activity, participant):
    assert winners(activity) == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            {"Ema": "9", "Čeněk": "9", "Bob": "10", "Adam": "11"},
            [("Čeněk", 1), ("Ema", 1), ("Bob", 3)],
        ),
        (
            {"Ema": "9", "Dan": "10", "Bob": "11", "Adam": "11"},
            [("Ema", 1), ("Dan", 2), ("Adam", 3), ("Bob", 3)],
        ),
        (
            {"Ema": "9", "Dan": "10", "Bob": "10", "Adam": "10"},
            [("Ema", 1), ("Adam", 2), ("Bob", 2), ("Dan", 2)],
        ),
        (
            {"Ema": "9", "Dan": "10", "Bob": "10", "Adam": "11"},
            [("Ema", 1), ("Bob", 2), ("Dan", 2)],
        ),
    ],
    ids=["two firsts", "two thirds", "three seconds", "after two seconds comes the fourth"],
)
def test_diplomas_follow_the_place_and_never_the_row(activity, group, texts, expected):
    results(activity, group, texts)

    assert names(winners(activity)) == expected


def test_equals_stand_by_surname_where_the_event_is_set_so(event, activity, group):
    results(activity, group, {"Adam Žák": "9", "Zoe Čech": "9", "Ivan Cyril": "9"})
    assert [winner.name for winner in winners(activity)] == ["Adam Žák", "Ivan Cyril", "Zoe Čech"]

    event.orders_by_surname = True
    event.save()

    assert [winner.name for winner in winners(activity)] == ["Ivan Cyril", "Zoe Čech", "Adam Žák"]


def test_dense_places_reach_further(activity, group):
    activity.event.places = "DENSE"
    results(activity, group, {"Ema": "9", "Dan": "10", "Bob": "10", "Adam": "11", "Ota": "12"})

    assert names(winners(activity)) == [("Ema", 1), ("Bob", 2), ("Dan", 2), ("Adam", 3)]


def test_guests_and_those_without_a_place_get_none(activity, group):
    guest = make.participant(group, display_name="Host", status=Participant.Status.GUEST)
    make.record(activity, guest, "8")
    results(activity, group, {"Ema": "9", "Dan": "dnf", "Bob": "dq", "Adam": "dns"})

    assert names(winners(activity)) == [("Ema", 1)]


def test_every_board_has_winners_of_its_own(activity, group):
    make.age_category(activity.event, 6, 9)
    make.age_category(activity.event, 10, 12)
    results(activity, group, {"Ema": "9"}, gender="F", age=11)
    results(activity, group, {"Iva": "12"}, gender="F", age=7)
    results(activity, group, {"Dan": "10"}, gender="M", age=11)
    results(activity, group, {"Alex": "8"}, age=30)

    assert [(each.name, each.place, each.gender, each.category) for each in winners(activity)] == [
        ("Iva", 1, "F", "6–9"),
        ("Ema", 1, "F", "10–12"),
        ("Dan", 1, "M", "10–12"),
        ("Alex", 1, "?", "Unassigned"),
    ]


def test_a_winner_carries_all_texts_of_a_diploma(event, activity, group):
    event.date, event.place = datetime.date(2026, 7, 12), "Vydří"
    event.save()
    activity.event = event
    make.age_category(event, 10, 12, name="starší")
    results(activity, group, {"Štěpánka Ďáblová": "83,4"}, gender="F", age=11)
    (winner,) = winners(activity)

    with translation.override("en"):
        assert winner.values() == {
            "name": "Štěpánka Ďáblová",
            "first_name": "Štěpánka",
            "last_name": "Ďáblová",
            "group": "Bobři",
            "place": "1",
            "place_name": "1st place",
            "gender": "girls",
            "category": "starší",
            "result": "1:23.40",
            "unit": "",
            "total": "",
            "points": "",
            "k_of_m": "",
            "activity": "Běh na 60 m",
            "event": "Tábor 2026",
            "organisation": "Tábor Vydří",
            "date": "12 Jul 2026",
            "event_place": "Vydří",
            "first_line": "is awarded to",
            **{f"signature_{number}": "" for number in range(1, 5)},
            "code": "",
            "address": "",
            "when.gender": "F",
            "when.place": "1",
            "when.tied": "no",
            "when.kind": "activity",
            "when.language": "en",
        }
    with translation.override("cs"):
        assert winner.values()["date"] == "12. července 2026"


def test_what_is_not_known_is_left_empty(activity, group):
    make.age_category(activity.event, 10, 12)
    results(activity, group, {"Ema": "9"})
    values = winners(activity)[0].values()

    assert [values[key] for key in ("gender", "category", "date", "event_place")] == [""] * 4


@pytest.mark.parametrize(
    ("evaluation_type", "fields", "text", "result"),
    [
        ("TIME_LOW", {}, "9.85", "9.85 s"),
        ("TIME_LOW", {}, "1:23.4", "1:23.40"),
        ("NUMERIC_HIGH", {"unit": "m"}, "5,2", "5.20 m"),
        ("NUMERIC_HIGH", {"unit": "m"}, "2", "2.00 m"),
        ("NUMERIC_HIGH", {"unit": "m", "combine": "HEIGHTS"}, "1,85 o 1,9 xo", "1.90 m"),
        ("NUMERIC_HIGH", {}, "12", "12"),
        (
            "SCORE_SET",
            {"unit": "b.", "choices": [{"label": "zlato", "points": 3000}]},
            "3",
            "zlato",
        ),
        ("SCORE_SET", {"unit": "b.", "choices": [{"label": "5", "points": 5000}]}, "5", "5 b."),
        ("BOOLEAN", {}, "ano", "passed"),
    ],
    ids=[
        "seconds",
        "minutes",
        "metres",
        "whole metres",
        "heights",
        "no unit",
        "a label",
        "a number",
        "passed",
    ],
)
def test_results_as_people_read_them(event, group, evaluation_type, fields, text, result):
    activity = make.activity(event, evaluation_type, **fields)
    results(activity, group, {"Ema": text})

    assert winners(activity)[0].values()["result"] == result


@pytest.mark.parametrize("people", [1, 30])
def test_queries_do_not_grow(activity, group, people, django_assert_num_queries):
    for number in range(people):
        results(activity, group, {f"Dítě {number}": "9"})

    with django_assert_num_queries(6):
        assert len(winners(activity)) == people
