"""The evaluator's phone, and somebody beside the participant."""

import pytest

from tests import make
from tests.scoring.sync.phones import uuid


@pytest.fixture
def sibling(group):
    return make.participant(group, display_name="Žofie Řehořová", gender="F", age=11)


@pytest.fixture
def jump(event):
    return make.activity(event, "NUMERIC_HIGH", name="Skok daleký", unit="m")


@pytest.fixture
def item(activity):
    """item(1, participant, "12.5") -> the first entry of the phone, of `activity`."""

    def make_item(number, participant, value_raw=None, activity=activity, **fields):
        sent = {"uuid": uuid(number), "activity_id": activity.pk, **fields}
        sent.setdefault("participant_id", participant and participant.pk)
        return sent if value_raw is None else {**sent, "value_raw": value_raw}

    return make_item


@pytest.fixture
def post(api, evaluator):
    def call(*items, by=evaluator, **fields):
        return api(by).post("/api/records/sync", {"items": items, **fields}, format="json")

    return call


@pytest.fixture
def sync(post):
    """The verdicts on the items, as the evaluator sends them."""

    def call(*items, **fields):
        response = post(*items, **fields)
        assert response.status_code == 200, response.content
        return response.json()["items"]

    return call
