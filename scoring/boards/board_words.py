"""What boards are called in words; the names of genders and categories in the API are codes."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.text.decimals import with_own_point
from scoring.engine.marks import Status
from scoring.engine.ranking import ALL_AGES, FAILED

GENDERS = {
    "F": _("Girls"),
    "M": _("Boys"),
    "X": pgettext_lazy("gender", "Others"),
    "?": _("Gender not given"),
    "All": _("Everybody"),
}
CATEGORIES = {"All": _("All ages"), "Unassigned": _("No age category")}
UNPLACED = {FAILED: _("failed"), Status.WD: _("withdrawn")}
LETTERS = {
    Status.DNS: _("did not start"),
    Status.DNF: _("did not finish"),
    Status.NM: _("no valid mark"),
    Status.DQ: _("disqualified"),
}
"""Statuses that are known by their letters, and what these mean."""
PODIUM = {1: _("gold"), 2: _("silver"), 3: _("bronze")}

NAMED_PLACES = {1: _("1st place"), 2: _("2nd place"), 3: _("3rd place")}


def gender_words(gender: str) -> str:
    """The gender of a board; another than those of the product speaks for itself."""
    return str(GENDERS.get(gender, gender))


def category_words(category: str) -> str:
    """The age category of a board; an event's own has its name."""
    return str(CATEGORIES.get(category, category))


def place_text(place: int, *, is_guest: bool) -> str:
    """A place as boards show it: a guest's, which takes none, in brackets."""
    return f"({place})" if is_guest else str(place)


def unplaced_words(status: str) -> str:
    """Why somebody has no place, in a cell."""
    return str(UNPLACED.get(status, status))


def letters_meaning(status: str) -> str:
    """What the letters of a status mean; "" of one that is a word."""
    return str(LETTERS.get(status, ""))


def total_words(row: Mapping[str, Any]) -> str:
    """A total of standings, a row as the API gives it: points, or medals as "2 – 1 – 0"."""
    if "medals" in row:
        return " – ".join(map(str, row["medals"]))
    return "–" if row["total"] is None else with_own_point(row["total"])


def total_header(standings: Mapping[str, Any]) -> str:
    """What the column of totals is called. standings: as the API gives them."""
    rows = (row for each in standings["overall"] for row in (*each["rows"], *each["guests"]))
    first = next(chain(standings["groups"], rows), {})
    return str(_("Gold – silver – bronze") if "medals" in first else _("Total"))


def board_words(gender: str, category: str) -> str:
    """A board in words, "Girls · 10–12"; the gender alone where all ages are ranked together."""
    words = gender_words(gender)
    return words if category == ALL_AGES else f"{words} · {category_words(category)}"


def place_words(place: int) -> str:
    """A place as it is read: "1st place"."""
    ending = {1: _("%(number)dst place"), 2: _("%(number)dnd place"), 3: _("%(number)drd place")}
    usual = _("%(number)dth place")
    words = usual if place % 100 in (11, 12, 13) else ending.get(place % 10, usual)
    return str(NAMED_PLACES.get(place) or words % {"number": place})
