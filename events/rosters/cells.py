"""What the cells of a table of participants say: ages, days of birth, lengths. Pure."""

import datetime
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events.ages.ages import OLDEST, earliest_birth
from events.ages.genders import LONGEST_GENDER, gender_of
from events.rosters.columns import STATUSES, YES_OR_NO
from foundation.text.names import fold, fold_case

LONGEST = {
    "display_name": 255,
    "last_name": 255,
    "group_name": 255,
    "group_identifier": 255,
    "external_id": 255,
    "gender": LONGEST_GENDER,
}
"""In characters; as the models have it."""
LONGEST_KEY = 3 * 255

AGE = re.compile(r"([0-9]{1,3})(?:[.,]0+)?")  # "12.0": what a table program makes of a gappy column
YEAR = re.compile(r"([0-9]{4})(?:[.,]0+)?")
TIME = r"(?:[ T]+(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?))?"
DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})" + TIME),
    re.compile(r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\. ?(?P<year>[0-9]{4})" + TIME),
)


class CellRefused(ValueError):
    """A cell cannot be what its column says. The message tells the organiser why."""


def read_gender(text: str) -> str:
    """A word in Czech or English -> "F", "M", "X"; another text as it is."""
    return gender_of(fitting("gender", text))


def read_age(text: str) -> int | None:
    """Whole years from 0 to 200."""
    if not text:
        return None
    match = AGE.fullmatch(text)
    if match is None or int(match[1]) > OLDEST:
        raise CellRefused(
            _("“%(text)s” is not an age; write a whole number from 0 to 200") % quoted(text)
        )
    return int(match[1])


def read_birth(
    text: str, *, today: datetime.date, until: datetime.date | None = None
) -> datetime.date | int | None:
    """2011-05-06, 6.5.2011 or 6. 5. 2011, also at 0:00 -> the day; 2011 -> the year of birth.

    until: the last day on which somebody who takes part may have been born, where it is before
    today.
    """
    if not text:
        return None
    year = YEAR.fullmatch(text)
    born = int(year[1]) if year else _day(text)
    until = until or today
    first, last = earliest_birth(today), min(until, today)
    if isinstance(born, int):
        first, last = first.year, last.year
        today = today.year
    if born > today:
        raise CellRefused(_("the birth date %(text)s is in the future") % quoted(text))
    if born > last:
        raise CellRefused(_("the birth date %(text)s is after the day of the event") % quoted(text))
    if born < first:
        raise CellRefused(_("the birth date %(text)s is too long ago") % quoted(text))
    return born


def _day(text: str) -> datetime.date:
    match = next(filter(None, (pattern.fullmatch(text) for pattern in DATES)), None)
    try:
        day = datetime.date(*(int(match[part]) for part in ("year", "month", "day")))
    except (TypeError, ValueError) as error:  # none of the forms; no such day
        raise CellRefused(
            _("“%(text)s” is not a date; write it as 6.5.2011 or 2011-05-06") % quoted(text)
        ) from error
    if match["time"] and match["time"].strip("0:.,"):
        raise CellRefused(_("“%(text)s” has a time of day; write the day alone") % quoted(text))
    return day


def read_status(text: str) -> str:
    """A word in English or Czech -> a status; empty stays empty."""
    if text and fold(text) not in STATUSES:
        known = ", ".join(dict.fromkeys(STATUSES.values()))
        raise CellRefused(
            _("“%(text)s” is not a status; write one of %(statuses)s")
            % {**quoted(text), "statuses": known}
        )
    return STATUSES[fold(text)] if text else ""


def read_hidden(text: str) -> bool | None:
    """A yes or a no, in English or Czech; None for an empty cell, which says nothing."""
    if text and fold(text) not in YES_OR_NO:
        raise CellRefused(
            _("“%(text)s” does not say whether somebody is hidden; write yes or no") % quoted(text)
        )
    return YES_OR_NO[fold(text)] if text else None


def readers_on(
    today: datetime.date, until: datetime.date | None = None
) -> dict[str, Callable[[str], Any]]:
    """System field -> what reads a tidied cell of it and raises CellRefused. Births: `born_of`."""
    born = partial(read_birth, today=today, until=until)
    return {"gender": read_gender, "age": read_age, "birth_date": born, "birth_year": born}


def born_of(*births: datetime.date | int | None) -> dict[str, datetime.date | int | None]:
    """What was read of a person's birth, in whichever column: the day where there is one, else the
    year.
    """
    day = next((born for born in births if isinstance(born, datetime.date)), None)
    year = next((born for born in births if isinstance(born, int)), None)
    return {"birth_date": day, "birth_year": None if day else year}


def cell_of(value: Any) -> str:
    """Other data as a cell has it: a text as it is, nothing as nothing, the rest as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def fitting(name: str, text: str, called: str = "") -> str:
    """The text, if the database takes it. name: the system field; called: its name in the sentence,
    where that is another one.
    """
    key = fold_case(text) if name == "group_name" else ""
    if len(text) > LONGEST[name] or len(key) > LONGEST_KEY:
        raise CellRefused(
            _("%(field)s is longer than %(limit)d characters")
            % {"field": called or name, "limit": LONGEST[name]}
        )
    return text


def quoted(text: str) -> dict[str, str]:
    """What is quoted back in a sentence: never more than a line."""
    return {"text": Truncator(text).chars(30)}
