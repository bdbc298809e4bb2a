"""The API and an activity that is locked: evaluators are refused, organisers are not."""

import pytest

from events.parts.writes import lock_activity, reopen_activity
from scoring.models import Entry, Record
from tests import make

LOCKED = "This activity is locked. Ask an organiser to open it again."


@pytest.fixture
def record(activity, participant, evaluator, admin):
    record = make.record(activity, participant, "83", by=evaluator)
    lock_activity(activity=activity, by=admin)
    return record


@pytest.fixture
def calls(activity, participant, record):
    """Every way to write a result: name -> a call by a client of the API."""
    cell = {"activity_id": activity.pk, "participant_id": participant.pk, "value_raw": "80"}
    row = {"participant_id": participant.pk, "value_raw": "80"}
    bulk = {"activity_id": activity.pk, "records": [row]}
    return {
        "POST": lambda client: client.post("/api/records", cell, format="json"),
        "DELETE": lambda client: client.delete(f"/api/records/{record.pk}"),
        "bulk": lambda client: client.post("/api/records/bulk", bulk, format="json"),
        "partial": lambda client: client.post(
            "/api/records/bulk", {**bulk, "partial": True}, format="json"
        ),
    }


WAYS = ["POST", "DELETE", "bulk", "partial"]


@pytest.mark.parametrize("way", WAYS)
def test_an_evaluator_is_refused_with_the_reason(api, calls, evaluator, record, way):
    response = calls[way](api(evaluator))

    assert response.status_code == 400
    assert response.json()["detail"] == LOCKED
    assert Entry.objects.count() == 1
    assert Record.objects.get().value == 83_000


@pytest.mark.parametrize("way", WAYS)
def test_an_organiser_still_corrects(api, calls, admin, record, way):
    response = calls[way](api(admin))

    assert response.status_code in {200, 201, 204}
    assert Entry.objects.count() == 2


def test_open_again_it_takes_results_of_evaluators(api, calls, evaluator, admin, activity):
    reopen_activity(activity=activity, reason="Přeměřeno", by=admin)

    assert calls["POST"](api(evaluator)).status_code == 201
    assert Record.objects.get().value == 80_000
