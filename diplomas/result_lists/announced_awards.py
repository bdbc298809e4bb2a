"""Who is announced by an event's rules for diplomas: everybody whose diploma is handed out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from diplomas.awards.awarding import awarded
from diplomas.awards.winners import Kind, Winner
from diplomas.issued.issuing import CURRENT, award_of, kept_wording
from diplomas.models import AwardRule, Diploma
from events.models import Event
from scoring.boards.board_words import board_words
from scoring.ceremony.announcer import (
    AnnouncedBoard,
    AnnouncedName,
    AnnouncedPlace,
    place_heading,
    result_words,
    spoken_result,
    warnings_of,
)
from scoring.ceremony.boards_now import BoardsNow
from scoring.ceremony.plan import CeremonyPlan, PlannedBoard
from scoring.ceremony.steps import AnnouncedRow
from scoring.publishing.gate import BOARD, GROUPS_ID, OVERALL, BoardId


class AnnouncedAwards(NamedTuple):
    """boards: those of the ceremony on which somebody gets a diploma, in its order. left_out: names
    of others, which the ceremony does not announce.
    """

    boards: list[AnnouncedBoard]
    left_out: list[str]


def announced_awards(event: Event, plan: CeremonyPlan, now: BoardsNow) -> AnnouncedAwards | None:
    """None where the event has no rules of its own: then a ceremony's own boards are read out.

    Diplomas for taking part are handed out without being announced.
    """
    if not AwardRule.objects.filter(event=event).exists():
        return None
    by_board: dict[BoardId, list[Winner]] = {}
    for winner in _worded(event):
        by_board.setdefault(_board_of(winner), []).append(winner)
    boards = [
        _announced(planned, by_board.pop(planned.now.id), now)
        for planned in plan.announced
        if planned.now.id in by_board
    ]
    return AnnouncedAwards(boards, [_name_of(each[0]) for each in by_board.values()])


def _worded(event: Event) -> list[Winner]:
    """With the words that were written on their diplomas by hand."""
    found = [each for each in awarded(event) if each.kind != Kind.PARTICIPATION]
    current = Diploma.objects.filter(event=event, state__in=CURRENT)
    printed = {award_of(each): each for each in current}
    return [replace(each, wording=kept_wording(printed.get(each.award), each)) for each in found]


def _board_of(winner: Winner) -> BoardId:
    if winner.kind == Kind.GROUP:
        return GROUPS_ID
    if winner.kind == Kind.OVERALL:
        return BoardId(OVERALL, 0, winner.gender, winner.category)
    return BoardId(BOARD, winner.activity_id or 0, winner.gender, winner.category)


def _name_of(winner: Winner) -> str:
    words = "" if winner.kind == Kind.GROUP else board_words(winner.gender, winner.category)
    return " – ".join(filter(None, [str(winner.activity), words]))


def _announced(planned: PlannedBoard, winners: Iterable[Winner], now: BoardsNow) -> AnnouncedBoard:
    """From the last place to the first."""
    rows = {row.pk: row for row in planned.now.rows}
    last_first = sorted(winners, key=lambda each: -each.place)
    warnings, places = warnings_of(planned), []
    if as_of := next((each.as_of for each in last_first if each.as_of), None):
        text = _("Places as they were published, results of %(at)s.")
        warnings.append(text % {"at": date_format(localtime(as_of), "SHORT_DATETIME_FORMAT")})
    for place, tied in groupby(last_first, key=lambda each: each.place):
        names = [_name(each, rows, now) for each in tied]
        count = sum(not each.is_hidden for each in names)
        places.append(AnnouncedPlace(place, place_heading(place, count), names[0].spoken, names))
    return AnnouncedBoard(planned, warnings, places)


def _name(winner: Winner, rows: Mapping[int, AnnouncedRow], now: BoardsNow) -> AnnouncedName:
    row = _row(winner, rows)
    name = winner.wording.get("name") or winner.name
    person = now.people.get(winner.participant_id or 0)
    if person is not None and person.is_guest:
        name = f"{name} ({_('guest')})"
    is_hidden = person is not None and person.is_hidden
    return AnnouncedName(name, winner.group, result_words(row), spoken_result(row), is_hidden)


def _row(winner: Winner, rows: Mapping[int, AnnouncedRow]) -> AnnouncedRow:
    """With the result that stands on the diploma; of medals those of now, which have no text."""
    pk = winner.award.who
    known = rows.get(pk)
    is_of_now = winner.as_of is None and known is not None and known.place == winner.place
    if known is not None and (known.medals or is_of_now):
        return known._replace(place=winner.place)
    is_total = winner.kind in {Kind.OVERALL, Kind.GROUP}  # they are read without a unit
    unit = "" if is_total else str(winner.unit)
    with override("en"):  # with a point, as all of these are until they are shown
        result = str(winner.result)
    is_number = any(map(str.isdigit, result))  # who is placed has passed
    return AnnouncedRow(pk, winner.place, result if is_number else "", unit if is_number else "")
