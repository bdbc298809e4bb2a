"""Who gets a diploma."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.ages.genders import BOY, GIRL, OTHER
from events.models import Activity, Event
from foundation.text.decimals import with_own_point
from scoring.boards.leaderboard import activity_boards
from scoring.engine.ranking import ALL_AGES, ALL_GENDERS, NO_GENDER, UNASSIGNED
from scoring.engine.values import Rule, canonical, display, unit_beside
from scoring.rules.activity_rules import rule_of

LAST_PLACE = 3


@dataclass(frozen=True, slots=True)
class Winner:
    """What one diploma shows.

    `gender` and `category` are the board's, as the leaderboard names them. `result` is as people
    read it, without the unit. `event_place` is where the event was held.
    """

    name: str
    group: str
    place: int
    gender: str
    category: str
    result: str
    unit: str
    activity: str
    event: str
    date: date | None
    event_place: str

    def values(self) -> dict[str, str]:
        """What a template's placeholders stand for, in the active language; "" for nothing."""
        return {
            "name": self.name,
            "group": self.group,
            "place": str(self.place),
            "place_name": _place_name(self.place),
            "gender": _gender_name(self.gender),
            "category": "" if self.category in {ALL_AGES, UNASSIGNED} else self.category,
            "result": f"{self.result} {self.unit}".rstrip(),
            "activity": self.activity,
            "event": self.event,
            "date": date_format(self.date, "DATE_FORMAT") if self.date else "",
            "event_place": self.event_place,
        }


def winners(
    activity: Activity, *, gender: str | None = None, category: str | None = None
) -> list[Winner]:
    """Everybody on places 1 to 3 of the activity's boards, by board, place and name.

    Diplomas follow the place: with two firsts there is no second, and a tie on third place gets
    as many diplomas as there are people. Guests get none. `gender` and `category` narrow it to
    the boards that the leaderboard names so.
    """
    return [
        winner
        for winner in _all_winners(activity)
        if gender in (None, winner.gender) and category in (None, winner.category)
    ]


def example_winner(event: Event) -> Winner:
    """Somebody invented, who shows what the event's diplomas look like."""
    return Winner(
        name=_("Stephanie Sample"),
        group=_("Beavers"),
        place=1,
        gender=GIRL,
        category="10–12",
        result=with_own_point("9.85"),
        unit="s",
        activity=_("60 m run"),
        event=event.name,
        date=event.date,
        event_place=event.place,
    )


def _all_winners(activity: Activity) -> Iterator[Winner]:
    event, rule = activity.event, rule_of(activity)
    for board in activity_boards(activity):
        for row in board.placed:
            if row.place > LAST_PLACE or row.person.is_guest:
                continue
            result, unit = _result(row.value, rule)
            yield Winner(
                name=row.person.name,
                group=row.person.group,
                place=row.place,
                gender=board.gender,
                category=board.category,
                result=result,
                unit=unit,
                activity=activity.name,
                event=event.name,
                date=event.date,
                event_place=event.place,
            )


def _result(value: int, rule: Rule) -> tuple[str, str]:
    """(result, unit). Minutes and the labels of a set of scores need no unit."""
    if rule.is_boolean:
        return _("passed"), ""  # a lone ✓ says nothing on a wall
    shown = display(value, rule)
    unit = unit_beside(shown, canonical(value, rule), rule.type, rule.unit)
    return with_own_point(shown), unit


def _gender_name(gender: str) -> str:
    """Of a board; "" of one that is for everybody, or for those without a gender."""
    if gender in {ALL_GENDERS, NO_GENDER}:
        return ""
    names = {GIRL: _("girls"), BOY: _("boys"), OTHER: pgettext("gender", "others")}
    return names.get(gender, gender)


def _place_name(place: int) -> str:
    names = {1: _("1st place"), 2: _("2nd place"), 3: _("3rd place")}
    return names.get(place) or _("place %(place)d") % {"place": place}
