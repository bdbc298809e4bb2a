"""Who gets a diploma."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.ages.genders import BOY, GIRL, OTHER
from events.models import Activity, Event
from foundation.text.decimals import with_own_point
from scoring.boards.board_words import place_words
from scoring.boards.leaderboard import activity_boards
from scoring.engine.ranking import (
    ALL_AGES,
    ALL_GENDERS,
    NO_GENDER,
    UNASSIGNED,
    Board,
    BoardPerson,
)
from scoring.engine.values import Rule, canonical, display, unit_beside
from scoring.points.exact import decimal_text
from scoring.points.overall import OverallBoard
from scoring.points.rules import OverallKind
from scoring.points.standings import Standings
from scoring.rules.activity_rules import rule_of
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import rules_of

LAST_PLACE = 3
POINTS, MEDALS = "POINTS", "MEDALS"

Award = tuple[int, int | None]
"""(participant id, activity id) for which somebody gets one diploma; no activity: overall."""


@dataclass(frozen=True, slots=True)
class Winner:
    """What one diploma shows.

    `gender` and `category` are the board's, as the leaderboard names them. `result` is as people
    read it, without the unit; `value` and `measure` are the same in no language: as it is stored,
    and the activity's unit, or POINTS or MEDALS.
    `activity_id`: None for the overall standings. `event_place` is where the event was held.
    `code`, `address`: by which anybody can look the diploma up; "" of one that nobody gets.
    """

    participant_id: int
    activity_id: int | None
    name: str
    group: str
    place: int
    gender: str
    category: str
    result: str
    value: str
    measure: str
    unit: str
    activity: str
    event: str
    date: date | None
    event_place: str
    code: str = ""
    address: str = ""

    @property
    def award(self) -> Award:
        return self.participant_id, self.activity_id

    def facts(self) -> dict[str, Any]:
        """What the diploma says, in no language: as it is stored, and compared later."""
        return {
            "name": self.name,
            "group": self.group,
            "place": self.place,
            "gender": self.gender,
            "category": self.category,
            "value": self.value,
            "measure": self.measure,
            "activity": "" if self.activity_id is None else self.activity,
            "event": self.event,
            "date": self.date.isoformat() if self.date else "",
            "event_place": self.event_place,
        }

    def values(self) -> dict[str, str]:
        """What a template's placeholders stand for, in the active language; "" for nothing."""
        return {
            "name": self.name,
            "group": self.group,
            "place": str(self.place),
            "place_name": place_words(self.place),
            "gender": gender_name(self.gender),
            "category": "" if self.category in {ALL_AGES, UNASSIGNED} else self.category,
            "result": f"{self.result} {self.unit}".rstrip(),
            "activity": self.activity,
            "event": self.event,
            "date": date_format(self.date, "DATE_FORMAT") if self.date else "",
            "event_place": self.event_place,
            "code": self.code,
            "address": self.address,
        }


def winners(activity: Activity) -> list[Winner]:
    """Everybody on places 1 to 3 of the activity's boards, by board, place and name.

    Diplomas follow the place: with two firsts there is no second, and a tie on third place gets
    as many diplomas as there are people. Guests get none.
    """
    rule = rule_of(activity)
    found = []
    for board in activity_boards(activity):
        for row in board.placed:
            if row.place > LAST_PLACE or row.person.is_guest:
                continue
            result, unit = _result(row.value, rule)
            winner = _winner(
                activity.event,
                row.person,
                row.place,
                board,
                activity_id=activity.pk,
                activity=activity.name,
                result=result,
                value=canonical(row.value, rule),
                measure=activity.unit,
                unit=unit,
            )
            found.append(winner)
    return found


def overall_winners(event: Event, standings: Standings) -> list[Winner]:
    """Everybody on places 1 to 3 of the overall standings, by board, place and name."""
    by_medals = standings.rules.overall.kind == OverallKind.MEDALS
    return [
        _winner(
            event,
            row.total.person,
            row.place,
            board,
            activity_id=None,
            activity=_("Overall standings"),
            result=with_own_point(decimal_text(row.total.total)),
            value=decimal_text(row.total.total),
            measure=MEDALS if by_medals else POINTS,
            unit=_("medals") if by_medals else _("points"),
        )
        for board in standings.overall
        for row in board.placed
        if row.place <= LAST_PLACE
    ]


def winners_of(event: Event, awards: Collection[Award]) -> list[Winner]:
    """Who of these still gets a diploma, as it would be printed now, by activity and place."""
    ids = {activity_id for _participant, activity_id in awards}
    found: list[Winner] = []
    for activity in event.activities.filter(pk__in=ids - {None}).order_by("order", "pk"):
        activity.event = event
        found += winners(activity)
    if None in ids and (rules := rules_of(event)).overall.enabled:
        found += overall_winners(event, standings_of(event, rules))
    return [each for each in found if each.award in awards]


def example_winner(event: Event) -> Winner:
    """Somebody invented, who shows what the event's diplomas look like."""
    return Winner(
        participant_id=0,
        activity_id=0,
        name=_("Stephanie Sample"),
        group=_("Beavers"),
        place=1,
        gender=GIRL,
        category="10–12",
        result=with_own_point("9.85"),
        value="9.85",
        measure="",
        unit="s",
        activity=_("60 m run"),
        event=event.name,
        date=event.date,
        event_place=event.place,
    )


def _winner(
    event: Event, person: BoardPerson, place: int, board: Board | OverallBoard, **what: Any
) -> Winner:
    """what: the activity and the result."""
    return Winner(
        participant_id=person.participant_id,
        name=person.name,
        group=person.group,
        place=place,
        gender=board.gender,
        category=board.category,
        event=event.name,
        date=event.date,
        event_place=event.place,
        **what,
    )


def _result(value: int, rule: Rule) -> tuple[str, str]:
    """(result, unit). Minutes and the labels of a set of scores need no unit."""
    if rule.is_boolean:
        return _("passed"), ""  # a lone ✓ says nothing on a wall
    shown = display(value, rule)
    unit = unit_beside(shown, canonical(value, rule), rule.type, rule.unit)
    return with_own_point(shown), unit


def gender_name(gender: str) -> str:
    """Of a board; "" of one that is for everybody, or for those without a gender."""
    if gender in {ALL_GENDERS, NO_GENDER}:
        return ""
    names = {GIRL: _("girls"), BOY: _("boys"), OTHER: pgettext("gender", "others")}
    return names.get(gender, gender)
