"""The boards of an event as organisers see them at this moment: what there is to announce."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from events.models import Event
from scoring.boards.board_words import board_words
from scoring.boards.leaderboard import Everybody, Versions, activity_parts, people_of
from scoring.ceremony.steps import AnnouncedRow
from scoring.engine.ranking import BoardKey, BoardPerson
from scoring.engine.values import unit_beside
from scoring.points.rules import TieBreak
from scoring.points.ties import decision_about
from scoring.publishing.gate import GROUPS_ID, OVERALL, BoardId
from scoring.publishing.stored import possible_boards, waited_for
from scoring.standings.standings_json import standings_json
from scoring.standings.stored_rules import rules_of


class BoardNow(NamedTuple):
    """A board with everybody who has a place on it, hidden or not, best first; no guests.

    done of expected: results that are in. tied: places that several share until organisers decide.
    """

    id: BoardId
    title: str
    words: str
    rows: list[AnnouncedRow]
    done: int = 0
    expected: int = 0
    tied: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.title} – {self.words}" if self.words else self.title

    @property
    def missing(self) -> int:
        return max(0, self.expected - self.done)


class BoardsNow:
    """Read once for a page or a step: in a few queries, however many boards and rows there are."""

    def __init__(self, event: Event):
        self.event = event
        rows = event.activities.order_by("order", "pk").values_list("pk", "results_version")
        self.versions = Versions(event.pk, event.version, dict(rows), can_manage=True)

    @cached_property
    def everybody(self) -> Everybody:
        return people_of(self.event)

    @property
    def people(self) -> Mapping[int, BoardPerson]:
        return self.everybody[0]

    @cached_property
    def boards(self) -> dict[BoardId, BoardNow]:
        """In the usual order: activities, overall standings, groups."""
        return {each.id: each for each in self._read()}

    def _read(self) -> Iterator[BoardNow]:
        yield from _of_activities(self.event, self.versions, self.everybody)
        standings = json.loads(standings_json(self.versions))
        progress = {
            BoardKey(each["gender"], each["age_category_name"]): each
            for each in standings["progress"]
        }
        undecided = _Undecided(self.event)
        hidden = {pk for pk, person in self.people.items() if person.is_hidden}
        for board in standings["overall"]:
            key = BoardKey(board["gender"], board["age_category_name"])
            rows = [_total_row(row, hidden) for row in board["rows"] if row["rank"] is not None]
            counts = progress.get(key, {"entered": 0, "expected": 0})
            yield BoardNow(
                BoardId(OVERALL, 0, *key),
                _("Overall standings"),
                board_words(*key),
                rows,
                counts["entered"],
                counts["expected"],
                undecided.places(rows),
            )
        if undecided.has_groups:
            yield BoardNow(
                GROUPS_ID,
                _("Standings of groups"),
                "",
                [_group_row(row) for row in standings["groups"] if row["complete"]],
                sum(each["entered"] for each in progress.values()),
                sum(each["expected"] for each in progress.values()),
            )


class _Undecided:
    """Which overall places are shared without a lot or a decision."""

    def __init__(self, event: Event):
        self.rules = rules_of(event)
        self.has_groups = self.rules.groups.enabled

    def places(self, rows: Iterable[AnnouncedRow]) -> tuple[int, ...]:
        if TieBreak.LOT in self.rules.overall.tie_breaks:
            return ()
        found = []
        for place, tied in groupby(rows, key=lambda row: row.place):
            ids = [row.pk for row in tied]
            if len(ids) > 1 and decision_about(ids, self.rules.decisions) is None:
                found.append(place)
        return tuple(found)


def _of_activities(event: Event, versions: Versions, everybody: Everybody) -> Iterator[BoardNow]:
    people, _bands = everybody
    hidden = {pk for pk, person in people.items() if person.is_hidden}
    parts = {pk: json.loads(part) for pk, part in activity_parts(versions).items()}
    expected = waited_for(event)
    for board, activity in possible_boards(event).items():
        part = parts.get(activity.pk)
        if part is None:  # made just now
            continue
        stored = next((each for each in part["categories"] if _is_it(each, board)), None)
        waiting = expected.get(BoardKey(board.gender, board.category), set())
        rows, done = [], 0
        if stored:
            rows = [_result_row(row, part, hidden) for row in stored["participants"]]
            there = [*stored["participants"], *stored["guests"], *stored["unranked"]]
            done = sum(row["participant_id"] in waiting for row in there)
        words = board_words(board.gender, board.category)
        yield BoardNow(board, activity.name, words, rows, done, len(waiting))


def _is_it(stored: Mapping[str, Any], board: BoardId) -> bool:
    return (stored["gender"], stored["age_category_name"]) == (board.gender, board.category)


def _result_row(
    row: Mapping[str, Any], activity: Mapping[str, Any], hidden: Collection[int]
) -> AnnouncedRow:
    pk, shown = row["participant_id"], row["display_value"]
    kind = activity["evaluation_type"]
    unit = unit_beside(shown, row["value"], kind, activity["unit"])
    value = "" if kind == "BOOLEAN" else shown  # who is placed has passed
    return AnnouncedRow(pk, row["rank"], value, unit, is_hidden=pk in hidden)


def _total_row(row: Mapping[str, Any], hidden: Collection[int]) -> AnnouncedRow:
    pk, medals = row["participant_id"], tuple(row.get("medals", ()))
    value = "" if medals else row["total"] or ""
    return AnnouncedRow(pk, row["rank"], value, medals=medals, is_hidden=pk in hidden)


def _group_row(row: Mapping[str, Any]) -> AnnouncedRow:
    medals = tuple(row.get("medals", ()))
    value = "" if medals else row["total"] or ""
    return AnnouncedRow(row["group_id"], row["rank"], value, medals=medals, name=row["group_name"])
