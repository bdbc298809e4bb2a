"""What looks wrong in a whole table: totals, ages far from the others, counts of rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rosters.doubts import (
    far_ages,
    is_row_count,
    is_summary,
    read_people,
    with_cells,
    with_repairs,
)
from events.rosters.problems import SAFE, Kind, doubt, unanswered

CHILDREN = {row: 6 + row % 10 for row in range(2, 32)}


@pytest.mark.parametrize(
    ("cells", "can_be_person", "expected"),
    [
        (["Celkem", "2", ""], True, True),
        (["Celkem:", "", "25"], False, True),
        (["Celkem 25 žáků", "", ""], False, True),
        (["", "Sovy Celkem", "9"], False, True),
        (["Průměr", "", "9,5"], False, True),
        (["PRŮMĚRNÝ VĚK", "5", "9.5"], True, True),
        (["Grand Total", "12", "1 204"], True, True),
        (["Součet za Sovy", "", "3"], False, True),
        (["Jana Nová", "5", "9"], True, False),
        (["Jana Celkemová", "5", "9"], True, False),
        (["Max Count", "5", "9"], True, False),  # a name and a group: a person may be called so
        (["Celkem", "Sovy", "9"], True, False),
        (["Jana", "Celkem", "9"], True, False),
        (["", "", ""], False, False),
        (["12", "5", "9"], True, False),
    ],
)
def test_a_total_is_a_label_and_numbers(cells, can_be_person, expected):
    assert is_summary(cells, can_be_person=can_be_person) is expected


@pytest.mark.parametrize(
    ("others", "age", "is_far"),
    [
        (CHILDREN, 40, True),
        (CHILDREN, 101, True),
        (CHILDREN, 18, False),  # a helper
        (CHILDREN, 0, False),
        (dict.fromkeys(range(2, 12), 10), 21, True),
        (dict.fromkeys(range(2, 12), 10), 19, False),
        ({row: 20 + row for row in range(2, 42)}, 75, False),  # grown-ups differ more
        ({2: 8, 3: 9}, 60, False),  # too few to be sure
        ({2: 8, 3: 9}, 101, True),
        ({}, 101, True),
    ],
)
def test_an_age_is_far_from_the_others_or_over_a_hundred(others, age, is_far):
    assert [far.row for far in far_ages({**others, 99: age})] == ([99] if is_far else [])


def test_what_the_others_are_is_said():
    (far,) = far_ages({**CHILDREN, 99: 40})

    assert (far.age, far.low, far.high) == (40, 6, 15)


@given(st.dictionaries(st.integers(2, 99), st.integers(0, 100), max_size=60), st.integers(0, 30))
def test_whoever_is_in_the_middle_is_never_far(ages, shift):
    far = {each.row for each in far_ages(ages)}

    assert len(far) <= len(ages) / 2  # more than half lie within the usual distance
    moved = far_ages({row: min(age + shift, 100) for row, age in ages.items()})
    if all(age + shift <= 100 for age in ages.values()):
        assert {each.row for each in moved} == far


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "2", "3"], True),
        (["1.", "2.", "3."], True),
        (["1", "3", "2"], False),
        (["2", "3"], False),
        (["1"], False),
        (["01", "02"], False),
        (["1", "", "3"], False),
        ([], False),
        (["1", "2", "3", ""], True),  # below them a total
        (["", ""], False),
    ],
)
def test_a_count_of_rows(cells, expected):
    assert is_row_count(cells) is expected


def test_texts_stand_instead_of_cells_and_what_was_found_there_is_gone():
    table = read_people("Jméno;Oddíl\nJana;#N/A\nEva\n".encode(), "a.csv")

    corrected = with_cells(table, {"2-1": "Sovy", "3-1": "Lišky"})

    assert [row.cells for row in corrected.rows] == [("Jana", "Sovy"), ("Eva", "Lišky")]
    assert (len(table.errors), corrected.errors) == (1, ())


def test_repairs_are_taken_and_their_doubts_stay():
    table = read_people("Name;Team\nĹ tÄ›pĂˇn;Sovy\n".encode(), "a.csv")

    repaired = with_repairs(table)

    assert repaired.rows[0].cells == ("Štěpán", "Sovy")
    assert len(repaired.doubts) == 1


def test_an_answer_holds_for_just_this_doubt():
    asked = doubt(Kind.AGE, "Věk", 2, "age", about=["Jana", "40"])
    others = [
        doubt(Kind.AGE, "Age", 2, "age", about=["Jana", "41"]),
        doubt(Kind.AGE, "Age", 3, "age", about=["Jana", "40"]),
        doubt(Kind.GENDER, "Age", 2, "age", about=["Jana", "40"]),
    ]

    assert unanswered([asked, *others], {asked.key: "right"}) == others
    in_another_language = doubt(Kind.AGE, "Age", 2, "age", about=["Jana", "40"])
    assert unanswered([in_another_language], {asked.key: "right"}) == []
    assert unanswered([asked], {asked.key: "same"}) == [asked]  # no answer to this
    assert asked.answers[0] in SAFE


@pytest.mark.parametrize("header_row", [None, 1])
def test_headers_of_broken_letters_are_read(header_row):
    content = "JmĂ©no;TĹ™Ă­da;VÄ›k\nJana;5.A;9\n".encode()

    table = read_people(content, "a.csv", header_row=header_row)

    assert (table.headers, table.findings) == (("Jméno", "Třída", "Věk"), ())
