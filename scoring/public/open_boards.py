"""The boards that anybody may see, row by row: made behind the gate, kept under their versions.

A board is a dict in the shape of the API's contract. Nobody who is hidden is in one, and places are
those of the whole board, so that one is missing where somebody is not shown.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from events.models import Activity, Event
from foundation.text.names import alphabetical
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Everybody, people_of
from scoring.engine.ranking import UNPLACED_ORDER, Board, board_key, in_order
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
from scoring.publishing.results_at import LastEntry, boards_from, last_entries
from scoring.publishing.shown_names import shown_name
from scoring.rules.activity_rules import method_of, rule_of


class ShownPerson(NamedTuple):
    """Somebody as the public sees them."""

    name: str
    group_name: str
    code: str


class OpenActivity(NamedTuple):
    """An activity of which a board is open."""

    activity_id: int
    name: str
    evaluation_type: str
    unit: str


def shown_people(versions: PublicVersions) -> dict[int, ShownPerson]:
    """Participant id -> how they are shown, of all who are not hidden."""
    key = f"public-people:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from, lambda: _shown_people(versions))


def _shown_people(versions: PublicVersions) -> dict[int, ShownPerson]:
    code_key, names = versions.stored.code_key, versions.opening.names
    people, _bands = people_of(versions.stored.event)
    found = {}
    for pk, person in people.items():
        if not person.is_hidden:
            code = code_of(code_key, -pk if person.is_erased else pk)  # no old link leads there
            name = person.name
            if not person.is_erased:
                name = shown_name(name, person.surname, person.number, code, names)
            found[pk] = ShownPerson(name, person.group, code)
    return found


def open_activities(versions: PublicVersions) -> list[OpenActivity]:
    """In order; those of which a board is open that has somebody who is not hidden. No result
    changes that.
    """
    key = f"public-activities:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from, lambda: _open_activities(versions))


def _open_activities(versions: PublicVersions) -> list[OpenActivity]:
    event, shown = versions.stored.event, shown_people(versions)
    people, _bands = people_of(event)
    found = []
    wanted = Activity.objects.filter(pk__in=versions.opening.activity_ids)
    for activity in wanted.order_by("order", "pk"):
        method = method_of(activity, event)
        there = {
            BoardId(BOARD, activity.pk, *board_key(people[pk], method))
            for pk in shown
            if pk in people  # nobody who has just been deleted
        }
        if not there.isdisjoint(versions.opening.boards):
            kind, unit = activity.evaluation_type, activity.unit
            found.append(OpenActivity(activity.pk, activity.name, kind, unit))
    return found


def open_boards(versions: PublicVersions) -> list[dict[str, Any]]:
    """The open boards of the versions' activities, in order."""
    made_from = versions.made_from_each(each.activity_id for each in open_activities(versions))
    parts = versioned_cache.kept_each("public-activity", made_from, partial(_make, versions))
    return [board for boards in parts.values() for board in boards]


def _make(versions: PublicVersions, activity_ids: Iterable[int]) -> Iterable[tuple[int, list]]:
    event, shown = versions.stored.event, shown_people(versions)
    everybody, amended = people_of(event), open_amendments(versions)
    for activity in Activity.objects.filter(pk__in=list(activity_ids)).order_by():
        opened = versions.opening.of_activity(activity.pk)
        yield activity.pk, list(_boards(activity, event, everybody, opened, shown, amended))


def _boards(
    activity: Activity,
    event: Event,
    everybody: Everybody,
    opened: Mapping[BoardId, Opened],
    shown: Mapping[int, ShownPerson],
    amended: Amendments,
) -> Iterable[dict[str, Any]]:
    people, bands = everybody
    method, rule = method_of(activity, event), rule_of(activity)
    members: dict[tuple[str, str], list[int]] = {}
    for pk in filter(people.__contains__, shown):
        members.setdefault(board_key(people[pk], method), []).append(pk)
    entries, ranked = {}, {}
    for cutoff in {each.cutoff for each in opened.values()}:
        found = last_entries(activity, cutoff)
        entries[cutoff] = {each.participant_id: each for each in found}
        for board in boards_from(activity, event, everybody, found):
            ranked[cutoff, board.gender, board.category] = board
    for key in in_order(members, bands):  # no board of which everybody is hidden
        board_id = BoardId(BOARD, activity.pk, *key)
        place = opened.get(board_id)
        if place is None:
            continue
        board = ranked.get((place.cutoff, *key)) or Board(*key, [], [])
        changed = _last_change(members[key], entries[place.cutoff])
        yield {
            "activity_id": activity.pk,
            "gender": key.gender,
            "age_category_name": key.category,
            "state": place.state,
            **_rows(board, rule, shown),
            "amendments": amendment_dicts(amended.get(board_id, ()), _there(board, shown)),
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
            (guests if person.is_guest else rows).append(row)
    for person, status, _value in board.unplaced:
        if (who := shown.get(person.participant_id)) is not None:
            unranked.append({**person_fields(who), "status": str(status)})
    rows.sort(key=row_order)
    guests.sort(key=row_order)
    unranked.sort(key=row_order)
    return {"rows": rows, "guests": guests, "unranked": unranked}


def _there(board: Board, shown: Mapping[int, ShownPerson]) -> dict[int, dict[str, str]]:
    """Id -> how they are shown, of everybody who has a row."""
    rows = [*board.placed, *board.unplaced]
    ids = [row.person.participant_id for row in rows]
    return {pk: person_fields(shown[pk]) for pk in ids if pk in shown}


def row_order(row: Mapping[str, Any]) -> tuple:
    """By place, or why there is none, then by the name as it is shown."""
    last = UNPLACED_ORDER.index(row["status"]) if "status" in row else 0
    return row.get("rank", 0), last, alphabetical(row["name"]), row["code"]


def person_fields(who: ShownPerson) -> dict[str, str]:
    return {"name": who.name, "group_name": who.group_name, "code": who.code}
