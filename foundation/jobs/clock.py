"""What is due each hour or day: begun once for each, however many runners there are."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from foundation.jobs import queue
from foundation.jobs.steps import LEASE, Step, job
from foundation.models import PeriodicRun

ENTRIES: list[tuple[str, Step]] = []
"""("hour" or "day", step)"""


def periodic(
    name: str, *, every: str, lease: timedelta = LEASE
) -> Callable[[Callable[..., None]], Step]:
    """Make a function(work) the step of this name that is due in every "hour" or "day"."""
    if every not in {"hour", "day"}:
        raise ValueError(f"{every!r} is neither hour nor day")

    def register(function: Callable[..., None]) -> Step:
        step = job(name, is_kept=False, lease=lease)(function)
        ENTRIES.append((every, step))
        return step

    return register


def slot_of(every: str, at: datetime) -> str:
    """The hour in UTC or the day in TIME_ZONE that the moment belongs to."""
    if every == "hour":
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H")
    return timezone.localtime(at).date().isoformat()


def enqueue_due(*, at: datetime | None = None) -> list[str]:
    """Enqueue what nobody has begun in this hour or day; returns the names of these steps.

    The row that gives the right to it and the job commit together, so none is lost or done twice.
    """
    now = at or timezone.now()
    slots = {step.name: slot_of(every, now) for every, step in ENTRIES}
    begun = PeriodicRun.objects.filter(name__in=slots, slot__in=slots.values())
    known = set(begun.values_list("name", "slot"))
    due = [step for _every, step in ENTRIES if (step.name, slots[step.name]) not in known]
    return [step.name for step in due if _begin(step, slots[step.name])]


@transaction.atomic
def _begin(step: Step, slot: str) -> bool:
    _run, is_ours = PeriodicRun.objects.get_or_create(name=step.name, slot=slot)
    if is_ours:
        queue.enqueue(step)
    return is_ours
