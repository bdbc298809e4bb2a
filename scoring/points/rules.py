"""The rules of an event's standings as plain values: what each activity gives, how it is added up.

Decimals are exact Fractions. What may not be combined is refused by `scoring.points.rule_checks`;
here every combination can be said. Source: docs/scoring.md, "Points" and "Standings".
"""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


class SchemeKind(StrEnum):
    """How a result in one activity becomes points."""

    NONE = "NONE"  # not a part of the standings
    PLACES = "PLACES"  # the place itself; the lowest sum wins
    TABLE = "TABLE"  # so many points for each place
    SHARE_OF_BEST = "SHARE_OF_BEST"  # the best result is 1000
    RAW = "RAW"  # the value itself
    WORLD_ATHLETICS = "WORLD_ATHLETICS"  # the tables of combined events
    LINEAR = "LINEAR"  # so much for each step better than a base


class Tied(StrEnum):
    """What who share a place get of a table of points."""

    SHARE = "SHARE"  # the mean of the places that they take up
    FULL = "FULL"  # each the points of the place


class Sex(StrEnum):
    """Whose table of World Athletics is taken."""

    BY_GENDER = "BY_GENDER"
    MEN = "MEN"
    WOMEN = "WOMEN"


class OverallKind(StrEnum):
    POINTS = "POINTS"
    MEDALS = "MEDALS"  # more firsts, then seconds, then thirds


class Absence(StrEnum):
    """What an activity counts for who has no result there."""

    ZERO = "ZERO"  # no points
    LAST_PLUS_ONE = "LAST_PLUS_ONE"  # as if in the place after as many as compete
    OUT = "OUT"  # whoever it is is not classified


class TieBreak(StrEnum):
    """What splits who have the same total. `ActivityTieBreak` is one more."""

    COUNT_BACK = "COUNT_BACK"  # more firsts, then more seconds, …
    NEXT_BEST = "NEXT_BEST"  # the points of each, best first
    HEAD_TO_HEAD = "HEAD_TO_HEAD"  # of exactly two: who was before the other more often
    YOUNGER = "YOUNGER"
    LOT = "LOT"


class GroupMode(StrEnum):
    SUM = "SUM"
    BEST = "BEST"
    BEST_PER_GENDER = "BEST_PER_GENDER"  # so many girls and so many boys, and nobody else
    MEAN = "MEAN"


class Membership(StrEnum):
    """For which group a result counts once its participant has moved. Where the lowest total wins
    it is today's either way: a part of a sum would be better than the whole.
    """

    AT_ENTRY = "AT_ENTRY"
    TODAY = "TODAY"


@dataclass(frozen=True, slots=True)
class ActivityTieBreak:
    """The better place in this activity."""

    activity_id: int


@dataclass(frozen=True, slots=True)
class TieDecision:
    """What people decided about who have the same total.

    order: the ids of participants, the first ones first; who stay equal stand together. reason:
    theirs, for everybody to read.
    """

    order: tuple[tuple[int, ...], ...]
    reason: str = ""

    @property
    def nth_of(self) -> dict[int, int]:
        """Id -> which in order, from 1; equal for who stay equal."""
        return {pk: nth for nth, ids in enumerate(self.order, start=1) for pk in ids}


EIGHT_PLACES = tuple(map(Fraction, (10, 8, 6, 5, 4, 3, 2, 1)))


@dataclass(frozen=True, slots=True)
class Scheme:
    """How results of an activity become points. Only what belongs to `kind` is looked at.

    table: points of the first place, the second, …; beyond it 0. discipline: a key of
    `world_athletics.DISCIPLINES`. Of LINEAR: `base_points` at the value `base`, one more for every
    `step` better; base and step in the activity's unit; held between `low` and `high`.
    """

    kind: SchemeKind = SchemeKind.NONE
    table: tuple[Fraction, ...] = EIGHT_PLACES
    tied: Tied = Tied.SHARE
    discipline: str = ""
    sex: Sex = Sex.BY_GENDER
    base_points: Fraction = Fraction(0)
    base: Fraction = Fraction(0)
    step: Fraction = Fraction(1)
    low: Fraction = Fraction(0)
    high: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ActivityRules:
    """What one activity counts for. mandatory: without a result there nobody is classified."""

    activity_id: int
    scheme: Scheme = Scheme()
    weight: Fraction = Fraction(1)
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class OverallRules:
    """How points of activities make a total, and who is before whom.

    best: how many activities count, the best ones; None: all. minimum: results that it takes to be
    classified. missing: where nothing was entered, and dns where somebody did not start.
    """

    enabled: bool = False
    kind: OverallKind = OverallKind.POINTS
    across_genders: bool = False
    across_ages: bool = False
    best: int | None = None
    minimum: int = 0
    missing: Absence = Absence.ZERO
    dns: Absence = Absence.ZERO
    tie_breaks: tuple[TieBreak | ActivityTieBreak, ...] = ()

    @property
    def absences(self) -> tuple[Absence, Absence]:
        """What either way of being absent counts for."""
        return self.missing, self.dns


@dataclass(frozen=True, slots=True)
class GroupRules:
    """How totals of members make one of their group. best and minimum: numbers of members."""

    enabled: bool = False
    mode: GroupMode = GroupMode.SUM
    best: int | None = None
    minimum: int = 0
    membership: Membership = Membership.AT_ENTRY


@dataclass(frozen=True, slots=True)
class StandingsRules:
    """All rules of one event. `lot_seed` decides lots, and stays what it is for ever.

    decisions: those of people about who are tied; of several that fit, the last one counts.
    """

    activities: tuple[ActivityRules, ...] = ()
    overall: OverallRules = field(default_factory=OverallRules)
    groups: GroupRules = field(default_factory=GroupRules)
    lot_seed: str = ""
    decisions: tuple[TieDecision, ...] = ()

    @property
    def counting(self) -> tuple[ActivityRules, ...]:
        """The activities with a weight that give points, or any medals where these are counted."""
        by_medals = self.overall.kind == OverallKind.MEDALS
        return tuple(
            each
            for each in self.activities
            if each.weight and (by_medals or each.scheme.kind != SchemeKind.NONE)
        )

    @property
    def has_standings(self) -> bool:
        """Whether there are any standings to show."""
        return self.overall.enabled or self.groups.enabled
