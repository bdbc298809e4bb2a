"""What stands on a result list: the boards of an activity, or standings, as rows of texts."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from foundation.text.decimals import with_own_point
from foundation.web.form_fields import is_id
from scoring.boards.board_words import (
    board_words,
    place_text,
    total_header,
    total_words,
    unplaced_words,
)
from scoring.boards.leaderboard import Versions, activity_parts
from scoring.engine.values import unit_beside
from scoring.standings.standings_json import standings_json


@dataclass(frozen=True, slots=True)
class ResultList:
    """One list: what it is headed by, and its rows of (place, name, group, result)."""

    title: str
    board: str
    result: str
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)


def activity_lists(versions: Versions) -> list[ResultList]:
    """A list for every board of the activities; none of one that is just deleted."""
    return [
        ResultList(
            activity["activity_name"],
            board_words(board["gender"], board["age_category_name"]),
            _("Result"),
            list(_board_rows(activity, board)),
        )
        for activity in map(json.loads, activity_parts(versions).values())
        for board in activity["categories"]
    ]


def overall_lists(standings: Mapping) -> list[ResultList]:
    """A list for every board of the overall standings. standings: as the API gives them."""
    return [
        ResultList(
            _("Overall"),
            board_words(board["gender"], board["age_category_name"]),
            total_header(standings),
            list(_total_rows(board)),
        )
        for board in standings["overall"]
    ]


def group_lists(standings: Mapping) -> list[ResultList]:
    """The standings of groups as one list; none where there are none."""
    groups = standings["groups"]
    rows = [
        (
            _place(row["rank"]),
            row["group_name"],
            "",
            total_words(row) if row["complete"] else _("too few to be ranked"),
        )
        for row in groups
    ]
    return [ResultList(_("Standings of groups"), "", total_header(standings), rows)] if rows else []


def all_lists(versions: Versions, board: str = "") -> list[ResultList] | None:
    """The lists of a board: "overall", "groups", or the id of an activity; "" are all boards.
    None where there is no such board.
    """
    match board:
        case "":
            standings = _standings(versions)
            return [
                *overall_lists(standings),
                *group_lists(standings),
                *activity_lists(versions),
            ]
        case "overall":
            return overall_lists(_standings(versions))
        case "groups":
            return group_lists(_standings(versions))
        case _ if is_id(board) and int(board) in versions.activities:
            return activity_lists(versions.of(int(board)))
    return None


def _standings(versions: Versions) -> Mapping:
    return json.loads(standings_json(versions))


def _place(rank: int | None, *, is_guest: bool = False) -> str:
    if rank is None:
        return "–"
    return place_text(rank, is_guest=True) if is_guest else f"{rank}."


def _board_rows(activity: Mapping, board: Mapping) -> Iterator[tuple[str, str, str, str]]:
    for key, is_guest in (("participants", False), ("guests", True)):
        for row in board[key]:
            place = _place(row["rank"], is_guest=is_guest)
            yield place, _name(row, is_guest), row["group_name"], _result(row, activity)
    for row in board["unranked"]:
        yield _place(None), row["display_name"], row["group_name"], unplaced_words(row["status"])


def _total_rows(board: dict) -> Iterator[tuple[str, str, str, str]]:
    for key, is_guest in (("rows", False), ("guests", True)):
        for row in board[key]:
            place = _place(row["rank"], is_guest=is_guest)
            total = _("not classified") if row["rank"] is None else total_words(row)
            yield place, _name(row, row["is_guest"]), row["group_name"], total


def _result(row: Mapping, activity: Mapping) -> str:
    """A result with its unit: "9.42 s", "1:23.40", "4.20 m"; of pass/fail "passed"."""
    kind = activity["evaluation_type"]
    if kind == "BOOLEAN":
        return _("passed")  # a lone ✓ says nothing on a wall
    shown = row["display_value"]
    unit = unit_beside(shown, row["value"], kind, activity["unit"])
    return f"{with_own_point(shown)} {unit}".rstrip()


def _name(row: Mapping, is_guest: bool) -> str:
    if is_guest:
        return f"{row['display_name']} ({_('guest')})"
    return row["display_name"]
