"""The rules of an event's standings as they are kept and sent: in the shape of the API's contract.

Decimals are texts, "2.5". Kept with them, and never sent, is the seed of the lots.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from events.models import Activity, Event
from scoring.engine.values import unit_of
from scoring.models import StandingsVersion
from scoring.points.rule_checks import ActivityFacts
from scoring.points.rules import (
    Absence,
    ActivityRules,
    ActivityTieBreak,
    GroupMode,
    GroupRules,
    Membership,
    OverallKind,
    OverallRules,
    Scheme,
    SchemeKind,
    Sex,
    StandingsRules,
    TieBreak,
    Tied,
    TieDecision,
)

NO_VERSION = 0
"""The number of the rules of an event that was never given any."""
PLACES = {"1224": Event.Places.STANDARD, "1223": Event.Places.DENSE}
PLACES_AS_SENT = {stored: sent for sent, stored in PLACES.items()}


def rules_of(event: Event) -> StandingsRules:
    """The rules in force. An event that was never given any has activities that give nothing.

    Activities that were deleted since are left out, new ones give nothing.
    """
    return rules_in(current_version(event), event)


def current_version(event: Event) -> StandingsVersion | None:
    return event.standings_versions.order_by("-number").first()


def number_of(version: StandingsVersion | None) -> int:
    return version.number if version else NO_VERSION


def rules_in(version: StandingsVersion | None, event: Event) -> StandingsRules:
    """The rules of the version, for the activities that the event has now."""
    return fitted(read_rules(version.rules if version else {}), event)


def fitted(rules: StandingsRules, event: Event) -> StandingsRules:
    """The same for just the event's activities, in their order: what is about others is left out,
    and those that the rules do not name give nothing.
    """
    ids = event.activities.order_by("order", "pk").values_list("pk", flat=True)
    return for_activities(rules, ids)


def for_activities(rules: StandingsRules, activity_ids: Iterable[int]) -> StandingsRules:
    """As `fitted`, for the activities of these ids."""
    by_id = {each.activity_id: each for each in rules.activities}
    ids = list(activity_ids)
    breaks = (
        each
        for each in rules.overall.tie_breaks
        if not isinstance(each, ActivityTieBreak) or each.activity_id in ids
    )
    return replace(
        rules,
        activities=tuple(by_id.get(pk) or ActivityRules(pk) for pk in ids),
        overall=replace(rules.overall, tie_breaks=tuple(breaks)),
    )


def facts_of(event: Event) -> dict[int, ActivityFacts]:
    """What the rules need to know of each activity, in the event's order."""
    rows = event.activities.order_by("order", "pk").values_list(
        "pk", "name", "evaluation_type", "unit"
    )
    return {
        pk: ActivityFacts(
            name=name,
            unit=unit_of(kind, unit),
            is_time=kind == Activity.EvaluationType.TIME_LOW,
            is_boolean=kind == Activity.EvaluationType.BOOLEAN,
            lowest_wins=kind
            in (Activity.EvaluationType.TIME_LOW, Activity.EvaluationType.NUMERIC_LOW),
        )
        for pk, name, kind, unit in rows
    }


def stored_dict(rules: StandingsRules) -> dict[str, Any]:
    """All of the rules, to be kept; `read_rules` reads it back."""
    kept = {"lot_seed": rules.lot_seed, "decisions": list(map(_decision_dict, rules.decisions))}
    return rules_dict(rules) | kept


def _decision_dict(decision: TieDecision) -> dict[str, Any]:
    return {"order": [list(ids) for ids in decision.order], "reason": decision.reason}


def rules_dict(rules: StandingsRules) -> dict[str, Any]:
    """What people set, in the contract's shape. Of a scheme only what belongs to its kind."""
    overall, groups = rules.overall, rules.groups
    return {
        "activities": [
            {
                "activity_id": each.activity_id,
                "weight": plain_decimal(each.weight),
                "mandatory": each.mandatory,
                "scheme": _scheme_dict(each.scheme),
            }
            for each in rules.activities
        ],
        "overall": {
            "enabled": overall.enabled,
            "kind": str(overall.kind),
            "across_genders": overall.across_genders,
            "across_ages": overall.across_ages,
            "best": overall.best,
            "minimum": overall.minimum,
            "missing": str(overall.missing),
            "dns": str(overall.dns),
            "tie_breaks": [
                {"activity_id": each.activity_id}
                if isinstance(each, ActivityTieBreak)
                else str(each)
                for each in overall.tie_breaks
            ],
        },
        "groups": {
            "enabled": groups.enabled,
            "mode": str(groups.mode),
            "best": groups.best,
            "minimum": groups.minimum,
            "group": str(groups.membership),
        },
    }


def _scheme_dict(scheme: Scheme) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": str(scheme.kind)}
    if scheme.kind == SchemeKind.TABLE:
        written |= {"table": list(map(plain_decimal, scheme.table)), "tied": str(scheme.tied)}
    elif scheme.kind == SchemeKind.WORLD_ATHLETICS:
        written |= {"discipline": scheme.discipline, "sex": str(scheme.sex)}
    elif scheme.kind == SchemeKind.LINEAR:
        written |= {
            "base_points": plain_decimal(scheme.base_points),
            "base": plain_decimal(scheme.base),
            "step": plain_decimal(scheme.step),
            "low": plain_decimal(scheme.low),
            "high": None if scheme.high is None else plain_decimal(scheme.high),
        }
    return written


def plain_decimal(number: Fraction) -> str:
    """ "2.5" of five halves. Only of numbers that have a finite decimal, as all in rules have."""
    decimal = Decimal(number.numerator) / Decimal(number.denominator)
    return format(decimal.normalize() if decimal else Decimal(0), "f")


def read_rules(written: Mapping[str, Any]) -> StandingsRules:
    """The rules from the contract's shape, whose values have been checked one by one."""
    return StandingsRules(
        activities=tuple(map(_read_activity, written.get("activities", ()))),
        overall=_read_overall(written.get("overall", {})),
        groups=_read_groups(written.get("groups", {})),
        lot_seed=written.get("lot_seed", ""),
        decisions=tuple(map(read_decision, written.get("decisions", ()))),
    )


def read_decision(written: Mapping[str, Any]) -> TieDecision:
    """A decision from how it is kept."""
    return TieDecision(tuple(map(tuple, written["order"])), written["reason"])


def _read_activity(written: Mapping[str, Any]) -> ActivityRules:
    return ActivityRules(
        activity_id=written["activity_id"],
        scheme=_read_scheme(written.get("scheme", {})),
        weight=Fraction(written.get("weight", 1)),
        mandatory=written.get("mandatory", False),
    )


def _read_scheme(written: Mapping[str, Any]) -> Scheme:
    given = dict(written)
    for name, kind in {"kind": SchemeKind, "tied": Tied, "sex": Sex}.items():
        if name in given:
            given[name] = kind(given[name])
    for name in ("base_points", "base", "step", "low", "high"):
        if given.get(name) is not None:
            given[name] = Fraction(given[name])
    if "table" in given:
        given["table"] = tuple(map(Fraction, given["table"]))
    return Scheme(**given)


def _read_overall(written: Mapping[str, Any]) -> OverallRules:
    given = dict(written)
    for name, kind in {"kind": OverallKind, "missing": Absence, "dns": Absence}.items():
        if name in given:
            given[name] = kind(given[name])
    breaks = map(_read_tie_break, given.pop("tie_breaks", ()))
    return OverallRules(**given, tie_breaks=tuple(breaks))


def _read_tie_break(written: str | Mapping[str, int]) -> TieBreak | ActivityTieBreak:
    if isinstance(written, str):
        return TieBreak(written)
    return ActivityTieBreak(written["activity_id"])


def _read_groups(written: Mapping[str, Any]) -> GroupRules:
    given = dict(written)
    if "mode" in given:
        given["mode"] = GroupMode(given["mode"])
    if "group" in given:
        given["membership"] = Membership(given.pop("group"))
    return GroupRules(**given)
