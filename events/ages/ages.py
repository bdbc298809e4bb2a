"""Ages as competitions count them."""

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Completed years on `day`. Who was born on 29 February turns a year older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def age_of(birth_date: date | None, given: int | None, day: date) -> int | None:
    """The age on `day` from the birth date where there is one, else the age given, else None."""
    return given if birth_date is None else age_on(birth_date, day)
