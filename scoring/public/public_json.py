"""What the API answers to anybody: ready answers, kept under their versions."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from foundation.kept.ready_answers import ReadyAnswer, ready
from foundation.web import versioned_cache
from scoring.public.look import picture_url
from scoring.public.open_boards import OpenActivity, open_activities, open_boards
from scoring.public.open_standings import open_standings
from scoring.public.versions import NotPublic, PublicVersions

ROW_ARRAYS = ("rows", "guests", "unranked")


class Wanted(NamedTuple):
    """Which boards are asked for; None: all of them."""

    activity: int | None = None
    gender: str | None = None
    category: str | None = None

    def takes(self, activity: int, gender: str, category: str) -> bool:
        return (
            self.activity in {None, activity}
            and self.gender in {None, gender}
            and self.category in {None, category}
        )


EVERYTHING = Wanted()


def boards_answer(versions: PublicVersions, wanted: Wanted = EVERYTHING) -> ReadyAnswer:
    """The event with the boards that are asked for, of those that are public."""

    if wanted.activity in versions.activities:
        versions = versions.of(wanted.activity)

    def make() -> dict[str, Any]:
        boards = open_boards(versions, wanted.takes)
        return {
            **head_of(versions),
            "activities": list(map(_activity, open_activities(versions))),
            "boards": boards,
            "updated_at": _latest(boards),
        }

    if wanted == EVERYTHING:
        return _kept(versions, "event", make)
    number = _number_of(versions, wanted)
    return _kept(versions, number, make) if number else answer_of(make())


def standings_answer(versions: PublicVersions) -> ReadyAnswer:
    """The overall and group standings. Raises NotPublic where neither is public."""
    if not (versions.opening.overall or versions.opening.groups):
        raise NotPublic
    return _kept(versions, "standings", lambda: {**head_of(versions), **open_standings(versions)})


def participant_answer(versions: PublicVersions, code: str) -> ReadyAnswer:
    """All that is public of one participant. Raises NotPublic where nothing is."""
    return answer_of(participant_dict(versions, code))


def participant_dict(versions: PublicVersions, code: str) -> dict[str, Any]:

    def own(board: Mapping[str, Any]) -> dict[str, Any] | None:
        return with_rows(board, lambda row: row["code"] == code)

    boards = list(filter(None, map(own, open_boards(versions))))
    totals = list(filter(None, map(own, open_standings(versions)["overall"])))
    rows = [row for board in (*boards, *totals) for row in rows_of(board)]
    if not rows:
        raise NotPublic
    ids = {board["activity_id"] for board in boards}
    return {
        **head_of(versions),
        "name": rows[0]["name"],
        "group_name": rows[0]["group_name"],
        "code": code,
        "activities": [
            _activity(each) for each in open_activities(versions) if each.activity_id in ids
        ],
        "boards": boards,
        "overall": totals,
        "updated_at": _latest([*boards, *totals]),
    }


def answer_of(made: Mapping[str, Any]) -> ReadyAnswer:
    body = json.dumps(made, ensure_ascii=False).encode()
    return ready(body)


def _kept(versions: PublicVersions, name: str, make: Callable[[], dict]) -> ReadyAnswer:
    key = f"public-json:{versions.event_id}:{name}"
    return versioned_cache.kept(key, versions.made_from_all, lambda: answer_of(make()))


def _number_of(versions: PublicVersions, wanted: Wanted) -> str:
    """A name for what is wanted, of few letters; "" where no board is like that: answers to what
    anybody makes up are not kept.
    """
    keys = list(versions.opening.boards)
    choices = (
        ([key.activity_id for key in keys], wanted.activity),
        ([key.gender for key in keys], wanted.gender),
        ([key.category for key in keys], wanted.category),
    )
    if any(asked not in [None, *there] for there, asked in choices):
        return ""
    numbers = (0 if asked is None else there.index(asked) + 1 for there, asked in choices)
    return "boards:" + ":".join(map(str, numbers))


def head_of(versions: PublicVersions) -> dict[str, Any]:
    """Which event it is."""
    key = f"public-head:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from, lambda: _head(versions))


def _head(versions: PublicVersions) -> dict[str, Any]:
    event = versions.stored.event
    return {
        "event_name": event.name,
        "date": event.date.isoformat() if event.date else None,
        "organisation_name": event.organisation.name,
        "colour": versions.stored.colour,
        "picture_url": picture_url(versions),
    }


def _activity(activity: OpenActivity) -> dict[str, Any]:
    return {
        "activity_id": activity.activity_id,
        "activity_name": activity.name,
        "evaluation_type": activity.evaluation_type,
        "unit": activity.unit,
    }


def with_rows(
    board: Mapping[str, Any], wanted: Callable[[Mapping[str, Any]], bool]
) -> dict[str, Any] | None:
    """The board with the rows that are wanted alone; None where there is none."""
    arrays = [name for name in ROW_ARRAYS if name in board]
    own = {name: list(filter(wanted, board[name])) for name in arrays}
    if not any(own.values()):
        return None
    amendments = [
        {**each, "changes": list(filter(wanted, each["changes"]))} for each in board["amendments"]
    ]
    return {**board, **own, "amendments": amendments}


def rows_of(board: Mapping[str, Any]) -> list[dict]:
    """Who is placed, guests, and who has a result but no place."""
    return [row for name in ROW_ARRAYS for row in board.get(name, ())]


def _latest(boards: Iterable[Mapping[str, Any]]) -> str | None:
    return max((each["updated_at"] for each in boards if each["updated_at"]), default=None)
