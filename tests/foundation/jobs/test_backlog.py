"""How much waits, and for how long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.jobs.backlog import read_backlog
from foundation.models import Job

pytestmark = pytest.mark.django_db
State = Job.State


def job(state: str, **fields) -> Job:
    return Job.objects.create(kind="a", state=state, expires_at=timezone.now(), **fields)


def test_each_state_is_counted_by_one_query(django_assert_num_queries):
    now = timezone.now()
    job(State.QUEUED, due_at=now - timedelta(seconds=90))
    job(State.QUEUED, due_at=now - timedelta(seconds=30))
    job(State.RUNNING, due_at=now - timedelta(hours=1))
    job(State.FAILED)

    with django_assert_num_queries(1):
        backlog = read_backlog(at=now)

    counted = {state: count for state, count in backlog.counts.items() if count}
    assert counted == {State.QUEUED: 2, State.RUNNING: 1, State.FAILED: 1}
    assert set(backlog.counts) == set(State.values)
    assert backlog.waited == 90


def test_what_is_due_later_does_not_wait():
    job(State.QUEUED, due_at=timezone.now() + timedelta(minutes=1))

    assert read_backlog().waited == 0
