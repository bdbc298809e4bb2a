"""What is left of a birth where it is erased: enough to say who is younger, and no more. Pure.

A tie may be decided by age: by days of birth, or by years where of one of them only the year is
known. So a birth is compared part by part: year, month, day.
"""

from collections.abc import Iterable, Mapping
from datetime import date

Parts = tuple[float, ...]
"""(year, month, day), (year,), or () where nothing is known; of who was erased, numbers that
compare with those of others in the same way."""


def parts_of(birth_date: date | None, birth_year: int | None) -> Parts:
    if birth_date is not None:
        return birth_date.year, birth_date.month, birth_date.day
    return () if birth_year is None else (birth_year,)


def parts_in(text: str) -> Parts:
    """What `text_of` wrote."""
    return tuple(map(float, text.split()))


def text_of(parts: Parts) -> str:
    return " ".join(map(str, parts))


def ranked(births: Mapping[int, Parts]) -> dict[int, Parts]:
    """Everybody's parts by their numbers in order, by the same keys: nothing of a day is left.

    Whoever shared the parts before it shares a part that was the same, and keeps the order.
    """
    found: dict[int, Parts] = dict.fromkeys(births, ())
    _rank(list(births), 0, births, found)
    return found


def _rank(
    keys: list[int], place: int, births: Mapping[int, Parts], found: dict[int, Parts]
) -> None:
    known = [key for key in keys if len(births[key]) > place]
    values = sorted({births[key][place] for key in known})
    for number, value in enumerate(values, start=1):
        same = [key for key in known if births[key][place] == value]
        for key in same:
            found[key] = (*found[key], number)
        _rank(same, place + 1, births, found)


def blurred(birth: Parts, others: Iterable[Parts]) -> Parts:
    """Parts that compare with those of the others as the birth does. A part that nobody else has is
    one between those of the others, so that it says how old somebody is to no more than that.
    """
    found: list[float] = []
    rest = list(others)
    for place, part in enumerate(birth):
        values = {each[place] for each in rest if len(each) > place}
        found.append(part if part in values else _between(part, values))
        rest = [each for each in rest if len(each) > place and each[place] == part]
    return tuple(found)


def _between(part: float, values: set[float]) -> float:
    lower = max((each for each in values if each < part), default=None)
    upper = min((each for each in values if each > part), default=None)
    if lower is None:
        return 0 if upper is None else upper - 1
    return lower + 1 if upper is None else (lower + upper) / 2
