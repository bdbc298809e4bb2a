"""What results in one activity give: from its boards to what everybody earned there.

Points are earned on the board that is shown: among those of the same gender and age category.
Source: docs/scoring.md, "Points".
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from events.ages.genders import BOY, GIRL
from scoring.engine.marks import Status
from scoring.engine.ranking import Board, BoardKey, BoardPerson, Method, Placed, board_key
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
) -> dict[int, Earned]:
    """Participant id -> what was earned, of all with a result.

    competing: as `entrants` has it. absences: what who is absent gets; who was there gets no less.
    """
    found: dict[int, Earned] = {}
    for board in boards:
        points = list(_points_of(board, scheme, method))
        last = competing.get(BoardKey(board.gender, board.category), 0)
        without = _points_without_place(scheme, last, points, method, absences)
        for (person, place, value), gained in zip(board.placed, points, strict=True):
            found[person.participant_id] = Earned(value, Status.OK, place, gained)
        for person, status, value in board.unplaced:
            found[person.participant_id] = Earned(value, str(status), None, without)
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


def _points_of(board: Board, scheme: Scheme, method: Method) -> Iterator[Exact]:
    """The points of everybody with a place, in brackets or not, in the order of the board."""
    match scheme.kind:
        case SchemeKind.PLACES | SchemeKind.TABLE:
            return _by_place(board.placed, scheme)
        case SchemeKind.NONE:
            return (0 for _row in board.placed)
    best = _best(board.placed, lowest=method.lower_is_better)
    return (_by_value(row, scheme, method, best) for row in board.placed)


def _by_place(placed: Sequence[Placed], scheme: Scheme) -> Iterator[Exact]:
    """Who share a place also share what the places give that they take up, one after another. A
    guest gets what the place in brackets gives, and takes nothing from anybody.
    """
    slots = _slots(scheme, len(placed))
    is_full = scheme.kind == SchemeKind.TABLE and scheme.tied == Tied.FULL
    ahead = first = 0
    while first < len(placed):
        place, end = placed[first].place, first + 1
        while end < len(placed) and placed[end].place == place:
            end += 1
        sharing = placed[first:end]
        tied = sum(not row.person.is_guest for row in sharing)
        alone = of_tied = slots[place - 1 if is_full else ahead]
        if tied > 1 and not is_full:
            of_tied = exact(Fraction(sum(slots[ahead : ahead + tied])) / tied)
        for row in sharing:
            yield alone if row.person.is_guest else of_tied
        ahead += tied
        first = end


def _slots(scheme: Scheme, count: int) -> Sequence[Exact]:
    """What each of so many places gives to who is alone on it, and one place more."""
    if scheme.kind == SchemeKind.PLACES:
        return range(1, count + 2)
    return [*map(exact, scheme.table), *[0] * (count + 1 - len(scheme.table))]


def _entry(table: Sequence[Fraction], place: int) -> Exact:
    return exact(table[place - 1]) if place <= len(table) else 0


def _best(placed: Sequence[Placed], *, lowest: bool) -> int:
    """The best value of those who compete; 0 without any."""
    values = [row.value for row in placed if not row.person.is_guest]
    return (min if lowest else max)(values, default=0)


def _by_value(row: Placed, scheme: Scheme, method: Method, best: int) -> Exact:
    match scheme.kind:
        case SchemeKind.SHARE_OF_BEST:
            return _share_of_best(row.value, best, lower_is_better=method.lower_is_better)
        case SchemeKind.RAW:
            return ratio(row.value, 1000)
        case SchemeKind.WORLD_ATHLETICS:
            formula = formula_of(scheme, row.person.gender)
            return 0 if formula is None else points_for(row.value, formula)
        case SchemeKind.LINEAR:
            return _linear(row.value, scheme, lower_is_better=method.lower_is_better)
    raise ValueError(f"unknown scheme: {scheme.kind}")


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
