"""The one way to work that outlives a request: a row in `Job`, carried out by django-tasks.

The row commits together with the change that asks for it and is the truth about the work. Then a
task of django-tasks, "run job 12", is enqueued; losing one or running one twice does no harm.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from foundation.jobs import context, work
from foundation.jobs.steps import STEPS, Step
from foundation.models import Job, subject_of

KEPT_FOR = timedelta(days=1)
WORK_KEPT_FOR = timedelta(hours=1)
"""A draft whose work is begun in its last hour stays for as long, with what came of it."""
LOST_AFTER = timedelta(seconds=60)
"""For how long a job that is due waits before another task is enqueued for it."""

log = structlog.get_logger("foundation.jobs")
State = Job.State
listeners: list[Callable[[], None]] = []
"""Called in this process when there is new work: `embedded` wakes its threads by it."""


def keep(
    *,
    kind: str,
    by=None,
    subject: models.Model | None = None,
    organisation: int | None = None,
    kept_for: timedelta = KEPT_FOR,
    **fields: Any,
) -> Job:
    """Keep an upload until its owner says what to do with it: a draft.

    fields: file_name, content, options, total, outcome.
    """
    return Job.objects.create(
        kind=kind,
        owner=by,
        subject=subject_of(subject) if subject else "",
        organisation=organisation,
        expires_at=timezone.now() + kept_for,
        context=context.current(),
        **fields,
    )


def enqueue(step: Step, *, arguments: dict | None = None, **fields: Any) -> Job | None:
    """Have the step done soon, once the transaction around this has committed.

    arguments: of the step's function, as JSON; they are stored until the work is done, so nothing
    secret is among them. fields: see `keep`. None where too much of this waits already.
    """
    if step.most_waiting is not None:
        unfinished = Job.objects.filter(step=step.name, state__in=[State.QUEUED, State.RUNNING])
        if unfinished.count() >= step.most_waiting:
            log.error("too much waits to be done, this was left out", step=step.name)
            return None
    new = {"kind": step.name} | fields
    queued = keep(**new, step=step.name, state=State.QUEUED, arguments=arguments or {})
    _hand_over_on_commit(queued.pk, step)
    return queued


def start(
    draft: Job,
    step: Step,
    *,
    arguments: dict | None = None,
    outcome: dict | None = None,
    is_waited_for: bool = False,
) -> bool:
    """Have the step done with a draft, by one conditional UPDATE; returns whether this began it.

    Not while it waits or is worked on, nor when it is DONE: of several clicks one begins it.
    is_waited_for: do it now, before returning, as a runner would.
    """
    idle = Job.objects.filter(pk=draft.pk, state__in=[State.DRAFT, State.REFUSED, State.FAILED])
    new = {"step": step.name, "arguments": arguments or {}, "outcome": outcome or {}}
    begun = idle.update(**new, **_anew(draft), context=context.current())
    if begun and is_waited_for:
        _run(draft.pk, step)
    elif begun:
        _hand_over_on_commit(draft.pk, step)
    return bool(begun)


def retry(failed: Job) -> bool:
    """Do a failed or interrupted job again from its first attempt; whether this began it.

    Who may ask for it is for the page to know, which found the job among its owner's own.
    """
    left = Q(state=State.RUNNING, lease_until__lt=timezone.now())
    again = Job.objects.filter(Q(state=State.FAILED) | left, pk=failed.pk)
    if not again.update(**_anew(failed)):
        return False
    _hand_over_on_commit(failed.pk, STEPS.get(failed.step))
    return True


def failure_of(failed: Job) -> str:
    """The sentence for people about a FAILED job, in the language of who reads it."""
    return str(STEPS[failed.step].failure)


def is_overdue(waiting: Job, *, at: datetime | None = None) -> bool:
    """Whether nobody has begun it for a minute after it was due: no worker may be there."""
    latest = (at or timezone.now()) - LOST_AFTER
    return waiting.state == State.QUEUED and waiting.due_at < latest


def take_up_left(*, at: datetime | None = None) -> None:
    """Hand over again what a killed worker left behind, and what nobody was handed.

    A job that was left behind at its last attempt has failed: it may be what kills its workers.
    Behind tasks that are due a job only waits; it may be lost once its queue has been worked off.
    However many runners do this at once, each job is handed over by one of them.
    """
    now = at or timezone.now()
    lost = Q(state=State.QUEUED, due_at__lt=now - LOST_AFTER)
    left = Q(state=State.RUNNING, lease_until__lt=now)
    found = list(Job.objects.filter(lost | left).values_list("pk", "step", "state"))
    busy = set(DBTaskResult.objects.ready().values_list("queue_name", flat=True)) if found else ()
    for number, name, state in found:
        if state == State.RUNNING or _queue_name(STEPS.get(name)) not in busy:
            _take_up(Job.objects.filter(lost | left, pk=number), now)


@transaction.atomic
def _take_up(one: models.QuerySet, now: datetime) -> None:
    # Who writes its outcome just now has locked the row; nobody waits for that.
    free = one.select_for_update(skip_locked=True).order_by()
    found = free.values_list("pk", "step", "attempts").first()
    if found is None:
        return
    number, name, attempts = found
    step = STEPS.get(name)
    is_spent = step is not None and attempts >= step.attempts
    if is_spent and not step.is_kept:
        one.delete()
    elif is_spent:
        one.update(state=State.FAILED, lease_until=None, done=0)
    else:
        one.update(state=State.QUEUED, due_at=now, done=0, lease_until=None)
        log.warning("taken up again", step=name, job=number, attempts=attempts)
        _hand_over_on_commit(number, step)


@task()
def run_job(number: int) -> None:
    """The one task of django-tasks: try this job once, and hand it over again if that failed."""
    _run(number)


def _run(number: int, step: Step | None = None) -> None:
    attempt = work.run(number, step)
    if attempt and attempt.due_at:
        _hand_over(number, attempt.step, attempt.due_at)


def _anew(old: Job) -> dict:
    now = timezone.now()
    return {
        "state": State.QUEUED,
        "due_at": now,
        "expires_at": max(old.expires_at, now + WORK_KEPT_FOR),
        "attempts": 0,
        "done": 0,
        "holder": "",
        "lease_until": None,
        "log": [],
    }


def _hand_over_on_commit(number: int, step: Step | None) -> None:
    # Robust: the change is stored, and what could not be handed over now is taken up later.
    transaction.on_commit(partial(_hand_over, number, step), robust=True)


def _hand_over(number: int, step: Step | None, due_at: datetime | None = None) -> None:
    """Where work is done at once, nothing waits for its time: there is nobody to wake up later."""
    if settings.JOBS == "immediate":
        Job.objects.filter(pk=number, state=State.QUEUED).update(due_at=timezone.now())
        run_job.enqueue(number)
    else:
        run_job.using(run_after=due_at, queue_name=_queue_name(step)).enqueue(number)
    ring()


def _queue_name(step: Step | None) -> str:
    return step.queue if step else "default"


def ring() -> None:
    """There may be work: wake up who works in this process."""
    for wake in listeners:
        wake()
