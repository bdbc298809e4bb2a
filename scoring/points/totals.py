"""What activities gave to each participant, added up. Source: docs/scoring.md, "Standings"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    entrants,
    lower_total_wins,
    points_of_absence,
)

VALID = {Status.OK, FAILED}
"""Results that say how good somebody was; the others say why there is none."""
ABSENCES = {Status.DNS, Status.WD}

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
    earned: Mapping[int, Earned]


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

    medals: how many places 1, 2 and 3. why_not: WITHDRAWN, NOT_STARTED anywhere, a MANDATORY
    activity or the minimum missing, or ABSENT where it must not be; "" for who is classified.
    """

    person: BoardPerson
    total: Exact | None
    contributions: Sequence[Contribution]
    medals: tuple[int, int, int]
    why_not: str = ""

    @property
    def done(self) -> int:
        """In how many activities something was entered."""
        return sum(each.earned is not None for each in self.contributions)

    @property
    def counted(self) -> int:
        """How many results are in the total, also those that are worth nothing."""
        return sum(each.counts and each.earned is not None for each in self.contributions)


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
    competing = _entrants(activities, people)
    parts = [
        (
            each,
            exact(each.rules.weight),
            *(_absent(each, counts, fewest, absence) for absence in overall.absences),
        )
        for each, counts in zip(activities, competing, strict=True)
        for fewest in [_fewest(each, people)]
    ]
    for pk in sorted({pk for each in activities for pk in each.earned}):
        person = people[pk]
        added = [_contribution(pk, person, *part) for part in parts]
        yield _total(person, _choose(added, activities, overall, lowest), activities, overall)


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
        for pk, earned in activity.earned.items():
            key = board_key(people[pk], activity.method)
            found[key] = min(found.get(key, 0), earned.points or 0)
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


def _contribution(
    pk: int,
    person: BoardPerson,
    activity: ActivityEarned,
    weight: Exact,
    missing: Mapping[BoardKey, Exact | None],
    not_started: Mapping[BoardKey, Exact | None],
) -> Contribution:
    earned = activity.earned.get(pk)
    if earned is None:
        points = missing[board_key(person, activity.method)]
    elif earned.status == Status.DNS:
        points = not_started[board_key(person, activity.method)]
    elif earned.status == Status.WD:
        points = None
    else:
        points = _weighted(earned.points, weight)
    return Contribution(activity.rules.activity_id, earned, points, points is not None)


def _choose(
    added: Sequence[Contribution],
    activities: Sequence[ActivityEarned],
    overall: OverallRules,
    lowest: bool,
) -> Sequence[Contribution]:
    """The same, of which only the best so many count; mandatory ones always do. Of two with the
    same points it is the one with the better place.
    """
    if overall.best is None or overall.kind == OverallKind.MEDALS or overall.best >= len(added):
        return added
    sign = 1 if lowest else -1
    ranked = sorted(
        (nth for nth, each in enumerate(added) if each.points is not None),
        key=lambda nth: (
            not activities[nth].rules.mandatory,
            sign * added[nth].points,
            place_of(added[nth]),
            nth,
        ),
    )
    chosen = set(ranked[: overall.best])
    return [each._replace(counts=nth in chosen) for nth, each in enumerate(added)]


def _total(
    person: BoardPerson,
    added: Sequence[Contribution],
    activities: Sequence[ActivityEarned],
    overall: OverallRules,
) -> Total:
    medals = medals_of(added)
    counting = [each.points for each in added if each.counts]
    expected = len(added) if overall.best is None else min(overall.best, len(added))
    if overall.kind == OverallKind.MEDALS:
        total = sum(medals)
    else:
        total = exact_sum(counting) if len(counting) == expected else None
    return Total(person, total, added, medals, _why_not(person, added, activities, overall, total))


def medals_of(contributions: Iterable[Contribution]) -> tuple[int, int, int]:
    """How many places 1, 2 and 3 there are."""
    places = [each.earned.place for each in contributions if each.earned is not None]
    return places.count(1), places.count(2), places.count(3)


def exact_sum(points: Iterable[Exact]) -> Exact:
    """Their sum, as an int where it is whole."""
    total = sum(points)
    return total if isinstance(total, int) else exact(total)


def _why_not(
    person: BoardPerson,
    added: Sequence[Contribution],
    activities: Sequence[ActivityEarned],
    overall: OverallRules,
    total: Exact | None,
) -> str:
    if person.is_withdrawn:
        return WITHDRAWN
    valid, has_started, lacks_mandatory = 0, False, False
    for each, activity in zip(added, activities, strict=True):
        status = "" if each.earned is None else each.earned.status
        if status in VALID:
            valid += 1
        elif activity.rules.mandatory:
            lacks_mandatory = True
        has_started = has_started or (status != "" and status not in ABSENCES)
    if not has_started:
        return NOT_STARTED
    if lacks_mandatory:
        return MANDATORY
    if valid < overall.minimum:
        return BELOW_MINIMUM
    return ABSENT if total is None else ""
