"""What one activity gives: every scheme with exact values."""

from fractions import Fraction as Fr

import pytest

from scoring.points.exact import decimal_text
from scoring.points.rules import Absence, Scheme, SchemeKind, Sex, Tied
from scoring.points.schemes import formula_of, points_of_absence
from tests.scoring.points.arena import (
    HIGH,
    LOW,
    PLACES,
    RAW,
    TABLE,
    crowd,
    earned,
    people_of,
    person,
)

DENSE = HIGH._replace(dense=True)
PASS_FAIL = HIGH._replace(is_boolean=True)
FULL = Scheme(SchemeKind.TABLE, tied=Tied.FULL)
TWO = Scheme(SchemeKind.TABLE, table=(Fr(10), Fr(8)))
UNEVEN = Scheme(SchemeKind.TABLE, table=(Fr("2.5"), Fr(1), Fr(1)))
SHARE = Scheme(SchemeKind.SHARE_OF_BEST)
LINEAR = Scheme(
    SchemeKind.LINEAR, base_points=Fr(50), base=Fr(10), step=Fr("0.5"), low=Fr(2), high=Fr(60)
)
UNBOUNDED = Scheme(SchemeKind.LINEAR, step=Fr("0.1"), base=Fr(1), low=Fr(-1000))


@pytest.mark.parametrize(
    ("scheme", "method", "line", "points"),
    [
        (PLACES, HIGH, "9 8 7", [1, 2, 3]),
        (PLACES, LOW, "9 8 7", [3, 2, 1]),
        (PLACES, HIGH, "9 9 7", [Fr(3, 2), Fr(3, 2), 3]),
        (PLACES, HIGH, "9 8 8 5", [1, Fr(5, 2), Fr(5, 2), 4]),
        (PLACES, HIGH, "9 8 8 8", [1, 3, 3, 3]),
        (PLACES, HIGH, "9 9 9 9", [Fr(5, 2)] * 4),
        (PLACES, DENSE, "9 9 7", [Fr(3, 2), Fr(3, 2), 3]),
        (PLACES, HIGH, "9 NM DNF DQ", [1, 5, 5, 5]),
        (PLACES, PASS_FAIL, "1 0 1", [Fr(3, 2), 4, Fr(3, 2)]),
        (TABLE, HIGH, "1 2 3 4 5 6 7 8 9", [0, 1, 2, 3, 4, 5, 6, 8, 10]),
        (TABLE, HIGH, "9 9 7 6", [9, 9, 6, 5]),
        (TABLE, HIGH, "9 8 8 5", [10, 7, 7, 5]),
        (TABLE, HIGH, "9 9 9 9", [Fr(29, 4)] * 4),
        (TABLE, HIGH, "9 8 8 8 1", [10, Fr(19, 3), Fr(19, 3), Fr(19, 3), 4]),
        (TABLE, DENSE, "9 8 8 5", [10, 7, 7, 5]),
        (FULL, HIGH, "9 8 8 5", [10, 8, 8, 5]),
        (FULL, DENSE, "9 8 8 5", [10, 8, 8, 6]),
        (FULL, HIGH, "9 9 9 1", [10, 10, 10, 5]),
        (TWO, HIGH, "9 8 8", [10, 4, 4]),
        (TWO, HIGH, "9 8 7 7", [10, 8, 0, 0]),
        (UNEVEN, HIGH, "9 9 7", [Fr(7, 4), Fr(7, 4), 1]),
        (TABLE, HIGH, "9 NM DNF DQ", [10, 0, 0, 0]),
        (TABLE, PASS_FAIL, "1 0 1", [9, 0, 9]),
        (SHARE, HIGH, "8 4 2", [1000, 500, 250]),
        (SHARE, HIGH, "7 3", [1000, Fr(3000, 7)]),
        (SHARE, LOW, "10 20 30", [1000, 500, Fr(1000, 3)]),
        (SHARE, HIGH, "8 NM 8", [1000, 0, 1000]),
        (SHARE, HIGH, "0 0", [1000, 1000]),
        (SHARE, HIGH, "0 -1", [1000, 0]),
        (SHARE, HIGH, "8 -4", [1000, 0]),
        (SHARE, LOW, "0 5", [1000, 0]),
        (SHARE, LOW, "-5 5", [1000, 0]),
        (RAW, HIGH, "1.5 2.25 -3", [Fr(3, 2), Fr(9, 4), -3]),
        (RAW, HIGH, "1.5 NM", [Fr(3, 2), 0]),
        (RAW, LOW, "1.5 NM DNF DQ", [Fr(3, 2), None, None, None]),
        (LINEAR, LOW, "10 9.5 9.51 10.01 10.5 10.501", [50, 51, 50, 49, 49, 48]),
        (LINEAR, LOW, "1 40 NM", [60, 2, 0]),
        (LINEAR, HIGH, "10 10.4 10.5 9.9", [50, 50, 51, 49]),
        (UNBOUNDED, HIGH, "1 1.35 0.99 500", [0, 3, -1, 4990]),
        (Scheme(), HIGH, "9 8 NM", [0, 0, 0]),
    ],
)
def test_points(scheme, method, line, points):
    people = crowd(len(line.split()))

    assert {pk: each.points for pk, each in earned(line, scheme, people, method).items()} == dict(
        enumerate(points, start=1)
    )


@pytest.mark.parametrize(
    ("scheme", "line", "guests", "points"),
    [
        (PLACES, "9 8 7", {1}, [1, 1, 2]),
        (PLACES, "9 8 7", {2}, [1, 2, 2]),
        (PLACES, "9 9 7", {2}, [1, 1, 2]),
        (PLACES, "9 9 9 NM", {3}, [Fr(3, 2), Fr(3, 2), 1, 4]),
        (PLACES, "9 8", {1, 2}, [1, 1]),
        (TABLE, "9 8 8 5", {2}, [10, 8, 8, 6]),
        (TABLE, "9 8 8 5", {1}, [10, 9, 9, 6]),
        (FULL, "9 8 8 5", {1}, [10, 10, 10, 6]),
        (SHARE, "16 8 4", {1}, [2000, 1000, 500]),
        (SHARE, "16 8", {1, 2}, [0, 0]),
    ],
)
def test_a_guest_gets_the_points_of_the_place_in_brackets_and_moves_nobody(
    scheme, line, guests, points
):
    people = people_of(*(person(pk, is_guest=pk in guests) for pk in range(1, len(points) + 1)))

    gave = earned(line, scheme, people)

    assert [gave[pk].points for pk in sorted(gave)] == points


def test_who_withdrew_competes_with_nobody():
    people = people_of(person(1), person(2, is_withdrawn=True), person(3), person(4))

    gave = earned("9 10 8 NM", PLACES, people)

    assert {pk: (each.place, each.points) for pk, each in gave.items()} == {
        1: (1, 1), 3: (2, 2), 4: (None, 4), 2: (None, 4),
    }  # fmt: skip
    assert gave[2].status == "WD"


def test_points_are_earned_on_the_board_of_ones_own_gender_and_age():
    people = people_of(
        person(1), person(2, gender="M"), person(3), person(4, category="old"), person(5)
    )

    gave = earned("9 8 7 6 NM", PLACES, people)

    assert [gave[pk].points for pk in sorted(gave)] == [1, 1, 2, 1, 4]


@pytest.mark.parametrize(
    ("absence", "scheme", "points"),
    [
        (Absence.ZERO, TABLE, 0),
        (Absence.OUT, TABLE, None),
        (Absence.LAST_PLUS_ONE, PLACES, 6),
        (Absence.LAST_PLUS_ONE, TABLE, 5),
        (Absence.LAST_PLUS_ONE, TWO, 0),
        (Absence.OUT, PLACES, None),
        (Absence.LAST_PLUS_ONE, RAW, None),
    ],
)
def test_who_is_absent(absence, scheme, points):
    """Of five who compete; of the table with 5 for the fourth place, three."""
    last = 5 if scheme is not TABLE else 3
    assert points_of_absence(absence, scheme, last) == points


def test_the_table_of_world_athletics_is_that_of_the_gender_or_of_the_rules():
    people = people_of(person(1), person(2, gender="M"), person(3, gender="X"))
    by_gender = Scheme(SchemeKind.WORLD_ATHLETICS, discipline="high_jump")
    men = Scheme(SchemeKind.WORLD_ATHLETICS, discipline="high_jump", sex=Sex.MEN)
    thousand = Scheme(SchemeKind.WORLD_ATHLETICS, discipline="1000m")

    def points(scheme):
        return [
            each.points for _pk, each in sorted(earned("1.86 2.05 1.86", scheme, people).items())
        ]

    assert points(by_gender) == [1054, 850, 0]
    assert points(men) == [679, 850, 679]
    assert formula_of(thousand, "F") is None is formula_of(by_gender, "")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (7, "7"), (Fr(13, 2), "6.5"), (Fr(1, 3), "0.333"), (Fr(2, 3), "0.667"),
        (Fr(-1, 8), "-0.125"),
        (Fr(1, 16), "0.063"), (Fr(-1, 16), "-0.063"), (Fr(1, 10**5), "0"), (Fr(-1, 10**5), "0"),
        (Fr(2999999, 1000), "2999.999"), (Fr(29999999, 10000), "3000"),
    ],
)  # fmt: skip
def test_points_are_rounded_only_to_be_shown(number, text):
    assert decimal_text(number) == text
