"""Standings as the API gives them: made once, kept as ready bytes under their versions."""

import json
from collections.abc import Sequence

from events.models import Event
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions
from scoring.engine.values import Rule, canonical
from scoring.points.exact import decimal_text
from scoring.points.groups import GroupRow
from scoring.points.overall import OverallBoard, OverallRow
from scoring.points.rules import ActivityTieBreak, OverallKind, StandingsRules, TieDecision
from scoring.points.standings import make_standings
from scoring.points.ties import DECISION, Criterion
from scoring.points.totals import Contribution, Total
from scoring.rules.activity_rules import rule_of
from scoring.standings.results import Counted, counted, tallies
from scoring.standings.stored_rules import current_version, number_of, rules_in


def standings_json(versions: Versions) -> bytes:
    """The standings of an event, UTF-8. Raises Event.DoesNotExist where it is gone."""
    key = f"standings:{versions.event_id}"
    made_from = (versions.event, tuple(versions.activities.items()))

    def make() -> bytes:
        return json.dumps(standings_dict(versions.event_id), ensure_ascii=False).encode()

    return versioned_cache.kept(key, made_from, make)


def standings_dict(event_id: int) -> dict:
    """The same as plain values."""
    event = Event.objects.get(pk=event_id)
    version = current_version(event)
    rules = rules_in(version, event)
    made_of = counted(event, rules)
    standings = make_standings(*made_of, rules)
    texts = {activity.pk: rule_of(activity) for activity in event.activities.all()}
    by_medals = rules.overall.kind == OverallKind.MEDALS

    def total(each: Total, rank: int | None, decided_by: Criterion | None) -> dict:
        person = each.person
        row = {
            "rank": rank,
            "participant_id": person.participant_id,
            "display_name": person.name,
            "group_name": person.group,
            "is_guest": person.is_guest,
            "total": None if each.total is None else decimal_text(each.total),
            "counted": each.counted,
            "of": len(each.activities),
            "done": each.done,
            "activities": [
                _contribution(one, texts[one.activity_id], by_medals=by_medals)
                for one in each.contributions
            ],
        }
        if by_medals:
            row["medals"] = list(each.medals)
        if decided_by is not None:
            row["decided_by"] = criterion_name(decided_by)
        if each.why_not:
            row["why_not"] = each.why_not
        return row

    def rows(placed: Sequence[OverallRow]) -> list[dict]:
        return [total(row.total, row.place, row.decided_by) for row in placed]

    def board(each: OverallBoard) -> dict:
        return {
            "gender": each.gender,
            "age_category_name": each.category,
            "rows": rows(each.placed) + [total(one, None, None) for one in each.unclassified],
            "guests": rows(each.guests),
        }

    return {
        "event_id": event_id,
        "version": number_of(version),
        "overall": list(map(board, standings.overall)),
        "groups": [_group(row, by_medals=by_medals) for row in standings.groups],
        "activity_ids": made_of.ids,
        "progress": _progress(made_of, rules),
    }


def _contribution(each: Contribution, rule: Rule, *, by_medals: bool) -> dict:
    earned = each.earned
    value = None if earned is None else earned.value
    return {
        "activity_id": each.activity_id,
        "value": None if value is None else canonical(value, rule),
        "status": None if earned is None else earned.status,
        "points": None if by_medals or each.points is None else decimal_text(each.points),
        "place": None if earned is None else earned.place,
        "counts": each.counts,
    }


def _progress(made_of: Counted, rules: StandingsRules) -> list[dict]:
    return [
        {
            "gender": key.gender,
            "age_category_name": key.category,
            "entered": tally.scored,
            "expected": tally.expected,
        }
        for key, tally in tallies(made_of, rules).items()
    ]


def criterion_name(criterion: Criterion) -> str | dict:
    """A criterion as the rules name it: "COUNT_BACK", {"activity_id": 3}; "DECISION" of people."""
    if isinstance(criterion, ActivityTieBreak):
        return {"activity_id": criterion.activity_id}
    return DECISION if isinstance(criterion, TieDecision) else str(criterion)


def _group(row: GroupRow, *, by_medals: bool) -> dict:
    group = {
        "rank": row.place,
        "group_id": row.group_id,
        "group_name": row.name,
        "total": None if row.total is None else decimal_text(row.total),
        "contributors": row.contributors,
        "complete": row.complete,
    }
    return group | {"medals": list(row.medals)} if by_medals else group
