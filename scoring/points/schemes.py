"""What results in one activity give: from its boards to what everybody earned there.

Points are earned on the board that is shown: among those of the same gender and age category.
Source: docs/scoring.md, "Points".
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import NamedTuple

from events.ages.genders import BOY, GIRL
from scoring.engine.marks import Status
from scoring.engine.ranking import Board, BoardKey, BoardPerson, Method, board_key
from scoring.points.exact import Exact, exact, ratio
from scoring.points.rules import Absence, Scheme, SchemeKind, Sex, Tied
from scoring.points.world_athletics import DISCIPLINES, Formula, points_for

BEST_OF_ALL = 1000
"""What the best result is worth where others get their share of it."""


BELOW_ZERO = {SchemeKind.RAW, SchemeKind.LINEAR}
"""Schemes whose points may be less than none."""


class Earned(NamedTuple):
    """What one participant has in one activity.

    value: in thousandths, None without one. status: as boards have it, FAIL included. place: None
    where none is taken; of a guest the one in brackets. points: before any weight; None where
    there can be none, so that nothing is to be added up.
    """

    value: int | None
    status: str
    place: int | None
    points: Exact | None


@dataclass(frozen=True, slots=True, eq=False)
class Earnings(Mapping[int, Earned]):
    """Participant id -> what was earned in one activity, of everybody with a result there.

    A column for each field of `Earned`, by participant id, from which a row is made for who asks
    for it. place_of: of who has a place. status_of: of the others.
    """

    value_of: dict[int, int | None]
    place_of: dict[int, int]
    points_of: dict[int, Exact | None]
    status_of: dict[int, str]

    def __getitem__(self, participant_id: int) -> Earned:
        return Earned(
            self.value_of[participant_id],
            self.status_of.get(participant_id, Status.OK),
            self.place_of.get(participant_id),
            self.points_of[participant_id],
        )

    def __iter__(self) -> Iterator[int]:
        return iter(self.value_of)

    def __len__(self) -> int:
        return len(self.value_of)

    def __contains__(self, participant_id: object) -> bool:
        return participant_id in self.value_of

    def status(self, participant_id: int) -> str:
        """As boards have it; "" where nothing was entered."""
        if participant_id in self.place_of:
            return Status.OK
        return self.status_of.get(participant_id, "")


def entrants(people: Iterable[BoardPerson], method: Method) -> Counter[BoardKey]:
    """How many compete on each board that there is: no guests, and nobody who has withdrawn."""
    counts: Counter[BoardKey] = Counter()
    for person in people:
        counts[board_key(person, method)] += person.competes
    return counts


def earned_by_all(
    boards: Iterable[Board],
    scheme: Scheme,
    method: Method,
    competing: Mapping[BoardKey, int],
    absences: Iterable[Absence],
) -> Earnings:
    """What was earned, by all with a result.

    competing: as `entrants` has it. absences: what who is absent gets; who was there gets no less.
    """
    found = Earnings({}, {}, {}, {})
    for board in boards:
        points = _points_of(board, scheme, method)
        found.value_of.update(board.values)
        found.place_of.update(board.places)
        found.points_of.update(points)
        last = competing.get(BoardKey(board.gender, board.category), 0)
        without = _points_without_place(scheme, last, points.values(), method, absences)
        for person, status, value in board.unplaced:
            pk = person.participant_id
            found.value_of[pk] = value
            found.points_of[pk] = without
            found.status_of[pk] = str(status)
    return found


def _points_without_place(
    scheme: Scheme,
    last: int,
    points: Iterable[Exact],
    method: Method,
    absences: Iterable[Absence],
) -> Exact | None:
    """What NM, DNF, DQ and a failed pass/fail give: nothing, or the place behind everybody.

    points: of who has a place. Where the lowest sum of values wins, nothing would win: so there are
    no points to add at all. Else nobody with a place has less, and nobody who is absent has more.
    """
    if scheme.kind == SchemeKind.PLACES:
        return last + 1
    if lower_total_wins(scheme, lower_is_better=method.lower_is_better):
        return None
    if scheme.kind in BELOW_ZERO:
        return min([0, *points])
    return max([0, *(points_of_absence(each, scheme, last) or 0 for each in absences)])


def points_of_absence(
    absence: Absence, scheme: Scheme, last: int, fewest: Exact = 0
) -> Exact | None:
    """What an activity gives to who has no result there, or did not start; None: not classified.

    last: how many compete on the board. fewest: the fewest points on it, if they are less than 0.
    """
    match absence:
        case Absence.ZERO:
            return fewest
        case Absence.LAST_PLUS_ONE if scheme.kind == SchemeKind.PLACES:
            return last + 1
        case Absence.LAST_PLUS_ONE if scheme.kind == SchemeKind.TABLE:
            return _entry(scheme.table, last + 1)
    return None


def lower_total_wins(scheme: Scheme, *, lower_is_better: bool) -> bool:
    """Whether fewer points are better."""
    is_raw = scheme.kind == SchemeKind.RAW
    return scheme.kind == SchemeKind.PLACES or (is_raw and lower_is_better)


def formula_of(scheme: Scheme, gender: str) -> Formula | None:
    """The formula for somebody of the gender; None where no table fits."""
    discipline = DISCIPLINES[scheme.discipline]
    match scheme.sex:
        case Sex.MEN:
            return discipline.men
        case Sex.WOMEN:
            return discipline.women
    return {BOY: discipline.men, GIRL: discipline.women}.get(gender)


def _points_of(board: Board, scheme: Scheme, method: Method) -> dict[int, Exact]:
    """Participant id -> the points of everybody with a place, in brackets or not."""
    match scheme.kind:
        case SchemeKind.PLACES | SchemeKind.TABLE:
            return _by_place(board, scheme)
        case SchemeKind.NONE:
            return dict.fromkeys(board.places, 0)
    return _by_value(board, scheme, method)


def _by_place(board: Board, scheme: Scheme) -> dict[int, Exact]:
    """Who share a place also share what the places give that they take up, one after another. A
    guest gets what the place in brackets gives, and takes nothing from anybody.
    """
    sharing = Counter(board.places.values())  # in the order of the places
    sharing.subtract(board.places[pk] for pk in board.guests)
    slots = _slots(scheme, len(board.places))
    is_full = scheme.kind == SchemeKind.TABLE and scheme.tied == Tied.FULL
    alone: dict[int, Exact] = {}
    of_tied: dict[int, Exact] = {}
    ahead = 0
    for place, tied in sharing.items():
        alone[place] = of_tied[place] = slots[place - 1 if is_full else ahead]
        if tied > 1 and not is_full:
            of_tied[place] = ratio(sum(slots[ahead : ahead + tied]), tied)
        ahead += tied
    points = {pk: of_tied[place] for pk, place in board.places.items()}
    return points | {pk: alone[board.places[pk]] for pk in board.guests}


def _slots(scheme: Scheme, count: int) -> Sequence[Exact]:
    """What each of so many places gives to who is alone on it, and one place more."""
    if scheme.kind == SchemeKind.PLACES:
        return range(1, count + 2)
    return [*map(exact, scheme.table), *[0] * (count + 1 - len(scheme.table))]


def _entry(table: Sequence[Fraction], place: int) -> Exact:
    return exact(table[place - 1]) if place <= len(table) else 0


def _by_value(board: Board, scheme: Scheme, method: Method) -> dict[int, Exact]:
    values, lowest = board.values.items(), method.lower_is_better
    match scheme.kind:
        case SchemeKind.SHARE_OF_BEST:
            best = _best(board, lowest=lowest)
            return {pk: _share_of_best(each, best, lower_is_better=lowest) for pk, each in values}
        case SchemeKind.RAW:
            return {pk: ratio(each, 1000) for pk, each in values}
        case SchemeKind.WORLD_ATHLETICS:
            people = board.people
            return {pk: _by_formula(each, scheme, people[pk].gender) for pk, each in values}
        case SchemeKind.LINEAR:
            return {pk: _linear(each, scheme, lower_is_better=lowest) for pk, each in values}
    raise ValueError(f"unknown scheme: {scheme.kind}")


def _best(board: Board, *, lowest: bool) -> int:
    """The best value of those who compete; 0 without any."""
    values = [value for pk, value in board.values.items() if pk not in board.guests]
    return (min if lowest else max)(values, default=0)


def _by_formula(value: int, scheme: Scheme, gender: str) -> Exact:
    formula = formula_of(scheme, gender)
    return 0 if formula is None else points_for(value, formula)


def _share_of_best(value: int, best: int, *, lower_is_better: bool) -> Exact:
    """1000·best/x or 1000·x/best, never below 0. Where the best is not above 0 there is no share
    to take: the best has all of it, the others nothing.
    """
    if value == best:
        return BEST_OF_ALL
    part, whole = (best, value) if lower_is_better else (value, best)
    return ratio(BEST_OF_ALL * part, whole) if part > 0 and whole > 0 else 0


def _linear(value: int, scheme: Scheme, *, lower_is_better: bool) -> Exact:
    gain = Fraction(value, 1000) - scheme.base
    if lower_is_better:
        gain = -gain
    points = Fraction(floor(scheme.base_points + gain / scheme.step))
    if scheme.high is not None:
        points = min(points, scheme.high)
    return exact(max(points, scheme.low))
