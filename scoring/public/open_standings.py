"""The overall and group standings that anybody may see: made behind the gate, kept as boards."""

from collections.abc import Iterator, Mapping
from typing import Any

from foundation.web import versioned_cache
from scoring.points.exact import decimal_text
from scoring.points.overall import OverallBoard, OverallRow
from scoring.points.rules import OverallKind
from scoring.points.standings import Standings
from scoring.public.open_amendments import (
    Amendments,
    amendment_dicts,
    moment_text,
    open_amendments,
)
from scoring.public.open_boards import (
    ShownPerson,
    in_row_order,
    person_fields,
    shown_people,
)
from scoring.public.versions import PublicVersions
from scoring.publishing.gate import GROUPS_ID, OVERALL_ID, Opened, latest
from scoring.publishing.results_at import standings_at


def open_standings(versions: PublicVersions) -> dict[str, Any]:
    """In the shape of the API: boards of `overall` and rows of `groups`, and the state of each; no
    board, no row and a null where they are not public.

    Only who has a place is in them, and only totals: what they are made of may not be public.
    """
    key = f"public-standings:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from_all, lambda: _make(versions))


def _make(versions: PublicVersions) -> dict[str, Any]:
    overall, groups = versions.opening.overall, versions.opening.groups
    opened = [each for each in (overall, groups) if each]
    amended = open_amendments(versions) if opened else {}
    return {
        "overall": list(_overall(versions, overall, amended)) if overall else [],
        "overall_state": overall and overall.state,
        **_groups(versions, groups, amended),
        "groups_state": groups and groups.state,
        "updated_at": moment_text(latest(*(each.since for each in opened))),
    }


def _overall(
    versions: PublicVersions, opened: Opened, amended: Amendments
) -> Iterator[dict[str, Any]]:
    standings = standings_at(versions.stored.event, versions.opening, opened)
    shown = shown_people(versions)
    for each in standings.overall:
        board = _board(each, standings, shown)
        if board["rows"] or board["guests"]:
            placed = [row.total.person.participant_id for row in [*each.placed, *each.guests]]
            there = {pk: person_fields(shown[pk]) for pk in placed if pk in shown}
            yield {
                **board,
                "state": opened.state,
                "amendments": amendment_dicts(amended.get(OVERALL_ID, ()), there),
                "updated_at": moment_text(opened.since),
            }


def _groups(versions: PublicVersions, opened: Opened | None, amended: Amendments) -> dict[str, Any]:
    if opened is None:
        return {"groups": [], "groups_amendments": []}
    standings = standings_at(versions.stored.event, versions.opening, opened)
    rows = [row for row in standings.groups if row.complete]
    there = {row.group_id: {"group_name": row.name} for row in rows}
    return {
        "groups": [
            {"rank": row.place, "group_name": row.name} | _total(row, standings) for row in rows
        ],
        "groups_amendments": amendment_dicts(amended.get(GROUPS_ID, ()), there),
    }


def _board(
    board: OverallBoard, standings: Standings, shown: Mapping[int, ShownPerson]
) -> dict[str, Any]:
    def rows(placed: list[OverallRow]) -> list[dict]:
        found = []
        for row in placed:
            if (who := shown.get(row.total.person.participant_id)) is not None:
                made = {"rank": row.place, **person_fields(who)}
                found.append((row.place, who, made | _total(row.total, standings)))
        return in_row_order(found)

    return {
        "gender": board.gender,
        "age_category_name": board.category,
        "rows": rows(board.placed),
        "guests": rows(board.guests),
    }


def _total(row, standings: Standings) -> dict[str, Any]:
    """The total of a person or a group, and the medals where these are counted."""
    total = {"total": None if row.total is None else decimal_text(row.total)}
    if standings.rules.overall.kind == OverallKind.MEDALS:
        total["medals"] = list(row.medals)
    return total
