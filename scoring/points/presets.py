"""Ready-made rules of standings, made for an event's activities. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.points.disciplines import discipline_of
from scoring.points.rule_checks import ActivityFacts
from scoring.points.rules import (
    Absence,
    ActivityRules,
    GroupMode,
    GroupRules,
    OverallKind,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
    TieBreak,
    Tied,
)

DECATHLON = (
    "100m", "long_jump", "shot", "high_jump", "400m",
    "110mh", "discus", "pole_vault", "javelin", "1500m",
)  # fmt: skip
HEPTATHLON = ("100mh", "high_jump", "shot", "200m", "long_jump", "javelin", "800m")
HEPTATHLON_INDOORS = ("60m", "long_jump", "shot", "high_jump", "60mh", "pole_vault", "1000m")
PENTATHLON_INDOORS = ("60mh", "high_jump", "shot", "long_jump", "800m")

NOTHING, PLACES, TABLE = Scheme(), Scheme(SchemeKind.PLACES), Scheme(SchemeKind.TABLE)
NO_GROUPS = GroupRules()
TEAM_SIZE = 5
POINTS_OF_BEST = Fraction(100)
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rules that a preset makes. left_out: names of activities in which it does not know what to
    give, so that they give nothing. missing: disciplines for which no activity was found.
    """

    rules: StandingsRules
    left_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """Rules that are made for activities by one tap. explanation: one sentence."""

    key: str
    name: Promise
    explanation: Promise
    make: Callable[..., Proposal]


def propose(
    preset: Preset,
    now: StandingsRules,
    activities: Mapping[int, ActivityFacts],
    bests: Mapping[int, Fraction],
) -> Proposal:
    """The rules of the preset; what people decided about ties and the seed of lots stay.

    activities: the event's by their ids, in order. bests: id -> the best value of today, in the
    unit; those without any result are not there.
    """
    made = preset.make(activities, bests)
    kept = {"lot_seed": now.lot_seed, "decisions": now.decisions}
    return replace(made, rules=replace(made.rules, **kept))


def _alike(
    activities: Mapping[int, ActivityFacts],
    _bests: Mapping[int, Fraction],
    *,
    scheme: Scheme = TABLE,
    groups: GroupRules = NO_GROUPS,
    drops_worst: bool = False,
    **overall,
) -> Proposal:
    """The same scheme everywhere."""
    absence = Absence.LAST_PLUS_ONE if scheme.kind == SchemeKind.PLACES else Absence.ZERO
    best = max(1, len(activities) - 1) if drops_worst else None
    overall = {"missing": absence, "dns": absence, "best": best, **overall}
    return Proposal(
        StandingsRules(
            activities=tuple(ActivityRules(pk, scheme) for pk in activities),
            overall=OverallRules(enabled=True, tie_breaks=(TieBreak.COUNT_BACK,), **overall),
            groups=groups,
        )
    )


def _combined(
    activities: Mapping[int, ActivityFacts],
    _bests: Mapping[int, Fraction],
    *,
    disciplines: tuple[str, ...],
) -> Proposal:
    """Each discipline by its table, where an activity is known to be it; once each."""
    schemes: dict[int, Scheme] = {}
    open_ones = list(disciplines)
    for pk, facts in activities.items():
        if key := discipline_of(facts, open_ones):
            open_ones.remove(key)
            schemes[pk] = Scheme(SchemeKind.WORLD_ATHLETICS, discipline=key)
    proposal = _of_schemes(activities, schemes, (TieBreak.COUNT_BACK, TieBreak.NEXT_BEST))
    return replace(proposal, missing=tuple(open_ones))


def _by_steps(activities: Mapping[int, ActivityFacts], bests: Mapping[int, Fraction]) -> Proposal:
    """100 points for the best of today, one less for each step."""
    schemes = {
        pk: Scheme(
            SchemeKind.LINEAR,
            base_points=POINTS_OF_BEST,
            base=bests[pk],
            step=_usual_step(facts, bests[pk]),
        )
        for pk, facts in activities.items()
        if pk in bests and not facts.is_boolean
    }
    return _of_schemes(activities, schemes, (TieBreak.COUNT_BACK, TieBreak.NEXT_BEST))


def _usual_step(facts: ActivityFacts, best: Fraction) -> Fraction:
    """A tenth of a second, a second of long runs; 5 centimetres; else one piece."""
    if facts.is_time:
        return Fraction(1, 10) if best < MINUTE else Fraction(1)
    if facts.unit == "m":
        return Fraction(1, 20)
    return Fraction(5) if facts.unit == "cm" else Fraction(1)


def _of_schemes(
    activities: Mapping[int, ActivityFacts],
    schemes: Mapping[int, Scheme],
    tie_breaks: tuple[TieBreak, ...],
) -> Proposal:
    rules = StandingsRules(
        activities=tuple(ActivityRules(pk, schemes.get(pk, Scheme())) for pk in activities),
        overall=OverallRules(enabled=True, tie_breaks=tie_breaks),
    )
    left_out = tuple(facts.name for pk, facts in activities.items() if pk not in schemes)
    return Proposal(rules, left_out)


PRESETS = (
    Preset(
        "places",
        _("Sum of places"),
        _("The lowest sum of places wins; who is missing gets the place after the last."),
        partial(_alike, scheme=PLACES),
    ),
    Preset(
        "table-shared",
        _("10-8-6-5-4-3-2-1, shared"),
        _("Points for the first eight places; who are tied share the points of their places."),
        _alike,
    ),
    Preset(
        "table-full",
        _("10-8-6-5-4-3-2-1, in full"),
        _("Points for the first eight places; who are tied each get the points of their place."),
        partial(_alike, scheme=Scheme(SchemeKind.TABLE, tied=Tied.FULL)),
    ),
    Preset(
        "drop-worst",
        _("All but the worst one count"),
        _("Points for the first eight places; everybody’s worst activity does not count."),
        partial(_alike, drops_worst=True),
    ),
    Preset(
        "team",
        _("Groups by their five best"),
        _(
            "Places are added up; of each group the five members with the lowest sums count, and a"
            " group of fewer is not ranked."
        ),
        partial(
            _alike,
            scheme=PLACES,
            groups=GroupRules(enabled=True, mode=GroupMode.BEST, best=TEAM_SIZE),
        ),
    ),
    Preset(
        "camp",
        _("Camp: groups by the mean of their members"),
        _(
            "Points for the first eight places; a group has the mean of all its members, so that"
            " its size does not matter."
        ),
        partial(_alike, groups=GroupRules(enabled=True, mode=GroupMode.MEAN)),
    ),
    Preset(
        "medals",
        _("Medal table"),
        _(
            "More first places win, then more second, then more third ones; groups have the medals"
            " of their members."
        ),
        partial(
            _alike,
            scheme=NOTHING,
            kind=OverallKind.MEDALS,
            groups=GroupRules(enabled=True, mode=GroupMode.SUM),
        ),
    ),
    Preset(
        "steps",
        _("Own youth table"),
        _(
            "100 points for today’s best result and one less for every step; set your own base and"
            " step for each activity."
        ),
        _by_steps,
    ),
    Preset(
        "decathlon",
        _("Decathlon"),
        _("The ten disciplines by the tables of World Athletics, found by the activities’ names."),
        partial(_combined, disciplines=DECATHLON),
    ),
    Preset(
        "heptathlon",
        _("Heptathlon"),
        _(
            "The seven disciplines by the tables of World Athletics, found by the activities’"
            " names."
        ),
        partial(_combined, disciplines=HEPTATHLON),
    ),
    Preset(
        "heptathlon-indoors",
        _("Heptathlon indoors"),
        _(
            "The seven disciplines held indoors by the tables of World Athletics, found by the"
            " activities’ names."
        ),
        partial(_combined, disciplines=HEPTATHLON_INDOORS),
    ),
    Preset(
        "pentathlon-indoors",
        _("Pentathlon indoors"),
        _(
            "The five disciplines held indoors by the tables of World Athletics, found by the"
            " activities’ names."
        ),
        partial(_combined, disciplines=PENTATHLON_INDOORS),
    ),
)
BY_KEY = {preset.key: preset for preset in PRESETS}
