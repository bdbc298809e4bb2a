"""What stands on a result list: the boards of an activity, or standings, as rows of texts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.text.decimals import with_own_point
from foundation.web.form_fields import is_id
from scoring.boards.board_words import board_words, unplaced_words
from scoring.boards.leaderboard import Versions, activity_parts
from scoring.standings.standings_json import standings_json


@dataclass(frozen=True, slots=True)
class ResultList:
    """One list: what it is headed by, and its rows of (place, name, group, result)."""

    title: str
    board: str
    result: str
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)


def activity_lists(versions: Versions, activity_id: int) -> list[ResultList]:
    """A list for every board of the activity; empty where the activity is just deleted."""
    part = activity_parts(versions.of(activity_id)).get(activity_id)
    if part is None:
        return []
    activity = json.loads(part)
    unit = f" ({activity['unit']})" if activity["unit"] else ""
    return [
        ResultList(
            activity["activity_name"],
            board_words(board["gender"], board["age_category_name"]),
            _("Result") + unit,
            list(_board_rows(board)),
        )
        for board in activity["categories"]
    ]


def overall_lists(versions: Versions) -> list[ResultList]:
    """A list for every board of the overall standings."""
    return [
        ResultList(
            _("Overall"),
            board_words(board["gender"], board["age_category_name"]),
            _("Points"),
            list(_total_rows(board)),
        )
        for board in json.loads(standings_json(versions))["overall"]
    ]


def group_lists(versions: Versions) -> list[ResultList]:
    """The standings of groups as one list; none where there are none."""
    groups = json.loads(standings_json(versions))["groups"]
    rows = [(_place(row["rank"]), row["group_name"], "", total_words(row)) for row in groups]
    return [ResultList(_("Standings of groups"), "", _("Points"), rows)] if rows else []


def all_lists(versions: Versions, board: str = "") -> list[ResultList] | None:
    """The lists of a board: "overall", "groups", or the id of an activity; "" are all boards.
    None where there is no such board.
    """
    match board:
        case "":
            activities = [
                each for pk in versions.activities for each in activity_lists(versions, pk)
            ]
            return [*overall_lists(versions), *group_lists(versions), *activities]
        case "overall":
            return overall_lists(versions)
        case "groups":
            return group_lists(versions)
        case _ if is_id(board) and int(board) in versions.activities:
            return activity_lists(versions, int(board))
    return None


def total_words(row: dict) -> str:
    """A total as people read it: points, or medals as "2 – 1 – 0"."""
    if "medals" in row:
        return " – ".join(map(str, row["medals"]))
    return "" if row["total"] is None else with_own_point(row["total"])


def _place(rank: int | None, *, is_guest: bool = False) -> str:
    if rank is None:
        return "–"
    return f"({rank})" if is_guest else f"{rank}."


def _board_rows(board: dict) -> Iterator[tuple[str, str, str, str]]:
    for key, is_guest in (("participants", False), ("guests", True)):
        for row in board[key]:
            result = with_own_point(row["display_value"])
            place = _place(row["rank"], is_guest=is_guest)
            yield place, _name(row, is_guest), row["group_name"], result
    for row in board["unranked"]:
        yield _place(None), row["display_name"], row["group_name"], unplaced_words(row["status"])


def _total_rows(board: dict) -> Iterator[tuple[str, str, str, str]]:
    for key, is_guest in (("rows", False), ("guests", True)):
        for row in board[key]:
            place = _place(row["rank"], is_guest=is_guest)
            yield place, _name(row, is_guest), row["group_name"], total_words(row)


def _name(row: dict, is_guest: bool) -> str:
    if is_guest:
        return f"{row['display_name']} ({pgettext('person', 'guest')})"
    return row["display_name"]
