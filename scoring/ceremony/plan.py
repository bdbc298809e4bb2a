"""What a ceremony announces, and in which order: as stored, or as is usual."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from events.models import Event
from scoring.ceremony.boards_now import BoardNow, BoardsNow
from scoring.ceremony.steps import AnnouncedRow, last_reveal, read
from scoring.models import Ceremony, CeremonyBoard
from scoring.models.ceremony import PLACES
from scoring.publishing.stored import id_of


class PlannedBoard(NamedTuple):
    """A board as it is now, with what was decided about it. stored: None where nothing was."""

    now: BoardNow
    stored: CeremonyBoard | None
    is_announced: bool
    places: int = PLACES
    note: str = ""

    @property
    def key(self) -> str:
        return self.now.id.key

    @property
    def taken(self) -> list[AnnouncedRow] | None:
        """The rows that are announced, once its title was shown."""
        if self.stored is None or self.stored.taken is None:
            return None
        return read(self.stored.taken)

    @property
    def is_taken(self) -> bool:
        return self.stored is not None and self.stored.taken is not None

    @property
    def is_done(self) -> bool:
        """Whether every place of it was shown."""
        rows = self.taken
        return bool(rows) and self.stored.reached >= last_reveal(rows) > 0


class CeremonyPlan(NamedTuple):
    """All boards of an event, those that are announced first, each in its order."""

    ceremony: Ceremony
    boards: list[PlannedBoard]

    @property
    def announced(self) -> list[PlannedBoard]:
        return [each for each in self.boards if each.is_announced]

    @property
    def left_out(self) -> list[PlannedBoard]:
        return [each for each in self.boards if not each.is_announced]

    @property
    def current(self) -> PlannedBoard | None:
        """The board that is shown."""
        return self.stored(self.ceremony.board_id)

    def stored(self, pk: int | None) -> PlannedBoard | None:
        found = (each for each in self.boards if each.stored and each.stored.pk == pk)
        return next(found, None) if pk else None


def ceremony_of(event: Event) -> Ceremony:
    """As stored, else what is usual, which is stored with the first decision."""
    ceremony = Ceremony.objects.filter(event=event).select_related("moved_by").first()
    ceremony = ceremony or Ceremony(event=event, version=0)
    ceremony.event = event
    return ceremony


def plan_of_ceremony(ceremony: Ceremony, now: BoardsNow) -> CeremonyPlan:
    """In one query. Before anything was decided every board is announced, in the usual order:
    activities, then the overall standings, and groups at the end. A board that there was not yet
    when it was decided, or begun, is left out until somebody takes it in.
    """
    decided = list(ceremony.boards.order_by("order", "pk")) if ceremony.pk else []
    stored = {id_of(each): each for each in decided}
    boards = [_planned(now.boards[key], each) for key, each in stored.items() if key in now.boards]
    new = (each for key, each in now.boards.items() if key not in stored)
    is_usual = not stored and not ceremony.is_running
    boards += [PlannedBoard(each, None, is_announced=is_usual) for each in new]
    return CeremonyPlan(ceremony, sorted(boards, key=lambda each: not each.is_announced))


def _planned(now: BoardNow, stored: CeremonyBoard) -> PlannedBoard:
    return PlannedBoard(now, stored, stored.is_announced, stored.places, stored.note)


def in_usual_order(boards: Iterable[PlannedBoard], now: BoardsNow) -> list[PlannedBoard]:
    nth = {key: number for number, key in enumerate(now.boards)}
    return sorted(boards, key=lambda each: nth[each.now.id])


def moved_to(boards: Iterable[PlannedBoard], wanted: Mapping[str, int]) -> list[PlannedBoard]:
    """The boards in the order of the numbers that somebody typed, from 1; key -> number.

    Who goes up stands before the board whose number it took, who goes down behind it.
    """

    def sorts_as(numbered: tuple[int, PlannedBoard]) -> tuple[int, int]:
        number, board = numbered
        to = wanted.get(board.key, number)
        return to, (to > number) - (to < number)

    return [board for _number, board in sorted(enumerate(boards, start=1), key=sorts_as)]
