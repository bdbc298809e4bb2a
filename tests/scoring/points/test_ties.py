"""Ties of totals: each criterion splits only who are still tied, and is named where it did."""

import hashlib

import pytest

from scoring.points.rules import ActivityTieBreak, OverallKind, OverallRules, TieBreak, TieDecision
from tests.scoring.points.arena import (
    HIGH,
    PLACES,
    RAW,
    TABLE,
    Arena,
    crowd,
    deciders,
    order,
    people_of,
    person,
)

COUNT_BACK, NEXT_BEST = TieBreak.COUNT_BACK, TieBreak.NEXT_BEST
HEAD_TO_HEAD, YOUNGER, LOT = TieBreak.HEAD_TO_HEAD, TieBreak.YOUNGER, TieBreak.LOT
FIRST = ActivityTieBreak(1)


def chain(*criteria, **fields):
    return OverallRules(enabled=True, tie_breaks=criteria, **fields)


@pytest.mark.parametrize(
    ("lines", "scheme", "criteria", "expected", "decided"),
    [
        # A 10+6, B 8+8 of 16 each: A has a first.
        (["9 8 7", "7 8 9"], TABLE, [], "1A 1B 1C", {}),
        (["9 8 7", "7 8 9"], TABLE, [COUNT_BACK], "1A 1C 3B", dict.fromkeys("ABC", COUNT_BACK)),
        # Then the first activity splits A from C, and B is left as it was decided.
        (
            ["9 8 7", "7 8 9"],
            TABLE,
            [COUNT_BACK, FIRST],
            "1A 2C 3B",
            {"A": FIRST, "C": FIRST, "B": COUNT_BACK},
        ),
        # Sums of places: 1+4, 4+1, 2+3, 3+2 are all 5. Firsts, then seconds say nothing of A and B.
        (
            ["9 6 8 7", "6 9 7 8"],
            PLACES,
            [COUNT_BACK],
            "1A 1B 3C 3D",
            dict.fromkeys("ABCD", COUNT_BACK),
        ),
        # 10+3 and 7+6 and 8+5 of raw 13: the best one first.
        (
            ["10 7 8", "3 6 5"],
            RAW,
            [NEXT_BEST],
            "1A 2C 3B",
            dict.fromkeys("ABC", NEXT_BEST),
        ),
        (["10 3 8", "3 10 5"], RAW, [NEXT_BEST], "1A 1B 3C", dict.fromkeys("ABC", NEXT_BEST)),
        (["10 7 8", "3 6 5"], RAW, [ActivityTieBreak(2)], "1B 2C 3A", None),
        # Of exactly two: A was before B twice, B before A once.
        (["5 4", "5 4", "1 3"], RAW, [HEAD_TO_HEAD], "1A 2B", dict.fromkeys("AB", HEAD_TO_HEAD)),
        (["5 4", "4 5"], RAW, [HEAD_TO_HEAD], "1A 1B", {}),
        # Of three nobody is compared with anybody.
        (["5 4 3", "4 3 5", "3 5 4"], RAW, [HEAD_TO_HEAD], "1A 1B 1C", {}),
        # But of the two who remain once C was set apart by the first activity.
        (
            ["6 6 4", "3 5 6", "3 1 2", "1 1 1"],
            RAW,
            [FIRST, HEAD_TO_HEAD],
            "1A 1B 3C",
            dict.fromkeys("ABC", FIRST),
        ),
        (
            ["6 6 4", "4 3 6", "3 4 3", "2 2 2", "3 3 3"],
            RAW,
            [FIRST, ActivityTieBreak(3), HEAD_TO_HEAD],
            "1B 2A 3C",
            {"A": ActivityTieBreak(3), "B": ActivityTieBreak(3), "C": FIRST},
        ),
        # Who has no place in the activity comes after who has one.
        (["5 . 4", "1 6 2"], RAW, [FIRST], "1A 2C 3B", dict.fromkeys("ABC", FIRST)),
        # Nobody is tied: nothing is decided.
        (["9 8 7"], RAW, [COUNT_BACK, LOT], "1A 2B 3C", {}),
    ],
)
def test_splits(lines, scheme, criteria, expected, decided):
    count = len(lines[0].split())
    board = Arena(crowd(count), *((line, scheme) for line in lines)).board(chain(*criteria))

    assert order(board) == expected
    if decided is not None:
        assert deciders(board) == decided


def test_a_criterion_moves_nobody_with_another_total():
    """C has the only first, and fewer points."""
    lines = ["9 8 1", "8 9 1", "1 1 9", "7 6 1"]
    board = Arena(crowd(3), *((line, RAW) for line in lines)).board(chain(COUNT_BACK, FIRST))

    assert order(board) == "1A 2B 3C"
    assert deciders(board) == {}


def test_count_back_looks_at_what_counts():
    """A's second first does not count where the best two do: 10+10 each."""
    lines = ["9 9", "9 9", "9 8"]
    arena = Arena(crowd(2), *((line, RAW) for line in lines))

    assert order(arena.board(chain(COUNT_BACK, best=2))) == "1A 1B"
    assert order(arena.board(chain(NEXT_BEST, best=2))) == "1A 2B"


@pytest.mark.parametrize(
    ("of_a", "of_b", "expected"),
    [
        ({"born": (2014, 5, 1)}, {"born": (2014, 5, 2)}, "1B 2A"),
        ({"born": (2014, 5, 1)}, {"born": (2014, 5, 1)}, "1A 1B"),
        ({"born": (2014,)}, {"born": (2015,)}, "1B 2A"),
        # Of one only the year is known: then years alone are compared.
        ({"born": (2014,)}, {"born": (2014, 12, 31)}, "1A 1B"),
        ({"born": (2014,)}, {"born": (2013, 1, 1)}, "1A 2B"),
        # Of one nothing is known but the age: then ages.
        ({"age": 9}, {"born": (2014, 5, 1), "age": 10}, "1A 2B"),
        ({"age": 10}, {"age": 10}, "1A 1B"),
        ({"age": None}, {"born": (2014, 5, 1), "age": 10}, "1A 1B"),
    ],
)
def test_the_younger(of_a, of_b, expected):
    people = people_of(person(1, **of_a), person(2, **of_b))

    assert order(Arena(people, ("9 9", RAW)).board(chain(YOUNGER))) == expected


def test_a_lot_can_be_drawn_again_by_anybody():
    lots = {pk: hashlib.sha256(f"camp:{pk}".encode()).hexdigest() for pk in range(1, 6)}
    expected = "".join(chr(64 + pk) for pk in sorted(lots, key=lots.get))
    arena = Arena(crowd(5), ("9 9 9 9 9", RAW))

    board = arena.board(chain(LOT), lot_seed="camp")

    assert [row.place for row in board.placed] == [1, 2, 3, 4, 5]
    assert "".join(row.total.person.name for row in board.placed) == expected
    assert order(board) == order(arena.board(chain(LOT), lot_seed="camp"))
    assert set(deciders(board).values()) == {LOT}
    others = [order(arena.board(chain(LOT), lot_seed=f"camp {each}")) for each in range(5)]
    assert len({order(board), *others}) > 1


def decided(*orders):
    """ "2 1=3": the second one, then the first one and the third one, who stay equal."""
    return tuple(
        TieDecision(tuple(tuple(map(int, ids.split("="))) for ids in order.split()), "rozeskok")
        for order in orders
    )


@pytest.mark.parametrize(
    ("decisions", "criteria", "expected"),
    [
        (["2 1 3"], [], "1B 2A 3C"),
        (["2 1"], [], "1A 1B 1C"),  # names not everybody who is tied
        (["2 1 3", "3 1 2"], [], "1C 2A 3B"),  # the last one counts
        (["3 9 2 1"], [], "1C 2B 3A"),
        (["3 2 1"], [FIRST], "1A 2B 3C"),  # nobody is left to be decided about
        (["3 2 1"], [LOT], "1C 2B 3A"),  # asked before a lot is drawn
        (["2 1=3"], [], "1B 2A 2C"),
        (["2 1=3"], [LOT], "1B 2A 2C"),  # no lot splits who are to stay equal
        (["1=2=3"], [LOT], "1A 1B 1C"),
        (["2 1 3", "1=2"], [LOT], "1B 2A 3C"),  # the last one that names all three
    ],
)
def test_decisions_come_last_but_before_a_lot(decisions, criteria, expected):
    arena = Arena(crowd(3), ("9 8 7", RAW), ("1 2 3", RAW))

    board = arena.board(chain(*criteria), decisions=decided(*decisions), lot_seed="camp")

    assert order(board) == expected
    if "2 1" not in decisions and criteria != [FIRST]:
        last = [each for each in decided(*decisions) if len(each.nth_of) > 2][-1]
        assert deciders(board) == dict.fromkeys("ABC", last)


def test_medals_are_split_by_the_same_chain():
    people = people_of(person(1, born=(2014,)), person(2, born=(2015,)))
    arena = Arena(people, ("9 8", TABLE), ("8 9", TABLE))
    rules = chain(COUNT_BACK, YOUNGER, kind=OverallKind.MEDALS)

    assert order(arena.board(rules)) == "1B 2A"


def test_dense_places_go_on_after_a_split():
    arena = Arena(crowd(4), ("9 9 9 1", RAW), switches=HIGH._replace(dense=True))

    assert order(arena.board(chain(), decisions=decided("1 2 3"))) == "1A 2B 3C 4D"
    assert order(arena.board(chain())) == "1A 1B 1C 2D"
