"""Boards whose age category is called otherwise: what was decided about them stays with them."""

from collections.abc import Mapping

from django.db.models import Model, QuerySet

from events.models import Event
from events.models.versions import next_version
from scoring.models import Amendment, BoardState, Ceremony, CeremonyBoard, Publication

ON_THE_WAY = "  "
"""Before a number: no category is called so, as names have no spaces in front."""


def boards_follow_names(event: Event, names: Mapping[str, str]) -> None:
    """Give the states, amendments and places in the ceremony of boards the new names of their
    categories, as `events.parts.writes` asks; names: old -> new.

    What was decided about a category that is gone counts for none that is called like it now: its
    boards are open until somebody decides about them.
    """
    states = BoardState.objects.filter(publication__event=event)
    amendments = Amendment.objects.filter(publication__event=event)
    announced = CeremonyBoard.objects.filter(ceremony__event=event)
    of_gone = {"category__in": set(names.values()) - names.keys()}
    count = amendments.filter(**of_gone).update(was_public=False)  # of other children
    for rows in (states, announced):
        count += rows.filter(**of_gone).delete()[0]
    count += sum(_renamed(rows, names) for rows in (states, amendments, announced))
    if count:
        Publication.objects.filter(event=event).touch()
        Ceremony.objects.filter(event=event).update(version=next_version("version"))


def _renamed(rows: QuerySet[Model], names: Mapping[str, str]) -> int:
    """In two steps: names may have changed places, and no two boards are called the same."""
    for number, old in enumerate(names):
        rows.filter(category=old).update(category=f"{ON_THE_WAY}{number}")
    return sum(
        rows.filter(category=f"{ON_THE_WAY}{number}").update(category=new)
        for number, new in enumerate(names.values())
    )
