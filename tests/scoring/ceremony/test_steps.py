"""The steps of a board: from its title by every place to the podium."""

import json

from hypothesis import given
from hypothesis import strategies as st

from scoring.ceremony.announcer import place_heading, spoken_result
from scoring.ceremony.public_slide import ShownPlace
from scoring.ceremony.steps import (
    PLACE,
    PODIUM,
    TITLE,
    AnnouncedRow,
    by_place,
    first_places,
    last_reveal,
    read,
    revealed,
    steps_of,
    written,
)
from scoring.public.open_boards import ShownPerson


def board(*places, hidden=()):
    """A row for each place; ids from 1, those in `hidden` are hidden."""
    return [
        AnnouncedRow(pk, place, "9.50", "s", is_hidden=pk in hidden)
        for pk, place in enumerate(places, start=1)
    ]


def listed(rows):
    return [(each.kind, each.place) for each in steps_of(rows)]


def test_who_share_a_place_come_together_from_the_last_to_the_first():
    rows = first_places(board(1, 2, 2, 4), 3)
    assert [row.pk for row in rows] == [1, 2, 3]
    assert listed(rows) == [(TITLE, 0), (PLACE, 2), (PLACE, 1), (PODIUM, 0)]
    assert [[row.pk for row in tied] for tied in by_place(rows)] == [[2, 3], [1]]
    out = [[row.pk for row in revealed(rows, step)] for step in range(4)]
    assert out == [[], [2, 3], [1, 2, 3], [1, 2, 3]]
    assert last_reveal(rows) == 2
    assert len(first_places(board(1, 1, 1, 1, 5), 1)) == 4  # places are counted, not people
    assert len(first_places(board(*range(1, 31)), 0)) == 30


def test_fewer_rows_nobody_and_hidden_people():
    assert listed(board(1)) == [(TITLE, 0), (PLACE, 1)]  # the podium would be the same again
    assert listed([]) == [] and last_reveal([]) == 0
    assert listed(board(1, 2, hidden={1, 2})) == []
    rows = board(1, 2, 2, 4, hidden={1, 3})
    assert listed(rows) == [(TITLE, 0), (PLACE, 4), (PLACE, 2), (PODIUM, 0)]
    assert [row.pk for row in revealed(rows, 3)] == [2, 4]


def test_how_it_is_read_out():
    assert place_heading(2, 2) == "2nd place, shared by two"
    assert [place_heading(n, 1) for n in (1, 11, 21)] == ["1st place", "11th place", "21st place"]
    assert spoken_result(AnnouncedRow(1, 1, "1:03.40")) == "1 min 3.40 s"
    assert spoken_result(AnnouncedRow(1, 1, "2:00:00.5")) == "2 h 0 min 0.5 s"
    assert spoken_result(AnnouncedRow(1, 1, "9.42", "s")) == "9.42 s"
    assert spoken_result(AnnouncedRow(1, 1, medals=(2, 0, 1))) == "2 × gold, 1 × bronze"


ROWS = st.lists(
    st.builds(
        AnnouncedRow,
        pk=st.integers(1, 99),
        place=st.integers(1, 6),
        medals=st.just(()) | st.tuples(*[st.integers(0, 3)] * 3),
        is_hidden=st.booleans(),
    ),
    max_size=8,
)


@given(ROWS, st.integers(0, 20))
def test_nothing_comes_before_its_step(rows, most):
    rows = first_places(rows, most)
    assert read(json.loads(json.dumps(written(rows)))) == rows
    before = []
    for number, step in enumerate(steps_of(rows)):
        out = revealed(rows, number)
        new = [row for row in out if row not in before]
        assert all(row.place == step.place and not row.is_hidden for row in new)
        assert bool(new) == (step.kind == PLACE)
        before = out
    assert before == [row for row in rows if not row.is_hidden]


def test_names_are_as_large_as_they_fit():
    def place(*names, is_newest=True):
        people = [ShownPerson(name, "Bobři", name) for name in names]
        return ShownPlace(1, "1st place", people, "9.50 s", is_newest)

    long = "Maximiliána Bartolomějka Křížkovská-Přemyslovičová ze Žďáru"
    sizes = {
        "large": place("Jana Nová"),
        "medium": place("Štěpánka Ďáblová"),
        "small": place(long),
        "columns": place(*"ABCD", long),
        "tiny": place(*"ABCDEFGH"),
    }
    assert {name: each.size.name for name, each in sizes.items()} == {each: each for each in sizes}
    assert place("Štěpánka Ďáblová", is_newest=False).size.name == "large"
