"""An event as one JSON file from which anybody can work its standings out anew.

Everything that places, points and totals are made of, and beside it what they were made: results as
they were typed and as whole thousandths of the unit, points and totals exactly ("19/3").
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import F
from django.utils import timezone

from events.ages.bands import Band
from events.models import Event
from scoring.boards.leaderboard import people_of
from scoring.engine.ranking import Board, BoardPerson, Result, boards
from scoring.models import Record
from scoring.points.exact import Exact
from scoring.points.overall import OverallBoard
from scoring.points.standings import Standings
from scoring.points.totals import Total
from scoring.rules.activity_rules import method_of
from scoring.standings.results import standings_of
from scoring.standings.standings_json import criterion_name
from scoring.standings.stored_rules import (
    PLACES_AS_SENT,
    current_version,
    number_of,
    rules_in,
    stored_dict,
)

FORMAT = 1
"""Goes up where a reader of the format before could misunderstand something."""
MOST_READS = 5


def read_event(event_id: int) -> dict[str, Any]:
    """All that is in the file, as plain values. Raises Event.DoesNotExist where the event is gone.

    What is written while it is read is either all in it or not at all, as far as five readings
    allow: versions are compared before and after. Where they never stay the same, the last counts.
    """
    for _attempt in range(MOST_READS):
        versions = _versions(event_id)
        made = export_dict(event_id)
        if _versions(event_id) == versions:
            break
    return made


def json_bytes(values: dict[str, Any]) -> bytes:
    """The whole file, UTF-8."""
    return json.dumps(values, ensure_ascii=False).encode()


def export_dict(event_id: int) -> dict[str, Any]:
    """The event as it is read now; as `read_event` has it where nobody writes meanwhile."""
    as_of = timezone.now()
    event = Event.objects.get(pk=event_id)
    people, bands = people_of(event)
    version = current_version(event)
    rules = rules_in(version, event)
    results = _results(event)
    activities = list(event.activities.order_by("order", "pk"))
    return {
        "format": FORMAT,
        "as_of": as_of.isoformat(timespec="seconds"),
        "event": {
            "id": event.pk,
            "name": event.name,
            "ages_on": event.ages_on.isoformat(),
            "places": PLACES_AS_SENT[event.places],
            "ignores_gender": event.ignores_gender,
            "ignores_age": event.ignores_age,
        },
        "age_categories": [asdict(band) for band in bands],
        "groups": list(event.groups.order_by("sort_key", "pk").values("id", "name")),
        "activities": [_activity(activity, event) for activity in activities],
        "participants": list(map(_person, people.values())),
        "results": results,
        "rules": stored_dict(rules) | {"version": number_of(version)},
        "boards": list(_boards(activities, event, results, people, bands)),
        "standings": _standings(standings_of(event, rules)),
    }


def _versions(event_id: int) -> list[tuple]:
    """What changes with every write to the event."""
    rows = Event.objects.filter(pk=event_id).order_by("activities")
    return list(rows.values_list("version", "activities", "activities__results_version"))


def _activity(activity, event: Event) -> dict[str, Any]:
    method = method_of(activity, event)
    return {
        "id": activity.pk,
        "name": activity.name,
        "type": activity.evaluation_type,
        "unit": activity.unit,
        "decimals": activity.decimals,
        "combine": activity.combine,
        "best_count": activity.best_count,
        "lower_is_better": method.lower_is_better,
        "ties_by_attempts": method.ties_by_attempts,
        "ties_by_heights": method.by_heights,
        "zero_is_foul": method.zero_is_foul,
    }


def _person(person: BoardPerson) -> dict[str, Any]:
    born = "" if person.is_erased else "-".join(f"{part:02}" for part in person.born)
    return {
        "id": person.participant_id,
        "name": person.name,
        "gender": person.gender,
        "born": born or None,
        "birth_order": list(person.born),
        "age": person.age,
        "age_category": person.category,
        "group_id": person.group_id,
        "is_guest": person.is_guest,
        "is_withdrawn": person.is_withdrawn,
        "is_hidden": person.is_hidden,
    }


def _results(event: Event) -> list[dict[str, Any]]:
    """Every result as it is stored."""
    rows = Record.objects.filter(activity__event=event).order_by("activity", "participant")
    return list(
        rows.values(
            "activity_id",
            "participant_id",
            "status",
            "reason",
            "value",
            "attempts",
            typed=F("value_raw"),
            group_at_entry=F("entry__group_at_entry_id"),
        )
    )


def _boards(
    activities: Iterable,
    event: Event,
    stored: Iterable[Mapping[str, Any]],
    people: Mapping[int, BoardPerson],
    bands: list[Band],
) -> Iterable[dict[str, Any]]:
    results: dict[int, list[Result]] = {activity.pk: [] for activity in activities}
    for row in stored:
        result = Result(row["participant_id"], row["value"], row["status"], tuple(row["attempts"]))
        results.setdefault(row["activity_id"], []).append(result)
    for activity in activities:
        for board in boards(results[activity.pk], people, bands, method_of(activity, event)):
            yield {
                "activity_id": activity.pk,
                "gender": board.gender,
                "age_category": board.category,
                "rows": list(_rows(board)),
            }


def _rows(board: Board) -> Iterable[dict[str, Any]]:
    for person, place, _value in board.placed:
        yield {"participant_id": person.participant_id, "place": place, "status": "OK"}
    for person, status, _value in board.unplaced:
        yield {"participant_id": person.participant_id, "place": None, "status": str(status)}


def _standings(standings: Standings) -> dict[str, Any]:
    return {
        "activity_ids": list(standings.activity_ids),
        "lowest_wins": standings.lowest,
        "overall": list(map(_overall, standings.overall)),
        "groups": [
            {
                "group_id": row.group_id,
                "place": row.place,
                "total": _exact(row.total),
                "contributors": row.contributors,
            }
            for row in standings.groups
        ],
    }


def _overall(board: OverallBoard) -> dict[str, Any]:
    placed = [(row.total, row.place, row.decided_by) for row in [*board.placed, *board.guests]]
    below = [(total, None, None) for total in board.unclassified]
    return {
        "gender": board.gender,
        "age_category": board.category,
        "rows": [
            _total(total, place) | {"decided_by": decided_by and criterion_name(decided_by)}
            for total, place, decided_by in [*placed, *below]
        ],
    }


def _total(total: Total, place: int | None) -> dict[str, Any]:
    return {
        "participant_id": total.person.participant_id,
        "place": place,
        "total": _exact(total.total),
        "why_not": total.why_not,
        "activities": [
            {
                "activity_id": each.activity_id,
                "points": _exact(each.points),
                "counts": each.counts,
            }
            for each in total.contributions
        ],
    }


def _exact(number: Exact | None) -> str | None:
    """ "7", "19/3"."""
    return None if number is None else str(number)
