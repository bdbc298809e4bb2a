"""The boards that anybody may see, row by row: made behind the gate, kept under their versions.

A board is a dict in the shape of the API's contract. Nobody who is hidden is in one, and places are
those of the whole board, so that one is missing where somebody is not shown.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from events.models import Activity
from foundation.text.names import alphabetical
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Everybody, people_at
from scoring.engine.ranking import UNPLACED_ORDER, Board, BoardKey, Method, board_key, in_order
from scoring.engine.values import Rule, display
from scoring.public.open_amendments import (
    Amendments,
    amendment_dicts,
    moment_text,
    open_amendments,
)
from scoring.public.versions import PublicVersions
from scoring.publishing.codes import code_of
from scoring.publishing.gate import BOARD, BoardId, Opened, latest
from scoring.publishing.newest_entries import Newest, newest_entries
from scoring.publishing.results_at import LastEntry, boards_from, last_entries
from scoring.publishing.shown_names import shown_name
from scoring.rules.activity_rules import method_of, rule_of, switches_of


class ShownPerson(NamedTuple):
    """Somebody as the public sees them. sorts_as: the key of the name as it is shown."""

    name: str
    group_name: str
    code: str
    sorts_as: tuple = ()


class OpenActivity(NamedTuple):
    """An activity of which a board is open. boards: those that are, in order. groups: of those who
    are shown on them, with a result or not, in order.
    """

    activity_id: int
    name: str
    evaluation_type: str
    unit: str
    boards: tuple[BoardKey, ...]
    groups: tuple[str, ...]


class Ranking(NamedTuple):
    """How an activity's results are read, and ranked."""

    activity_id: int
    rule: Rule
    method: Method


def shown_people(versions: PublicVersions) -> dict[int, ShownPerson]:
    """Participant id -> how they are shown, of all who are not hidden."""
    key = f"public-people:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from, lambda: _shown_people(versions))


def _shown_people(versions: PublicVersions) -> dict[int, ShownPerson]:
    code_key, names = versions.stored.code_key, versions.opening.names
    people, _bands = _everybody(versions)
    found = {}
    for pk, person in people.items():
        if not person.is_hidden:
            code = code_of(code_key, -pk if person.is_erased else pk)  # no old link leads there
            name = person.name
            if not person.is_erased:
                name = shown_name(name, person.surname, person.number, code, names)
            found[pk] = ShownPerson(name, person.group, code, alphabetical(name))
    return found


def open_activities(versions: PublicVersions) -> list[OpenActivity]:
    """In order; those of which a board is open that has somebody who is not hidden. No result
    changes that.
    """
    key = f"public-activities:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from, lambda: _open_activities(versions))


def _open_activities(versions: PublicVersions) -> list[OpenActivity]:
    shown, board_of = shown_people(versions), _board_of(versions)
    _people, bands = _everybody(versions)
    groups: dict[BoardKey, set[str]] = {}
    for pk in filter(board_of.__contains__, shown):  # nobody who has just been deleted
        groups.setdefault(board_of[pk], set()).add(shown[pk].group_name)
    in_turn = in_order(groups, bands)  # no board of which everybody is hidden
    opened, found = versions.opening.boards, []
    wanted = Activity.objects.filter(pk__in=versions.opening.activity_ids)
    for each in wanted.order_by("order", "pk"):
        boards = tuple(key for key in in_turn if BoardId(BOARD, each.pk, *key) in opened)
        if boards:
            there = set().union(*(groups[key] for key in boards)) - {""}
            in_groups = tuple(sorted(there, key=alphabetical))
            named = each.pk, each.name, each.evaluation_type, each.unit
            found.append(OpenActivity(*named, boards, in_groups))
    return found


def everything(_activity_id: int, _gender: str, _category: str) -> bool:
    return True


def open_boards(
    versions: PublicVersions, takes: Callable[[int, str, str], bool] = everything
) -> list[dict[str, Any]]:
    """The open boards of the versions' activities, in order.

    takes: whether a board is wanted, by its activity's id, gender and category.
    """
    wanted = {
        f"{each.activity_id}:{number}": (each.activity_id, key)
        for each in open_activities(versions)
        for number, key in enumerate(each.boards)
        if takes(each.activity_id, *key)
    }
    newest = _newest(versions, {pk for pk, _key in wanted.values()})
    made_from = {
        name: (*versions.made_from, newest[pk].of_board.get(key, 0))
        for name, (pk, key) in wanted.items()
        if pk in newest
    }
    parts = versioned_cache.kept_each("public-board", made_from, partial(_make, versions, wanted))
    return list(parts.values())


def news_of(
    versions: PublicVersions, activity: OpenActivity, takes: Callable[[int, str, str], bool]
) -> tuple:
    """What the boards of the activity that are wanted change with; the same as long as they do not,
    whatever happens on others.
    """
    newest = _newest(versions, [activity.activity_id])
    of_board = newest[activity.activity_id].of_board if newest else {}
    wanted = [key for key in activity.boards if takes(activity.activity_id, *key)]
    return (*versions.made_from, *(of_board.get(key, 0) for key in wanted))


def _newest(versions: PublicVersions, activity_ids: Iterable[int]) -> dict[int, Newest]:
    """Activity id -> what was entered last, of activities that are still there."""
    board_of, there = _board_of(versions), versions.activities
    return {
        pk: newest_entries(pk, there[pk], versions.made_from, board_of)
        for pk in activity_ids
        if pk in there
    }


def _everybody(versions: PublicVersions) -> Everybody:
    return people_at(versions.event_id, versions.event, lambda: versions.stored.event)


def _rankings(versions: PublicVersions, activity_ids: Iterable[int]) -> dict[int, Ranking]:
    """By the activity's id; no result changes them. Of those that are still there."""

    def make(missing: Collection[int]) -> Iterator[tuple[int, Ranking]]:
        event = versions.stored.event
        for each in Activity.objects.filter(pk__in=missing).order_by():
            yield each.pk, Ranking(each.pk, rule_of(each), method_of(each, event))

    made_from = dict.fromkeys(activity_ids, versions.made_from)
    return versioned_cache.kept_each("public-ranking", made_from, make)


def _board_of(versions: PublicVersions) -> dict[int, BoardKey]:
    """Participant id -> their board in each activity, hidden or not."""

    def make() -> dict[int, BoardKey]:
        people, _bands = _everybody(versions)
        switches = switches_of(versions.stored.event)
        return {pk: board_key(person, switches) for pk, person in people.items()}

    key = f"public-board-of:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from, make)


def _make(
    versions: PublicVersions, wanted: Mapping[str, tuple[int, BoardKey]], missing: Iterable[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pairs of a name and its board; nothing of an activity that has just been deleted."""
    everybody, shown = _everybody(versions), shown_people(versions)
    board_of, amended = _board_of(versions), open_amendments(versions)
    names: dict[int, dict[BoardKey, str]] = {}
    for name in missing:
        pk, key = wanted[name]
        names.setdefault(pk, {})[key] = name
    newest = _newest(versions, names)
    for activity_id, ranking in _rankings(versions, names).items():
        of_activity = names[activity_id]
        members: dict[BoardKey, list[int]] = {key: [] for key in of_activity}
        for pk, key in board_of.items():
            if key in members:
                members[key].append(pk)
        opened = versions.opening.of_activity(activity_id)
        of_now = newest[activity_id].entries
        for board in _boards(ranking, everybody, opened, members, of_now, shown, amended):
            yield of_activity[BoardKey(board["gender"], board["age_category_name"])], board


def _boards(
    ranking: Ranking,
    everybody: Everybody,
    opened: Mapping[BoardId, Opened],
    members: Mapping[BoardKey, list[int]],
    of_now: Mapping[int, LastEntry],
    shown: Mapping[int, ShownPerson],
    amended: Amendments,
) -> Iterator[dict[str, Any]]:
    """members: of each board that is wanted, hidden or not. of_now: the last entry of each."""
    activity_id, rule, method = ranking
    places = {key: opened[BoardId(BOARD, activity_id, *key)] for key in members}
    of_all = [pk for pks in members.values() for pk in pks]
    only = of_all if 2 * len(of_all) < len(everybody[0]) else None
    entries, ranked = {}, {}
    for cutoff in {each.cutoff for each in places.values()}:
        if cutoff is None:
            found = [of_now[pk] for pk in of_all if pk in of_now]
        else:
            found = last_entries(activity_id, cutoff, only)
        entries[cutoff] = {each.participant_id: each for each in found}
        for board in boards_from(found, everybody, method):
            ranked[cutoff, board.gender, board.category] = board
    for key, place in places.items():
        board = ranked.get((place.cutoff, *key)) or Board(*key)
        amendments = amended.get(BoardId(BOARD, activity_id, *key), ())
        there = _there(board, shown) if amendments else {}
        changed = _last_change(filter(shown.__contains__, members[key]), entries[place.cutoff])
        yield {
            "activity_id": activity_id,
            "gender": key.gender,
            "age_category_name": key.category,
            "state": place.state,
            **_rows(board, rule, shown),
            "amendments": amendment_dicts(amendments, there),
            "updated_at": moment_text(latest(place.since, changed)),
        }


def _last_change(
    participant_ids: Iterable[int], entries: Mapping[int, LastEntry]
) -> datetime | None:
    """When something was last entered, or taken away, for one of them."""
    return latest(*(entries[pk].received_at for pk in participant_ids if pk in entries))


def _rows(board: Board, rule: Rule, shown: Mapping[int, ShownPerson]) -> dict[str, list[dict]]:
    """Who is placed, who is a guest, and who has a result but no place. Within a place the order
    is that of the names as they are shown: that of hidden names would say something of them.
    """
    rows, guests, unranked = [], [], []
    for person, place, value in board.placed:
        if (who := shown.get(person.participant_id)) is not None:
            row = {"rank": place, **person_fields(who), "display_value": display(value, rule)}
            (guests if person.is_guest else rows).append((place, who, row))
    for person, status, _value in board.unplaced:
        if (who := shown.get(person.participant_id)) is not None:
            row = {**person_fields(who), "status": str(status)}
            unranked.append((UNPLACED_ORDER.index(status), who, row))
    return {
        "rows": in_row_order(rows),
        "guests": in_row_order(guests),
        "unranked": in_row_order(unranked),
    }


def _there(board: Board, shown: Mapping[int, ShownPerson]) -> dict[int, dict[str, str]]:
    """Id -> how they are shown, of everybody who has a row."""
    rows = [*board.placed, *board.unplaced]
    ids = [row.person.participant_id for row in rows]
    return {pk: person_fields(shown[pk]) for pk in ids if pk in shown}


def in_row_order(rows: list[tuple[int, ShownPerson, dict]]) -> list[dict]:
    """The rows of (place, or why there is none; who; row), then by the name as it is shown."""
    rows.sort(key=lambda each: (each[0], each[1].sorts_as, each[1].code))
    return [row for _place, _who, row in rows]


def person_fields(who: ShownPerson) -> dict[str, str]:
    return {"name": who.name, "group_name": who.group_name, "code": who.code}
