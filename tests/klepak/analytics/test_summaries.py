"""Five numbers of many values, exactly, and differences in words."""

from fractions import Fraction

import pytest

from klepak.analytics.summaries import (
    Summary,
    difference_in_words,
    in_format,
    percent,
    share_difference_in_words,
    summary_of,
)
from scoring.engine.values import LARGEST, Choice, Rule

RUN = Rule("TIME_LOW")
JUMP = Rule("NUMERIC_HIGH", unit="m")
PIECES = Rule("NUMERIC_HIGH")
FAULTS = Rule("NUMERIC_LOW", unit="tr. b.")
MEDAL = Rule("SCORE_SET", choices=(Choice("gold", 3000), Choice("none", 0)))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5], (1, 5, 5, 5, 5, 5)),
        ([2, 1], (2, 1, Fraction(5, 4), Fraction(3, 2), Fraction(7, 4), 2)),
        ([4, 1, 3, 2, 5], (5, 1, 2, 3, 4, 5)),
        (
            [LARGEST, LARGEST - 1, LARGEST, LARGEST],
            (4, LARGEST - 1, LARGEST - Fraction(1, 4), LARGEST, LARGEST, LARGEST),
        ),
    ],
    ids=["one", "two", "five", "the largest there are"],
)
def test_five_numbers(values, expected):
    assert summary_of(values) == Summary(*expected)


def test_nothing_has_no_numbers():
    assert summary_of([]) is None


@pytest.mark.parametrize(
    ("value", "rule", "text"),
    [
        (Fraction(9_425), RUN, "9.43"),  # times are rounded up, everything else down
        (Fraction(83_400), RUN, "1:23.40"),
        (Fraction(3_655), JUMP, "3.65"),
        (Fraction(2_500), PIECES, "2.5"),
        (Fraction(10_001, 3), PIECES, "3.333"),
        (Fraction(3_000), MEDAL, "gold"),
        (Fraction(1_500), MEDAL, "1.5"),
    ],
)
def test_as_results_are_shown(value, rule, text):
    assert in_format(value, rule) == text


@pytest.mark.parametrize(
    ("now", "before", "rule", "words"),
    [
        (9_100, 9_400, RUN, "0.30 s faster"),
        (9_400, 9_100, RUN, "0.30 s slower"),
        (9_396, 9_400, RUN, "the same"),  # both are shown as 9.40
        (300_000, 365_300, RUN, "1:05.30 faster"),
        (4_500, 4_250, JUMP, "0.25 m better"),
        (7_000, 9_000, PIECES, "2 worse"),
        (1_000, 2_500, FAULTS, "1.5 tr. b. better"),
    ],
)
def test_differences(now, before, rule, words):
    assert difference_in_words(Fraction(now), Fraction(before), rule) == words


def test_shares():
    assert [percent(1, 8), percent(2, 3), percent(0, 0)] == [13, 67, 0]
    assert share_difference_in_words(51, 50) == "1 percentage point more"
    assert share_difference_in_words(40, 50) == "10 percentage points fewer"
    assert share_difference_in_words(50, 50) == "the same"
