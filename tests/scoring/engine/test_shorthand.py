"""What digits alone stand for, by the activity's plausible range."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.shorthand import as_hundredths, in_hundredths, readings
from scoring.engine.values import Rule, ValueRefused, parse
from tests.scoring.engine.kinds import POINTS, TIME

ANY = Rule("TIME_LOW", digits=True)
SPRINT = replace(ANY, minimum=5_000, plausible_minimum=7_000, plausible_maximum=20_000)
RUN = replace(ANY, decimals=1, plausible_minimum=120_000, plausible_maximum=600_000)


def found(text, rule):
    return [(reading.text, reading.shown) for reading in readings(text, rule)]


@pytest.mark.parametrize(
    ("text", "rule", "meant"),
    [
        ("942", SPRINT, "9.42"),
        ("1205", SPRINT, "12.05"),
        ("12", SPRINT, "12"),  # 0.12 s is none, 12 s is one
        ("12345", ANY, None),
        ("21345", RUN, "2:13.45"),
        ("12345", replace(RUN, plausible_minimum=60_000), "1:23.45"),
        ("215", RUN, "215"),
        ("59", ANY, "59"),  # no race takes 0.59 s
        ("942", ANY, None),
        ("42", replace(ANY, plausible_minimum=0), None),
        ("42", replace(ANY, plausible_minimum=0, plausible_maximum=10_000), "0.42"),
        ("17500", RUN, "17500"),  # as hundredths it is no time: saved, and doubted
        ("9999", replace(ANY, plausible_maximum=200_000), "99.99"),
        ("1234567", replace(ANY, plausible_minimum=7_000_000, plausible_maximum=8_000_000),
         "123:45.67"),
    ],
)  # fmt: skip
def test_what_falls_into_the_plausible_range_is_meant(text, rule, meant):
    texts = [reading.text for reading in readings(text, rule)]

    assert texts == ([as_hundredths(text), text] if meant is None else [meant])


@pytest.mark.parametrize(
    ("text", "rule", "shown"),
    [
        ("942", ANY, ["9.42 s", "15:42"]),
        ("700", RUN, ["7.0 s", "11:40"]),
        ("942", replace(SPRINT, plausible_maximum=9_000), ["9.42 s", "15:42"]),
        ("12345", ANY, ["1:23.45", "205:45"]),
        ("700", replace(ANY, decimals=0), ["7 s", "11:40"]),
        ("942 1005 x", replace(ANY, combine="BEST"), ["9.42 10.05 x", "942 1005 x"]),
    ],
)
def test_where_both_or_none_do_both_are_offered(text, rule, shown):
    assert [reading.shown for reading in readings(text, rule)] == shown


def test_each_attempt_is_read_by_itself():
    best = replace(SPRINT, combine="BEST")

    assert [each.text for each in readings("942;x 10.05  1101", best)] == ["9.42;x 10.05  11.01"]
    assert [each.text for each in readings("12345+5", replace(RUN, combine="SUM"))] == [
        "1:23.45+0.05",
        "12345+5",
    ]
    course = replace(ANY, combine="SUM", plausible_maximum=1_200_000)
    assert [each.text for each in readings("12345 + 5", course)] == ["1:23.45 + 5"]


@pytest.mark.parametrize("text", ["1 23 4", "12 13", "942 5", "9.42 x 1 23"])
def test_pieces_of_one_time_are_not_taken_for_digits(text):
    """They stay as they are; the ledger refuses them and says what may be meant."""
    rule = replace(SPRINT, combine="SUM")

    assert found(text, rule) == [(text, text)]
    with pytest.raises(ValueRefused):
        parse(text, rule)


@pytest.mark.parametrize("text", ["9.42", "9,42", "1:23.45", "dnf", "-", "", "fast", "1234567890"])
def test_anything_else_stands_for_itself(text):
    assert found(text, SPRINT) == [(text, text)]


@pytest.mark.parametrize("rule", [TIME, POINTS, replace(POINTS, digits=True)])
def test_without_the_switch_digits_are_read_as_they_stand(rule):
    assert found("942", rule) == [("942", "942")]


def test_what_is_possible_in_no_way_is_refused_as_typed():
    rule = replace(SPRINT, maximum=30_000)

    assert found("99999", rule) == [("99999", "99999")]
    with pytest.raises(ValueRefused):
        parse("99999", replace(rule, digits=False))


def test_texts_of_old_are_written_out():
    assert in_hundredths("12345 x 9,5;-") == "1:23.45 x 9,5;-"
    assert [as_hundredths(text) for text in ["5", "45", "345", "12345"]] == [
        "0.05",
        "0.45",
        "3.45",
        "1:23.45",
    ]


@given(
    st.integers(0, 10**9 - 1),
    st.sampled_from([ANY, SPRINT, RUN, replace(ANY, allows_hours=True, decimals=3)]),
)
def test_a_reading_means_what_the_digits_can_mean(number, rule):
    plain = replace(rule, digits=False)
    one_or_two = readings(str(number), rule)

    assert len(one_or_two) in {1, 2}
    for reading in one_or_two:
        assert reading.text in {str(number), as_hundredths(str(number))}
        assert readings(reading.text, plain)[0].text == reading.text
        if len(one_or_two) == 2:
            parse(reading.text, plain)
