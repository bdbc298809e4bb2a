"""Ages as competitions count them."""

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Completed years on `day`. Who was born on 29 February turns a year older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
