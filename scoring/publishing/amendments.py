"""Amendments: what was different when a board that had been taken back was published again."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max

from accounts.models import User
from events.models import Activity, Event
from scoring.boards.board_words import board_words
from scoring.boards.leaderboard import people_of
from scoring.models import Amendment, Publication
from scoring.publishing.gate import BOARD, GROUPS, BoardId, Opened, Opening
from scoring.publishing.results_at import (
    boards_from,
    last_entries,
    places_in,
    places_of,
    standings_at,
)
from scoring.publishing.stored import id_of
from scoring.rules.activity_rules import method_of

MOST_SHOWN = 50
"""Amendments on a page, the newest first."""


class Move(NamedTuple):
    """Whose place is another one. None: no place."""

    name: str
    before: int | None
    after: int | None


class AmendmentLine(NamedTuple):
    """One amendment as the organisers' page lists it."""

    amendment: Amendment
    board: str
    moves: list[Move]


def places_on(
    event: Event, board: BoardId, cutoff: datetime | None, opened: Opening
) -> list[list[int | None]]:
    """[id, place] of everybody on the board as of the moment, or as of now."""
    if board.kind != BOARD:
        standings = standings_at(event, opened, Opened("", cutoff, None))
        return places_in(standings, is_groups=board.kind == GROUPS)
    activity = Activity.objects.get(pk=board.activity_id)
    entries, method = last_entries(activity.pk, cutoff), method_of(activity, event)
    boards = boards_from(entries, people_of(event), method)
    wanted = (board.gender, board.category)
    return next((places_of(each) for each in boards if (each.gender, each.category) == wanted), [])


def open_amendment(publication: Publication, board: BoardId) -> Amendment | None:
    """The amendment of a board that is not published again yet."""
    waiting = publication.amendments.filter(republished_at=None, **columns_of(board))
    return waiting.order_by("number").first()


def begin_amendment(
    *,
    publication: Publication,
    board: BoardId,
    places: list[list[int | None]],
    was_public: bool,
    reason: str,
    by: User | None,
    at: datetime,
) -> Amendment:
    """The next number of the event; places: as they had been published. was_public: whether
    anybody could see them.
    """
    last = publication.amendments.aggregate(last=Max("number"))["last"] or 0
    return Amendment.objects.create(
        publication=publication,
        number=last + 1,
        reason=reason,
        taken_back_by=by,
        taken_back_at=at,
        places_before=places,
        was_public=was_public,
        **columns_of(board),
    )


def end_amendment(
    *, amendment: Amendment, places: Sequence[Sequence[int | None]], at: datetime
) -> None:
    """Write down what is different from before; places: as they are published now."""
    amendment.moves = moved(amendment.places_before, places)
    amendment.republished_at = at
    amendment.save(update_fields=["moves", "republished_at"])


def moved(
    before: Sequence[Sequence[int | None]], after: Sequence[Sequence[int | None]]
) -> list[list[int | None]]:
    """[id, place before, place after] of whose place differs; null: no place, or not there."""
    old, new = dict(before), dict(after)
    ids = [*new, *(pk for pk in old if pk not in new)]
    return [[pk, old.get(pk), new.get(pk)] for pk in ids if old.get(pk) != new.get(pk)]


def columns_of(board: BoardId) -> dict:
    """The columns of a state or an amendment that say which board it is about."""
    return {
        "kind": board.kind,
        "activity_id": board.activity_id or None,
        "gender": board.gender,
        "category": board.category,
    }


def amendment_lines(publication: Publication, words: dict[str, str]) -> list[AmendmentLine]:
    """The newest amendments with the names of today. words: what the standings are called."""
    event = publication.event
    people, _bands = people_of(event)
    groups = dict(event.groups.values_list("pk", "name"))
    found = []
    for each in publication.amendments.select_related("activity", "taken_back_by")[:MOST_SHOWN]:
        board = id_of(each)
        if board.kind == BOARD:
            name = f"{each.activity} – {board_words(board.gender, board.category)}"
        else:
            name = words[board.kind]
        names = groups if board.kind == GROUPS else {pk: who.name for pk, who in people.items()}
        moves = [Move(names.get(pk, "–"), old, new) for pk, old, new in each.moves or []]
        found.append(AmendmentLine(each, name, moves))
    return found
