"""Places. Pure: values in, places out; the database only fetches.

A board is one activity × gender × age category, ranked on its own. Equal means equal canonical
value. Source: docs/scoring.md, "Places" and "Categories".
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
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


class Board(NamedTuple):
    """One board: who is placed, best first, and who has a result but no place."""

    gender: str
    category: str
    placed: list[Placed]
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
    split: dict[BoardKey, list[Result]] = {}
    for result in results:
        if (person := people.get(result.participant_id)) is not None:
            split.setdefault(board_key(person, method), []).append(result)
    return [_board(key, split[key], people, method) for key in in_order(split, bands)]


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
    key: BoardKey,
    results: Sequence[Result],
    people: Mapping[int, BoardPerson],
    method: Method,
) -> Board:
    competing: list[Result] = []
    guests: list[Result] = []
    unplaced: list[Unplaced] = []
    for result in results:
        person = people[result.participant_id]
        reason = _why_unplaced(result, person, method)
        if reason:
            unplaced.append(Unplaced(person, reason, result.value))
        else:
            (guests if person.is_guest else competing).append(result)
    places = rank(competing, method)
    places |= places_among(guests, competing, method)
    placed = [
        Placed(people[result.participant_id], places[result.participant_id], result.value)
        for result in [*competing, *guests]
    ]
    placed.sort(key=lambda row: (row.place, row.person.is_guest, _by_name(row.person)))
    unplaced.sort(key=lambda row: (UNPLACED_ORDER.index(row.status), _by_name(row.person)))
    return Board(*key, placed, unplaced)


def rank(results: Sequence[Result], method: Method) -> dict[int, int]:
    """Participant id -> place, 1 is best.

    Equals share a place; the next place is skipped ("1224"), or not where `dense` ("1223").
    Every result must be OK and have a value.
    """
    keys = {result.participant_id: sort_key(result, method) for result in results}
    place_of = numbering(keys.values(), dense=method.dense)
    return {participant_id: place_of(key) for participant_id, key in keys.items()}


def places_among(
    guests: Sequence[Result], competing: Sequence[Result], method: Method
) -> dict[int, int]:
    """Participant id -> the place a guest would have had among those who compete."""
    if not guests:
        return {}
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


def _why_unplaced(result: Result, person: BoardPerson, method: Method) -> str:
    if person.is_withdrawn:
        return Status.WD
    if result.status != Status.OK:
        return result.status
    if method.is_boolean and not result.value:
        return FAILED
    return ""


def _by_name(person: BoardPerson) -> tuple:
    return (person.sorts_as, person.participant_id)
