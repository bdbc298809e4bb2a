"""Presets: what they give in which activity, and that each of them can be applied."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.points.disciplines import discipline_of
from scoring.points.presets import (
    BY_KEY,
    DECATHLON,
    HEPTATHLON,
    HEPTATHLON_INDOORS,
    PENTATHLON_INDOORS,
    PRESETS,
    propose,
)
from scoring.points.rule_checks import ActivityFacts, faults
from scoring.points.rules import SchemeKind, StandingsRules, TieDecision
from scoring.points.world_athletics import DISCIPLINES


def run(name):
    return ActivityFacts(name, "s", is_time=True, lowest_wins=True)


def metres(name):
    return ActivityFacts(name, "m")


@pytest.mark.parametrize(
    ("facts", "among", "expected"),
    [
        (run("Běh na 60 m"), DISCIPLINES, "60m"),
        (run("Sprint 100m"), DISCIPLINES, "100m"),
        (run("Běh 1 500 m"), DISCIPLINES, "1500m"),
        (run("1 km"), DISCIPLINES, "1000m"),
        (run("Běh na 800 metrů"), DISCIPLINES, "800m"),
        (run("60 m překážky"), DISCIPLINES, "60mh"),
        (run("110 m př."), DISCIPLINES, "110mh"),
        (run("400m hurdles"), DISCIPLINES, "400mh"),
        (run("Překážky"), PENTATHLON_INDOORS, "60mh"),
        (run("Překážky"), HEPTATHLON, "100mh"),
        (run("Překážky"), DECATHLON, "110mh"),
        (run("Překážky"), DISCIPLINES, ""),
        (run("Štafeta 4 × 60 m"), DISCIPLINES, ""),
        (run("Běh na 600 m"), DISCIPLINES, ""),
        (run("60 m"), DECATHLON, ""),
        (metres("Skok daleký"), DISCIPLINES, "long_jump"),
        (metres("Skok do dálky"), DISCIPLINES, "long_jump"),
        (metres("Long jump"), DISCIPLINES, "long_jump"),
        (metres("Skok vysoký"), DISCIPLINES, "high_jump"),
        (metres("Výška"), DISCIPLINES, "high_jump"),
        (metres("Skok o tyči"), DISCIPLINES, "pole_vault"),
        (metres("Trojskok"), DISCIPLINES, "triple_jump"),
        (metres("Koule"), DISCIPLINES, "shot"),
        (metres("Hod oštěpem"), DISCIPLINES, "javelin"),
        (metres("Disk"), DISCIPLINES, "discus"),
        (metres("Hod kriketovým míčkem"), DISCIPLINES, ""),
        (ActivityFacts("Koule", "ks"), DISCIPLINES, ""),
        (metres("60 m"), DISCIPLINES, ""),
    ],
)
def test_disciplines_are_known_by_name_and_unit(facts, among, expected):
    assert discipline_of(facts, list(among)) == expected


kinds = st.sampled_from(
    [
        run("60 m"),
        run("Překážky"),
        run("Sprint 60 m"),
        metres("Koule"),
        metres("Skok daleký"),
        ActivityFacts("Uzel", is_boolean=True),
        ActivityFacts("Chyby", "b", lowest_wins=True),
        ActivityFacts("Kliky", "×"),
    ]
)

thousandths = st.integers(0, 90_000).map(lambda n: Fraction(n, 1000))


@given(
    found=st.lists(kinds, max_size=6).map(lambda facts: dict(enumerate(facts, start=1))),
    bests=st.dictionaries(
        st.integers(1, 6), st.integers(0, 90_000).map(lambda n: Fraction(n, 1000))
    ),
    preset=st.sampled_from(PRESETS),
)
def test_every_preset_can_be_applied_to_any_event(found, bests, preset):
    now = StandingsRules(lot_seed="5eed", decisions=(TieDecision(((2,), (1,))),))
    made = propose(preset, now, found, {pk: best for pk, best in bests.items() if pk in found})

    assert faults(made.rules, found) == []
    assert [each.activity_id for each in made.rules.activities] == list(found)
    assert (made.rules.lot_seed, made.rules.decisions) == ("5eed", now.decisions)
    assert made.rules.has_standings
    silent = [each for each in made.rules.activities if each.scheme.kind == SchemeKind.NONE]
    assert preset.key == "medals" or len(made.left_out) == len(silent)


def test_each_discipline_once_and_what_is_not_known_is_named():
    found = dict(enumerate([run("60 m"), metres("Koule"), run("Sprint 60 m"), metres("Kostka")]))
    made = propose(BY_KEY["heptathlon-indoors"], StandingsRules(), found, {})

    assert [each.scheme.discipline for each in made.rules.activities] == ["60m", "shot", "", ""]
    assert made.left_out == ("Sprint 60 m", "Kostka")
    every = (*DECATHLON, *HEPTATHLON, *HEPTATHLON_INDOORS, *PENTATHLON_INDOORS)
    assert set(every) <= set(DISCIPLINES)


def test_an_own_table_begins_at_the_best_of_today():
    found = {1: run("60 m"), 2: metres("Míček"), 3: ActivityFacts("Uzel", is_boolean=True)}
    made = propose(BY_KEY["steps"], StandingsRules(), found, {1: Fraction("8.5"), 3: Fraction(1)})
    [first, *others] = [each.scheme for each in made.rules.activities]

    assert (first.base_points, first.base, first.step) == (100, Fraction("8.5"), Fraction("0.1"))
    assert [each.kind for each in others] == ["NONE", "NONE"]
    assert made.left_out == ("Míček", "Uzel")
