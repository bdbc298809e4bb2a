"""What rules of standings may not say: each fault beside its field, as a sentence for people. Pure.

Paths are those of the API's contract, such as "activities.0.scheme.table".
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.points.rules import (
    Absence,
    ActivityRules,
    ActivityTieBreak,
    GroupMode,
    GroupRules,
    OverallKind,
    OverallRules,
    Scheme,
    SchemeKind,
    Sex,
    StandingsRules,
)
from scoring.points.schemes import lower_total_wins
from scoring.points.world_athletics import DISCIPLINES

Fault = tuple[str, str]
"""Where it is (a path of the contract), and what is wrong with it."""

LONGEST_TABLE = 100
MOST_DIGITS = 12
MOST_PLACES = 6
LARGEST_COUNT = 10_000
BY_PLACE = {SchemeKind.PLACES, SchemeKind.TABLE}
OF_BOOLEAN = {SchemeKind.NONE, *BY_PLACE}
FOR_LINEAR = ("base_points", "base", "step", "low", "high")


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What rules depend on in an activity. unit: of its values; of times "s"."""

    name: str
    unit: str = ""
    is_time: bool = False
    is_boolean: bool = False
    lowest_wins: bool = False


def faults(rules: StandingsRules, activities: Mapping[int, ActivityFacts]) -> list[Fault]:
    """All that is wrong with the rules; [] where they can be applied.

    activities: those of the event, by their ids.
    """
    found = list(_of_activities(rules.activities, activities))
    if found and any(path.endswith("activity_id") for path, _text in found):
        return found  # the rest would be about activities that nobody knows
    return [
        *found,
        *_of_directions(rules, activities),
        *_of_overall(rules, activities),
        *_of_absences(rules, activities),
        *_of_groups(rules.groups, rules.overall),
    ]


def doubts(rules: StandingsRules, activities: Mapping[int, ActivityFacts]) -> list[str]:
    """What the rules may say, but who set them will hardly mean: a sentence each.

    The rules must have no faults.
    """
    overall, groups, counting = rules.overall, rules.groups, rules.counting
    names = {each.activity_id: activities[each.activity_id].name for each in rules.activities}
    idle = {pk: name for pk, name in names.items() if pk not in {c.activity_id for c in counting}}
    found = []
    if rules.has_standings and not counting:
        found.append(_("No activity gives points yet: choose what each of them gives."))
    for each in rules.activities:
        if each.mandatory and each.activity_id in idle:
            text = _("%(activity)s is mandatory, but as it gives no points nobody has to have it.")
            found.append(text % {"activity": names[each.activity_id]})
    for each in overall.tie_breaks:
        if isinstance(each, ActivityTieBreak) and each.activity_id in idle:
            text = _("%(activity)s gives no points, so its places split no tie.")
            found.append(text % {"activity": idle[each.activity_id]})
    if counting and overall.minimum > len(counting):
        text = ngettext(
            "Nobody can have %(minimum)d results: only %(count)d activity counts.",
            "Nobody can have %(minimum)d results: only %(count)d activities count.",
            len(counting),
        )
        found.append(text % {"minimum": overall.minimum, "count": len(counting)})
    lowest = overall.kind == OverallKind.POINTS and any(_lowest(rules, activities).values())
    if groups.enabled and lowest and groups.mode in (GroupMode.SUM, GroupMode.MEAN):
        found.append(
            _(
                "Where the lowest total wins, a group gains by members who stay away: let the best"
                " so many of each group count."
            )
        )
    return found


def _lowest(rules: StandingsRules, activities: Mapping[int, ActivityFacts]) -> dict[int, bool]:
    """Id of an activity that counts -> whether fewer points of it are better."""
    return {
        each.activity_id: lower_total_wins(
            each.scheme, lower_is_better=activities[each.activity_id].lowest_wins
        )
        for each in rules.counting
    }


def _of_activities(
    all_rules: tuple[ActivityRules, ...], activities: Mapping[int, ActivityFacts]
) -> Iterator[Fault]:
    times = Counter(each.activity_id for each in all_rules)
    for number, each in enumerate(all_rules):
        path = f"activities.{number}"
        if each.activity_id not in activities:
            yield f"{path}.activity_id", _("The event has no such activity. Load the rules again.")
            continue
        if times[each.activity_id] > 1:
            yield f"{path}.activity_id", _("This activity is here twice. Leave one of them out.")
        if each.weight < 0:
            yield f"{path}.weight", _("A weight is 0 or more; 0 counts nothing.")
        else:
            yield from _of_number(f"{path}.weight", each.weight)
        facts = activities[each.activity_id]
        yield from _of_scheme(f"{path}.scheme", each.scheme, facts)


def _of_scheme(path: str, scheme: Scheme, facts: ActivityFacts) -> Iterator[Fault]:
    if facts.is_boolean and scheme.kind not in OF_BOOLEAN:
        text = _("%(activity)s is passed or failed: give points by places or by a table.")
        yield f"{path}.kind", text % {"activity": facts.name}
    elif scheme.kind == SchemeKind.TABLE:
        yield from _of_table(f"{path}.table", scheme.table)
    elif scheme.kind == SchemeKind.LINEAR:
        yield from _of_linear(path, scheme)
    elif scheme.kind == SchemeKind.WORLD_ATHLETICS:
        yield from _of_world_athletics(path, scheme, facts)


def _of_table(path: str, table: tuple[Fraction, ...]) -> Iterator[Fault]:
    if not table:
        yield path, _("Give the points of at least the first place.")
    elif len(table) > LONGEST_TABLE:
        yield path, _("A table has at most %(count)d places.") % {"count": LONGEST_TABLE}
    elif min(table) < 0:
        yield path, _("Points of a place are 0 or more.")
    else:
        yield from next(([fault] for each in table for fault in _of_number(path, each)), [])


def _of_linear(path: str, scheme: Scheme) -> Iterator[Fault]:
    numbers = {name: getattr(scheme, name) for name in FOR_LINEAR}
    for name, number in numbers.items():
        if number is not None:
            yield from _of_number(f"{path}.{name}", number)
    if scheme.step <= 0:
        yield f"{path}.step", _("One more point is for a step of more than 0.")
    if scheme.high is not None and scheme.low > scheme.high:
        yield f"{path}.high", _("The most points are not less than the fewest.")


def _of_world_athletics(path: str, scheme: Scheme, facts: ActivityFacts) -> Iterator[Fault]:
    discipline = DISCIPLINES.get(scheme.discipline)
    if discipline is None:
        yield f"{path}.discipline", _("Choose the discipline whose table counts.")
    elif discipline.is_timed and not facts.is_time:
        text = _("This discipline is run: it needs times, and %(activity)s has none.")
        yield f"{path}.discipline", text % {"activity": facts.name}
    elif not discipline.is_timed and (facts.unit != "m" or facts.lowest_wins):
        text = _(
            "This discipline is measured in metres: set the unit of %(activity)s to m, with the"
            " highest number winning."
        )
        yield f"{path}.discipline", text % {"activity": facts.name}
    elif discipline.women is None and scheme.sex == Sex.WOMEN:
        yield f"{path}.sex", _("This discipline has no table for women. Take that for men.")


def _of_directions(
    rules: StandingsRules, activities: Mapping[int, ActivityFacts]
) -> Iterator[Fault]:
    """Sums of which the lowest wins hold nothing that is the better the higher it is."""
    if rules.overall.kind == OverallKind.MEDALS:
        return
    lowest = _lowest(rules, activities)
    raw_units = {
        activities[each.activity_id].unit
        for each in rules.counting
        if each.scheme.kind == SchemeKind.RAW
    }
    is_mixed = len(set(lowest.values())) > 1
    for number, each in enumerate(rules.activities):
        path = f"activities.{number}.scheme.kind"
        facts = activities[each.activity_id]
        if each.scheme.kind == SchemeKind.RAW and len(raw_units) > 1:
            text = _(
                "Results add up as they are only in one unit, and here they are in %(units)s. Give"
                " points for places instead."
            )
            yield path, text % {"units": ", ".join(unit or "–" for unit in sorted(raw_units))}
        elif is_mixed and lowest.get(each.activity_id):
            text = _(
                "In %(activity)s the lowest number is the best, and in others the highest: they"
                " cannot be added up. Take the same way of points for all."
            )
            yield path, text % {"activity": facts.name}


def _of_absences(rules: StandingsRules, activities: Mapping[int, ActivityFacts]) -> Iterator[Fault]:
    """What who is absent gets must be no better than what who is there gets."""
    if rules.overall.kind == OverallKind.MEDALS:
        return
    kinds = {each.scheme.kind for each in rules.counting}
    is_raw_low = any(
        each.scheme.kind == SchemeKind.RAW and activities[each.activity_id].lowest_wins
        for each in rules.counting
    )
    for name in ("missing", "dns"):
        absence = getattr(rules.overall, name)
        path = f"overall.{name}"
        if is_raw_low and absence != Absence.OUT:
            yield (
                path,
                _(
                    "Where the lowest result wins, nobody may gain by having none: take “not"
                    " classified”."
                ),
            )
        elif SchemeKind.PLACES in kinds and absence == Absence.ZERO:
            yield (
                path,
                _(
                    "In a sum of places 0 would be better than a win: take the place after the"
                    " last, or “not classified”."
                ),
            )
        elif absence == Absence.LAST_PLUS_ONE and kinds - BY_PLACE:
            yield (
                path,
                _(
                    "A place after the last is for points by places or by a table only: take no"
                    " points, or “not classified”."
                ),
            )


def _of_overall(rules: StandingsRules, activities: Mapping[int, ActivityFacts]) -> Iterator[Fault]:
    overall = rules.overall
    mandatory = sum(each.mandatory for each in rules.counting)
    if overall.kind == OverallKind.POINTS and overall.best and overall.best < mandatory:
        text = _("More activities are mandatory than count: let at least %(count)d count.")
        yield "overall.best", text % {"count": mandatory}
    yield from _of_count("overall.best", overall.best, 1)
    yield from _of_count("overall.minimum", overall.minimum, 0)
    times = Counter(overall.tie_breaks)
    seen = set()
    for number, each in enumerate(overall.tie_breaks):
        path = f"overall.tie_breaks.{number}"
        if times[each] > 1 and each in seen:
            yield path, _("This is in the list already, and splits nobody the second time.")
        elif isinstance(each, ActivityTieBreak) and each.activity_id not in activities:
            yield path, _("The event has no such activity. Choose another one.")
        seen.add(each)


def _of_groups(groups: GroupRules, overall: OverallRules) -> Iterator[Fault]:
    yield from _of_count("groups.best", groups.best, 1)
    yield from _of_count("groups.minimum", groups.minimum, 0)
    if groups.best is None and groups.mode in (GroupMode.BEST, GroupMode.BEST_PER_GENDER):
        yield "groups.best", _("Say how many of the best members count.")
    if groups.enabled and overall.kind == OverallKind.MEDALS and groups.mode != GroupMode.SUM:
        yield "groups.mode", _("Medals of a group are those of all its members: take the sum.")


def _of_count(path: str, count: int | None, least: int) -> Iterator[Fault]:
    if count is not None and not least <= count <= LARGEST_COUNT:
        text = _("Give a whole number from %(least)d to %(most)d.")
        yield path, text % {"least": least, "most": LARGEST_COUNT}


def _of_number(path: str, number: Fraction) -> Iterator[Fault]:
    """Decimals that a person could mean, and every database and program can hold."""
    scaled = abs(number) * 10**MOST_PLACES
    if scaled.denominator != 1:
        yield path, _("Give at most %(count)d decimal places.") % {"count": MOST_PLACES}
    elif scaled >= 10**MOST_DIGITS:
        yield (
            path,
            _("Give a number below %(limit)d.") % {"limit": 10 ** (MOST_DIGITS - MOST_PLACES)},
        )
