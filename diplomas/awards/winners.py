"""What a diploma says: who gets it, and the facts and words that stand on it."""

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, gettext_lazy, override, pgettext
from django.utils.translation import gettext as _

from diplomas.models import Diploma, DiplomaSettings
from events.ages.genders import BOY, GIRL, OTHER
from events.models import Event
from foundation.text.decimals import with_own_point
from foundation.text.names import last_word
from scoring.boards.board_words import place_words
from scoring.engine.ranking import ALL_AGES, ALL_GENDERS, NO_GENDER, UNASSIGNED

Kind = Diploma.Kind
POINTS, MEDALS = "POINTS", "MEDALS"
MOST_SIGNATURES = 4
SIGNATURES = tuple(f"signature_{number}" for number in range(1, MOST_SIGNATURES + 1))
"""The placeholders of who signs."""
NAMED_BY = {
    "organisation": "organisation",
    "is_tied": "when.tied",
    "k_of_m": "k_of_m",
    **{name: name for name in SIGNATURES},
}
"""Fact -> the name by which a template prints it: it is a fact only of a diploma that does."""
with_point_of_print = lazy(with_own_point, str)
"""A number as it is written in the language in which it is printed."""
Words = str | Promise
"""In the language of the print, once that is known."""


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
    the unit, in the language in which it is read; `value` and `measure` are the same in no
    language: as it is stored, and the activity's unit, or POINTS or MEDALS.
    `activity_id`: None but for an activity. `event_place` is where the event was held.
    `code`, `address`: by which anybody can look the diploma up; "" of one that nobody gets.
    `wording`: as `Diploma` has it. `rule_id`, `template_id`: None for the usual ones;
    `rule_number`: where the rule stands among the event's, and `why`: the rule in words.
    `entrants`: how many competed on the board, `missing`: how many results are missing there.
    `signatures`: who signs the event's diplomas. `k_of_m`: of standings, in how many of the
    activities that count there is a result; None elsewhere, and where nobody knows.
    `as_of`: the moment whose results a published board shows; None: those of now.
    """

    participant_id: int | None
    activity_id: int | None
    name: str
    group: str
    place: int
    gender: str
    category: str
    result: Words
    value: str
    measure: str
    unit: Words
    activity: Words
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
    signatures: tuple[str, ...] = ()
    k_of_m: tuple[int, int] | None = None
    as_of: datetime | None = None

    @property
    def award(self) -> Award:
        who = self.group_id if self.kind == Kind.GROUP else self.participant_id
        return Award(self.kind, who or 0, self.activity_id)

    @property
    def board(self) -> tuple[Any, ...]:
        """On which board it was won."""
        return self.kind, self.activity_id, self.gender, self.category

    def facts(self, names: Container[str] | None = None) -> dict[str, Any]:
        """What the diploma says, in no language: as it is stored, and compared later.

        names: what its template prints (`looks.layout.names_in`): not every diploma has who signs
        it, and one that has not stays true when somebody else does. None: all that there is.
        """
        more = {
            "organisation": self.organisation,
            "is_tied": self.is_tied,
            **dict(zip(SIGNATURES, self._signatures, strict=True)),
        }
        if self.k_of_m is not None:
            more["k_of_m"] = list(self.k_of_m)
        return self._certified | {
            name: value for name, value in more.items() if names is None or NAMED_BY[name] in names
        }

    @property
    def _signatures(self) -> list[str]:
        """As many as there are placeholders; "" of nobody."""
        there = self.signatures[:MOST_SIGNATURES]
        return [*there, *[""] * (MOST_SIGNATURES - len(there))]

    @property
    def _certified(self) -> dict[str, Any]:
        """The facts of every diploma, whatever stands on the paper: its code leads to them."""
        return {
            "name": self.name,
            "group": self.group,
            "place": self.place,
            "gender": self.gender,
            "own_gender": self.own_gender,
            "category": self.category,
            "value": self.value,
            "measure": self.measure,
            "activity": str(self.activity) if self.kind == Kind.ACTIVITY else "",
            "event": self.event,
            "date": self.date.isoformat() if self.date else "",
            "event_place": self.event_place,
        }

    def own_texts(self) -> Iterator[str]:
        """What the event's people have written of all that it may say."""
        yield from (self.name, self.group, self.category, str(self.activity), str(self.unit))
        yield from (self.event, self.event_place, self.organisation, self.gender)
        yield from (*self.signatures, *self.wording.values())

    def values_in(self, languages: Iterable[str]) -> dict[str, dict[str, str]]:
        """As `values`, by the language; of those that the product knows."""
        known = dict(settings.LANGUAGES)
        return {each: self.values(each) for each in languages if each in known}

    def values(self, language: str = "") -> dict[str, str]:
        """What a template's placeholders stand for, in this or the active language; "" for nothing.
        With a dot what no text can name: what the cases of a text look at.
        """
        with override(language) if language else nullcontext():
            return self._values()

    def _values(self) -> dict[str, str]:
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
            "unit": str(self.unit),
            "total": result if is_of_standings else "",
            "points": str(self.result) if self.measure == POINTS else "",
            "k_of_m": k_of_m_words(self.k_of_m),
            "activity": str(self.activity),
            "event": self.event,
            "organisation": self.organisation,
            "date": date_format(self.date, "DATE_FORMAT") if self.date else "",
            "event_place": self.event_place,
            "first_line": self.wording.get("first_line") or _first_line(self),
            **dict(zip(SIGNATURES, self._signatures, strict=True)),
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
        result=with_point_of_print("9.85"),
        value="9.85",
        measure="",
        unit="s",
        activity=gettext_lazy("60 m run"),
        event=event.name,
        date=event.date,
        event_place=event.place,
        own_gender=GIRL,
        organisation=event.organisation.name,
        signatures=signatures_of(event),
    )


def signatures_of(event: Event) -> tuple[str, ...]:
    """Who signs the event's diplomas, with what they are: (“Jana Nová, head of the camp”, …)."""
    found = DiplomaSettings.objects.filter(event=event).values_list("signatures", flat=True)
    return tuple(found.first() or ())


def k_of_m_words(k_of_m: Iterable[int] | None) -> str:
    """ "8 of 10"; "" of none."""
    if k_of_m is None:
        return ""
    k, m = k_of_m
    return pgettext("results in so many activities", "%(k)d of %(m)d") % {"k": k, "m": m}


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
