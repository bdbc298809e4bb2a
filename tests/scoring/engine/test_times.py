"""Every form of a time: read, refused, shown."""

import pytest

from scoring.engine.values import Mark, Rule, Status, ValueRefused, display, parse
from tests.scoring.engine.kinds import (
    DIGITS,
    HOURS,
    THOUSANDTHS,
    TIME,
    WHOLE_SECONDS,
    several,
    value,
)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("83", 83_000),
        ("83.4", 83_400),
        ("83,4", 83_400),
        ("83.45", 83_450),
        ("1:23", 83_000),
        ("1:23.4", 83_400),
        ("1:23,45", 83_450),
        ("1:23:45", 83_450),
        ("01:23:05", 83_050),
        ("0:59.99", 59_990),
        ("1:5", 65_000),
        ("75:00", 4_500_000),
        ("119:59.99", 7_199_990),
        ("0.01", 10),
        ("00:01:24", 84_000),
        ("00:41:25", 2_485_000),
        ("00:01:23.4", 83_400),
        ("00:59:59", 3_599_000),
        ("00:00:01", 1_000),
        ("0:41:25", 41_250),
        (".5", 500),
        ("5.", 5_000),
        ("  83.4\t", 83_400),
        ("\u00a083.4\u00a0", 83_400),
        ("007", 7_000),
    ],
)
def test_time_is_read(text, milliseconds):
    assert parse(text, TIME) == Mark(Status.OK, milliseconds)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1:60", "“1:60”: after a colon there must be less than 60."),
        ("1:60.00", "“1:60.00”: after a colon there must be less than 60."),
        ("1:75:00", "“1:75:00”: after a colon there must be less than 60."),
        ("-5", "“-5” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("−5", "“−5” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("+5", "“+5” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("1:-5", "“1:-5” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        (
            "1:2:3:4",
            "“1:2:3:4” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        (
            "1:23:4",
            "“1:23:4” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        (
            "1:23:456",
            "“1:23:456” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        (
            "1:23.4:56",
            "“1:23.4:56” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        (
            "1.5:23",
            "“1.5:23” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        ("1:", "“1:” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        (":23", "“:23” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("::", "“::” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        (":", "“:” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        (".", "“.” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("1: 23", "“1: 23” has blanks inside. Did you mean 1:23? Type it so."),
        ("1 23 4", "“1 23 4” has blanks inside. Did you mean 1:23.4? Type it so."),
        ("1 23 45", "“1 23 45” has blanks inside. Did you mean 1:23.45? Type it so."),
        ("1:23 4", "“1:23 4” has blanks inside. Did you mean 1:23.4? Type it so."),
        ("1 23,4", "“1 23,4” has blanks inside. Did you mean 1:23.4? Type it so."),
        ("9 58", "“9 58” has blanks inside. Did you mean 9:58 or 9.58? Type it so."),
        ("12 5", "“12 5” has blanks inside. Did you mean 12.5? Type it so."),
        (
            "1 2 3",
            "“1 2 3” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        (
            "1 99 4",
            "“1 99 4” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        ("00:60:00", "“00:60:00”: after a colon there must be less than 60."),
        ("1..2", "“1..2” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("83 s", "“83 s” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("1m23", "“1m23” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("83.4\x0085", "This is not a text. Type the result again."),
        ("1e3", "“1e3” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("nan", "“nan” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("inf", "“inf” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("٨٣", "“٨٣” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("８３", "“８３” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("1000000001", "“1000000001” is too large."),
        ("999999999:00", "“999999999:00” is too large."),
        ("9" * 100, f"“{'9' * 29}…” is too large."),
        ("12 13", "“12 13” has blanks inside. Did you mean 12:13 or 12.13? Type it so."),
    ],
)
def test_time_is_refused(text, sentence):
    with pytest.raises(ValueRefused) as refusal:
        parse(text, TIME)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1:02:03", 3_723_000),
        ("1:02:03.45", 3_723_450),
        ("1:23", 83_000),
        ("100:00:00", 360_000_000),
        ("00:41:25", 2_485_000),
    ],
)
def test_three_parts_are_hours_where_the_activity_allows_them(text, milliseconds):
    assert parse(text, HOURS) == Mark(Status.OK, milliseconds)


@pytest.mark.parametrize("text", ["1:60:00", "1:00:60", "1:2.5:03", "1:2:3:4"])
def test_hours_refused(text):
    with pytest.raises(ValueRefused):
        parse(text, HOURS)


@pytest.mark.parametrize("text", ["12345", "942", "83", "83.4", "1:23.4", "00:41:25"])
def test_digits_are_seconds_whatever_people_may_type(text):
    """What digits stand for where people type is explained before: see `shorthand`."""
    assert parse(text, DIGITS) == parse(text, TIME)


@pytest.mark.parametrize(
    ("text", "rule", "milliseconds"),
    [
        ("10.001", TIME, 10_010),
        ("10.009", TIME, 10_010),
        ("10.010", TIME, 10_010),
        ("10.0100000001", TIME, 10_020),
        ("59.999", TIME, 60_000),
        ("1:59.991", TIME, 120_000),
        ("10.01", WHOLE_SECONDS, 11_000),
        ("10.0001", THOUSANDTHS, 10_001),
        ("0.0000001", THOUSANDTHS, 1),
    ],
)
def test_times_are_rounded_up(text, rule, milliseconds):
    assert value(text, rule) == milliseconds


@pytest.mark.parametrize(
    ("milliseconds", "rule", "text"),
    [
        (83_400, TIME, "1:23.40"),
        (59_990, TIME, "59.99"),
        (5_000, TIME, "5.00"),
        (0, TIME, "0.00"),
        (60_000, TIME, "1:00.00"),
        (7_199_990, TIME, "119:59.99"),
        (7_199_990, HOURS, "1:59:59.99"),
        (3_599_990, HOURS, "59:59.99"),
        (83_000, WHOLE_SECONDS, "1:23"),
        (5_000, WHOLE_SECONDS, "5"),
        (83_456, THOUSANDTHS, "1:23.456"),
        (5_000, Rule("TIME_LOW", decimals=0, digits=True), "0:05"),
        (5_000, DIGITS, "5.00"),
        (10_018, TIME, "10.018"),  # kept from when the precision was finer
        (10_500, WHOLE_SECONDS, "10.5"),
    ],
)
def test_times_are_shown(milliseconds, rule, text):
    assert display(milliseconds, rule) == text


@pytest.mark.parametrize(
    "rule", [TIME, HOURS, DIGITS, WHOLE_SECONDS, several("BEST", type="TIME_LOW")]
)
@pytest.mark.parametrize("text", ["0", "0.00", "00:00.00", "0:00", "00:00:00", "0,0"])
def test_no_race_takes_no_time(text, rule):
    with pytest.raises(ValueRefused) as refusal:
        parse(text, rule)
    assert str(refusal.value) == f"“{text}” is no time. No time measured? Type DNF or NM."


def test_penalties_of_nothing_are_added_but_make_no_time():
    obstacles = several("SUM", type="TIME_LOW")

    assert value("83.4 + 0", obstacles) == 83_400
    with pytest.raises(ValueRefused) as refusal:
        parse("0 + 0", obstacles)
    assert str(refusal.value) == "“0 + 0” is no time. No time measured? Type DNF or NM."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 23 4", "“1 23 4” has blanks inside. Did you mean 1:23.4? Type it so. Between several"
         " times put a semicolon: 1; 23; 4."),
        ("1:23.4 5", "“1:23.4 5” may be one time or several. Between several times put a"
         " semicolon: 1:23.4; 5."),
        ("12 13", "“12 13” has blanks inside. Did you mean 12:13 or 12.13? Type it so. Between"
         " several times put a semicolon: 12; 13."),
        ("83.1 x 1 23", "“1 23” has blanks inside. Did you mean 1:23 or 1.23? Type it so. Between"
         " several times put a semicolon: 1; 23."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("combine", ["SUM", "BEST", "LAST", "BEST_K"])
def test_pieces_of_a_time_are_never_taken_for_several(text, sentence, combine):
    with pytest.raises(ValueRefused) as refusal:
        parse(text, several(combine, type="TIME_LOW", best_count=2))
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "text", ["12.3 12.5", "12,3 1:12", "123 124", "12 x 13", "12;13", "12 +13"]
)
def test_times_of_their_own_are_a_list(text):
    assert len(parse(text, several("BEST", type="TIME_LOW")).attempts) == 2
