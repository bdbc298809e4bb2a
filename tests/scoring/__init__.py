"""What the tests of results share: the ledger worked out once more, the document's examples."""

from datetime import UTC, datetime
from pathlib import Path

from accounts.models import AuditLog
from events.models import Activity, Event
from scoring.models import Entry, Record

MORNING = datetime(2026, 7, 4, 9, 0, tzinfo=UTC)
DOCUMENT = Path(__file__).parents[2] / "docs" / "scoring.md"


def examples(heading):
    """The rows of the table under a heading of docs/scoring.md, cells without backticks."""
    _before, _heading, section = DOCUMENT.read_text(encoding="utf-8").partition(f"# {heading}\n")
    table = section.partition("\n|")[2].partition("\n\n")[0]
    _names, _line, *rows = table.splitlines()
    found = [[cell.strip(" `") for cell in row.strip("|").split("|")] for row in rows]
    assert found, f"no examples under “{heading}”"
    return found


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


def outcomes(verdicts):
    return [verdict.outcome for verdict in verdicts]


def refused(response):
    """How a call of the API was refused: its status, and the sentence for people."""
    return response.status_code, response.json()["detail"]


def rows_of_everything():
    """All that a submission could change, to see that it changed nothing."""
    return [list(model.objects.order_by("pk").values()) for model in (Entry, Record, AuditLog)] + [
        list(Activity.objects.values_list("pk", "results_version")),
        list(Event.objects.values_list("pk", "version")),
    ]
