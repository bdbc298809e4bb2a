"""Every sentence about a total and the overall place. Source: docs/scoring.md, "Why"."""

import pytest

from scoring.engine.values import Rule
from scoring.points.rules import (
    Absence,
    ActivityTieBreak,
    OverallKind,
    OverallRules,
    TieBreak,
    TieDecision,
)
from scoring.why.total_trace import total_trace
from tests.scoring import examples
from tests.scoring.points.arena import PLACES, RAW, TABLE, Arena, crowd, people_of, person

NAMES = {1: "Run", 2: "Jump"}
MARKS = dict.fromkeys((1, 2, 3), Rule("NUMERIC_HIGH", unit="m"))
ALIKE = ("9 8 7", TABLE), ("9 8 7", TABLE)
WITH_GUEST = people_of(person(1), person(2, is_guest=True), person(3))
TIED = "The total is tied; "


def trace_of(pk, activities, people=None, decisions=(), **overall):
    """The steps of somebody's total."""
    people = people or crowd(len(activities[0][0].split()))
    standings = Arena(people, *activities).standings(
        OverallRules(enabled=True, **overall), decisions=decisions, lot_seed="camp"
    )
    [board] = standings.overall
    return total_trace(board, pk, standings.rules, NAMES, MARKS, lowest=standings.lowest)


def sentences(*args, **kwargs):
    return [each.sentence for each in trace_of(*args, **kwargs)]


def test_the_steps_are_those_of_the_document():
    activities = [("9 8 7", TABLE), ("9 7 8", TABLE), ("9 . .", TABLE)]
    trace = trace_of(2, activities, best=2, tie_breaks=(ActivityTieBreak(1),))
    [medals, _overall] = trace_of(1, activities, kind=OverallKind.MEDALS)

    documented = [step for step, _what in examples("From the points to the overall place")]
    # The last one is of the tables of World Athletics alone.
    assert [medals.step, *(each.step for each in trace), "next_result"] == documented


@pytest.mark.parametrize(
    ("pk", "activities", "more", "expected"),
    [
        (1, ALIKE, {}, ["Total: 10 + 10 = 20.", "Overall place 1."]),
        (
            2,
            ALIKE,
            {},
            [
                "Total: 8 + 8 = 16.",
                "Overall place 2.",
                "4 points more would be as good as place 1.",
            ],
        ),
        (
            2,
            [("9 8 7", PLACES), ("9 8 8", PLACES)],
            {},
            [
                "Total: 2 + 2.5 = 4.5.",
                "Overall place 2.",
                "2.5 points fewer would be as good as place 1.",
            ],
        ),
        (
            1,
            ALIKE,
            {"best": 1},
            ["Total: 10 = 10.", "1 activity does not count.", "Overall place 1."],
        ),
        (
            1,
            [*ALIKE, ("9 8 7", TABLE)],
            {"best": 1},
            ["Total: 10 = 10.", "2 activities do not count.", "Overall place 1."],
        ),
        (
            2,
            [("9 8 7", TABLE), ("9 7 8", TABLE)],
            {"kind": OverallKind.MEDALS},
            ["Medals: 0 gold, 1 silver, 1 bronze.", "Overall place 2."],
        ),
        (
            2,
            ALIKE,
            {"people": WITH_GUEST},
            [
                "Total: 8 + 8 = 16.",
                "Overall as a guest, place 2 in brackets.",
                "4 points more would be as good as place 1.",
            ],
        ),
        (3, [("9 8 .", TABLE)], {}, []),
    ],
)
def test_from_the_points_to_the_overall_place(pk, activities, more, expected):
    assert sentences(pk, activities, **more) == expected


@pytest.mark.parametrize(
    ("criterion", "lines", "more", "expected"),
    [
        (ActivityTieBreak(2), "9 7, 7 9", {}, "the place in Jump decided."),
        (TieBreak.COUNT_BACK, "9 7 5, 5 7 9", {}, "more first places, then second ones, decided."),
        (TieBreak.NEXT_BEST, "10 7, 3 6", {}, "the best points in one activity decided."),
        (TieBreak.HEAD_TO_HEAD, "5 4, 5 4, 1 3", {}, "who was ahead more often decided."),
        (
            TieBreak.YOUNGER,
            "9 9",
            {"people": people_of(person(1, born=(2012,)), person(2, born=(2013,)))},
            "the younger one is ahead.",
        ),
    ],
)
def test_what_split_a_tie(criterion, lines, more, expected):
    activities = [(line, RAW) for line in lines.split(", ")]

    shown = sentences(1, activities, tie_breaks=(criterion,), **more)

    assert shown[1] == TIED + expected


def test_a_lot():
    shown = sentences(1, [("9 9", TABLE)], tie_breaks=(TieBreak.LOT,))

    assert shown[1] == "The total is tied in everything; a lot decided."


def test_a_decision_has_its_reason():
    decision = TieDecision(order=((2,), (1,)), reason="the jump-off")

    shown = sentences(1, [("9 9", TABLE)], decisions=(decision,))

    assert shown[1] == "The total is tied; the organisers decided: the jump-off"


@pytest.mark.parametrize(
    ("lines", "more", "expected"),
    [
        (
            "9",
            {"people": people_of(person(1, is_withdrawn=True))},
            "withdrawn from the event.",
        ),
        ("DNS", {}, "did not start anywhere."),
        ("NM", {"minimum": 1}, "it takes 1 valid result."),
        ("9", {"minimum": 2}, "it takes 2 valid results."),
        (
            "9, .",
            {"missing": Absence.OUT},
            "a result that must not be missing is missing.",
        ),
    ],
)
def test_who_is_not_classified(lines, more, expected):
    activities = [(line, TABLE) for line in lines.split(", ")]

    assert sentences(1, activities, **more)[-1] == f"Not classified: {expected}"


def test_a_mandatory_activity_is_missing():
    activities = [("9", TABLE), (".", TABLE, {"mandatory": True})]

    assert sentences(1, activities)[-1] == "Not classified: a mandatory activity is missing."
