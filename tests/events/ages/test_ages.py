from datetime import date

import pytest

from events.ages.ages import age_of, age_on, earliest_birth

DAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("born", "age"),
    [("2014-06-15", 12), ("2014-06-16", 11), ("2012-02-29", 14), ("2026-06-15", 0)],
)
def test_completed_years(born, age):
    assert age_on(date.fromisoformat(born), DAY) == age


def test_who_was_born_on_a_leap_day_turns_older_on_the_first_of_march():
    born = date(2012, 2, 29)

    assert [age_on(born, date(2026, *day)) for day in ((2, 28), (3, 1))] == [13, 14]


@pytest.mark.parametrize(
    ("born", "year", "given", "age"),
    [
        (date(2014, 6, 16), 2010, 7, 11),  # the date before the year, the year before the age
        (None, 2014, 7, 12),  # as youth categories count, whatever the month
        (None, 2026, None, 0),
        (None, None, 7, 7),
        (None, None, None, None),
        (date(2026, 6, 16), None, 7, None),  # nobody has a negative age
        (None, 2027, 7, None),
    ],
)
def test_what_the_age_is_taken_from(born, year, given, age):
    assert age_of(born, year, given, DAY) == age


def test_nobody_is_older_than_two_hundred():
    first = earliest_birth(DAY)

    assert (first, age_on(first, DAY), age_of(None, first.year, None, DAY)) == (
        date(1826, 1, 1),
        200,
        200,
    )
