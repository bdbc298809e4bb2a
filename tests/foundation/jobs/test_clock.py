"""What is due each hour or day is done once, however many look at the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from foundation.jobs import clock, queue
from foundation.jobs.runner import Runner
from foundation.models import Job, PeriodicRun
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HOURLY = [
    "accounts.expired_uploads",
    "accounts.unchecked_files",
    "foundation.expired_jobs",
    "foundation.unused_files",
]
DAILY = [
    "accounts.stray_parts",
    "foundation.backup",
    "foundation.expired_sessions",
    "foundation.stray_files",
    "scoring.erase_names",
]
NAMES = sorted(HOURLY + DAILY)
NOON = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)


def test_once_per_slot_by_several_runners(jobs_wait):
    begun = at_once(*[lambda: clock.enqueue_due(at=NOON)] * 5)

    assert sorted(name for names in begun for name in names) == NAMES
    assert sorted(Job.objects.values_list("step", flat=True)) == NAMES
    assert clock.enqueue_due(at=NOON + timedelta(minutes=29)) == []
    assert sorted(clock.enqueue_due(at=NOON + timedelta(minutes=30))) == HOURLY
    assert sorted(clock.enqueue_due(at=NOON + timedelta(days=1))) == NAMES


def test_days_are_those_of_the_product_and_hours_are_never_twice():
    """Also in the night in which clocks are put back."""
    prague = ZoneInfo("Europe/Prague")
    midnight = datetime(2026, 7, 2, tzinfo=prague)
    assert clock.slot_of("day", midnight) == "2026-07-02"
    assert clock.slot_of("day", midnight - timedelta(microseconds=1)) == "2026-07-01"

    twice = [datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=prague) for fold in (0, 1)]
    assert [clock.slot_of("hour", each) for each in twice] == ["2026-10-25T00", "2026-10-25T01"]
    assert {clock.slot_of("day", each) for each in twice} == {"2026-10-25"}


def test_a_runner_clears_away_what_has_had_its_time(jobs_wait):
    past = timezone.now() - timedelta(hours=2)
    queue.keep(kind="tests", kept_for=timedelta(0))
    kept = queue.keep(kind="tests")
    tasks = DBTaskResult.objects
    for each in ({"status": "SUCCESSFUL", "finished_at": past}, {"status": "RUNNING"}):
        tasks.create(args_kwargs={}, task_path="x", backend_name="old", **each)
    tasks.filter(status="RUNNING").update(started_at=past - timedelta(days=1))
    PeriodicRun.objects.create(name="x", slot="y", created_at=past - timedelta(days=8))
    Session.objects.create(session_key="x", session_data="", expire_date=past)
    OutstandingToken.objects.create(jti="x", token="x", expires_at=past)

    Runner().run_due()

    assert list(Job.objects.all()) == [kept]
    assert not tasks.filter(backend_name="old").exists()
    assert sorted(PeriodicRun.objects.values_list("name", flat=True)) == NAMES
    assert not Session.objects.exists()
    assert not OutstandingToken.objects.exists()


def test_every_is_hour_or_day():
    with pytest.raises(ValueError, match="week"):
        clock.periodic("tests.weekly", every="week")
