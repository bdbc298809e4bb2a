"""Statuses, lists of attempts, and what holds whatever is typed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.statuses import STATUS_WORDS
from scoring.engine.values import (
    LARGEST,
    LONGEST,
    Choice,
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
    PASS_FAIL,
    PENALTIES,
    POINTS,
    TIME,
    several,
    value,
)

# --- Status --------------------------------------------------------------------------------------

EVERY_KIND = [TIME, DIGITS, METRES, POINTS, PENALTIES, PASS_FAIL, FREE_SCORE, MEDALS]
EVERY_KIND += [several("BEST"), several("SUM", type="TIME_LOW"), several("HEIGHTS", unit="m")]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("dns", Status.DNS),
        ("DNS", Status.DNS),
        (" Dnf ", Status.DNF),
        ("nm", Status.NM),
        ("dq", Status.DQ),
        ("-", Status.NM),
        ("–", Status.NM),
        ("—", Status.NM),
        ("nt", Status.NM),
        ("NH", Status.NM),
        ("nd", Status.NM),
        ("DSQ", Status.DQ),
        ("disq", Status.DQ),
        ("Disk", Status.DQ),
        ("wd", Status.WD),
        ("WD", Status.WD),
        ("scr", Status.WD),
    ],
)
def test_status_is_typed_in_any_field(text, status):
    for rule in EVERY_KIND:
        assert parse(text, rule) == Mark(status), rule


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("dq false start", "false start"),
        ("DQ: false start", "false start"),
        ("dq, přešlap", "přešlap"),
        ("dq - lane", "lane"),
        ("DQ (false start)", "false start"),  # as a result is shown
        ("dq left (and came back)", "left (and came back)"),
        ("DSQ (false start)", "false start"),
        ("disk předčasný start", "předčasný start"),
        ("disq: lane", "lane"),
    ],
)
def test_disqualification_takes_its_reason_along(text, reason):
    for rule in EVERY_KIND:
        assert parse(text, rule) == Mark(Status.DQ, reason=reason), rule


def test_zero_blank_and_no_valid_mark_are_three_things():
    assert parse("0", METRES) == Mark(Status.OK, 0)
    assert parse("nm", METRES) == Mark(Status.NM)
    with pytest.raises(ValueRefused):
        parse("", METRES)


# --- Several attempts ----------------------------------------------------------------------------

LOW = "TIME_LOW"


@pytest.mark.parametrize(
    ("text", "rule", "thousandths", "attempts"),
    [
        ("5,20 5,35 5,10", several("BEST", unit="m"), 5_350, (5_350, 5_200, 5_100)),
        ("5,20;5,35", several("BEST", unit="m"), 5_350, (5_350, 5_200)),
        ("5,20+5,35", several("BEST", unit="m"), 5_350, (5_350, 5_200)),
        (" 5.20 ;\t5.35 + ", several("BEST", unit="m"), 5_350, (5_350, 5_200)),
        ("5.20", several("BEST", unit="m"), 5_200, (5_200,)),
        ("x 5.20 X - ×", several("BEST", unit="m"), 5_200, (5_200,)),
        ("1:23.4 83.1 x", several("BEST", type=LOW), 83_100, (83_100, 83_400)),
        ("5 7 6", several("LAST"), 6_000, (7_000, 6_000, 5_000)),
        ("5 7 -", several("LAST"), 7_000, (7_000, 5_000)),
        ("5 7 6", several("SUM"), 18_000, (7_000, 6_000, 5_000)),
        ("5 x 6", several("SUM"), 11_000, (6_000, 5_000)),
        ("12.0 13.0", several("SUM", type=LOW), 25_000, (12_000, 13_000)),
        ("12; 13", several("SUM", type=LOW), 25_000, (12_000, 13_000)),
        ("12 + 13", several("SUM", type=LOW), 25_000, (12_000, 13_000)),
        ("1:23.4 + 5 + 0", several("SUM", type=LOW), 88_400, (0, 5_000, 83_400)),
        ("00:01:24 1:23.5", several("BEST", type=LOW), 83_500, (83_500, 84_000)),
        ("942 951", several("BEST", type=LOW, digits=True), 942_000, (942_000, 951_000)),
        ("5 6", several("MEAN"), 5_500, (6_000, 5_000)),
        ("5 5 6", several("MEAN"), 5_333, (6_000, 5_000, 5_000)),
        ("10.01 10.02", several("MEAN", type=LOW), 10_020, (10_010, 10_020)),
        ("5 x", several("MEAN"), 2_500, (5_000,)),
        ("5 -", several("MEAN"), 5_000, (5_000,)),
        ("12 - 14", several("MEAN", type=LOW), 13_000, (12_000, 14_000)),
        ("9 1 5", several("MEDIAN"), 5_000, (9_000, 5_000, 1_000)),
        ("9 1 5 6", several("MEDIAN"), 5_500, (9_000, 6_000, 5_000, 1_000)),
        ("9 x 5", several("MEDIAN"), 5_000, (9_000, 5_000)),
        ("4", several("MEDIAN"), 4_000, (4_000,)),
        ("9 1 5 6", several("TRIMMED_MEAN"), 5_500, (9_000, 6_000, 5_000, 1_000)),
        ("9 9 9 1", several("TRIMMED_MEAN"), 9_000, (9_000, 9_000, 9_000, 1_000)),
        ("9 x 5 6", several("TRIMMED_MEAN"), 5_500, (9_000, 6_000, 5_000)),
        ("5 7 6", several("BEST_K", best_count=2), 13_000, (7_000, 6_000, 5_000)),
        ("5 x", several("BEST_K", best_count=2), 5_000, (5_000,)),
        ("12;14 x 13", several("BEST_K", type=LOW, best_count=2), 25_000, (12_000, 13_000, 14_000)),
        ("-5 -6", several("SUM"), -11_000, (-5_000, -6_000)),
        ("zlata 1 x", several("SUM", choices=MEDALS.choices), 4_000, (3_000, 1_000)),
    ],
)
def test_attempts_are_combined(text, rule, thousandths, attempts):
    assert parse(text, rule) == Mark(Status.OK, thousandths, attempts)


@pytest.mark.parametrize(
    ("text", "rule", "attempts"),
    [
        ("x", several("BEST"), ()),
        ("x x x", several("SUM"), ()),
        ("- - -", several("BEST"), ()),
        ("x -", several("MEAN"), ()),
        ("x x", several("TRIMMED_MEAN"), ()),
        ("5 7 x", several("LAST"), (7_000, 5_000)),
        ("5 7 x -", several("LAST"), (7_000, 5_000)),
        ("12 x", several("SUM", type=LOW), (12_000,)),
        ("12 -", several("SUM", type=LOW), (12_000,)),
        ("12 x", several("MEAN", type=LOW), (12_000,)),
        ("12 x 13", several("MEDIAN", type=LOW), (12_000, 13_000)),
        ("12 x 13 14", several("TRIMMED_MEAN", type="NUMERIC_LOW"), (12_000, 13_000, 14_000)),
        ("12 x", several("BEST_K", type=LOW, best_count=2), (12_000,)),
    ],
)
def test_attempts_without_a_valid_mark(text, rule, attempts):
    assert parse(text, rule) == Mark(Status.NM, attempts=attempts)


@pytest.mark.parametrize(
    ("text", "rule", "sentence"),
    [
        (";", several("BEST"), "Type a result."),
        ("+ ;", several("SUM"), "Type a result."),
        ("5 dnf", several("BEST"), "“dnf” cannot stand among attempts: type it alone, or x for a"
         " foul and - for a turn that was passed."),
        ("5 y", several("BEST"),
         "“y” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("5-6", several("BEST"),
         "“5-6” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."),
        ("5 11", several("BEST", maximum=10_000),
         "“11” is above the highest possible value, 10."),
        ("1 2 3", several("TRIMMED_MEAN"),
         "It takes at least 4 marks to leave out the highest and the lowest."),
        ("1 2 3 -", several("TRIMMED_MEAN"),
         "It takes at least 4 marks to leave out the highest and the lowest."),
        ("1000000000 1", several("SUM"), "“1000000000 1” is too large."),
    ],
)  # fmt: skip
def test_attempts_are_refused(text, rule, sentence):
    with pytest.raises(ValueRefused) as refusal:
        parse(text, rule)
    assert str(refusal.value) == sentence


def test_limits_are_those_of_one_attempt():
    assert value("9 9 9", several("SUM", maximum=10_000)) == 27_000


def test_pass_or_fail_knows_no_attempts():
    assert parse("1", several("BEST", type="BOOLEAN")) == Mark(Status.OK, 1000)
    with pytest.raises(ValueRefused):
        parse("1 0", several("BEST", type="BOOLEAN"))


# --- What holds for anything ---------------------------------------------------------------------

TYPES = ["TIME_LOW", "NUMERIC_HIGH", "NUMERIC_LOW", "SCORE_SET"]
COMBINES = ["SINGLE", "BEST", "LAST", "SUM", "MEAN", "MEDIAN", "TRIMMED_MEAN", "BEST_K"]
WAYS = [*COMBINES, "HEIGHTS"]
limits = st.none() | st.integers(-LARGEST, LARGEST)
sets = st.lists(
    st.builds(
        Choice,
        st.from_regex(r"[a-zěščřž]{2,8}", fullmatch=True).filter(lambda it: it not in STATUS_WORDS),
        st.integers(-LARGEST, LARGEST),
    ),
    max_size=4,
    unique_by=(lambda choice: choice.label, lambda choice: choice.points),
).map(tuple)
any_rule = st.builds(
    Rule,
    type=st.sampled_from([*TYPES, "BOOLEAN"]),
    unit=st.sampled_from(["", "m", "kg"]),
    decimals=st.none() | st.integers(0, 3),
    minimum=limits,
    maximum=limits,
    allows_hours=st.booleans(),
    digits=st.booleans(),
    choices=sets,
    combine=st.sampled_from(WAYS),
    best_count=st.integers(1, 3),
)
any_text = st.text(max_size=220) | st.text("0123456789:.,;+-xXoO –", max_size=40)


@st.composite
def rule_and_value(draw):
    """A rule that reads one result, and a value that it could have read."""
    type = draw(st.sampled_from(TYPES))
    rule = Rule(
        type,
        unit=draw(st.sampled_from(["", "m", "cm", "kg"])),
        decimals=draw(st.none() | st.integers(0, 3)),
        allows_hours=draw(st.booleans()),
        digits=draw(st.booleans()),
    )
    lowest = 1 if rule.is_time else -LARGEST // rule.step
    steps = draw(st.integers(lowest, LARGEST // rule.step))
    return rule, steps * rule.step


@given(rule_and_value())
def test_canonical_text_reads_back(pair):
    rule, thousandths = pair
    assert parse(canonical(thousandths, rule), rule) == Mark(Status.OK, thousandths)


@given(rule_and_value())
def test_shown_text_reads_back(pair):
    rule, thousandths = pair
    assert parse(display(thousandths, rule), rule) == Mark(Status.OK, thousandths)


@given(sets.filter(len), st.data())
def test_scores_of_a_set_read_back(choices, data):
    rule = Rule("SCORE_SET", choices=choices)
    choice = data.draw(st.sampled_from(choices))
    expected = Mark(Status.OK, choice.points)
    assert parse(canonical(choice.points, rule), rule) == expected
    assert parse(display(choice.points, rule), rule) == expected


@pytest.mark.parametrize("thousandths", [0, 1000])
def test_pass_or_fail_reads_back(thousandths):
    expected = Mark(Status.OK, thousandths)
    assert parse(canonical(thousandths, PASS_FAIL), PASS_FAIL) == expected
    assert parse(display(thousandths, PASS_FAIL), PASS_FAIL) == expected


@given(any_text, any_rule)
def test_any_text_is_read_or_refused_with_a_sentence(text, rule):
    try:
        mark = parse(text, rule)
    except ValueRefused as refusal:
        sentence = str(refusal)
        assert sentence.endswith((".", "?"))
        assert sentence.encode()
        assert len(sentence) < 200
    else:
        assert (mark.value is not None) == (mark.status == Status.OK)
        assert mark.value is None or abs(mark.value) <= LARGEST
        assert all(abs(attempt) <= LARGEST for attempt in mark.attempts)
        assert len(mark.reason) <= LONGEST
        doubts(mark, rule)


decimal_texts = st.from_regex(r"[1-9][0-9]{0,4}(\.[0-9]{1,6})?", fullmatch=True)


@given(decimal_texts, decimal_texts, st.booleans(), st.integers(0, 3), st.sampled_from(TYPES))
def test_rounding_keeps_the_order(one, other, negative, decimals, type):
    rule = Rule(type, decimals=decimals)
    sign = "-" if negative and not rule.is_time else ""
    low, high = sorted([sign + one, sign + other], key=Fraction)

    assert value(low, rule) <= value(high, rule)


@given(decimal_texts, st.integers(0, 3), st.sampled_from(TYPES))
def test_rounding_moves_less_than_a_step_and_one_way(text, decimals, type):
    rule = Rule(type, decimals=decimals)
    moved = value(text, rule) - Fraction(text) * 1000

    assert (0 <= moved < rule.step) if rule.is_time else (-rule.step < moved <= 0)
    assert value(text, rule) % rule.step == 0


@given(st.lists(st.integers(0, 99_999), min_size=1, max_size=8), st.sampled_from(COMBINES[1:]))
def test_a_foul_instead_of_an_attempt_never_helps(attempts, combine):
    for type in ("NUMERIC_HIGH", "NUMERIC_LOW"):
        rule = Rule(type, combine=combine, best_count=2)
        texts = [str(attempt) for attempt in attempts]
        if combine == "TRIMMED_MEAN" and len(texts) < 4:
            continue
        clean = parse(" ".join(texts), rule)
        fouled = parse(" ".join(["x", *texts[1:]]), rule)
        if clean.value is not None and fouled.value is not None:
            better = (
                fouled.value < clean.value if rule.lower_is_better else fouled.value > clean.value
            )
            assert not better
