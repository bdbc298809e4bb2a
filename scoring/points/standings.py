"""Standings of an event: its rules and what everybody has, made overall and group standings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.ages.bands import Band
from scoring.engine.ranking import BoardPerson, Method
from scoring.points.groups import GroupRow, group_standings
from scoring.points.overall import OverallBoard, overall_boards
from scoring.points.rules import StandingsRules
from scoring.points.totals import ActivityEarned, lower_wins, totals


@dataclass(frozen=True, slots=True)
class Competition:
    """Who competes, and how the event splits and numbers places.

    names: group id -> name, in order. moved: (activity id, participant id) -> the group that a
    result was made for, where its participant has another one today.
    """

    people: Mapping[int, BoardPerson]
    bands: Sequence[Band]
    names: Mapping[int, str]
    moved: Mapping[tuple[int, int], int]
    switches: Method


@dataclass(frozen=True, slots=True)
class Standings:
    """overall and groups: empty where the rules have none. activity_ids: those that count, in the
    order of every total's contributions. lowest: whether the lowest total wins.
    """

    rules: StandingsRules
    activity_ids: Sequence[int]
    overall: Sequence[OverallBoard]
    groups: Sequence[GroupRow]
    lowest: bool


def make_standings(
    activities: Sequence[ActivityEarned], competition: Competition, rules: StandingsRules
) -> Standings:
    """Standings by these rules. activities: those that count, with what their schemes gave."""
    lowest = lower_wins(activities, rules)
    every = list(totals(activities, competition.people, rules))
    overall, groups = [], []
    if rules.overall.enabled:
        overall = overall_boards(
            every, rules, competition.switches, competition.bands, lowest=lowest
        )
    if rules.groups.enabled:
        groups = group_standings(
            every,
            competition.people,
            competition.names,
            competition.moved,
            rules,
            lowest=lowest,
            dense=competition.switches.dense,
        )
    ids = [each.rules.activity_id for each in activities]
    return Standings(rules, ids, overall, groups, lowest)
