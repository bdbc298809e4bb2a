"""The steps in which a board is announced: its title, each place from the last to the first, and
the podium. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

TITLE, PLACE, PODIUM = "TITLE", "PLACE", "PODIUM"


class AnnouncedRow(NamedTuple):
    """A placed row of a board. pk: of the participant, or of the group.

    value: a result as it is displayed, or a total, with a point; unit: behind it. medals: instead
    of a total. name: of a group; people are looked up by whoever may read their names.
    """

    pk: int
    place: int
    value: str = ""
    unit: str = ""
    medals: tuple[int, ...] = ()
    name: str = ""
    is_hidden: bool = False


class CeremonyStep(NamedTuple):
    """What is shown next; place: that which is added by a PLACE."""

    kind: str
    place: int = 0


def first_places(rows: Iterable[AnnouncedRow], most: int) -> list[AnnouncedRow]:
    """The rows of places up to `most`, all of them where it is 0, best first."""
    return sorted(
        (row for row in rows if not most or row.place <= most), key=attrgetter("place")
    )  # stable: within a place in their order


def by_place(rows: Iterable[AnnouncedRow]) -> list[list[AnnouncedRow]]:
    """Who share a place together, the last place first."""
    ordered = sorted(rows, key=attrgetter("place"))
    return [list(group) for _place, group in groupby(ordered, key=attrgetter("place"))][::-1]


def steps_of(rows: Iterable[AnnouncedRow]) -> list[CeremonyStep]:
    """Of a board with these rows. A place of which everybody is hidden has no step: it would show
    nothing. Without a place to show there is no step at all, not even the title; a podium of a
    single place would be that place once more.
    """
    places = sorted({row.place for row in rows if not row.is_hidden}, reverse=True)
    if not places:
        return []
    podium = [CeremonyStep(PODIUM)] if len(places) > 1 else []
    return [CeremonyStep(TITLE), *(CeremonyStep(PLACE, place) for place in places), *podium]


def revealed(rows: Sequence[AnnouncedRow], step: int) -> list[AnnouncedRow]:
    """Whom the public may know of at the step, by its number, best first: nobody who is hidden."""
    steps = steps_of(rows)[: step + 1]
    places = {each.place for each in steps if each.kind == PLACE}
    shown = (row for row in rows if row.place in places and not row.is_hidden)
    return sorted(shown, key=attrgetter("place"))


def last_reveal(rows: Iterable[AnnouncedRow]) -> int:
    """The number of the step with which every place is out."""
    return max((n for n, each in enumerate(steps_of(rows)) if each.kind == PLACE), default=0)


def written(rows: Iterable[AnnouncedRow]) -> list[dict[str, Any]]:
    """Rows as JSON, without what is as usual."""
    usual = AnnouncedRow._field_defaults
    return [
        {key: each for key, each in row._asdict().items() if usual.get(key, ...) != each}
        for row in rows
    ]


def read(stored: Iterable[Mapping[str, Any]] | None) -> list[AnnouncedRow]:
    return [AnnouncedRow(**{**row, "medals": tuple(row.get("medals", ()))}) for row in stored or ()]
