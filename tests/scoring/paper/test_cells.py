"""What a value read off a sheet means, and that what is sent back for it means the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.values import ValueRefused, parse
from scoring.paper.cells import read_cell
from tests.scoring.engine import kinds
from tests.scoring.engine.kinds import several

RUNS = several("BEST", type="TIME_LOW", digits=True)
LOW = replace(kinds.POINTS, plausible_minimum=2000)


@pytest.mark.parametrize(
    ("read", "rule", "text", "reasons"),
    [
        ("12,5", kinds.POINTS, "12.5", []),
        ("1:23,4", kinds.TIME, "1:23.40", []),
        ("83", kinds.TIME, "1:23.00", []),
        ("12,5 s", kinds.TIME, "12.50", []),
        ("12.5 SEC.", kinds.TIME, "12.50", []),
        ("5,20m", kinds.METRES, "5.2", []),
        (
            "5,20 m",
            kinds.POINTS,
            "5,20 m",
            ["“5,20 m” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."],
        ),
        (
            "1O",
            kinds.POINTS,
            "1O",
            ["“1O” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."],
        ),
        (
            "m",
            kinds.METRES,
            "m",
            ["“m” is not a number. Type one such as 12 or 12.5, or dns, dnf, nm, dq, wd."],
        ),
        ("1", LOW, "1", ["1 is unusually low. Is it right?"]),
        ("ano", kinds.PASS_FAIL, "1", []),
        ("✗", kinds.PASS_FAIL, "0", []),
        ("Zlata", kinds.MEDALS, "zlatá", []),
        ("3", kinds.MEDALS, "zlatá", []),
        ("3", kinds.PLACES, "3", []),
        ("dns", kinds.TIME, "DNS", ["Is it really DNS?"]),
        ("–", kinds.TIME, "NM", ["Is it really NM?"]),
        ("dq (start)", kinds.TIME, "dq (start)", ["Is it really DQ?"]),
        ("5,20 x  5,35 -", several("BEST"), "5,20 x 5,35 -", []),
        ("x x", several("BEST"), "x x", ["Is it really NM?"]),
        ("1:23.45", kinds.DIGITS, "1:23.45", []),
        ("12345", kinds.DIGITS, "1:23.45", ["“12345” was read as 1:23.45. Is it right?"]),
        ("83", kinds.DIGITS, "1:23.00", []),
        ("942", replace(kinds.DIGITS, plausible_minimum=60_000), "15:42.00", []),
        (
            "13000 x 12345",
            RUNS,
            "90 x 83.45",
            ["“13000 x 12345” was read as 1:23.45. Is it right?"],
        ),
    ],
)
def test_a_value_as_read(read, rule, text, reasons):
    cell = read_cell(read, rule)

    assert (cell.text, list(cell.reasons)) == (text, reasons)


RULES = [rule for rule in vars(kinds).values() if isinstance(rule, kinds.Rule)]
RULES += [RUNS, several("SUM"), several("BEST_K", best_count=2), several("TRIMMED_MEAN")]
TURNS = st.sampled_from("1 0 x - 83 5,20 1:23,4 12345 dns zlatá ✓ 7m 0.0049 1:60 +5 -3 dq".split())


@given(
    st.one_of(st.text(min_size=1), st.lists(TURNS, min_size=1, max_size=5).map(" ".join)),
    st.sampled_from(RULES),
)
def test_what_is_sent_back_means_the_same_on_pages_and_in_the_api(read, rule):
    cell = read_cell(read, rule)

    if cell.mark is None:
        assert cell.text == read.strip()
        assert cell.reasons
        with pytest.raises(ValueRefused):
            parse(cell.text, rule)
    else:
        assert parse(cell.text, rule) == cell.mark
        assert parse(cell.text, replace(rule, digits=False)) == cell.mark
