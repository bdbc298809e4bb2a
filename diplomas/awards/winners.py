"""What a diploma says: who gets it, and the facts and words that stand on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from diplomas.models import Diploma
from events.ages.genders import BOY, GIRL, OTHER
from events.models import Event
from foundation.text.decimals import with_own_point
from foundation.text.names import last_word
from scoring.boards.board_words import place_words
from scoring.engine.ranking import ALL_AGES, ALL_GENDERS, NO_GENDER, UNASSIGNED

Kind = Diploma.Kind
POINTS, MEDALS = "POINTS", "MEDALS"


class Award(NamedTuple):
    """For what somebody gets one diploma. who: a participant's id, of the standings of groups a
    group's. activity_id: None but for an activity.
    """

    kind: str
    who: int
    activity_id: int | None = None

    @property
    def key(self) -> str:
        """As forms and the API name it."""
        return f"{self.kind}-{self.who}-{self.activity_id or 0}"


@dataclass(frozen=True, slots=True)
class Winner:
    """What one diploma shows.

    `participant_id`: None where it is a group's (`group_id`), whose name is `name` then.
    `place`: 0 where it is for taking part. `gender` and `category` are the board's, as the
    leaderboard names them; `own_gender` is the person's. `result` is as people read it, without
    the unit; `value` and `measure` are the same in no language: as it is stored, and the activity's
    unit, or POINTS or MEDALS.
    `activity_id`: None but for an activity. `event_place` is where the event was held.
    `code`, `address`: by which anybody can look the diploma up; "" of one that nobody gets.
    `wording`: as `Diploma` has it. `rule_id`, `template_id`: None for the usual ones;
    `rule_number`: where the rule stands among the event's, and `why`: the rule in words.
    `entrants`: how many competed on the board, `missing`: how many results are missing there.
    """

    participant_id: int | None
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
    kind: str = Kind.ACTIVITY
    group_id: int | None = None
    own_gender: str = ""
    surname: str = ""
    organisation: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)
    rule_id: int | None = None
    rule_number: int = 0
    template_id: int | None = None
    why: str = ""
    entrants: int = 0
    missing: int = 0
    is_tied: bool = False

    @property
    def award(self) -> Award:
        who = self.group_id if self.kind == Kind.GROUP else self.participant_id
        return Award(self.kind, who or 0, self.activity_id)

    @property
    def board(self) -> tuple[Any, ...]:
        """On which board it was won."""
        return self.kind, self.activity_id, self.gender, self.category

    def facts(self) -> dict[str, Any]:
        """What the diploma says, in no language: as it is stored, and compared later."""
        return {
            "name": self.name,
            "group": self.group,
            "place": self.place,
            "gender": self.gender,
            "own_gender": self.own_gender,
            "category": self.category,
            "value": self.value,
            "measure": self.measure,
            "activity": self.activity if self.kind == Kind.ACTIVITY else "",
            "event": self.event,
            "date": self.date.isoformat() if self.date else "",
            "event_place": self.event_place,
        }

    def values(self) -> dict[str, str]:
        """What a template's placeholders stand for, in the active language; "" for nothing. With a
        dot what no text can name: what the cases of a text look at.
        """
        name = self.wording.get("name") or self.name
        first, last = self._names(name)
        result = f"{self.result} {self.unit}".rstrip()
        is_of_standings = self.kind in {Kind.OVERALL, Kind.GROUP}
        return {
            "name": name,
            "first_name": first,
            "last_name": last,
            "group": self.group,
            "place": str(self.place) if self.place else "",
            "place_name": place_name(self.place),
            "gender": gender_name(self.gender),
            "category": "" if self.category in {ALL_AGES, UNASSIGNED} else self.category,
            "result": result,
            "unit": self.unit,
            "total": result if is_of_standings else "",
            "points": self.result if self.measure == POINTS else "",
            "activity": self.activity,
            "event": self.event,
            "organisation": self.organisation,
            "date": date_format(self.date, "DATE_FORMAT") if self.date else "",
            "event_place": self.event_place,
            "first_line": self.wording.get("first_line") or _first_line(self),
            "code": self.code,
            "address": self.address,
            "when.gender": self.own_gender,
            "when.place": str(self.place),
            "when.tied": "yes" if self.is_tied else "no",
            "when.kind": self.kind.lower(),
            "when.language": (get_language() or "").partition("-")[0],
        }

    def _names(self, name: str) -> tuple[str, str]:
        """(first name, surname); all of a group's is the first."""
        if self.kind == Kind.GROUP or " " not in name:
            return name, ""
        surname = self.surname if self.surname and self.surname in name else last_word(name)
        return " ".join(name.replace(surname, "", 1).split()), surname


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
        own_gender=GIRL,
        organisation=event.organisation.name,
    )


def _first_line(winner: Winner) -> str:
    """Above the name. English needs one of these, other languages know who won."""
    if winner.kind == Kind.GROUP:
        return pgettext("diploma of a group", "is awarded to")
    if winner.own_gender == GIRL:
        return pgettext("diploma of a girl", "is awarded to")
    if winner.own_gender == BOY:
        return pgettext("diploma of a boy", "is awarded to")
    return pgettext("diploma", "is awarded to")


def gender_name(gender: str) -> str:
    """Of a board; "" of one that is for everybody, or for those without a gender."""
    if gender in {ALL_GENDERS, NO_GENDER}:
        return ""
    names = {GIRL: _("girls"), BOY: _("boys"), OTHER: pgettext("gender", "others")}
    return names.get(gender, gender)


def place_name(place: int) -> str:
    """ "1st place"; in Czech the first three in words. "" of none."""
    if not place:
        return ""
    words = {
        1: pgettext("diploma", "1st place"),
        2: pgettext("diploma", "2nd place"),
        3: pgettext("diploma", "3rd place"),
    }
    return words.get(place) or place_words(place)
