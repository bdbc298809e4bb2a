"""What is left of a birth where it is erased: enough to say who is younger, and no more. Pure.

A tie may be decided by age: by days of birth, or by years where of one of them only the year is
known. So a birth is compared part by part: year, month, day. The year stays as it is, as the age in
years does. Of all who are erased together, month and day are numbers in order, which say something
among them only: with anybody else they are compared by years (`comparable`).
"""

from collections.abc import Iterable, Mapping
from datetime import date

Parts = tuple[float, ...]
"""(year, month, day), (year,), or () where nothing is known; of who was erased, numbers in place of
month and day."""
MARK = 1_000_000
"""Of who were erased together, the number in place of the month is one above a multiple of it:
the first, second … time that all of an event were erased. Far above every month and number."""
RANGES = (0.5, 12.5), (0.5, 31.5)
"""Around what months and days can be."""


def parts_of(birth_date: date | None, birth_year: int | None) -> Parts:
    if birth_date is not None:
        return birth_date.year, birth_date.month, birth_date.day
    return () if birth_year is None else (birth_year,)


def parts_in(text: str) -> Parts:
    """What `text_of` wrote."""
    return tuple(map(float, text.split()))


def text_of(parts: Parts) -> str:
    return " ".join(map(str, parts))


def comparable(births: Iterable[Parts]) -> int:
    """How many parts of them can be compared with each other: the year alone where, in one year,
    one has numbers that say nothing beside those of another.
    """
    every = list(births)
    known = min(map(len, every), default=0)
    times = {(each[0], _time(each)) for each in every} if known else set()
    return known if len(times) == len(dict(times)) else 1


def ranked(births: Mapping[int, Parts]) -> dict[int, Parts]:
    """Everybody's parts with numbers in order for months and days, by the same keys: nothing of a
    day is left. Whoever was erased with others before keeps the parts.

    Whoever shared the parts before it shares a part that was the same, and keeps the order.
    """
    time = max(map(_time, births.values()), default=0) + 1
    found = {key: parts if _time(parts) else parts[:1] for key, parts in births.items()}
    by_year: dict[Parts, list[int]] = {}
    for key, parts in births.items():
        if not _time(parts):
            by_year.setdefault(parts[:1], []).append(key)
    for keys in by_year.values():
        _rank(keys, 1, births, found, time * MARK)
    return found


def _time(parts: Parts) -> int:
    """0: of nobody who was erased with all the others."""
    return int(parts[1] // MARK) if len(parts) > 1 else 0


def _rank(
    keys: list[int], place: int, births: Mapping[int, Parts], found: dict[int, Parts], before: int
) -> None:
    known = [key for key in keys if len(births[key]) > place]
    values = sorted({births[key][place] for key in known})
    for number, value in enumerate(values, start=before + 1):
        same = [key for key in known if births[key][place] == value]
        for key in same:
            found[key] = (*found[key], number)
        _rank(same, place + 1, births, found, 0)


def blurred(birth: Parts, others: Iterable[Parts]) -> Parts:
    """Parts that compare with those of the others as the birth does. The year stays; a month or a
    day that nobody else has is one between those of the others, or between them and the end of what
    it can be: so nobody who is added later is compared by the wrong year.
    """
    if _time(birth):
        return birth
    found, rest = list(birth[:1]), [each for each in others if not _time(each)]
    for place, part in enumerate(birth[1:], start=1):
        rest = [each for each in rest if len(each) > place and each[place - 1] == birth[place - 1]]
        values = {each[place] for each in rest}
        found.append(part if part in values else _between(part, values, *RANGES[place - 1]))
    return tuple(found)


def _between(part: float, values: set[float], first: float, last: float) -> float:
    lower = max((each for each in values if each < part), default=first)
    upper = min((each for each in values if each > part), default=last)
    return (lower + upper) / 2
