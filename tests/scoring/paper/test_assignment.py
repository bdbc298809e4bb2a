"""The best assignment and its ties, against trying out every one."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.paper.assignment import best_choices


def every_assignment(rows, taken=frozenset()):
    """(total weight, person or None per row) of all ways to give rows to persons."""
    if not rows:
        yield 0, ()
        return
    for total, rest in every_assignment(rows[1:], taken):
        yield total, (None, *rest)
    for person, weight in rows[0].items():
        if person not in taken:
            for total, rest in every_assignment(rows[1:], taken | {person}):
                yield total + weight, (person, *rest)


def choices_tried_out(rows):
    ways = list(every_assignment(rows))
    largest = max(total for total, _way in ways)
    best = [way for total, way in ways if total == largest]
    return [frozenset(way[row] for way in best) for row in range(len(rows))]


@given(
    st.sampled_from([1, 2, 3, 9]).flatmap(
        lambda largest: st.lists(
            st.dictionaries(st.integers(0, 4), st.integers(1, largest), max_size=5), max_size=5
        )
    )
)
def test_choices_are_those_of_all_best_assignments(rows):
    assert best_choices(rows) == choices_tried_out(rows)


def test_a_row_gives_way_where_that_is_best_for_the_sheet():
    rows = [{0: 5, 1: 4}, {0: 5}]

    assert best_choices(rows) == [{1}, {0}]


def test_three_rows_that_could_all_move_on_by_one():
    rows = [{0: 1, 1: 1}, {1: 1, 2: 1}, {2: 1, 0: 1}]

    assert best_choices(rows) == [{0, 1}, {1, 2}, {0, 2}]


def test_nobody_is_a_choice_where_two_rows_want_one_person():
    assert best_choices([{7: 3}, {7: 3}, {}]) == [{7, None}, {7, None}, {None}]
