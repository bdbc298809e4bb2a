"""How much work there is beside the requests, and for how long it has waited."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone

from foundation.models import Job


@dataclass(frozen=True, slots=True)
class Backlog:
    """counts: of the jobs in each state, drafts of people among them. waited: seconds that the
    first in the queue has been due for, 0 where nothing is.
    """

    counts: dict[str, int]
    waited: float


def read_backlog(*, at: datetime | None = None) -> Backlog:
    """By one query."""
    states = Job.objects.order_by().values_list("state")
    rows = states.annotate(count=Count("pk"), first=Min("due_at"))
    now, waited = at or timezone.now(), 0.0
    counts = dict.fromkeys(Job.State.values, 0)
    for state, count, first in rows:
        counts[state] = count
        if state == Job.State.QUEUED:
            waited = max(0.0, (now - first).total_seconds())
    return Backlog(counts, waited)
