"""The examples of points and standings in docs/scoring.md are what happens."""

import re
from fractions import Fraction as Fr

import pytest

from scoring.engine.values import Rule, parse
from scoring.points.exact import decimal_text
from scoring.points.rules import (
    Absence,
    ActivityTieBreak,
    GroupMode,
    GroupRules,
    OverallRules,
    Scheme,
    SchemeKind,
    TieBreak,
    Tied,
)
from scoring.points.world_athletics import DISCIPLINES, points_for
from tests.scoring import examples
from tests.scoring.points.arena import (
    HIGH,
    LOW,
    PLACES,
    RAW,
    SHOWN,
    TABLE,
    Arena,
    crowd,
    earned,
    people_of,
    person,
    sums,
)

BY = {
    "share of the best": Scheme(SchemeKind.SHARE_OF_BEST),
    "result as it is": RAW,
    "youth table": Scheme(
        SchemeKind.LINEAR, base_points=Fr(50), base=Fr(10), step=Fr("0.5"), high=Fr(60)
    ),
}
ABSENCES = {
    "no points": Absence.ZERO,
    "the place after all": Absence.LAST_PLUS_ONE,
    "not classified": Absence.OUT,
}
CRITERIA = {
    "count-back": TieBreak.COUNT_BACK,
    "next best": TieBreak.NEXT_BEST,
    "head to head": TieBreak.HEAD_TO_HEAD,
    "first": ActivityTieBreak(1),
    "second": ActivityTieBreak(2),
}


def line(cell):
    return cell.replace(", ", " ")


def cell_of(numbers):
    return ", ".join("none" if each is None else decimal_text(each) for each in numbers)


def points_cell(results, scheme, method=HIGH):
    people = crowd(len(results.split(", ")))
    gave = earned(line(results), scheme, people, method)
    return cell_of(gave[pk].points for pk in sorted(people))


def totals_and_places(board, count):
    """Of A, B, C, …: the cells of their totals and places."""
    names = [chr(65 + nth) for nth in range(count)]
    places = {row.total.person.name: str(row.place) for row in board.placed}
    totals = sums(board)
    return cell_of(totals[name] for name in names), ", ".join(
        places.get(name, "–") for name in names
    )


@pytest.mark.parametrize(("results", "places", "shared", "full"), examples("Points by place"))
def test_document_gives_points_by_place(results, places, shared, full):
    assert points_cell(results, PLACES) == places
    assert points_cell(results, TABLE) == shared
    assert points_cell(results, Scheme(SchemeKind.TABLE, tied=Tied.FULL)) == full


@pytest.mark.parametrize(("by", "wins", "results", "points"), examples("Points by value"))
def test_document_gives_points_by_value(by, wins, results, points):
    assert points_cell(results, BY[by], LOW if wins == "lowest" else HIGH) == points


@pytest.mark.parametrize(("key", "sex", "typed", "points"), examples("Combined events"))
def test_document_gives_points_of_combined_events(key, sex, typed, points):
    discipline = DISCIPLINES[key]
    rule = Rule("TIME_LOW") if discipline.is_timed else Rule("NUMERIC_HIGH", unit="m")
    formula = discipline.women if sex == "women" else discipline.men
    assert str(points_for(parse(typed, rule).value, formula)) == points


@pytest.mark.parametrize(("first", "second", "counts", "totals", "places"), examples("Standings"))
def test_document_adds_up(first, second, counts, totals, places):
    weight = Fr(5, 2) if "2.5 times" in counts else Fr(1)
    overall = OverallRules(enabled=True, best=1 if "the best one" in counts else None)
    arena = Arena(
        crowd(3),
        (line(first), TABLE, {"mandatory": "mandatory" in counts}),
        (line(second), TABLE, {"weight": weight}),
    )

    assert totals_and_places(arena.board(overall), 3) == (totals, places)


@pytest.mark.parametrize(
    ("first", "second", "absent", "totals", "places"), examples("Who has no result")
)
def test_document_knows_who_is_absent(first, second, absent, totals, places):
    overall = OverallRules(enabled=True, missing=ABSENCES[absent], dns=ABSENCES[absent])
    arena = Arena(crowd(3), (line(first), TABLE), (line(second), TABLE))

    assert totals_and_places(arena.board(overall), 3) == (totals, places)


@pytest.mark.parametrize(("results", "criteria", "places"), examples("Ties of totals"))
def test_document_splits_ties_of_totals(results, criteria, places):
    of_each = [each.split() for each in results.split("; ")]
    lines = [" ".join(column) for column in zip(*of_each, strict=True)]
    chain = tuple(CRITERIA[each] for each in criteria.split(", ") if each != "–")
    arena = Arena(crowd(3), *((each, RAW) for each in lines))

    _totals, found = totals_and_places(arena.board(OverallRules(enabled=True, tie_breaks=chain)), 3)
    assert found == places


@pytest.mark.parametrize(
    ("bobri", "sovy", "way", "of_bobri", "of_sovy"), examples("Standings of groups")
)
def test_document_ranks_groups(bobri, sovy, way, of_bobri, of_sovy):
    members = [(1, each) for each in bobri.split()] + [(2, each) for each in sovy.split()]
    people = people_of(
        *(
            person(pk, group_id=group, gender="M" if "♂" in each else "F")
            for pk, (group, each) in enumerate(members, start=1)
        )
    )
    results = " ".join(each.strip("♂") for _group, each in members)
    number = int(found[0]) if (found := re.findall(r"\d", way)) else None
    mode = GroupMode("BEST_PER_GENDER" if "gender" in way else re.match(r"\w+", way)[0].upper())
    rules = GroupRules(
        enabled=True, mode=mode, best=number, minimum=2 if "at least 2" in way else 0
    )

    rows = Arena(people, (results, RAW)).standings(SHOWN, groups=rules).groups
    cells = {row.group_id: f"{row.place or '–'}: {decimal_text(row.total)}" for row in rows[:2]}
    assert (cells[1], cells[2]) == (of_bobri, of_sovy)
