"""The tables of combined events, held to results that were published."""

import pytest

from scoring.engine.values import Rule, parse
from scoring.points.world_athletics import DISCIPLINES, points_for, value_for
from tests.conformance.cases import published_decathlons

TRACK = Rule("TIME_LOW")
FIELD = Rule("NUMERIC_HIGH", unit="m")


def points(discipline, text, *, women=False):
    rule = TRACK if DISCIPLINES[discipline].is_timed else FIELD
    formulas = DISCIPLINES[discipline]
    return points_for(parse(text, rule).value, formulas.women if women else formulas.men)


@pytest.mark.parametrize(
    ("women", "total", "results"),
    [
        (
            False,
            9126,
            "100m 10.55 963, long_jump 7.80 1010, shot 16.00 851, high_jump 2.05 850,"
            " 400m 48.42 889, 110mh 13.75 1007, discus 50.54 882, pole_vault 5.45 1051,"
            " javelin 71.90 918, 1500m 4:36.11 705",
        ),
        (
            True,
            7291,
            "100mh 12.69 1172, high_jump 1.86 1054, shot 15.80 915, 200m 22.56 1123,"
            " long_jump 7.27 1264, javelin 45.66 776, 800m 2:08.51 987",
        ),
    ],
    ids=["decathlon", "heptathlon"],
)
def test_world_records_give_what_was_published(women, total, results):
    rows = [row.split() for row in results.split(", ")]

    assert [points(key, text, women=women) for key, text, _ in rows] == [
        int(published) for _, _, published in rows
    ]
    assert sum(int(published) for _, _, published in rows) == total


def test_great_decathlons_give_their_totals():
    rows = published_decathlons()
    disciplines = [name for name in rows[0] if name in DISCIPLINES]

    assert len(rows) > 15 and len(disciplines) == 10
    assert {row["name"]: sum(points(name, row[name]) for name in disciplines) for row in rows} == {
        row["name"]: int(row["tables"]) for row in rows
    }


def test_the_weakest_value_for_so_many_points_is_found():
    for discipline in DISCIPLINES.values():
        step = 10 if discipline.is_timed else -10
        for formula in filter(None, (discipline.men, discipline.women)):
            for wanted in (1, 500, 1000, 1250):
                value = value_for(wanted, formula)
                assert points_for(value, formula) >= wanted > points_for(value + step, formula)
    assert value_for(10**6, DISCIPLINES["100m"].men) is None


def test_nothing_below_the_base():
    assert points("100m", "18.00") == 0 == points("shot", "1.50")
    assert points("100m", "25") == 0 == points("high_jump", "0.75")


def test_a_time_in_thousandths_is_rounded_up_and_a_length_down():
    rule = Rule("TIME_LOW", decimals=3)
    men = DISCIPLINES["100m"].men

    assert points_for(parse("10.551", rule).value, men) == points("100m", "10.56")
    assert points_for(7809, DISCIPLINES["long_jump"].men) == points("long_jump", "7.80")
