"""High jump: heights as typed, and places against a slow and obvious reading of the rules."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.heights import failures_of, heights_text
from scoring.engine.ranking import Method, Result, rank
from scoring.engine.values import Mark, Rule, Status, ValueRefused, doubts, parse, same_turns
from tests.scoring.engine.kinds import several

JUMP = several("HEIGHTS", unit="m", decimals=2, maximum=2_500)
METHOD = Method(lower_is_better=False, by_heights=True)


@pytest.mark.parametrize(
    ("text", "value", "attempts"),
    [
        ("1.10 o 1.15 xo 1.20 xxx", 1_150, (1_150, 1_100, -1_150, -1_200, -1_200, -1_200)),
        ("1.10o 1.15xo", 1_150, (1_150, 1_100, -1_150)),
        ("1.10o1.15xo", 1_150, (1_150, 1_100, -1_150)),
        ("1,10:xo", 1_100, (1_100, -1_100)),
        ("1,10: xo; 1,15: o", 1_150, (1_150, 1_100, -1_100)),
        ("1.10=o, 1.15=xxo", 1_150, (1_150, 1_100, -1_150, -1_150)),
        ("1.10 1.15 1.20", 1_200, (1_200, 1_150, 1_100)),
        ("1.10 1.15 xo", 1_150, (1_150, 1_100, -1_150)),
        ("1.10 XO 1.15 – 1.20 O", 1_200, (1_200, 1_100, -1_100)),
        ("1.10-1.15o", 1_150, (1_150,)),
        ("1.10 x0 1.15 0", 1_150, (1_150, 1_100, -1_100)),
        ("1.10 ✗ ✓", 1_100, (1_100, -1_100)),
        ("1.10 o 1.15 xx- 1.20 o", 1_200, (1_200, 1_100, -1_150, -1_150)),
        ("1.10 o 1.15 xx- 1.20 x", 1_100, (1_100, -1_150, -1_150, -1_200)),
        ("1.10 --- 1.15 x-- 1.20 o", 1_200, (1_200, -1_150)),  # a dash for each attempt passed
        ("1.10 o 1.15 x", 1_100, (1_100, -1_150)),
        ("1.109 o", 1_100, (1_100,)),
    ],
)
def test_heights_are_read(text, value, attempts):
    assert parse(text, JUMP) == Mark(Status.OK, value, attempts)


@pytest.mark.parametrize(
    ("text", "attempts"),
    [
        ("1.10 xxx", (-1_100,) * 3),
        ("1.10 x- 1.15 xx", (-1_100, -1_150, -1_150)),
        ("1.10 x", (-1_100,)),
        ("1.10 -", ()),
        ("1.10 x-- 1.15 ---", (-1_100,)),
        ("-", ()),
    ],
)
def test_nothing_cleared_is_no_valid_mark(text, attempts):
    assert parse(text, JUMP) == Mark(Status.NM, attempts=attempts)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1.15 o 1.10 o", "The heights must rise: 1.10 comes after 1.15."),
        ("1.10 o 1.109 o", "The heights must rise: 1.10 comes after 1.10."),
        ("1.10 xxx 1.15 o", "1.15 comes after three failures in a row, which end the competition."),
        ("1.10 xxx 1.15 -", "1.15 comes after three failures in a row, which end the competition."),
        ("1.10 x- 1.15 xx 1.20 o",
         "1.20 comes after three failures in a row, which end the competition."),
        ("1.10 x- 1.15 xxo", "At 1.15: three failures in a row end the competition."),
        ("1.10 xxxo", "At 1.10: three failures in a row end the competition."),
        ("1.10 xxxx", "At 1.10: three failures in a row end the competition."),
        ("1.10 ox", "At 1.10: after o or - nothing more is jumped at the height."),
        ("1.10 oo", "At 1.10: after o or - nothing more is jumped at the height."),
        ("1.10 -x", "At 1.10: after o or - nothing more is jumped at the height."),
        ("1.10 x-o", "At 1.10: after o or - nothing more is jumped at the height."),
        ("1.10 o--", "At 1.10: after o or - nothing more is jumped at the height."),
        ("1.10 xx--", "At 1.10: there are only three attempts at a height."),
        ("1.10 ----", "At 1.10: there are only three attempts at a height."),
        ("1.10 xxx-", "At 1.10: three failures in a row end the competition."),
        ("1.10 x 1.15 o",
         "At 1.10: was it cleared? Add o, or - where the rest was passed."),
        ("xo", "Type the height first, then o, x or -: such as 1.10 o 1.15 xo 1.20 xxx."),
        ("1.10 k",
         "“k” is neither a height nor o, x or -. Type it such as 1.10 o 1.15 xo 1.20 xxx, or dns,"
         " dnf, nm, dq, wd."),
        ("1.10 o dnf",
         "“dnf” is neither a height nor o, x or -. Type it such as 1.10 o 1.15 xo 1.20 xxx, or dns,"
         " dnf, nm, dq, wd."),
        ("0.00 o", "“0.00” is no height."),
        ("110 o", "“110” is above the highest possible value, 2.50."),
        (";", "Type a result."),
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_refused(text, sentence):
    with pytest.raises(ValueRefused) as refusal:
        parse(text, JUMP)
    assert str(refusal.value) == sentence


def test_a_refusal_has_the_decimal_mark_of_the_reader():
    with translation.override("cs"), pytest.raises(ValueRefused) as refusal:
        parse("1,15 o 1,10 o", JUMP)
    assert "1,10" in str(refusal.value)
    assert "1,15" in str(refusal.value)


def test_failures_at_the_last_height_and_in_all_up_to_it():
    mark = parse("1.10 xo 1.15 xxo 1.20 xo 1.25 xxx", JUMP)

    assert failures_of(mark.value, mark.attempts) == (1, 4)


def test_one_dash_or_one_for_each_attempt_is_the_same():
    assert same_turns("1.10 --- 1.15 x-- 1.20 o", "1.10 - 1.15 x- 1.20 o", JUMP)
    assert not same_turns("1.10 x--", "1.10 xx-", JUMP)


def test_the_height_is_doubted_not_the_failures():
    rule = several("HEIGHTS", unit="m", plausible_minimum=500, plausible_maximum=2_000)

    assert doubts(parse("1.10 xo 1.15 xxx", rule), rule) == []
    assert doubts(parse("2.10 xo", rule), rule) == ["2.10 is unusually high. Is it right?"]


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (["1.10 1.15 1.20", "1.15 1.20"], [1, 1]),  # a height passed costs nothing
        (["1.10 o 1.15 - 1.20 o", "1.20 o"], [1, 1]),
        (["1.20 o", "1.20 xo"], [1, 2]),  # failures at the last height
        (["1.15 xxo 1.20 o", "1.15 o 1.20 xo"], [1, 2]),  # they come before those in all
        (["1.15 xo 1.20 o", "1.15 o 1.20 o"], [2, 1]),  # then those in all
        (["1.20 o 1.25 xxx", "1.20 o"], [1, 1]),  # what came above it costs nothing
        (["1.10 xo 1.15 x- 1.20 o", "1.10 o 1.15 xo 1.20 o"], [2, 1]),
        (["1.20 xxo", "1.15 o"], [1, 2]),
        (["1.20 xo", "1.20 xo", "1.20 o"], [2, 2, 1]),
    ],
    ids=str,
)
def test_places(texts, places):
    found = rank(results(texts), METHOD)
    assert [found[number] for number in range(len(texts))] == places


def results(texts, rule=JUMP):
    marks = [parse(text, rule) for text in texts]
    return [
        Result(number, mark.value, mark.status, mark.attempts)
        for number, mark in enumerate(marks)
        if mark.status == Status.OK
    ]


# --- Against a slow and obvious reading of the rules ---------------------------------------------

BARS = ["1.10", "1.15", "1.20", "1.25", "1.30"]


@st.composite
def card(draw):
    """One jumper's card, bar by bar, as it may really happen: [(bar, signs)]."""
    lines, in_a_row = [], 0
    for bar in draw(st.lists(st.sampled_from(BARS), min_size=1, unique=True).map(sorted)):
        failures = draw(st.integers(0, 3 - in_a_row))
        in_a_row += failures
        if in_a_row == 3:
            return [*lines, (bar, "x" * failures)]
        end = draw(st.sampled_from("oo-"))
        in_a_row = 0 if end == "o" else in_a_row
        lines.append((bar, "x" * failures + end))
    return lines


def text_of(lines):
    return " ".join(f"{bar} {signs}" for bar, signs in lines)


def better(one, other):
    """Whether the first card beats the second, read off the cards line by line."""
    best, its_best = last_cleared(one), last_cleared(other)
    if best != its_best:
        return best > its_best
    for counted in (lambda bar: bar == best, lambda bar: bar <= best):
        mine, theirs = crosses(one, counted), crosses(other, counted)
        if mine != theirs:
            return mine < theirs
    return False


def last_cleared(lines):
    return max(bar for bar, signs in lines if "o" in signs)


def crosses(lines, counted):
    return sum(signs.count("x") for bar, signs in lines if counted(bar))


@given(st.lists(card(), max_size=12))
def test_places_are_those_of_the_rules(cards):
    jumpers = [lines for lines in cards if any("o" in signs for _bar, signs in lines)]

    found = rank(results(map(text_of, jumpers)), METHOD)

    assert found == {
        number: 1 + sum(better(other, one) for other in jumpers)
        for number, one in enumerate(jumpers)
    }


@given(card(), st.sampled_from([JUMP, Rule("NUMERIC_HIGH", combine="HEIGHTS")]))
def test_what_is_kept_reads_back(lines, rule):
    mark = parse(text_of(lines), rule)

    if mark.attempts:
        assert parse(heights_text(mark.attempts, rule), rule) == mark


@given(card())
def test_signs_may_stand_anyhow(lines):
    mark = parse(text_of(lines), JUMP)

    assert parse("".join(bar + signs for bar, signs in lines), JUMP) == mark
    assert parse("; ".join(f"{bar}: {' '.join(signs)}" for bar, signs in lines), JUMP) == mark
    assert parse(text_of(lines).replace(".", ","), JUMP) == mark
