"""What activities gave to each participant, added up. Source: docs/scoring.md, "Standings"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import NamedTuple

from scoring.engine.marks import Status
from scoring.engine.ranking import FAILED, BoardKey, BoardPerson, Method, board_key
from scoring.points.exact import Exact, exact
from scoring.points.rules import Absence, ActivityRules, OverallKind, OverallRules, StandingsRules
from scoring.points.schemes import (
    BELOW_ZERO,
    Earned,
    Earnings,
    entrants,
    lower_total_wins,
    points_of_absence,
)

VALID = {Status.OK, FAILED}
"""Results that say how good somebody was; the others say why there is none."""
ABSENCES = {Status.DNS, Status.WD}
NOT_THERE = {"", *ABSENCES}

WITHDRAWN = "WITHDRAWN"
NOT_STARTED = "NOT_STARTED"
MANDATORY = "MANDATORY"
BELOW_MINIMUM = "BELOW_MINIMUM"
ABSENT = "ABSENT"


@dataclass(frozen=True, slots=True)
class ActivityEarned:
    """One activity's part: what it counts for, how it ranks, and what everybody has there."""

    rules: ActivityRules
    method: Method
    earned: Earnings


class Contribution(NamedTuple):
    """What one activity adds to a total. earned: None where nothing was entered. points: with the
    weight; None where there are none to add. counts: whether it is among those that are added.
    """

    activity_id: int
    earned: Earned | None
    points: Exact | None
    counts: bool


def place_of(contribution: Contribution) -> float:
    """The place in an activity; behind all of them without one."""
    earned = contribution.earned
    return inf if earned is None or earned.place is None else earned.place


class Total(NamedTuple):
    """One participant's sum. total: None where it cannot be made; of medals, how many.

    points: of each of the activities, with its weight; None where there are none to add. chosen:
    which of the activities count, the first is 0; None: all that have points. why_not: WITHDRAWN,
    NOT_STARTED anywhere, a MANDATORY activity or the minimum missing, or ABSENT where it must not
    be; "" for who is classified.
    """

    person: BoardPerson
    total: Exact | None
    activities: Sequence[ActivityEarned]
    points: Sequence[Exact | None]
    chosen: Set[int] | None = None
    why_not: str = ""

    @property
    def contributions(self) -> list[Contribution]:
        """What each activity adds; made for who asks, as most are only added up."""
        pk = self.person.participant_id
        return [
            Contribution(each.rules.activity_id, each.earned.get(pk), points, self._counts(nth))
            for nth, (each, points) in enumerate(zip(self.activities, self.points, strict=True))
        ]

    def _counts(self, nth: int) -> bool:
        return self.points[nth] is not None if self.chosen is None else nth in self.chosen

    @property
    def medals(self) -> tuple[int, int, int]:
        """How many places 1, 2 and 3."""
        return _medals(self.person.participant_id, self.activities)

    @property
    def done(self) -> int:
        """In how many activities something was entered."""
        return sum(self.person.participant_id in each.earned for each in self.activities)

    @property
    def counted(self) -> int:
        """How many results are in the total, also those that are worth nothing."""
        pk = self.person.participant_id
        return sum(
            pk in each.earned and self._counts(nth) for nth, each in enumerate(self.activities)
        )


def lower_wins(activities: Iterable[ActivityEarned], rules: StandingsRules) -> bool:
    """Whether the lowest total is the best one."""
    return rules.overall.kind == OverallKind.POINTS and any(
        lower_total_wins(each.rules.scheme, lower_is_better=each.method.lower_is_better)
        for each in activities
    )


def totals(
    activities: Sequence[ActivityEarned],
    people: Mapping[int, BoardPerson],
    rules: StandingsRules,
) -> Iterator[Total]:
    """The sums of everybody who has anything entered in one of the activities."""
    overall, lowest = rules.overall, lower_wins(activities, rules)
    everybody = set().union(*(each.earned for each in activities))
    ids = sorted(everybody)
    columns = []
    for activity, counts in zip(activities, _entrants(activities, people), strict=True):
        fewest = _fewest(activity, people)
        missing, dns = (_absent(activity, counts, fewest, each) for each in overall.absences)
        given = _given(activity, everybody, people, missing, dns)
        columns.append([given[pk] for pk in ids])
    for pk, *points in zip(ids, *columns, strict=True):
        chosen = _chosen(pk, points, activities, overall, lowest)
        total = _sum(pk, points, chosen, activities, overall)
        why_not = _why_not(people[pk], activities, overall, total)
        yield Total(people[pk], total, activities, points, chosen, why_not)


def _entrants(
    activities: Iterable[ActivityEarned], people: Mapping[int, BoardPerson]
) -> Iterator[Mapping[BoardKey, int]]:
    """Of each activity how many compete on its boards; counted once for all that split alike."""
    counted: dict[tuple[bool, bool], Mapping[BoardKey, int]] = {}
    for method in (each.method for each in activities):
        split = (method.ignores_gender, method.ignores_age)
        if split not in counted:
            counted[split] = entrants(people.values(), method)
        yield counted[split]


def _fewest(
    activity: ActivityEarned, people: Mapping[int, BoardPerson]
) -> Mapping[BoardKey, Exact]:
    """Board -> the fewest points that anybody has there, where they are less than none."""
    found: dict[BoardKey, Exact] = {}
    if activity.rules.scheme.kind in BELOW_ZERO:
        for pk, points in activity.earned.points_of.items():
            key = board_key(people[pk], activity.method)
            found[key] = min(found.get(key, 0), points or 0)
    return found


def _absent(
    activity: ActivityEarned,
    counts: Mapping[BoardKey, int],
    fewest: Mapping[BoardKey, Exact],
    absence: Absence,
) -> Mapping[BoardKey, Exact | None]:
    """Board -> what the activity gives to who is absent there, with its weight."""
    scheme, weight = activity.rules.scheme, exact(activity.rules.weight)
    return {
        key: _weighted(points_of_absence(absence, scheme, count, fewest.get(key, 0)), weight)
        for key, count in counts.items()
    }


def _weighted(points: Exact | None, weight: Exact) -> Exact | None:
    return points if points is None or weight == 1 else exact(Fraction(points * weight))


def _given(
    activity: ActivityEarned,
    everybody: Set[int],
    people: Mapping[int, BoardPerson],
    missing: Mapping[BoardKey, Exact | None],
    not_started: Mapping[BoardKey, Exact | None],
) -> dict[int, Exact | None]:
    """Participant id -> what the activity adds to the total of each of everybody.

    missing, not_started: board -> what it gives to who is absent there.
    """
    earned, weight = activity.earned, exact(activity.rules.weight)
    given = dict(earned.points_of)
    if weight != 1:
        given = {pk: _weighted(points, weight) for pk, points in given.items()}
    for pk, status in earned.status_of.items():
        if status == Status.DNS:
            given[pk] = not_started[board_key(people[pk], activity.method)]
        elif status == Status.WD:
            given[pk] = None
    for pk in everybody - given.keys():
        given[pk] = missing[board_key(people[pk], activity.method)]
    return given


def _chosen(
    participant_id: int,
    points: Sequence[Exact | None],
    activities: Sequence[ActivityEarned],
    overall: OverallRules,
    lowest: bool,
) -> Set[int] | None:
    """Which activities count where only the best so many do; None where all do. Mandatory ones
    always count. Of two with the same points it is the one with the better place.
    """
    if overall.best is None or overall.kind == OverallKind.MEDALS or overall.best >= len(points):
        return None
    sign = 1 if lowest else -1
    ranked = sorted(
        (nth for nth, each in enumerate(points) if each is not None),
        key=lambda nth: (
            not activities[nth].rules.mandatory,
            sign * points[nth],
            activities[nth].earned.place_of.get(participant_id, inf),
            nth,
        ),
    )
    return frozenset(ranked[: overall.best])


def _sum(
    participant_id: int,
    points: Sequence[Exact | None],
    chosen: Set[int] | None,
    activities: Sequence[ActivityEarned],
    overall: OverallRules,
) -> Exact | None:
    if overall.kind == OverallKind.MEDALS:
        return sum(_medals(participant_id, activities))
    if chosen is None:
        return None if None in points else exact_sum(points)
    return exact_sum(points[nth] for nth in chosen) if len(chosen) == overall.best else None


def _medals(participant_id: int, activities: Iterable[ActivityEarned]) -> tuple[int, int, int]:
    return medals_of(each.earned.place_of.get(participant_id) for each in activities)


def medals_of(places: Iterable[float | None]) -> tuple[int, int, int]:
    """How many of the places are 1, 2 and 3."""
    places = list(places)
    return places.count(1), places.count(2), places.count(3)


def exact_sum(points: Iterable[Exact]) -> Exact:
    """Their sum, as an int where it is whole."""
    total = sum(points)
    return total if isinstance(total, int) else exact(total)


def _why_not(
    person: BoardPerson,
    activities: Sequence[ActivityEarned],
    overall: OverallRules,
    total: Exact | None,
) -> str:
    if person.is_withdrawn:
        return WITHDRAWN
    pk = person.participant_id
    if all(each.earned.status(pk) in NOT_THERE for each in activities):
        return NOT_STARTED
    if any(each.rules.mandatory and each.earned.status(pk) not in VALID for each in activities):
        return MANDATORY
    if overall.minimum and overall.minimum > _valid(pk, activities):
        return BELOW_MINIMUM
    return ABSENT if total is None else ""


def _valid(participant_id: int, activities: Iterable[ActivityEarned]) -> int:
    """How many of the results are valid."""
    return sum(each.earned.status(participant_id) in VALID for each in activities)
