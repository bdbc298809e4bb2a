"""Places. Pure: values in, places out; the database only fetches.

A board is one activity × gender × age category, ranked on its own. Equal means equal canonical
value. Source: docs/scoring.md, "Places" and "Categories".
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from events.ages.bands import Band, band_of_age
from events.ages.genders import gender_order
from scoring.engine.heights import failures_of
from scoring.engine.marks import Status

NO_GENDER = "?"
ALL_AGES = "All"
ALL_GENDERS = "All"
UNASSIGNED = "Unassigned"
FAILED = "FAIL"
UNPLACED_ORDER = (FAILED, Status.NM, Status.DNF, Status.DQ, Status.DNS, Status.WD)


class Result(NamedTuple):
    """What one participant has in an activity. `value` in thousandths when status is OK.

    `attempts`: as a `Mark` has them; only looked at to split ties.
    """

    participant_id: int
    value: int | None
    status: str = Status.OK
    attempts: tuple[int, ...] = ()


class BoardPerson(NamedTuple):
    """What a board needs to know of a participant.

    `gender`: what their board is called by. `sorts_as`: the key that lists are ordered by.
    `category`: as `category_of` named it. `born`: (year, month, day), (year,), or () where unknown.
    `surname`: as it was given, `number`: of the registration, "" without one. `is_hidden`: whether
    the public never sees them. `is_erased`: whether the name is none; `born` is what is left of the
    birth to compare it with others then.
    """

    participant_id: int
    name: str
    sorts_as: str
    group: str
    gender: str
    age: int | None
    category: str
    is_guest: bool = False
    is_withdrawn: bool = False
    group_id: int = 0
    born: tuple[float, ...] = ()
    surname: str = ""
    number: str = ""
    is_hidden: bool = False
    is_erased: bool = False

    @property
    def competes(self) -> bool:
        """Whether they can have a place: no guest, and not withdrawn."""
        return not (self.is_guest or self.is_withdrawn)


class Method(NamedTuple):
    """How an activity ranks, and how its event numbers places and splits boards.

    by_heights: ties are split by failures, as in high jump. zero_is_foul: an attempt of 0 is one
    that failed, as in long jump.
    """

    lower_is_better: bool
    is_boolean: bool = False
    ties_by_attempts: bool = False
    by_heights: bool = False
    zero_is_foul: bool = False
    dense: bool = False
    ignores_gender: bool = False
    ignores_age: bool = False


class BoardKey(NamedTuple):
    """Which board: its gender and its age category, as `Board` has them."""

    gender: str
    category: str


class Placed(NamedTuple):
    """A row of a board. A guest's place is the one he or she would have had, in brackets."""

    person: BoardPerson
    place: int
    value: int


class Unplaced(NamedTuple):
    """A row below the board: a result that takes no place, and why."""

    person: BoardPerson
    status: str
    value: int | None


@dataclass(frozen=True)
class Board:
    """One board: who is placed, best first, and who has a result but no place.

    places and values: participant id -> that of who is placed, a column each, as standings add them
    up; a row for each is made once somebody reads `placed`. guests: which of them are in brackets.
    """

    gender: str
    category: str
    people: Mapping[int, BoardPerson] = field(default_factory=dict, repr=False)
    places: Mapping[int, int] = field(default_factory=dict)
    values: Mapping[int, int] = field(default_factory=dict)
    guests: Collection[int] = ()
    unplaced: Sequence[Unplaced] = ()

    @cached_property
    def placed(self) -> Sequence[Placed]:
        people, values = self.people, self.values
        return [Placed(people[pk], place, values[pk]) for pk, place in self.places.items()]


class _Entered(NamedTuple):
    """What was entered for one board, in no order."""

    competing: list[Result]
    guests: list[Result]
    unplaced: list[Unplaced]


def category_of(age: int | None, bands: Sequence[Band]) -> str:
    """The name of the age's category; "Unassigned" where none fits, "All" where there are none."""
    if not bands:
        return ALL_AGES
    band = band_of_age(age, bands)
    return UNASSIGNED if band is None else band.name


def boards(
    results: Iterable[Result],
    people: Mapping[int, BoardPerson],
    bands: Sequence[Band],
    method: Method,
) -> list[Board]:
    """All boards of one activity, as `in_order` has them.

    Results of participants who are not in `people` are left out.
    """
    found: dict[BoardKey, _Entered] = {}
    of_kind: dict[tuple[str, str], _Entered] = {}  # by gender and category of who is on the board
    for result in results:
        if (person := people.get(result.participant_id)) is None:
            continue
        kind = (person.gender, person.category)
        if (entered := of_kind.get(kind)) is None:
            key = board_key(person, method)
            entered = of_kind[kind] = found.setdefault(key, _Entered([], [], []))
        is_valid = result.status == Status.OK and (result.value or not method.is_boolean)
        if person.is_withdrawn or not is_valid:
            why = _why_unplaced(result, person)
            entered.unplaced.append(Unplaced(person, why, result.value))
        elif person.is_guest:
            entered.guests.append(result)
        else:
            entered.competing.append(result)
    return [_board(key, found[key], people, method) for key in in_order(found, bands)]


def board_key(person: BoardPerson, method: Method) -> BoardKey:
    """The board that somebody is on, with the event's switches."""
    return BoardKey(
        ALL_GENDERS if method.ignores_gender else person.gender or NO_GENDER,
        ALL_AGES if method.ignores_age else person.category,
    )


def in_order(keys: Iterable[BoardKey], bands: Sequence[Band]) -> list[BoardKey]:
    """By gender (`gender_order`), then the category's lowest age; who fits nowhere comes last."""
    lowest_age = {band.name: band.low for band in bands}

    def sorts_as(key: BoardKey) -> tuple:
        gender, category = key
        return (
            gender_order("" if gender == NO_GENDER else gender),
            category == UNASSIGNED and category not in lowest_age,
            lowest_age.get(category, 0),
            category,
        )

    return sorted(keys, key=sorts_as)


def _board(
    key: BoardKey, entered: _Entered, people: Mapping[int, BoardPerson], method: Method
) -> Board:
    competing, guests, unplaced = entered
    places = rank(competing, method)
    if guests:
        places |= places_among(guests, competing, method)
        rows = [(place, people[pk].is_guest, _by_name(people[pk])) for pk, place in places.items()]
        places = {name[1]: place for place, _is_guest, name in sorted(rows)}
    else:
        places = dict(zip(_ties_by_name(places, people), places.values(), strict=True))
    unplaced.sort(key=lambda row: (UNPLACED_ORDER.index(row.status), _by_name(row.person)))
    return Board(
        *key,
        people=people,
        places=places,
        values={result.participant_id: result.value for result in [*competing, *guests]},
        guests={result.participant_id for result in guests},
        unplaced=unplaced,
    )


def _ties_by_name(places: Mapping[int, int], people: Mapping[int, BoardPerson]) -> list[int]:
    """The ids in their order, best first, of which those who share a place follow their names."""
    ids = [*places]
    end = 0
    for sharing in Counter(places.values()).values():
        first, end = end, end + sharing
        if sharing > 1:
            ids[first:end] = sorted(ids[first:end], key=lambda pk: _by_name(people[pk]))
    return ids


def rank(results: Sequence[Result], method: Method) -> dict[int, int]:
    """Participant id -> place, 1 is best; best first.

    Equals share a place; the next place is skipped ("1224"), or not where `dense` ("1223").
    Every result must be OK and have a value.
    """
    if method.by_heights or method.ties_by_attempts:
        keys = {each.participant_id: sort_key(each, method) for each in results}
        ordered = sorted(keys, key=keys.__getitem__)
    else:
        keys = {each.participant_id: each.value for each in results}
        ordered = sorted(keys, key=keys.__getitem__, reverse=not method.lower_is_better)
    places: dict[int, int] = {}
    place, last = 0, None
    for nth, participant_id in enumerate(ordered, start=1):
        key = keys[participant_id]
        if key != last:
            place, last = (place + 1 if method.dense else nth), key
        places[participant_id] = place
    return places


def places_among(
    guests: Sequence[Result], competing: Sequence[Result], method: Method
) -> dict[int, int]:
    """Participant id -> the place a guest would have had among those who compete."""
    place_of = numbering((sort_key(each, method) for each in competing), dense=method.dense)
    return {guest.participant_id: place_of(sort_key(guest, method)) for guest in guests}


def numbering(keys: Iterable, *, dense: bool) -> Callable:
    """A function from a key to its place among these keys, which sort better ones first."""
    ordered = sorted(set(keys) if dense else keys)
    return lambda key: bisect_left(ordered, key) + 1


def sort_key(result: Result, method: Method) -> tuple[int, ...]:
    """A tuple that sorts better results first and is equal exactly for a tie.

    Next-best attempts follow the value where they split ties. Who has fewer valid attempts comes
    after who has more, all earlier ones being equal: an attempt more beats none. Of heights it is
    the failures, first at the last height cleared.
    """
    sign = 1 if method.lower_is_better else -1
    if method.by_heights:
        return (sign * result.value, *failures_of(result.value, result.attempts))
    if not method.ties_by_attempts:
        return (sign * result.value,)
    key = [sign * result.value]
    for attempt in result.attempts:
        if attempt > 0 or not method.zero_is_foul:
            key += [0, sign * attempt]
    return (*key, 1)


def _why_unplaced(result: Result, person: BoardPerson) -> str:
    if person.is_withdrawn:
        return Status.WD
    return FAILED if result.status == Status.OK else result.status


def _by_name(person: BoardPerson) -> tuple:
    return (person.sorts_as, person.participant_id)
