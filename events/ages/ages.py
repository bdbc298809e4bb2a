"""Ages as competitions count them."""

from datetime import date

OLDEST = 200
"""The highest age, in years."""


def age_on(birth_date: date, day: date) -> int:
    """Completed years on `day`. Who was born on 29 February turns a year older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def age_of(
    birth_date: date | None, birth_year: int | None, given: int | None, day: date
) -> int | None:
    """The age on `day`: from the birth date where there is one, else from the year of birth, as
    youth categories count, else the age given. None where nothing is known, and for who was born
    after `day`: nobody has a negative age.
    """
    if birth_date is not None:
        age = age_on(birth_date, day)
    elif birth_year is not None:
        age = day.year - birth_year
    else:
        return given
    return age if age >= 0 else None


def earliest_birth(today: date) -> date:
    """Nobody is older than who was born then."""
    return date(today.year - OLDEST, 1, 1)
