"""The progress of an event: groups × activities, each with entered and expected results."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from events.models import Event, Group
from scoring.progress.progress import ActivityProgress, group_cards, total
from scoring.progress.tally import Tally


@dataclass(frozen=True, slots=True)
class MatrixRow:
    group: Group
    cells: list[ActivityProgress]
    total: Tally


@dataclass(frozen=True, slots=True)
class Matrix:
    """The board of an event. `columns`: each activity with its total over all groups."""

    columns: list[ActivityProgress]
    rows: list[MatrixRow]
    total: Tally

    @property
    def group_count(self) -> int:
        return len(self.rows)

    @property
    def activity_count(self) -> int:
        return len(self.columns)

    def of_group(self, group_id: int | None) -> Tally:
        """The group's total over all activities; nothing for a group that is not there."""
        return next((row.total for row in self.rows if row.group.pk == group_id), Tally())

    def of_stations(self, activity_ids: Collection[int], but_group_id: int | None) -> Tally:
        """The total of all groups in these activities, without this group's cells."""
        return _sum(
            cell
            for row in (self.rows if activity_ids else [])
            if row.group.pk != but_group_id
            for cell in row.cells
            if cell.activity.pk in activity_ids
        )


def board_matrix(event: Event) -> Matrix:
    """The event's board, read in four queries however large it is."""
    cards = group_cards(event.groups.select_related("event"))
    rows = [MatrixRow(card.group, card.activities, _sum(card.activities)) for card in cards]
    columns = total(cards) or [
        ActivityProgress(activity, Tally()) for activity in event.activities.all()
    ]
    return Matrix(columns, rows, _sum(columns))


def _sum(parts: Iterable[ActivityProgress]) -> Tally:
    return sum((part.tally for part in parts), Tally())
