"""Somebody of another group, and the shortest way to send a result."""

import pytest

from scoring.ledger import records
from tests import make


@pytest.fixture
def other(other_group):
    return make.participant(other_group, display_name="Řehoř Žižka", gender="M", age=11)


@pytest.fixture
def submit(activity, evaluator):
    """Submit to `activity` as `evaluator`, unless told otherwise; returns the verdicts."""

    def call(*submissions, activity=activity, by=evaluator, source="FORM", **fields):
        return records.submit(
            activity=activity, submissions=submissions, by=by, source=source, **fields
        )

    return call
