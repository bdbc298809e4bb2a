"""What the ledger says: the record of each cell, made from its entries alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from scoring.models import Entry, Record

Cell = tuple[int, int]
"""(activity id, participant id)"""


def record_of(entry: Entry, first_entered: datetime) -> Record:
    """The record, not saved, that the entry makes; first_entered: when the cell was last empty."""
    return Record(
        activity_id=entry.activity_id,
        participant_id=entry.participant_id,
        entry_id=entry.pk,
        value_raw=entry.value_raw,
        value=entry.value,
        attempts=entry.attempts,
        status=entry.status,
        reason=entry.reason,
        evaluator_id=entry.entered_by_id,
        created_at=first_entered,
        updated_at=entry.received_at,
    )


def folded(entries: Iterable[Entry]) -> Iterator[tuple[Cell, Record | None]]:
    """The cells and their records, None for an emptied one.

    The entries of a cell come one after another, oldest first: only one cell is kept in mind.
    """
    cell: Cell | None = None
    record: Record | None = None
    for entry in entries:
        its_cell = (entry.activity_id, entry.participant_id)
        if its_cell != cell:
            if cell:
                yield cell, record
            cell, record = its_cell, None
        if entry.status == Entry.Status.CLEARED:
            record = None
        else:
            record = record_of(entry, record.created_at if record else entry.received_at)
    if cell:
        yield cell, record
