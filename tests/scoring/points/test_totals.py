"""What adds up to a total, and who is classified."""

from fractions import Fraction as Fr

import pytest

from scoring.points.rules import Absence, OverallKind, OverallRules, Scheme, SchemeKind
from tests.scoring.points.arena import (
    HIGH,
    LOW,
    PLACES,
    RAW,
    SHOWN,
    TABLE,
    Arena,
    crowd,
    order,
    people_of,
    person,
    reasons,
    sums,
)

BELOW_ZERO = Scheme(SchemeKind.LINEAR, base=Fr(10), low=Fr(-9))
SHARE = Scheme(SchemeKind.SHARE_OF_BEST)
BEST_TWO = OverallRules(enabled=True, best=2)
MEDALS = OverallRules(enabled=True, kind=OverallKind.MEDALS)


def absent(missing, dns=Absence.ZERO, **fields):
    return OverallRules(enabled=True, missing=missing, dns=dns, **fields)


@pytest.mark.parametrize(
    ("activities", "overall", "expected", "totals"),
    [
        ([("9 8 7", TABLE), ("9 8 7", TABLE)], SHOWN, "1A 2B 3C", [20, 16, 12]),
        ([("9 8 7", TABLE), ("7 8 9", TABLE)], SHOWN, "1A 1B 1C", [16, 16, 16]),
        ([("9 8 7", PLACES), ("9 7 8", PLACES)], SHOWN, "1A 2B 2C", [2, 5, 5]),
        ([("9 8 8", PLACES), ("8 9 7", PLACES)], SHOWN, "1A 2B 3C", [3, Fr(7, 2), Fr(11, 2)]),
        (
            [("9 8 7", TABLE), ("7 8 9", TABLE, {"weight": Fr("2.5")})],
            SHOWN,
            "1C 2B 3A",
            [25, 28, 31],
        ),
        (
            [("9 8", TABLE, {"weight": Fr(1, 3)}), ("9 8", SHARE)],
            SHOWN,
            "1A 2B",
            [Fr(3010, 3), Fr(8, 3) + Fr(8000, 9)],
        ),
        ([("9 8", TABLE, {"weight": Fr(0)}), ("8 9", TABLE)], SHOWN, "1B 2A", [8, 10]),
        # A weight of 0 is none of the best two, also where the lowest wins.
        (
            [("9 8 7", PLACES, {"weight": Fr(0)}), ("9 8 7", PLACES), ("7 8 9", PLACES)],
            absent(Absence.LAST_PLUS_ONE, Absence.LAST_PLUS_ONE, best=2),
            "1A 1B 1C",
            [4, 4, 4],
        ),
        # Whoever was there has no less than who was not.
        (
            [("9 8 NM .", TABLE), ("9 8 7 6", TABLE)],
            absent(Absence.LAST_PLUS_ONE),
            "1A 2B 3C 4D",
            [20, 16, 10, 9],
        ),
        (
            [("9 5 NM .", BELOW_ZERO), ("1 1 1 1", BELOW_ZERO)],
            SHOWN,
            "1A 2B 2C 2D",
            [-10, -14, -14, -14],
        ),
        ([("9 -5 .", RAW), ("1 1 1", RAW)], SHOWN, "1A 2B 2C", [10, -4, -4]),
        ([("1.5 2", RAW), ("2.25 1.75", RAW)], SHOWN, "1A 1B", [Fr(15, 4), Fr(15, 4)]),
        ([("10.5 11", RAW, {"method": LOW})] * 2, SHOWN, "1A 2B", [21, 22]),
        # The best two of three; where the lowest wins the two lowest.
        ([("9 8", TABLE), ("8 9", TABLE), ("9 8", TABLE)], BEST_TWO, "1A 2B", [20, 18]),
        ([("9 8", PLACES), ("8 9", PLACES), ("9 8", PLACES)], BEST_TWO, "1A 2B", [2, 3]),
        (
            [("9 8", TABLE), ("8 9", TABLE, {"mandatory": True}), ("9 8", TABLE)],
            BEST_TWO,
            "1A 1B",
            [18, 18],
        ),
        ([("9 8", TABLE)], BEST_TWO, "1A 2B", [10, 8]),
        ([("NM 8", TABLE), ("9 .", TABLE), ("9 8", TABLE)], BEST_TWO, "1A 2B", [20, 18]),
    ],
)
def test_sums(activities, overall, expected, totals):
    board = Arena(crowd(len(totals)), *activities).board(overall)

    assert order(board) == expected
    assert [total for _name, total in sorted(sums(board).items())] == totals


@pytest.mark.parametrize(
    ("scheme", "line", "overall", "expected", "total_of_c"),
    [
        (TABLE, "9 8 .", absent(Absence.ZERO), "1A 2B 3C", 10),
        (TABLE, "9 8 .", absent(Absence.LAST_PLUS_ONE), "1A 2C 3B", 15),
        (TABLE, "9 8 .", absent(Absence.OUT), "1A 2B –C", None),
        (PLACES, "9 8 .", absent(Absence.LAST_PLUS_ONE), "1A 2B 2C", 5),
        (PLACES, "9 8 .", absent(Absence.OUT), "1A 2B –C", None),
        (TABLE, "9 8 DNS", absent(Absence.OUT, Absence.ZERO), "1A 2B 3C", 10),
        (TABLE, "9 8 DNS", absent(Absence.OUT, Absence.LAST_PLUS_ONE), "1A 2C 3B", 15),
        (TABLE, "9 8 DNS", absent(Absence.ZERO, Absence.OUT), "1A 2B –C", None),
        (PLACES, "9 8 DNS", absent(Absence.OUT, Absence.LAST_PLUS_ONE), "1A 2B 2C", 5),
        # No valid mark, not finished and disqualified were there: never OUT.
        (TABLE, "9 8 NM", absent(Absence.OUT, Absence.OUT), "1A 2B 3C", 10),
        (PLACES, "9 8 DNF", absent(Absence.OUT, Absence.OUT), "1A 2B 2C", 5),
        (PLACES, "9 8 DQ", absent(Absence.OUT, Absence.OUT), "1A 2B 2C", 5),
        # Whoever gave an activity up has no total of all of them, but one of the best so many.
        (TABLE, "9 8 WD", absent(Absence.ZERO), "1A 2B –C", None),
        (TABLE, "9 8 WD", absent(Absence.ZERO, best=1), "1A 1C 3B", 10),
        (TABLE, "9 8 .", absent(Absence.OUT, best=1), "1A 1C 3B", 10),
    ],
)
def test_who_has_no_result_in_an_activity(scheme, line, overall, expected, total_of_c):
    """C wins the other activity, where A is second and B third. LAST_PLUS_ONE: fourth of three."""
    board = Arena(crowd(3), (line, scheme), ("8 7 9", scheme)).board(overall)

    assert order(board) == expected
    assert sums(board)["C"] == total_of_c


@pytest.mark.parametrize(
    ("lines", "overall", "mandatory", "why"),
    [
        (["9 8", "9 8"], SHOWN, False, {}),
        (["9 8", "9 ."], absent(Absence.OUT), False, {"B": "ABSENT"}),
        (["9 8", "9 DNS"], SHOWN, True, {"B": "MANDATORY"}),
        (["9 8", "9 NM"], SHOWN, True, {"B": "MANDATORY"}),
        (["9 8", "9 ."], SHOWN, True, {"B": "MANDATORY"}),
        (["9 8", "9 ."], OverallRules(enabled=True, minimum=2), False, {"B": "BELOW_MINIMUM"}),
        (["9 8", "9 DNF"], OverallRules(enabled=True, minimum=2), False, {"B": "BELOW_MINIMUM"}),
        (["9 8", "9 ."], OverallRules(enabled=True, minimum=1), False, {}),
        (["9 DNS", "9 DNS"], SHOWN, False, {"B": "NOT_STARTED"}),
        (["9 DNS", "9 WD"], SHOWN, False, {"B": "NOT_STARTED"}),
        (["9 DNS", "9 NM"], SHOWN, False, {}),
        (["9 .", "9 ."], SHOWN, False, {}),  # nothing at all was entered: not on the board
    ],
)
def test_who_is_not_classified(lines, overall, mandatory, why):
    activities = [(line, TABLE, {"mandatory": mandatory}) for line in lines]

    board = Arena(crowd(2), *activities).board(overall)

    assert reasons(board) == why
    assert [row.total.person.name for row in board.placed][:1] == ["A"]


def test_a_failed_pass_or_fail_is_a_result():
    pass_fail = {"mandatory": True, "method": HIGH._replace(is_boolean=True)}

    assert order(Arena(crowd(2), ("1 0", TABLE, pass_fail)).board()) == "1A 2B"


def test_who_withdrew_is_below_whatever_was_measured():
    people = people_of(person(1), person(2, is_withdrawn=True))
    board = Arena(people, ("8 9", TABLE)).board()

    assert order(board) == "1A –B"
    assert reasons(board) == {"B": "WITHDRAWN"}


def test_which_results_are_in_the_total_is_kept():
    arena = Arena(crowd(2), ("9 8", TABLE), ("8 9", TABLE), (". 8", TABLE), ("9 8", TABLE))
    board = arena.board(BEST_TWO)

    (best, other) = sorted(board.placed, key=lambda row: row.total.person.name)
    assert [each.counts for each in best.total.contributions] == [True, False, False, True]
    assert [each.points for each in best.total.contributions] == [10, 8, 0, 10]
    assert (best.total.done, best.total.counted) == (3, 2)
    assert [each.counts for each in other.total.contributions] == [False, True, True, False]


def test_medals_are_counted_gold_first():
    arena = Arena(
        crowd(4),
        ("9 8 7 6", Scheme()),
        ("7 9 8 6", Scheme()),
        ("7 9 8 8", Scheme()),
        ("1 2 3 4", Scheme(), {"weight": Fr(0)}),
    )
    standings = arena.standings(MEDALS)
    board = standings.overall[0]

    medals = {row.total.person.name: row.total.medals for row in board.placed}
    assert [each.activity_id for each in standings.rules.counting] == [1, 2, 3]
    assert medals == {"A": (1, 0, 1), "B": (2, 1, 0), "C": (0, 2, 1), "D": (0, 1, 0)}
    assert order(board) == "1B 2A 3C 4D"


def test_boards_are_split_by_the_event_and_the_rules():
    people = people_of(
        person(1), person(2, gender="M"), person(3, category="old"), person(4, gender="M")
    )
    bands = [("All", 6, 9), ("old", 10, 12)]
    arena = Arena(people, ("9 8 7 6", TABLE), bands=bands)

    def boards(**fields):
        found = arena.standings(OverallRules(enabled=True, **fields)).overall
        return [(board.gender, board.category, order(board)) for board in found]

    assert boards() == [("F", "All", "1A"), ("F", "old", "1C"), ("M", "All", "1B 2D")]
    assert boards(across_genders=True) == [("All", "All", "1A 1B 3D"), ("All", "old", "1C")]
    assert boards(across_ages=True) == [("F", "All", "1A 1C"), ("M", "All", "1B 2D")]
    assert boards(across_ages=True, across_genders=True) == [("All", "All", "1A 1B 1C 4D")]


def test_places_of_totals_are_skipped_or_dense():
    lines = [("9 8 8 1", RAW)]

    assert order(Arena(crowd(4), *lines).board()) == "1A 2B 2C 4D"
    dense = Arena(crowd(4), *lines, switches=HIGH._replace(dense=True))
    assert order(dense.board()) == "1A 2B 2C 3D"


def test_a_guest_stands_below_in_brackets():
    people = people_of(
        person(1), person(2, is_guest=True), person(3), person(4, is_guest=True), person(5)
    )
    board = Arena(people, ("9 8 8 1 7", RAW)).board()

    assert order(board) == "1A 2C 3E (2B) (4D)"


def test_nothing_gives_no_board():
    assert Arena(crowd(2), (". .", TABLE)).standings().overall == []
    assert Arena(crowd(2)).standings().overall == []
