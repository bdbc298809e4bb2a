"""The words of the audit trail that apps bring along: what their actions and counts are called.

An app registers its own when it starts (`AppConfig.ready`); whoever reads the trail looks for all
of them in one list. The names of actions stand in the trail and in the API and never change; their
labels are for people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LISTS = _("Lists in and out")
"""The title that every app's imports and exports stand under."""


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Some actions of one app under a title, action -> label, in the order they are shown.

    place: sections are shown by rising numbers, of which each is taken once. Neighbours with one
    title are shown as one, so that apps can share it.
    """

    place: int
    title: Promise
    actions: Mapping[str, Promise]


LABELS: dict[str, Promise] = {}
"""action -> label, of all apps."""
COUNTED: dict[str, Promise] = {}
"""What keys of a row's `changes` are called that are no fields of its object."""
_SECTIONS: dict[int, Section] = {}


def register(sections: Iterable[Section], counted: Mapping[str, Promise] | None = None) -> None:
    """Add an app's words; once more changes nothing. Raises ValueError where a place is taken."""
    for section in sections:
        if _SECTIONS.setdefault(section.place, section) is not section:
            raise ValueError(f"two sections of actions at place {section.place}")
        LABELS.update(section.actions)
    COUNTED.update(counted or {})


def named_alike(action: str) -> list[str]:
    """The action and all that are called the same: the ways differ by which it was done."""
    return [each for each, label in LABELS.items() if label == LABELS.get(action)] or [action]


def choices() -> list[tuple[Promise, list[tuple[str, Promise]]]]:
    """By title; of actions that are called the same only the first."""
    sections = sorted(_SECTIONS.values(), key=attrgetter("place"))
    return [
        (
            title,
            [
                (action, label)
                for section in neighbours
                for action, label in section.actions.items()
                if named_alike(action)[0] == action
            ],
        )
        for title, neighbours in groupby(sections, key=attrgetter("title"))
    ]


def label_of(action: str) -> str | Promise:
    """What the action is called; one that nobody registered by its own name, made readable."""
    return LABELS.get(action) or action.replace("_", " ").capitalize()
