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
    MEDALS,
    METRES,
    NUMBERS,
    PASS_FAIL,
    PENALTIES,
    PLACES,
    POINTS,
    TIME,
    WHOLE_POINTS,
    several,
    value,
)

# --- Numbers -------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [
        ("12", 12_000),
        ("12.5", 12_500),
        ("12,5", 12_500),
        (" 12.5 ", 12_500),
        ("\u200e12.5\u202c", 12_500),
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
def test_number_is_read(text, thousandths):
    for rule in [POINTS, PENALTIES, FREE_SCORE]:
        assert parse(text, rule) == Mark(Status.OK, thousandths), rule


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
def test_number_is_refused(text, sentence):
    for rule in [POINTS, PENALTIES, FREE_SCORE]:
        with pytest.raises(ValueRefused) as refusal:
            parse(text, rule)
        assert str(refusal.value) == sentence, rule


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


def test_canonical_text_is_the_same_where_times_are_typed_as_digits():
    assert canonical(83_000, DIGITS) == "83"
    assert value("83", DIGITS) == 83_000


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
