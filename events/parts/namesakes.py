"""Who may have been entered twice: pure, from names and births alone."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from itertools import combinations, pairwise
from typing import NamedTuple

CROWD = 60
"""From this many people with one birth date on, it is a placeholder: they are not compared."""


class NamedPerson(NamedTuple):
    """`name`: folded (`foundation.text.names.fold`), words in any order."""

    pk: int
    name: str
    birth_date: date | None = None
    birth_year: int | None = None

    @property
    def year(self) -> int | None:
        return self.birth_date.year if self.birth_date else self.birth_year


class Likeness(IntEnum):
    """Why two are likely the same person; the surest first."""

    NAME_AND_BIRTH_DATE = 1
    NAME = 2
    BIRTH_DATE_AND_PART_OF_NAME = 3
    NAME_BUT_OTHER_BIRTH_DATE = 4


class Pair(NamedTuple):
    likeness: Likeness
    first: int
    second: int


def likely_pairs(people: Iterable[NamedPerson]) -> list[Pair]:
    """Pairs of ids, the surest first, then by id; the lower id of a pair is its first.

    Of several people of one name, neighbours are paired and not all with all: once two are
    merged, the next pair shows. So there are never more pairs of a name than people.
    """
    people = list(people)
    return sorted({*_of_one_name(people), *_of_one_birth_date(people)})


def _of_one_name(people: list[NamedPerson]) -> Iterable[Pair]:
    by_words: dict[tuple[str, ...], list[NamedPerson]] = defaultdict(list)
    for person in people:
        by_words[tuple(sorted(person.name.split()))].append(person)
    for namesakes in by_words.values():
        namesakes.sort(key=lambda person: (person.birth_date or date.min, person.pk))
        for one, other in pairwise(namesakes):
            yield _pair(_likeness_of_namesakes(one, other), one, other)


def _of_one_birth_date(people: list[NamedPerson]) -> Iterable[Pair]:
    """ "Jan Novák" and "Jan Karel Novák" who were born on the same day."""
    by_birth_date: dict[date, list[tuple[NamedPerson, set[str]]]] = defaultdict(list)
    for person in people:
        if person.birth_date is not None and person.name:
            by_birth_date[person.birth_date].append((person, set(person.name.split())))
    for born in by_birth_date.values():
        for (one, words), (other, other_words) in combinations(born[:CROWD], 2):
            if words < other_words or other_words < words:
                yield _pair(Likeness.BIRTH_DATE_AND_PART_OF_NAME, one, other)


def _likeness_of_namesakes(one: NamedPerson, other: NamedPerson) -> Likeness:
    if None not in (one.year, other.year) and one.year != other.year:
        return Likeness.NAME_BUT_OTHER_BIRTH_DATE
    if one.birth_date is None or other.birth_date is None:
        return Likeness.NAME
    if one.birth_date == other.birth_date:
        return Likeness.NAME_AND_BIRTH_DATE
    return Likeness.NAME_BUT_OTHER_BIRTH_DATE


def _pair(likeness: Likeness, one: NamedPerson, other: NamedPerson) -> Pair:
    return Pair(likeness, *sorted((one.pk, other.pk)))
