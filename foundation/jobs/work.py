"""One attempt at a job: claimed by one runner, heard of while it goes on, ended by one outcome."""

import traceback
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import structlog
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from foundation.jobs import context
from foundation.jobs.steps import STEPS, Step
from foundation.models import Job

log = structlog.get_logger("foundation.jobs")
State = Job.State
CLOCKS_DIFFER = timedelta(seconds=4)
"""By how much the clocks of two machines may differ before a job that is due looks as if it were
not; less than the shortest time after which something is tried again."""
BACK_OFF = [timedelta(seconds=5), timedelta(seconds=60)]
"""How long after its first and its later failures a job is tried again."""

stopping = Event()
"""Set when this process is about to end: work that can be interrupted is given back."""


class Stopped(Exception):
    """The job was thrown away, or somebody else works on it: leave everything as it is."""


class Work:
    """What a step holds while it works; also the context manager that ends the attempt.

    `job` is the row as it was claimed. Left without an outcome, the job is DONE; by a
    ValidationError it is REFUSED with its sentences; after any other error it waits to be tried
    again, and is FAILED after the last attempt.
    """

    def __init__(self, job: Job, step: Step):
        self.job, self.step = job, step
        self.is_over = False
        self.due_at: datetime | None = None
        """When somebody is to try it again."""

    def __enter__(self) -> "Work":
        return self

    def __exit__(self, kind, error, trace) -> bool:
        if kind is None:
            if not self.is_over:
                self._end_if_mine(State.DONE, {})
        elif issubclass(kind, Stopped):
            log.info("stopped", step=self.step.name, job=self.job.pk)
        elif issubclass(kind, ValidationError):
            self._end_if_mine(State.REFUSED, {"sentences": error.messages})
        elif issubclass(kind, Exception):
            self._fail(error)
        else:
            return False
        return True

    def progress(self, done: int, total: int | None = None) -> None:
        """Note how far it is, which is a heart-beat too. A short write; raises Stopped."""
        counts = {"done": done} if total is None else {"done": done, "total": total}
        self.keep(**counts)

    def heartbeat(self) -> None:
        """Prolong the lease. Raises Stopped."""
        self.keep()

    def keep(self, **fields) -> None:
        """Write fields of the job and prolong the lease. Raises Stopped."""
        if stopping.is_set():
            self._give_back()
            raise Stopped
        self._write(lease_until=timezone.now() + self.step.lease, **fields)

    def lock(self) -> None:
        """Inside a transaction: nobody takes the job away before its end. Raises Stopped."""
        if not list(self._mine().select_for_update().values_list("pk")):
            raise Stopped

    def finish(self, state: str, outcome: dict, **fields) -> None:
        """End the attempt with this state and outcome, and forget the arguments. Raises Stopped."""
        ended = {"state": state, "outcome": outcome, "arguments": {}, "lease_until": None}
        if state in {State.DONE, State.REFUSED}:  # nobody needs the upload any more
            ended |= {"content": b"", "options": {}}
        self._write(**(ended | fields))
        self.is_over = True
        if state == State.DONE and not self.step.is_kept:
            self._forget()

    def _end_if_mine(self, state: str, outcome: dict) -> None:
        try:
            self.finish(state, outcome)
        except Stopped:
            log.info("stopped", step=self.step.name, job=self.job.pk)

    def _fail(self, error: Exception) -> None:
        job, now = self.job, timezone.now()
        log.error("failed", step=self.step.name, job=job.pk, attempt=job.attempts, exc_info=error)
        entry = {"at": now.isoformat(timespec="seconds"), "attempt": job.attempts}
        entry |= {"error": type(error).__name__, "where": _place_of(error)}
        fields = {"log": [*job.log, entry], "lease_until": None, "done": 0}
        is_last = job.attempts >= self.step.attempts
        if is_last and not self.step.is_kept:
            self._forget()
        elif is_last:
            self._mine().update(state=State.FAILED, **fields)
        else:
            self._queue_again(now + BACK_OFF[min(job.attempts, len(BACK_OFF)) - 1], **fields)

    def _give_back(self) -> None:
        """Somebody else goes on at once; this attempt does not count."""
        self._queue_again(timezone.now(), attempts=F("attempts") - 1, done=0)

    def _queue_again(self, due_at: datetime, **fields) -> None:
        if self._mine().update(state=State.QUEUED, due_at=due_at, **fields):
            self.due_at = due_at

    def _forget(self) -> None:
        Job.objects.filter(pk=self.job.pk, holder=self.job.holder).delete()

    def _mine(self):
        return Job.objects.filter(pk=self.job.pk, state=State.RUNNING, holder=self.job.holder)

    def _write(self, **fields) -> None:
        if not self._mine().update(**fields):
            raise Stopped


def claim(number: int, step: Step) -> Work | None:
    """The job, now ours, by one conditional UPDATE: of all who ask at once it is given to one.

    Waiting jobs that are due can be claimed, and those that were left behind while they have
    attempts left. None where there is nothing to do.
    """
    now, holder = timezone.now(), get_random_string(32)
    left_behind = Q(state=State.RUNNING, lease_until__lt=now, attempts__lt=step.attempts)
    free = Q(state=State.QUEUED, due_at__lte=now + CLOCKS_DIFFER) | left_behind
    claimed = Job.objects.filter(free, pk=number, step=step.name).update(
        state=State.RUNNING,
        attempts=F("attempts") + 1,
        holder=holder,
        lease_until=now + step.lease,
    )
    mine = Job.objects.select_related("owner").filter(pk=number, holder=holder)
    job = mine.first() if claimed else None
    return Work(job, step) if job else None


def run(number: int, step: Step | None = None) -> Work | None:
    """Claim the job and try it once, in the language and the context of who asked for it.

    step: the job's, where it is known already. Returns the attempt, which is over; None where
    there was nothing to do.
    """
    step = step or _step_of(number)
    work = claim(number, step) if step else None
    if work is None:
        return None
    logged = {"job": number, "step": work.step.name, "organisation": work.job.organisation}
    with context.restored(work.job.context, **logged), work:
        work.step.function(work, **work.job.arguments)
    return work


def _step_of(number: int) -> Step | None:
    name = Job.objects.filter(pk=number).values_list("step", flat=True).first()
    if name is not None and name not in STEPS:
        log.error("nobody knows this step", step=name, job=number)
    return STEPS.get(name)


def _place_of(error: Exception) -> str:
    """Where it was raised: "drafts.py:88 in _write". The message may be about people: left out."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    return f"{Path(last.filename).name}:{last.lineno} in {last.name}"
