"""What boards are called in words; the names of genders and categories in the API are codes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.engine.ranking import ALL_AGES

GENDERS = {
    "F": _("Girls"),
    "M": _("Boys"),
    "X": pgettext_lazy("gender", "Others"),
    "?": _("Gender not given"),
    "All": _("Everybody"),
}
CATEGORIES = {"All": _("All ages"), "Unassigned": _("No age category")}
UNPLACED = {"FAIL": _("failed"), "WD": _("withdrawn")}
"""The others are known by their letters: DNF."""
PODIUM = {1: _("gold"), 2: _("silver"), 3: _("bronze")}


def gender_words(gender: str) -> str:
    """The gender of a board; another than those of the product speaks for itself."""
    return str(GENDERS.get(gender, gender))


def category_words(category: str) -> str:
    """The age category of a board; an event's own has its name."""
    return str(CATEGORIES.get(category, category))


def unplaced_words(status: str) -> str:
    """Why somebody has no place, in a cell."""
    return str(UNPLACED.get(status, status))


def board_words(gender: str, category: str) -> str:
    """A board in words, "Girls · 10–12"; the gender alone where all ages are ranked together."""
    words = gender_words(gender)
    return words if category == ALL_AGES else f"{words} · {category_words(category)}"
