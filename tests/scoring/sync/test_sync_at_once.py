"""Several phones that find the network again at the same moment."""

from uuid import UUID

import pytest

from scoring.models import Entry
from tests import make
from tests.scoring import folded_ledger, stored_records
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def sending(client, items):
    return lambda: client.post("/api/records/sync", {"items": items}, format="json").json()["items"]


def test_the_same_cells_by_two_people_and_the_same_batch_twice(
    api, event, activity, group, evaluator, admin
):
    """Each cell takes one entry and asks about the other; each entry is there exactly once."""
    jump = make.activity(event)
    kids = [make.participant(group) for _ in range(6)]
    batches = [
        [
            {
                "uuid": str(UUID(int=number * 100 + count)),
                "activity_id": of.pk,
                "participant_id": kid.pk,
                "value_raw": str(20 + number),
                "based_on": None,
            }
            for count, (of, kid) in enumerate(
                [(of, kid) for kid in kids for of in (activity, jump)][:: 1 if number else -1]
            )
        ]
        for number in (0, 1)
    ]
    phones = [(api(by), batch) for by, batch in zip((evaluator, admin), batches, strict=True)] * 2

    answers = at_once(*(sending(client, batch) for client, batch in phones))

    cells = {}
    for batch, verdicts in zip([batch for _client, batch in phones], answers, strict=True):
        for item, verdict in zip(batch, verdicts, strict=True):
            cell = item["activity_id"], item["participant_id"]
            cells.setdefault(cell, []).append(verdict["outcome"])
    assert len(cells) == 12
    for found in cells.values():
        assert sorted(found) == ["conflict", "conflict", "duplicate", "saved"]
    assert Entry.objects.count() == 12
    assert stored_records() == folded_ledger()
