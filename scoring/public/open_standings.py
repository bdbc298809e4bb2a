"""The overall and group standings that anybody may see: made behind the gate, kept as boards."""

from collections.abc import Mapping
from typing import Any

from events.models import Event
from foundation.web import versioned_cache
from scoring.points.exact import decimal_text
from scoring.points.overall import OverallBoard, OverallRow
from scoring.points.rules import OverallKind
from scoring.points.standings import Standings
from scoring.public.open_boards import (
    ShownPerson,
    moment_text,
    person_fields,
    row_order,
    shown_people,
)
from scoring.public.versions import PublicVersions
from scoring.publishing.gate import Opened
from scoring.publishing.results_at import standings_at


def open_standings(versions: PublicVersions) -> dict[str, Any]:
    """In the shape of the API: `overall` and `groups` are null unless they are public.

    Only who has a place is in them, and only totals: what they are made of may not be public.
    """
    key = f"public-standings:{versions.event_id}"
    made_from = (*versions.made_from, tuple(versions.activities.items()))
    if (at_hand := versioned_cache.get(key, made_from)) is not None:
        return at_hand
    found = _make(versions)
    versioned_cache.keep(key, made_from, found)
    return found


def _make(versions: PublicVersions) -> dict[str, Any]:
    opened = versions.opening
    overall = groups = None
    if opened.overall:
        standings = _standings(versions, opened.overall)
        shown = shown_people(versions)
        boards = [_board(each, standings, shown) for each in standings.overall]
        overall = {
            "state": opened.overall.state,
            "boards": [each for each in boards if each["rows"] or each["guests"]],
            "updated_at": moment_text(opened.overall.since),
        }
    if opened.groups:
        standings = _standings(versions, opened.groups)
        groups = {
            "state": opened.groups.state,
            "rows": [_group(row, standings) for row in standings.groups if row.complete],
            "updated_at": moment_text(opened.groups.since),
        }
    return {"overall": overall, "groups": groups}


def _standings(versions: PublicVersions, which: Opened) -> Standings:
    event: Event = versions.stored.event
    return standings_at(event, versions.opening, which)


def _board(
    board: OverallBoard, standings: Standings, shown: Mapping[int, ShownPerson]
) -> dict[str, Any]:
    def rows(placed: list[OverallRow]) -> list[dict]:
        found = []
        for row in placed:
            if (who := shown.get(row.total.person.participant_id)) is not None:
                made = {"rank": row.place, **person_fields(who)}
                found.append(made | _total(row.total, standings))
        return sorted(found, key=row_order)

    return {
        "gender": board.gender,
        "age_category_name": board.category,
        "rows": rows(board.placed),
        "guests": rows(board.guests),
    }


def _group(row, standings: Standings) -> dict[str, Any]:
    return {"rank": row.place, "group_name": row.name} | _total(row, standings)


def _total(row, standings: Standings) -> dict[str, Any]:
    """The total of a person or a group, and the medals where these are counted."""
    total = {"total": None if row.total is None else decimal_text(row.total)}
    if standings.rules.overall.kind == OverallKind.MEDALS:
        total["medals"] = list(row.medals)
    return total
