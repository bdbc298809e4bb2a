"""Who falls into which age category: by hand, and against the rule of the boards."""

from itertools import product

import pytest

from events.ages.bands import Band, Competitor, Overlap, Span, fall, gaps, overlaps
from events.parts.presets import preset_bands
from scoring.engine.ranking import category_of


def bands(*bounds):
    return [Band(f"{low}–{high}", low, high) for low, high in bounds]


def kids(*ages):
    return [Competitor(f"Dítě {number}", "F", age) for number, age in enumerate(ages)]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ([], []),
        ([(6, 8)], []),
        ([(6, 8), (9, 11)], []),
        ([(6, 8), (10, 11)], [Span(9, 9)]),
        ([(6, 8), (12, 13), (20, 30)], [Span(9, 11), Span(14, 19)]),
        ([(12, 13), (6, 8)], [Span(9, 11)]),
        ([(6, 20), (8, 9), (22, 23)], [Span(21, 21)]),
        ([(6, 8), (6, 8)], []),
        ([(0, 0), (2, 2)], [Span(1, 1)]),
    ],
)
def test_gaps(bounds, expected):
    assert gaps(bands(*bounds)) == expected


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ([], []),
        ([(6, 8), (9, 11)], []),
        ([(6, 9), (9, 11)], [(9, 9, 0)]),
        ([(6, 10), (8, 12)], [(8, 10, 0)]),
        ([(8, 12), (6, 10)], [(8, 10, 1)]),
        ([(6, 12), (7, 8), (10, 11)], [(7, 8, 0), (10, 11, 0)]),
        ([(6, 8), (20, 30)], []),
    ],
)
def test_overlaps_and_who_wins_them(bounds, expected):
    given = bands(*bounds)

    found = [(*overlap.span, given.index(overlap.winner)) for overlap in overlaps(given)]

    assert found == expected


def test_three_at_once_are_listed_with_all_their_names():
    first, second, third = Band("Áčko", 6, 10), Band("B", 8, 9), Band("A", 6, 10)

    assert overlaps([first, second, third]) == [
        Overlap(Span(6, 7), [third, first]),
        Overlap(Span(8, 9), [third, first, second]),
        Overlap(Span(10, 10), [third, first]),
    ]
    assert overlaps([first, second, third])[1].names == "A, Áčko, B"


def test_girls_boys_and_all():
    people = [
        Competitor("Eva", "F", 6),
        Competitor("Ivo", "M", 8),
        Competitor("Jan", "M", 7),
        Competitor("Kim", "", 7),
        Competitor("Ota", "M", 9),
    ]
    younger, older = fall(bands((9, 11), (6, 8)), people).bands

    assert (younger.band.name, older.band.name) == ("6–8", "9–11")
    assert (younger.tally.girls, younger.tally.boys, younger.tally.without_gender) == (1, 2, 1)
    assert (younger.tally.count, older.tally.count) == (4, 1)
    assert younger.tally.names == ["Eva", "Ivo", "Jan", "Kim"]


def test_who_falls_nowhere():
    found = fall(bands((6, 8), (11, 12)), kids(5, 6, 8, 9, 10, 11, 12, 13, None, 150, 0))

    assert found.too_young.names == ["Dítě 0", "Dítě 10"]
    assert found.between.names == ["Dítě 3", "Dítě 4"]
    assert found.too_old.names == ["Dítě 7", "Dítě 9"]
    assert found.without_age.names == ["Dítě 8"]
    assert [row.tally.count for row in found.bands] == [2, 2]
    assert found.unplaced == 6


def test_without_categories_all_are_together():
    found = fall([], kids(5, None, 80))

    assert (found.together.count, found.unplaced, found.without_age.count) == (3, 0, 0)


@pytest.mark.parametrize(
    ("bounds", "shadowed"),
    [
        ([(6, 12), (7, 8)], [False, True]),
        ([(6, 12), (7, 13)], [False, False]),
        ([(6, 8), (7, 10), (8, 10)], [False, False, True]),
        ([(6, 8), (7, 9), (9, 9)], [False, False, True]),
        ([(6, 8), (6, 8)], [False, True]),
    ],
)
def test_a_category_that_can_never_have_anybody(bounds, shadowed):
    named = [Band(f"{number}", *each) for number, each in enumerate(bounds)]

    assert [row.is_shadowed for row in fall(named, []).bands] == shadowed


EDGES = [(0, 0), (0, 2), (1, 1), (1, 3), (2, 2), (2, 4), (3, 4)]


def test_everything_agrees_with_the_boards():
    for chosen in product(EDGES, repeat=3):
        assert_agreed(chosen)


def assert_agreed(chosen):
    given = [Band(name, *bounds) for name, bounds in zip("bac", chosen, strict=True)]
    ages = range(6)

    found = fall(given, [Competitor(str(age), "F", age) for age in ages])

    placed = {int(name): row.band.name for row in found.bands for name in row.tally.names}
    board = {age: category_of(age, given) for age in ages}
    claims = {age: [band for band in given if band.low <= age <= band.high] for age in ages}
    first = {
        age: min((band.low, band.name) for band in those)[1]
        for age, those in claims.items()
        if those
    }
    assert placed == first, chosen
    assert board == {age: first.get(age, "Unassigned") for age in ages}
    overlapping = {age for each in found.overlaps for age in range(each.span[0], each.span[1] + 1)}
    assert overlapping == {age for age in ages if len(claims[age]) > 1}
    lowest, highest = min(low for low, _high in chosen), max(high for _low, high in chosen)
    in_gaps = {age for span in found.gaps for age in range(span.low, span.high + 1)}
    assert in_gaps == {age for age in range(lowest, highest + 1) if not claims[age]}


@pytest.mark.parametrize(("span", "text"), [(Span(9, 9), "9"), (Span(9, 11), "9–11")])
def test_a_span_in_words(span, text):
    assert str(span) == text


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ({6, 9, 11}, [(6, 7), (8, 9), (10, 11)]),
        ({6, 10}, [(6, 7), (8, 9), (10, 11)]),
        ({7}, [(7, 8)]),
        (set(), [(6, 7), (8, 9), (10, 11), (12, 13), (14, 15)]),
    ],
)
def test_two_years_each(ages, expected):
    assert [(band.low, band.high) for band in preset_bands("ages", ages)] == expected


def test_a_wide_range_of_ages_ends_in_one_for_the_rest():
    found = preset_bands("ages", {5, 90})

    assert len(found) == 12
    assert (found[-1].low, found[-1].high) == (27, 90)


@pytest.mark.parametrize("key", ["grades", "ages", "one"])
def test_presets_leave_no_gap_and_overlap_nowhere(key):
    found = preset_bands(key, {6, 14})

    assert (gaps(found), overlaps(found)) == ([], [])


def test_other_genders_are_counted_by_themselves():
    people = [Competitor("A", gender, 7) for gender in ("F", "M", "X", "agender", "")]

    [row] = fall(bands((6, 8)), people).bands

    tally = row.tally
    assert (tally.girls, tally.boys, tally.others, tally.without_gender) == (1, 1, 2, 1)
    assert tally.count == 5
