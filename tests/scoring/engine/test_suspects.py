"""Values far from all others: pure, in thousandths."""

import pytest

from scoring.engine.suspects import suspicion, usual_value
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


def test_sentences():
    assert suspicion(1_230, 83_000, TIME) == (
        "1.23 is far from what is usual here (1:23.00). Minutes taken for seconds?"
    )
    assert suspicion(52_000, 5_200, METRES) == (
        "52.00 is far from what is usual here (5.20). Is the decimal point right?"
    )
