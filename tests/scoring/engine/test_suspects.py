"""Values far from all others: pure, in thousandths."""

import pytest

from scoring.engine.suspects import ComparedResult, Comparison, same_before, suspicion, usual_value
from scoring.engine.values import Choice, Rule

TIME = Rule("TIME_LOW")
METRES = Rule("NUMERIC_HIGH", unit="m")
POINTS = Rule("NUMERIC_HIGH", unit="b.")


@pytest.mark.parametrize(
    ("values", "rule", "usual"),
    [
        ([], TIME, None),
        ([9, 9, 9, 9], TIME, None),
        ([5, 1, 4, 2, 3], TIME, 3),
        ([6, 5, 1, 4, 2, 3], TIME, 3),
        ([0, 0, 0, 4, 5], POINTS, None),
        ([-3, -2, -1, 4, 5], METRES, None),
        ([1000] * 9, Rule("BOOLEAN"), None),
        ([1000] * 9, Rule("SCORE_SET", choices=(Choice("a", 1000),)), None),
    ],
    ids=[
        "nobody",
        "too few",
        "the middle one",
        "the lower of two in the middle",
        "nothing is usual",
        "below zero",
        "passes",
        "a set of scores",
    ],
)
def test_usual_value(values, rule, usual):
    assert usual_value(values, rule) == usual


@pytest.mark.parametrize(
    ("value", "usual", "rule", "is_suspect"),
    [
        (70_000, 10_000, METRES, True),
        (69_999, 10_000, METRES, False),
        (1_428, 10_000, METRES, True),
        (1_429, 10_000, METRES, False),
        (1_000, 10_000, POINTS, False),
        (100_000, 10_000, POINTS, True),
        (1_230, 83_000, TIME, True),
        (0, 10_000, METRES, False),
        (-5_000, 10_000, METRES, False),
        (70_000, None, METRES, False),
    ],
    ids=[
        "seven times as much",
        "a little less than that",
        "a seventh",
        "a little more than that",
        "few points are few points",
        "too many points",
        "1.23 for 1:23",
        "nothing is not far",
        "below zero is not far",
        "nothing is usual",
    ],
)
def test_suspicion(value, usual, rule, is_suspect):
    assert bool(suspicion(value, usual, rule)) == is_suspect


JUMPS = Rule("NUMERIC_HIGH", unit="m", combine="BEST")
SHOTS = Rule("NUMERIC_HIGH", unit="b.", combine="SUM")
BARS = Rule("NUMERIC_HIGH", unit="m", combine="HEIGHTS")
RUNS = Rule("TIME_LOW", combine="BEST")


@pytest.mark.parametrize(
    ("rule", "value", "attempts", "is_same"),
    [
        (TIME, 9_420, [], True),
        (TIME, 9_400, [], False),
        (METRES, 4_120, [], False),
        (JUMPS, 4_120, [4_120, 4_050], True),
        (JUMPS, 4_120, [4_120], False),
        (RUNS, 9_400, [9_400, 9_500], True),
        (SHOTS, 27_000, [10_000, 9_000, 8_000], False),
        (BARS, 1_200, [1_200, 1_150, -1_250], False),
        (Rule("BOOLEAN"), 1_000, [], False),
        (Rule("SCORE_SET", choices=(Choice("zlato", 3_000),)), 3_000, [], False),
    ],
    ids=[
        "a time to a hundredth",
        "a time by hand",
        "one distance",
        "several distances",
        "one jump of several",
        "several times by hand",
        "points",
        "heights, which all share",
        "passed",
        "a set of scores",
    ],
)
def test_what_two_people_hardly_share(rule, value, attempts, is_same):
    both = [
        ComparedResult(1, 7, "Anna", value, attempts),
        ComparedResult(2, 7, "Bára", value, attempts),
    ]
    assert same_before(both, rule) == ({2: "Anna"} if is_same else {})


def test_the_later_entry_of_a_group_is_doubted_and_names_the_first():
    found = [(5, 1, "Eva"), (2, 1, "Anna"), (3, 2, "Bára"), (4, 1, "Cyril"), (6, 2, "Dan")]
    results = [ComparedResult(entry, group, name, 9_420, []) for entry, group, name in found]
    assert same_before(results, TIME) == {4: "Anna", 5: "Anna", 6: "Bára"}


def test_every_reason_is_a_sentence():
    rule = Rule("NUMERIC_HIGH", unit="m", combine="BEST", plausible_maximum=4_100)
    jumps = [4_120, 4_050]
    results = [
        ComparedResult(1, 7, "Anna", 4_120, jumps),
        ComparedResult(2, 7, "Bára", 4_120, jumps),
    ]
    high = "4.12 is unusually high. Is it right?"

    found = Comparison.of(results, rule)

    assert found.reasons(1, 4_120, jumps) == [high]
    assert found.reasons(2, 4_120, jumps) == [high, "The same as Anna: 4.12; 4.05. Is it right?"]
    assert found.reasons(2, None, []) == []


def test_sentences():
    assert suspicion(1_230, 83_000, TIME) == (
        "1.23 is far from what is usual here (1:23.00). Minutes taken for seconds?"
    )
    assert suspicion(52_000, 5_200, METRES) == (
        "52.00 is far from what is usual here (5.20). Is the decimal point right?"
    )
