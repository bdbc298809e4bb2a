"""What the ledger says, worked out here once more, to compare the records with."""

from scoring.models import Entry, Record


def folded_ledger():
    """(activity id, participant id) -> what the record has to say, from the entries alone."""
    cells = {}
    for entry in Entry.objects.order_by("pk"):
        cell = (entry.activity_id, entry.participant_id)
        if entry.status == Entry.Status.CLEARED:
            cells.pop(cell, None)
            continue
        first_entered = cells[cell]["created_at"] if cell in cells else entry.received_at
        cells[cell] = {
            "entry_id": entry.pk,
            "value_raw": entry.value_raw,
            "value": entry.value,
            "attempts": entry.attempts,
            "status": entry.status,
            "reason": entry.reason,
            "evaluator_id": entry.entered_by_id,
            "created_at": first_entered,
            "updated_at": entry.received_at,
        }
    return cells


def stored_records():
    """The records in the same shape."""
    fields = [field.attname for field in Record._meta.concrete_fields]
    cells = {}
    for row in Record.objects.values(*fields):
        row.pop("id")
        cells[row.pop("activity_id"), row.pop("participant_id")] = row
    return cells
