"""What a big screen pages through: the open boards, cut into slides of a few rows each.

Boards come from `scoring.public`, behind the gate. What is kept here is small: how long each board
is, and the slides that somebody looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from foundation.web import versioned_cache
from scoring.boards.leaderboard import people_of
from scoring.engine.ranking import board_key
from scoring.public.event_page import GROUPS, OVERALL
from scoring.public.open_boards import OpenActivity, open_activities, open_boards, shown_people
from scoring.public.open_standings import open_standings
from scoring.public.public_json import ROW_ARRAYS
from scoring.public.versions import PublicVersions
from scoring.publishing.gate import PUBLISHED
from scoring.rules.activity_rules import switches_of


class Outline(NamedTuple):
    """An open board without its rows.

    tab: the activity's id, or OVERALL or GROUPS. name, unit: of the activity, "" for standings.
    number: which of the tab's boards it is. is_incomplete: whether somebody who is shown has no
    result yet; never of standings, and never once it is official.
    """

    tab: str
    name: str
    unit: str
    gender: str
    category: str
    number: int
    row_count: int
    state: str
    is_incomplete: bool = False

    @property
    def key(self) -> str:
        """By which it is chosen alone, in an address."""
        return f"{self.tab}:{self.gender}:{self.category}"


class Slide(NamedTuple):
    """The rows from `first` up to, not including, `last` of a board."""

    outline: Outline
    part: int
    first: int
    last: int


def outlines(versions: PublicVersions) -> list[Outline]:
    """Of all open boards, in the order of the tabs of the public page."""
    return [*_of_standings(versions), *_of_activities(versions)]


def slides(found: Iterable[Outline], chosen: Sequence[str], rows: int) -> list[Slide]:
    """Those of the chosen tabs and boards, of all where none is chosen; none of an empty board.

    A board is cut into equal parts of at most `rows`: nobody stands alone on the last one.
    """
    made = []
    for outline in found:
        if chosen and outline.tab not in chosen and outline.key not in chosen:
            continue
        parts = -(-outline.row_count // rows)
        edges = [outline.row_count * part // parts for part in range(parts + 1)] if parts else []
        made += [Slide(outline, part, *each) for part, each in enumerate(pairwise(edges))]
    return made


def rows_of(versions: PublicVersions, slide: Slide) -> list[dict[str, Any]]:
    """Those of the slide, as the API gives them, each with its `kind`: the array it stands in."""
    tab, number = slide.outline.tab, slide.outline.number
    if tab == GROUPS:
        every = [{**row, "kind": "rows"} for row in open_standings(versions)["groups"]]
    else:
        boards = open_standings(versions)["overall"] if tab == OVERALL else open_boards(versions)
        every = _rows(boards[number]) if number < len(boards) else []
    return every[slide.first : slide.last]


def narrowed(versions: PublicVersions, slide: Slide) -> PublicVersions:
    """The versions that the slide depends on: another activity's results are no news to it."""
    tab = slide.outline.tab
    return versions if tab in {OVERALL, GROUPS} else versions.of(int(tab))


def _rows(board: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "kind": kind} for kind in ROW_ARRAYS for row in board.get(kind, ())]


def _of_standings(versions: PublicVersions) -> list[Outline]:
    if not (versions.opening.overall or versions.opening.groups):
        return []
    key = f"public-outlines:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from_all, lambda: _make_of_standings(versions))


def _make_of_standings(versions: PublicVersions) -> list[Outline]:
    standings = open_standings(versions)
    found = [
        _outline(OVERALL, "", "", number, board)
        for number, board in enumerate(standings["overall"])
    ]
    if standings["groups"]:
        count, state = len(standings["groups"]), standings["groups_state"]
        found.append(Outline(GROUPS, "", "", "", "", 0, count, state))
    return found


def _of_activities(versions: PublicVersions) -> list[Outline]:
    activities = {each.activity_id: each for each in open_activities(versions)}
    made_from = versions.made_from_each(activities)
    make = partial(_make_of_activities, versions, activities)
    parts = versioned_cache.kept_each("public-outline", made_from, make)
    return [outline for outlines in parts.values() for outline in outlines]


def _make_of_activities(
    versions: PublicVersions, activities: Mapping[int, OpenActivity], missing: Sequence[int]
) -> Iterable[tuple[int, list[Outline]]]:
    boards = open_boards(versions.of(*missing))
    waiting = _waiting(versions, missing, boards)
    made: dict[int, list[Outline]] = {pk: [] for pk in missing}
    for board in boards:
        activity = activities[board["activity_id"]]
        known = made[activity.activity_id]
        tab = str(activity.activity_id)
        outline = _outline(tab, activity.name, activity.unit, len(known), board)
        is_waited_for = (activity.activity_id, outline.gender, outline.category) in waiting
        known.append(outline._replace(is_incomplete=is_waited_for and outline.state == PUBLISHED))
    return made.items()


def _outline(tab: str, name: str, unit: str, number: int, board: Mapping[str, Any]) -> Outline:
    count = sum(len(board.get(kind, ())) for kind in ROW_ARRAYS)
    gender, category = board["gender"], board["age_category_name"]
    return Outline(tab, name, unit, gender, category, number, count, board["state"])


def _waiting(
    versions: PublicVersions, activity_ids: Sequence[int], boards: Iterable[Mapping[str, Any]]
) -> set[tuple[int, str, str]]:
    """(activity, gender, category) of the boards on which somebody who is shown has no result."""
    event = versions.stored.event
    people, _bands = people_of(event)
    shown, switches = shown_people(versions), switches_of(event)
    there = {(board["activity_id"], row["code"]) for board in boards for row in _rows(board)}
    return {
        (activity_id, *board_key(person, switches))
        for pk, who in shown.items()
        if (person := people.get(pk)) and not person.is_withdrawn  # None: deleted just now
        for activity_id in activity_ids
        if (activity_id, who.code) not in there
    }
