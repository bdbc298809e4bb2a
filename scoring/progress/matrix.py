"""The progress of an event: groups × activities, each with entered and expected results."""

from dataclasses import dataclass

from events.models import Activity, Event, Group
from scoring.progress.progress import GroupCard, group_cards


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of results entered, and of those expected."""

    scored: int = 0
    expected: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.scored + other.scored, self.expected + other.expected)

    @property
    def state(self) -> str:
        """ "nobody" where no result is expected, "complete", "under-way" or "not-begun"."""
        if not self.expected:
            return "nobody"
        if self.scored >= self.expected:
            return "complete"
        return "under-way" if self.scored else "not-begun"

    @property
    def is_unfinished(self) -> bool:
        return self.scored < self.expected

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of them."""
        return min(100 * self.scored // self.expected, 100) if self.expected else 0


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One group in one activity."""

    activity: Activity
    tally: Tally


@dataclass(frozen=True, slots=True)
class MatrixRow:
    group: Group
    cells: list[MatrixCell]
    total: Tally


@dataclass(frozen=True, slots=True)
class Matrix:
    """The board of an event. `columns`: each activity with its total over all groups."""

    columns: list[MatrixCell]
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


def board_matrix(event: Event) -> Matrix:
    """The event's board, read in four queries however large it is."""
    rows = [_row(card) for card in group_cards(event.groups.select_related("event"))]
    activities = [cell.activity for cell in rows[0].cells] if rows else event.activities.all()
    columns = [
        MatrixCell(activity, sum((row.cells[number].tally for row in rows), Tally()))
        for number, activity in enumerate(activities)
    ]
    return Matrix(columns, rows, sum((row.total for row in rows), Tally()))


def _row(card: GroupCard) -> MatrixRow:
    cells = [
        MatrixCell(progress.activity, Tally(progress.scored, progress.expected))
        for progress in card.activities
    ]
    return MatrixRow(card.group, cells, sum((cell.tally for cell in cells), Tally()))
