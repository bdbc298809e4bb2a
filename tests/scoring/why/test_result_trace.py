"""Every sentence about a result, its place and its points. Source: docs/scoring.md, "Why"."""

from dataclasses import replace
from fractions import Fraction as Fr

import pytest

from scoring.engine.ranking import BoardKey, Method, Result, boards
from scoring.engine.values import Choice, Rule, Status
from scoring.points.rules import Scheme, SchemeKind, Tied
from scoring.points.schemes import earned_by_all, entrants
from scoring.why.result_trace import Case, result_trace
from tests.scoring import examples
from tests.scoring.points.arena import (
    HIGH,
    LOW,
    PLACES,
    RAW,
    TABLE,
    crowd,
    people_of,
    person,
    results,
)

JUMP, RUN = Rule("NUMERIC_HIGH", unit="m"), Rule("TIME_LOW")
MEDALS = Rule("SCORE_SET", unit="b", choices=(Choice("zlatá", 3000), Choice("stříbrná", 2000)))
KNOT, KNOTS = Rule("BOOLEAN"), Method(lower_is_better=False, is_boolean=True)
DENSE = Method(lower_is_better=False, dense=True)
BY_ATTEMPTS = Method(lower_is_better=False, ties_by_attempts=True)
RUN_BY_ATTEMPTS = Method(lower_is_better=True, ties_by_attempts=True)
BY_HEIGHTS = Method(lower_is_better=False, by_heights=True)
NOTHING, FULL = Scheme(), Scheme(SchemeKind.TABLE, tied=Tied.FULL)
SHARE_OF_BEST = Scheme(SchemeKind.SHARE_OF_BEST)
STEPS = Scheme(SchemeKind.LINEAR, base_points=Fr(50), base=Fr(10), step=Fr(1, 2), high=Fr(60))
WITH_GUEST = people_of(person(1), person(2, is_guest=True), person(3))


def combined(discipline):
    return Scheme(SchemeKind.WORLD_ATHLETICS, discipline=discipline)


def alone(gender):
    return people_of(person(1, gender=gender))


def trace_of(pk, line, scheme=NOTHING, *, rule=JUMP, method=HIGH, people=None, typed="", weight=1):
    """The steps of somebody's result."""
    found = results(line) if isinstance(line, str) else line
    people = people or crowd(len(found))
    [board] = boards(found, people, [], method)
    competing = entrants(people.values(), method)
    case = Case(
        person=people[pk],
        typed=typed,
        earned=earned_by_all([board], scheme, method, competing, absences=())[pk],
        board=board,
        board_name="Girls",
        rule=rule,
        method=method,
        scheme=scheme,
        competing=competing[BoardKey(board.gender, board.category)],
        weight=weight,
    )
    return result_trace(case)


def sentences(steps, *args, **kwargs):
    """Those of these steps alone, in order."""
    return [each.sentence for each in trace_of(*args, **kwargs) if each.step in steps.split()]


def test_the_steps_are_those_of_the_document():
    trace = trace_of(2, "9 8 8", TABLE, typed="8", weight=2)

    documented = [step for step, _what in examples("From the text to the points")]
    assert [each.step for each in trace] == documented


@pytest.mark.parametrize(
    ("combine", "expected"),
    [
        ("SINGLE", "The result: 5.35 m."),
        ("BEST", "The best attempt counts: 5.35 m."),
        ("LAST", "The last attempt counts: 5.35 m."),
        ("SUM", "The sum of all counts: 5.35 m."),
        ("MEAN", "The mean counts: 5.35 m."),
        ("MEDIAN", "The median counts: 5.35 m."),
        ("TRIMMED_MEAN", "The mean without the highest and the lowest counts: 5.35 m."),
        ("BEST_K", "The sum of the best counts: 5.35 m."),
        ("HEIGHTS", "The last height cleared counts: 5.35 m."),
    ],
)
def test_from_the_text_to_the_value(combine, expected):
    rule = Rule("NUMERIC_HIGH", unit="m", combine=combine)

    shown = sentences("typed value", 1, "5.35", rule=rule, typed="5,35")

    assert shown == ["Entered: “5,35”.", expected]


@pytest.mark.parametrize(
    ("typed", "combine", "expected"),
    [("3", "SINGLE", "The result: zlatá."), ("5", "SUM", "The sum of all counts: 5 b.")],
)
def test_a_sum_of_scores_has_a_unit_and_a_label_none(typed, combine, expected):
    assert sentences("value", 1, typed, rule=replace(MEDALS, combine=combine)) == [expected]


@pytest.mark.parametrize(
    ("pk", "line", "more", "expected"),
    [
        (1, "9", {}, ["Ranked among: Girls; 1 has a place there.", "Place 1."]),
        (
            2,
            "9 8 8 7",
            {},
            [
                "Ranked among: Girls; 4 have a place there.",
                "1 other has the same result and shares the place.",
                "Place 2.",
                "9.00 m, 1.00 m more, would be place 1.",
            ],
        ),
        (
            4,
            "9 8 8 8",
            {},
            [
                "Ranked among: Girls; 4 have a place there.",
                "2 others have the same result and share the place.",
                "Place 2.",
                "9.00 m, 1.00 m more, would be place 1.",
            ],
        ),
        (
            2,
            "63.4 83.4",
            {"rule": RUN, "method": LOW},
            [
                "Ranked among: Girls; 2 have a place there.",
                "Place 2.",
                "1:03.40, 20.00 s less, would be place 1.",
            ],
        ),
        (
            4,
            "9 9 8 7",
            {"method": DENSE},
            [
                "Ranked among: Girls; 4 have a place there.",
                "Place 3.",
                "8.00 m, 1.00 m more, would be place 2.",
            ],
        ),
        (
            2,
            "3 2",
            {"rule": MEDALS},
            [
                "Ranked among: Girls; 2 have a place there.",
                "Place 2.",
                "zlatá would be place 1.",
            ],
        ),
        (
            2,
            "9 8.5 8",
            {"people": WITH_GUEST},
            [
                "Ranked among: Girls; 2 have a place there.",
                "A guest, shown with the place 2 in brackets, who moves nobody.",
                "9.00 m, 0.50 m more, would be place 1.",
            ],
        ),
    ],
)
def test_from_the_value_to_the_place(pk, line, more, expected):
    assert sentences("board tie place next", pk, line, **more) == expected


SECOND_JUMPS = [
    Result(1, 9000, attempts=(9000, 8000)),
    Result(2, 9000, attempts=(9000, 7000)),
    Result(3, 8000, attempts=(8000,)),
]
BARS = [Result(1, 1200, attempts=(1200, 1150)), Result(2, 1200, attempts=(1200, 1150, -1200))]
RUNS = [Result(1, 10000, attempts=(10000,)), Result(2, 12500, attempts=(12500,))]


@pytest.mark.parametrize(
    ("pk", "found", "more", "expected"),
    [
        (
            2,
            SECOND_JUMPS,
            {"method": BY_ATTEMPTS},
            ["Others have the same result; the next-best attempts decided.", "Place 2."],
        ),
        (
            2,
            BARS,
            {"method": BY_HEIGHTS},
            ["Others have the same result; fewer failures decided.", "Place 2."],
        ),
        # As good as the second would not be enough: one step better is, and then better than both.
        (
            3,
            SECOND_JUMPS,
            {"method": BY_ATTEMPTS},
            ["Place 3.", "9.01 m, 1.01 m more, would be place 1."],
        ),
        (
            2,
            RUNS,
            {"method": RUN_BY_ATTEMPTS, "rule": RUN},
            ["Place 2.", "9.99 s, 2.51 s less, would be place 1."],
        ),
    ],
)
def test_attempts_that_split_a_tie(pk, found, more, expected):
    assert sentences("tie place next", pk, found, **more) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.NM, "No valid mark (NM), so no place."),
        (Status.DNF, "Did not finish (DNF), so no place."),
        (Status.DQ, "Disqualified (DQ), so no place."),
        (Status.DNS, "Did not start (DNS), so no place."),
        (Status.WD, "Withdrawn, so no place."),
    ],
)
def test_no_place(status, expected):
    assert sentences("value place next", 2, f"9 {status}") == [expected]


def test_passed_and_failed():
    found = [Result(1, 1000), Result(2, 0)]

    passed, failed = (
        sentences("value place next points", pk, found, TABLE, rule=KNOT, method=KNOTS)
        for pk in (1, 2)
    )

    assert passed == ["The result: ✓.", "Place 1.", "Place 1 gives 10 points."]
    assert failed == [
        "The result: ✗.",
        "Failed: a result, but without a place.",
        "Without a place: 0 points.",
    ]


@pytest.mark.parametrize(
    ("pk", "line", "scheme", "more", "expected"),
    [
        (1, "9", NOTHING, {}, []),
        (2, "9 DNS", TABLE, {}, []),
        (
            2,
            "10 DNF",
            RAW,
            {"method": LOW, "rule": RUN},
            ["Without a result there is nothing to add up."],
        ),
        (
            4,
            "9 8 7 NM",
            PLACES,
            {},
            ["Without a place it counts as one more than the 4 who compete: 5."],
        ),
        (2, "9 NM", TABLE, {}, ["Without a place: 0 points."]),
        (
            2,
            "9 8 8 5",
            TABLE,
            {},
            ["The places that they take up are shared equally: 7 points."],
        ),
        (
            2,
            "9 8 8",
            PLACES,
            {},
            ["The places that they take up are shared equally: 2.5 points."],
        ),
        (2, "9 8 8 5", FULL, {}, ["Place 2 gives 8 points."]),
        (4, "9 8 8 5", TABLE, {}, ["Place 4 gives 5 points."]),
        (
            3,
            "9 9 8",
            TABLE,
            {"method": DENSE},
            ["With 2 ahead it takes up place 3 of the points: 6 points."],
        ),
        (2, "9 8.5 8", TABLE, {"people": WITH_GUEST}, ["Place 2 gives 8 points."]),
        (2, "8 4", SHARE_OF_BEST, {}, ["4.00 m against the best, 8.00 m: 500 points."]),
        (1, "5.2", RAW, {}, ["The result itself counts: 5.2 points."]),
        (
            1,
            "9.5",
            STEPS,
            {"method": LOW, "rule": RUN},
            ["50 points for 10.00 s and one more for each 0.50 s better: 51 points."],
        ),
        (
            1,
            "1",
            STEPS,
            {"method": LOW, "rule": RUN},
            [
                "50 points for 10.00 s and one more for each 0.50 s better, but no fewer than 0 and"
                " no more than 60: 60 points."
            ],
        ),
        (
            1,
            "10.55",
            combined("100m"),
            {"method": LOW, "rule": RUN, "people": alone("M")},
            ["25.4347 · (18 − 10.55)^1.81 gives 963 points (World Athletics)."],
        ),
        (
            1,
            "7.80",
            combined("long_jump"),
            {"people": alone("M")},
            ["0.14354 · (780 − 220)^1.4 gives 1010 points (World Athletics)."],
        ),
        (
            1,
            "15.80",
            combined("shot"),
            {"people": alone("F")},
            ["56.0211 · (15.8 − 1.5)^1.05 gives 915 points (World Athletics)."],
        ),
        (
            1,
            "15.80",
            combined("shot"),
            {"people": alone("X")},
            ["World Athletics has no table for this gender: 0 points."],
        ),
        (
            1,
            "9",
            TABLE,
            {"weight": Fr(5, 2)},
            ["Place 1 gives 10 points.", "Counts 2.5 times: 25 points."],
        ),
    ],
)
def test_from_the_place_to_the_points(pk, line, scheme, more, expected):
    assert sentences("points weight", pk, line, scheme, **more) == expected
