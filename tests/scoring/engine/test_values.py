"""Every form one result may be typed in, every form that is refused, and what comes of it."""

import pytest

from scoring.engine.values import (
    LARGEST,
    Mark,
    Rule,
    Status,
    ValueRefused,
    canonical,
    display,
    doubts,
    parse,
)
from tests.scoring.engine.kinds import (
    DIGITS,
    FREE_SCORE,
    HOURS,
    MEDALS,
    METRES,
    NUMBERS,
    PASS_FAIL,
    PENALTIES,
    PLACES,
    POINTS,
    THOUSANDTHS,
    TIME,
    WHOLE_POINTS,
    WHOLE_SECONDS,
    several,
    value,
)

# --- Times ---------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("12345", 83_450),
        ("1234567", 7_425_670),
        ("345", 3_450),
        ("45", 450),
        ("5", 50),
        ("00:41:25", 2_485_000),
        ("1:23.4", 83_400),
        ("83.4", 83_400),
        ("83.", 83_000),
    ],
)
def test_digits_alone_are_minutes_seconds_and_hundredths(text, milliseconds):
    assert parse(text, DIGITS) == Mark(Status.OK, milliseconds)


def test_digits_show_what_they_were_taken_for():
    with pytest.raises(ValueRefused) as refusal:
        parse("6000", DIGITS)
    assert str(refusal.value) == "“0:60.00”: after a colon there must be less than 60."


def test_ten_digits_are_no_time():
    with pytest.raises(ValueRefused):
        parse("1" * 10, DIGITS)


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


@pytest.mark.parametrize(
    ("thousandths", "rule", "text"),
    [
        (2_000, METRES, "2.00"),
        (1_900, METRES, "1.90"),
        (1_234, METRES, "1.234"),  # kept from when it was finer
        (-1_500, METRES, "-1.50"),
        (28_500, Rule("NUMERIC_HIGH", unit="m", decimals=1), "28.5"),
        (31_000, Rule("NUMERIC_HIGH", unit="m", decimals=1), "31.0"),
        (2_000, Rule("NUMERIC_HIGH", unit="m", decimals=0), "2"),
        (2_000, Rule("NUMERIC_HIGH", unit="km"), "2"),
        (2_000, Rule("NUMERIC_HIGH", unit="km", decimals=3), "2.000"),
        (120_000, Rule("NUMERIC_HIGH", unit="cm", decimals=1), "120.0"),
        (2_000, Rule("NUMERIC_LOW", unit="m"), "2.00"),
        (2_000, several("BEST", unit="m"), "2.00"),
        (2_000, several("HEIGHTS", unit="m"), "2.00"),
        (2_000, Rule("NUMERIC_HIGH", unit="kg", decimals=2), "2"),
        (2_000, Rule("NUMERIC_HIGH", decimals=2), "2"),
    ],
)
def test_distances_keep_their_decimals_for_people(thousandths, rule, text):
    assert display(thousandths, rule) == text
    assert canonical(2_000, rule) == "2"


# --- Numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [POINTS, PENALTIES, FREE_SCORE])
@pytest.mark.parametrize(
    ("text", "thousandths"),
    [
        ("12", 12_000),
        ("12.5", 12_500),
        ("12,5", 12_500),
        (" 12.5 ", 12_500),
        ("-3", -3_000),
        ("−3", -3_000),
        ("+3", 3_000),
        ("0", 0),
        ("-0", 0),
        (".5", 500),
        ("-.5", -500),
        ("5.", 5_000),
        ("0012", 12_000),
        ("1000000000", LARGEST),
        ("-1000000000", -LARGEST),
        ("1," + "0" * 198, 1_000),
    ],
)
def test_number_is_read(text, thousandths, rule):
    assert parse(text, rule) == Mark(Status.OK, thousandths)


@pytest.mark.parametrize("rule", [POINTS, PENALTIES, FREE_SCORE])
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type a result."),
        (" \t\u00a0", "Type a result."),
        ("abc", "“abc” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("12 m", "“12 m” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("1 234", "“1 234” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        (
            "1,234.5",
            "“1,234.5” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd.",
        ),
        ("1:23", "“1:23” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("1e3", "“1e3” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("1E400", "“1E400” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("0x10", "“0x10” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("1_000", "“1_000” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("1/2", "“1/2” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("½", "“½” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("nan", "“nan” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("inf", "“inf” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        (
            "-Infinity",
            "“-Infinity” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd.",
        ),
        ("١٢", "“١٢” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("１２", "“１２” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("²", "“²” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("--3", "“--3” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        (".", "“.” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("+", "“+” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("1\n2", "“1\n2” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("=1+1", "“=1+1” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("dq:", "“dq:” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("1000000000.001", "“1000000000.001” is too large."),
        ("-1000000000.001", "“-1000000000.001” is too large."),
        ("9" * 100, f"“{'9' * 29}…” is too large."),
        ("9" * 201, "This is too long for a result."),
        ("x" * 100_000, "This is too long for a result."),
        ("dq \x00", "This is not a text. Type the result again."),
        ("dq \ud800", "This is not a text. Type the result again."),
    ],
)
def test_number_is_refused(text, sentence, rule):
    with pytest.raises(ValueRefused) as refusal:
        parse(text, rule)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("text", "rule", "thousandths"),
    [
        ("5.209", METRES, 5_200),
        ("5.2", METRES, 5_200),
        ("-5.201", METRES, -5_210),
        ("5.209", Rule("NUMERIC_HIGH", unit=" m "), 5_200),
        ("5.2099", POINTS, 5_209),
        ("-5.2091", POINTS, -5_210),
        ("7.9", WHOLE_POINTS, 7_000),
        ("-7.1", WHOLE_POINTS, -8_000),
        ("7.99", Rule("NUMERIC_LOW", decimals=1), 7_900),
        ("5.2099", Rule("NUMERIC_HIGH", unit="m", decimals=3), 5_209),
        ("5.2099", Rule("NUMERIC_HIGH", unit="km"), 5_209),
    ],
)
def test_distances_and_points_are_rounded_down(text, rule, thousandths):
    assert value(text, rule) == thousandths


@pytest.mark.parametrize(
    ("thousandths", "text"),
    [
        (83_400, "83.4"),
        (5_000, "5"),
        (0, "0"),
        (-500, "-0.5"),
        (-12_345, "-12.345"),
        (10, "0.01"),
        (100_000, "100"),
        (LARGEST, "1000000000"),
    ],
)
def test_canonical_text(thousandths, text):
    assert canonical(thousandths, POINTS) == text
    assert display(thousandths, POINTS) == text
    assert canonical(thousandths, TIME) == text


def test_canonical_text_of_whole_seconds_cannot_be_taken_for_digits():
    assert canonical(83_000, DIGITS) == "83.0"
    assert value("83.0", DIGITS) == 83_000
    assert value("83", DIGITS) == 830


def test_limits_refuse_and_belong_to_the_range():
    rule = Rule("NUMERIC_HIGH", minimum=0, maximum=10_000)

    assert value("0", rule) == 0
    assert value("10", rule) == 10_000
    with pytest.raises(ValueRefused) as low:
        parse("-0.001", rule)
    assert str(low.value) == "“-0.001” is below the lowest possible value, 0."
    with pytest.raises(ValueRefused) as high:
        parse("10.001", rule)
    assert str(high.value) == "“10.001” is above the highest possible value, 10."


def test_limits_of_a_time_are_quoted_as_a_time():
    with pytest.raises(ValueRefused) as refusal:
        parse("61", Rule("TIME_LOW", maximum=60_000))
    assert str(refusal.value) == "“61” is above the highest possible value, 1:00.00."


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("5", []),
        ("2", []),
        ("8", []),
        ("1.99", ["1.99 is unusually low. Is it right?"]),
        ("52", ["52.00 is unusually high. Is it right?"]),
        ("nm", []),
    ],
)
def test_implausible_values_warn_and_are_taken(text, sentences):
    rule = Rule("NUMERIC_HIGH", unit="m", plausible_minimum=2_000, plausible_maximum=8_000)

    assert doubts(parse(text, rule), rule) == sentences


def test_each_attempt_is_doubted_not_their_sum():
    rule = several("SUM", plausible_minimum=2_000, plausible_maximum=8_000)

    assert doubts(parse("5 5 5", rule), rule) == []
    assert doubts(parse("5 52 0.5 52", rule), rule) == [
        "52 is unusually high. Is it right?",
        "0.5 is unusually low. Is it right?",
    ]


# --- Passed or failed, sets of scores ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        (word, True)
        for word in ["1", "true", "TRUE", "yes", "Yes", "ano", "ANO", "✓", "✔", "✔\ufe0f"]
    ]
    + [(word, False) for word in ["0", "false", "no", "NO", "ne", "Ne", "✗", "✘", " ✘\ufe0f "]],
)
def test_pass_or_fail_is_read(text, passed):
    assert parse(text, PASS_FAIL) == Mark(Status.OK, 1000 if passed else 0)


@pytest.mark.parametrize("text", ["2", "x", "1.0", "01", "y", "n", "pass", "ano ne", "-1"])
def test_pass_or_fail_is_refused(text):
    with pytest.raises(ValueRefused) as refusal:
        parse(text, PASS_FAIL)
    assert (
        str(refusal.value)
        == f"“{text}” is neither passed nor failed: type 1 or 0, or dns, dnf, nm, dq, wd."
    )


def test_pass_or_fail_quotes_no_more_than_a_line():
    with pytest.raises(ValueRefused) as refusal:
        parse("a" * 200, PASS_FAIL)
    assert str(refusal.value) == (
        f"“{'a' * 29}…” is neither passed nor failed: type 1 or 0, or dns, dnf, nm, dq, wd."
    )


def test_pass_or_fail_is_shown():
    assert (display(1000, PASS_FAIL), display(0, PASS_FAIL)) == ("✓", "✗")
    assert (canonical(1000, PASS_FAIL), canonical(0, PASS_FAIL)) == ("1", "0")


@pytest.mark.parametrize(
    ("text", "rule", "points"),
    [
        ("zlatá", MEDALS, 3000),
        ("ZLATA", MEDALS, 3000),
        (" stribrna ", MEDALS, 2000),
        ("2", MEDALS, 2000),
        ("1,0", MEDALS, 1000),
        ("5", NUMBERS, 5000),
        ("0", NUMBERS, 0),
        ("+5", NUMBERS, 5000),
        ("1", PLACES, 3000),  # the label on the button wins over the points
    ],
)
def test_score_of_a_set_is_read(text, rule, points):
    assert parse(text, rule) == Mark(Status.OK, points)


@pytest.mark.parametrize("text", ["4", "zlat", "0", "3.001", "nan", "2-"])
def test_score_outside_the_set_is_refused(text):
    with pytest.raises(ValueRefused) as refusal:
        parse(text, MEDALS)
    assert str(refusal.value) == (
        f"“{text}” is not one of the scores here: zlatá, stříbrná, bronzová."
        " Or type dns, dnf, nm, dq, wd."
    )


def test_score_of_a_set_is_shown_by_its_label():
    assert display(3000, MEDALS) == "zlatá"
    assert canonical(3000, MEDALS) == "3"
    assert display(4000, MEDALS) == "4"  # of a set that was changed since
