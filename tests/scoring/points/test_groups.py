"""Standings of groups: every mode, who is complete, and whose result it is."""

from fractions import Fraction as Fr

import pytest

from scoring.points.rules import (
    GroupMode,
    GroupRules,
    Membership,
    OverallKind,
    OverallRules,
    Scheme,
)
from tests.scoring.points.arena import HIGH, PLACES, RAW, SHOWN, TABLE, Arena, people_of, person

BOBRI, SOVY, VLCI = 1, 2, 3
SUM, MEAN = GroupMode.SUM, GroupMode.MEAN
BEST, BEST_PER_GENDER = GroupMode.BEST, GroupMode.BEST_PER_GENDER


def members(text, **fields):
    """ "FB MSg FVw" -> girl in Bobři, boy in Sovy as a guest, girl in Vlci who withdrew."""
    letters = {"B": BOBRI, "S": SOVY, "V": VLCI}
    return people_of(
        *(
            person(
                pk,
                gender=word[0],
                group_id=letters[word[1]],
                is_guest="g" in word,
                is_withdrawn="w" in word,
                **fields,
            )
            for pk, word in enumerate(text.split(), start=1)
        )
    )


def groups(arena, *, overall=SHOWN, **fields):
    """ "1Sovy 19, 2Bobři 13½": places and totals; a dash where not complete."""
    rows = arena.standings(overall, groups=GroupRules(enabled=True, **fields)).groups
    return ", ".join(f"{row.place or '–'}{row.name[0]} {row.total}" for row in rows)


@pytest.mark.parametrize(
    ("people", "line", "fields", "expected"),
    [
        ("FB FB FS FS", "9 5 8 4", {"mode": SUM}, "1B 14, 2S 12, –V None"),
        ("FB FB FS FS", "9 5 8 6", {"mode": SUM}, "1B 14, 1S 14, –V None"),
        ("FB FB FS FV", "9 5 14 1", {"mode": SUM}, "1B 14, 1S 14, 3V 1"),
        ("FB FB FS FS", "9 1 8 7", {"mode": BEST, "best": 1}, "1B 9, 2S 8, –V None"),
        ("FB FB FB FS", "9 5 3 15", {"mode": BEST, "best": 2}, "1S 15, 2B 14, –V None"),
        (
            "FB FB MB MB FS MS",
            "9 8 2 1 7 6",
            {"mode": BEST_PER_GENDER, "best": 1},
            "1S 13, 2B 11, –V None",
        ),
        # Nobody fills a place that is for girls or for boys.
        (
            "FB MB XB FS MS",
            "9 7 8 9 8",
            {"mode": BEST_PER_GENDER, "best": 1},
            "1S 17, 2B 16, –V None",
        ),
        ("FB FB MB FS", "9 8 2 20", {"mode": BEST_PER_GENDER, "best": 1}, "1S 20, 2B 11, –V None"),
        ("FB FB FS", "9 6 7", {"mode": MEAN}, "1B 15/2, 2S 7, –V None"),
        # The mean is over the roster: whoever is in the group and has nothing counts as nothing.
        ("FB FB FB FS", "9 6 . 7", {"mode": MEAN}, "1S 7, 2B 5, –V None"),
        ("FB FB FB FS", "8 6 . 7", {"mode": MEAN}, "1S 7, 2B 14/3, –V None"),
        # Guests never count, and who withdrew is on no roster.
        ("FB FBg FS FSw", "9 90 8 80", {"mode": SUM}, "1B 9, 2S 8, –V None"),
        ("FB FBg FS FSw", "9 . 8 .", {"mode": MEAN}, "1B 9, 2S 8, –V None"),
        # Fewer than it takes: below, whatever the total.
        ("FB FS FS FV", "9 3 4 1", {"mode": SUM, "minimum": 2}, "1S 7, –B 9, –V 1"),
        ("FB FB FS FS", "9 . 3 4", {"mode": MEAN, "minimum": 2}, "1S 7/2, –B 9/2, –V None"),
    ],
)
def test_the_highest_total_wins(people, line, fields, expected):
    overall = OverallRules(enabled=True, across_genders=True)

    assert groups(Arena(members(people), (line, RAW)), overall=overall, **fields) == expected


@pytest.mark.parametrize(
    ("people", "line", "fields", "expected"),
    [
        # Places 1 4 2 3: Bobři 5, Sovy 5.
        ("FB FB FS FS", "9 1 8 7", {"mode": SUM}, "1B 5, 1S 5, –V None"),
        ("FB FB FS FS", "9 7 8 6", {"mode": SUM}, "1B 4, 2S 6, –V None"),
        ("FB FB FS FS", "9 1 8 7", {"mode": BEST, "best": 1}, "1B 1, 2S 2, –V None"),
        # One member alone would win with place 1: of the best two it takes two.
        ("FB FS FS", "9 8 7", {"mode": BEST, "best": 2}, "1S 5, –B 1, –V None"),
        # The mean of those who bring something: nobody gets better by members without any.
        ("FB FB FS FS", "9 . 8 7", {"mode": MEAN}, "1B 1, 2S 5/2, –V None"),
    ],
)
def test_the_lowest_total_wins(people, line, fields, expected):
    assert groups(Arena(members(people), (line, PLACES)), **fields) == expected


def test_the_lowest_total_wins_with_the_best_of_either_gender():
    """Girls have places 1 2 3, boys 1 2: Vlci have no boy."""
    arena = Arena(members("FB MB FS MS FV"), ("9 8 8 9 7", PLACES))

    assert groups(arena, mode=BEST_PER_GENDER, best=1) == "1B 3, 1S 3, –V 3"


def test_shares_are_kept_with_which_of_them_count():
    arena = Arena(members("FB FB FB FS"), ("3 9 5 15", RAW))
    (_sovy, bobri, _vlci) = arena.standings(
        groups=GroupRules(enabled=True, mode=BEST, best=2)
    ).groups

    assert [(each.person.name, each.points, each.counts) for each in bobri.shares] == [
        ("B", 9, True), ("C", 5, True), ("A", 3, False),
    ]  # fmt: skip
    assert (bobri.contributors, bobri.complete) == (3, True)


def test_who_is_not_classified_brings_nothing():
    overall = OverallRules(enabled=True, minimum=2)
    arena = Arena(members("FB FB FS"), ("9 8 7", RAW), ("1 . 1", RAW))

    assert groups(arena, overall=overall) == "1B 10, 2S 8, –V None"


def moved_arena():
    """A won the first activity for Sovy, moved, and won the second one for Bobři."""
    return Arena(members("FB FB FS"), ("9 8 7", TABLE), ("9 8 7", TABLE), moved={(1, 1): SOVY})


@pytest.mark.parametrize(
    ("membership", "fields", "expected"),
    [
        (Membership.AT_ENTRY, {"mode": SUM}, "1B 26, 2S 22, –V None"),
        (Membership.TODAY, {"mode": SUM}, "1B 36, 2S 12, –V None"),
        (Membership.AT_ENTRY, {"mode": BEST, "best": 1}, "1B 16, 2S 12, –V None"),
        (Membership.TODAY, {"mode": BEST, "best": 1}, "1B 20, 2S 12, –V None"),
        # Sovy's mean: 10 of who has gone and 12 of who is there, over two.
        (Membership.AT_ENTRY, {"mode": MEAN}, "1B 13, 2S 11, –V None"),
        (Membership.TODAY, {"mode": MEAN}, "1B 18, 2S 12, –V None"),
    ],
)
def test_a_result_stays_with_the_group_it_was_made_for(membership, fields, expected):
    assert groups(moved_arena(), membership=membership, **fields) == expected


def test_only_what_counts_goes_along_to_another_group():
    """Of A's two firsts the first in order counts, and that was made for Sovy."""
    arena = moved_arena()
    best_one = OverallRules(enabled=True, best=1)

    assert groups(arena, overall=best_one) == "1S 16, 2B 8, –V None"


def test_groups_by_medals():
    overall = OverallRules(enabled=True, kind=OverallKind.MEDALS)
    arena = Arena(
        members("FB FB FS FV"),
        ("8 7 9 1", Scheme()),
        ("8 7 1 9", Scheme()),
        ("9 7 8 1", Scheme()),
        moved={(3, 1): SOVY},
    )
    rows = arena.standings(overall, groups=GroupRules(enabled=True)).groups

    assert {row.name: (row.place, row.medals) for row in rows} == {
        "Sovy": (1, (2, 1, 0)),
        "Vlci": (2, (1, 0, 0)),
        "Bobři": (3, (0, 2, 3)),
    }


def test_dense_places_of_groups():
    dense = HIGH._replace(dense=True)
    people = members("FB FS FV")

    assert groups(Arena(people, ("9 9 1", RAW), switches=dense)) == "1B 9, 1S 9, 2V 1"
    assert groups(Arena(people, ("9 9 1", RAW))) == "1B 9, 1S 9, 3V 1"


def test_the_mean_is_exact():
    arena = Arena(members("FB FB FB"), ("1 1 2", RAW))
    (row, *_others) = arena.standings(groups=GroupRules(enabled=True, mode=MEAN)).groups

    assert row.total == Fr(4, 3)


def test_where_the_lowest_wins_a_sum_is_not_divided():
    """Each part of it would be better than the whole, for the old group and for the new one."""
    arena = Arena(members("FB FB FS FS"), *[("6 9 8 7", PLACES)] * 3, moved={(1, 1): SOVY})

    assert groups(arena, mode=BEST, best=2) == "1B 15, 1S 15, –V None"
