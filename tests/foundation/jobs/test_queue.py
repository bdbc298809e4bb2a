"""A job's way: into the queue, to one worker, and to one of its ends."""

import threading
from datetime import datetime, timedelta

import pytest
import structlog
from django.db import connection, transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from accounts.trail.audit import request_address
from foundation.jobs import queue, work
from foundation.jobs.steps import job
from foundation.models import Job
from tests import make
from tests.foundation.jobs.queues import work_off
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
AGO = timedelta(seconds=-1)
waiting = pytest.mark.usefixtures("jobs_wait")


def now(of=timedelta(0)):
    return timezone.now() + of


def state_of(each: Job) -> tuple[str, int]:
    each.refresh_from_db()
    return each.state, each.attempts


# --- In


@waiting
def test_a_job_commits_with_the_change_that_asks_for_it(step):
    with pytest.raises(LookupError), transaction.atomic():
        queue.enqueue(step("count"))
        raise LookupError
    assert not Job.objects.exists()

    with transaction.atomic():
        queue.enqueue(step("count"))
        assert not DBTaskResult.objects.exists()
    assert DBTaskResult.objects.count() == 1


@waiting
def test_it_waits_for_a_runner_and_is_done_without_a_trace_of_what_it_needed(step):
    queued = queue.enqueue(step("count"), arguments={"upto": 4}, content=b"names")
    assert state_of(queued) == ("QUEUED", 0)

    work_off()

    assert state_of(queued) == ("DONE", 1)
    assert (queued.done, queued.total) == (4, 4)
    assert (bytes(queued.content), queued.arguments) == (b"", {})


def test_where_it_is_done_at_once_it_is_done_when_the_transaction_ends(step):
    with transaction.atomic():
        queued = queue.enqueue(step("count"))
        assert state_of(queued) == ("QUEUED", 0)

    assert state_of(queued) == ("DONE", 1)
    assert not DBTaskResult.objects.exists()


def test_what_nobody_looks_at_leaves_no_row(step):
    queue.enqueue(step("passing"))
    queue.enqueue(step("break_unseen"), arguments={"name": "Jana"})

    assert not Job.objects.exists()


def test_it_sees_the_language_and_the_request_of_who_asked(step):
    seen = {}

    def look(_work):
        line = structlog.contextvars.get_contextvars()
        seen.update(line, address=request_address.get(), language=translation.get_language())

    looking = job("tests.look")(look)
    token = request_address.set("192.0.2.7")
    with (
        translation.override("cs"),
        structlog.contextvars.bound_contextvars(request_id="r-1"),
        transaction.atomic(),
    ):
        queued = queue.enqueue(looking, organisation=7)
        transaction.on_commit(lambda: request_address.reset(token))
    work.STEPS.pop("tests.look")

    assert seen == {
        "address": "192.0.2.7",
        "language": "cs",
        "request_id": "r-1",
        "job": queued.pk,
        "step": "tests.look",
        "organisation": 7,
    }
    assert request_address.get() is None


def test_two_steps_of_one_name_are_a_mistake(step):
    step("count")
    with pytest.raises(ValueError, match=r"two steps tests\.count"):
        job("tests.count")(lambda work: None)


# --- Claims and leases


@waiting
def test_of_many_who_claim_at_once_one_gets_it(step):
    queued = queue.enqueue(step("count"))

    claims = at_once(*[lambda: work.claim(queued.pk, step("count"))] * 8)

    assert len([each for each in claims if each]) == 1
    assert state_of(queued) == ("RUNNING", 1)


@waiting
def test_of_many_who_take_up_what_is_left_one_hands_it_over(step):
    left = queue.enqueue(step("count"))
    DBTaskResult.objects.all().delete()
    Job.objects.update(state="RUNNING", attempts=1, lease_until=now(AGO))

    at_once(*[queue.take_up_left] * 6)

    assert state_of(left) == ("QUEUED", 1)
    assert DBTaskResult.objects.count() == 1


@waiting
def test_a_heartbeat_prolongs_the_lease_and_whoever_lost_it_stops(step):
    queued = queue.enqueue(step("count"))
    mine = work.claim(queued.pk, step("count"))
    Job.objects.update(lease_until=now(AGO))
    mine.heartbeat()
    assert work.claim(queued.pk, step("count")) is None

    Job.objects.update(lease_until=now(AGO))
    other = work.claim(queued.pk, step("count"))

    for late in (mine.heartbeat, lambda: mine.progress(2), lambda: mine.finish("DONE", {})):
        with pytest.raises(work.Stopped):
            late()
    with pytest.raises(work.Stopped), transaction.atomic():
        mine.lock()
    other.progress(1, 2)
    assert state_of(queued) == ("RUNNING", 2)


@waiting
def test_a_job_that_nobody_was_handed_is_handed_over_again(step):
    """As if the process had died between its commit and the task."""
    lost = queue.enqueue(step("count"))
    DBTaskResult.objects.all().delete()
    work_off()
    assert state_of(lost) == ("QUEUED", 0)

    Job.objects.update(due_at=now(-queue.LOST_AFTER))
    work_off()

    assert state_of(lost) == ("DONE", 1)


@waiting
def test_what_waits_behind_others_is_not_handed_over_again_and_again(step):
    queue.enqueue(step("count"))
    lost = queue.enqueue(step("mail"))
    DBTaskResult.objects.filter(queue_name="mails").delete()
    Job.objects.update(due_at=now(-2 * queue.LOST_AFTER))

    queue.take_up_left()

    assert sorted(DBTaskResult.objects.values_list("queue_name", "args_kwargs__args")) == [
        ("default", [lost.pk - 1]),
        ("mails", [lost.pk]),
    ]


@waiting
def test_a_job_of_a_machine_whose_clock_is_ahead_is_begun_at_once(step):
    early = queue.enqueue(step("count"))
    Job.objects.update(due_at=now(work.CLOCKS_DIFFER - timedelta(seconds=1)))

    work_off()

    assert state_of(early) == ("DONE", 1)


@waiting
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writes at a time there")
def test_nobody_waits_for_who_writes_longer_than_its_lease(step):
    late, left = queue.enqueue(step("count")), queue.enqueue(step("count"))
    Job.objects.update(state="RUNNING", attempts=1, lease_until=now(AGO))
    is_locked, is_taken_up = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            Job.objects.select_for_update().get(pk=late.pk)
            is_locked.set()
            assert is_taken_up.wait(10)

    def take_up():
        assert is_locked.wait(10)
        queue.take_up_left()
        is_taken_up.set()

    at_once(write, take_up)

    assert (state_of(late), state_of(left)) == (("RUNNING", 1), ("QUEUED", 1))


@waiting
def test_what_kills_its_workers_is_not_tried_for_ever(step):
    left = queue.enqueue(step("count"))
    unseen = queue.enqueue(step("passing"))
    Job.objects.update(state="RUNNING", attempts=3, lease_until=now(AGO))
    assert work.claim(left.pk, step("count")) is None

    work_off()

    assert state_of(left) == ("FAILED", 3)
    assert not Job.objects.filter(pk=unseen.pk).exists()


# --- Failures


@waiting
def test_it_is_tried_three_times_ever_later_and_again_when_somebody_asks(step, caplog):
    queued = queue.enqueue(step("break"), arguments={"name": "Jana Nová"})
    waits = []
    for _ in range(2):
        work_off()
        queued.refresh_from_db()
        failed_at = datetime.fromisoformat(queued.log[-1]["at"])  # the second it began in
        waits.append(int((queued.due_at - failed_at).total_seconds()))
        Job.objects.update(due_at=now())
        DBTaskResult.objects.update(run_after=now())
    work_off()

    assert waits == [5, 60]
    assert state_of(queued) == ("FAILED", 3)
    assert queue.failure_of(queued) == "The event needs a name."
    with translation.override("cs"):
        assert queue.failure_of(queued) == "Soutěž musí mít název."
    assert [(each["attempt"], each["error"]) for each in queued.log] == [
        (number, "LookupError") for number in (1, 2, 3)
    ]
    assert queued.log[0]["where"].startswith("steps.py:")
    assert "Jana" not in str(queued.log)
    assert "nothing there" in caplog.text
    assert "Traceback" not in str([*DBTaskResult.objects.values_list("traceback")])

    assert queue.retry(queued)
    assert not queue.retry(queued)
    assert state_of(queued) == ("QUEUED", 0)
    assert queued.arguments == {"name": "Jana Nová"}


def test_done_at_once_it_is_tried_three_times_at_once(step):
    queued = queue.enqueue(step("break"), arguments={"name": "Jana"})

    assert state_of(queued) == ("FAILED", 3)


def test_a_refusal_is_no_failure(step):
    with translation.override("cs"):
        queued = queue.enqueue(step("refuse"), content=b"names")

    assert state_of(queued) == ("REFUSED", 1)
    assert queued.outcome == {"sentences": ["Soutěž musí mít název."]}
    assert bytes(queued.content) == b""


def test_of_two_clicks_one_begins_the_work_on_a_draft(step):
    draft = queue.keep(kind="tests")

    assert sorted(at_once(*[lambda: queue.start(draft, step("linger"))] * 4)) == [0, 0, 0, 1]
    assert state_of(draft) == ("DONE", 1)


# --- The end


def test_a_draft_is_its_owners_and_as_long_as_it_is_good(organisation):
    owner, other = make.user(), make.user()
    draft = queue.keep(kind="tests", by=owner, subject=organisation)
    queue.keep(kind="tests", by=owner, kept_for=timedelta(0))
    queue.keep(kind="others", by=owner)

    assert list(Job.objects.of(owner, "tests")) == [draft]
    assert list(Job.objects.about(organisation)) == [draft]
    assert draft.subject_pk == organisation.pk
    assert not Job.objects.of(other, "tests").exists()


@waiting
def test_work_begun_in_the_last_minute_of_a_draft_is_not_deleted_while_it_waits(step):
    soon = timedelta(seconds=30)
    draft = queue.keep(kind="tests", kept_for=soon)
    queue.start(draft, step("break"), arguments={"name": ""})
    assert not Job.objects.expired(at=now(soon * 100)).exists()

    Job.objects.update(state="FAILED", expires_at=now(soon))
    draft.refresh_from_db()
    queue.retry(draft)
    assert not Job.objects.expired(at=now(soon * 100)).exists()
    assert Job.objects.expired(at=now(queue.WORK_KEPT_FOR)).exists()


def test_nothing_is_deleted_under_who_works_on_it(step):
    old = queue.keep(kind="tests", kept_for=timedelta(0), state="RUNNING", step="tests.count")
    Job.objects.update(lease_until=now(timedelta(seconds=9)))
    assert not Job.objects.expired().exists()

    Job.objects.update(lease_until=now(AGO))
    assert list(Job.objects.expired()) == [old]
