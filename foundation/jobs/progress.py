"""How far work beside the request is, for the page that shows it."""

from dataclasses import dataclass

from django.utils.formats import number_format

from foundation.jobs import queue
from foundation.models import Job


@dataclass(frozen=True, slots=True)
class Progress:
    """done of total pieces are finished; total is 0 while nobody knows it.

    is_interrupted: whoever works on it has not been heard of since the lease ended. is_overdue:
    nobody has begun it for a minute. failure: the sentence about work that failed and is not tried
    again by itself; else "".
    """

    done: int
    total: int
    is_interrupted: bool
    is_overdue: bool
    failure: str

    @property
    def done_text(self) -> str:
        return number_format(self.done, force_grouping=True)

    @property
    def total_text(self) -> str:
        return number_format(self.total, force_grouping=True)

    @property
    def percent(self) -> int:
        """Whole percents; never 100 before all is done."""
        return min(99, 100 * self.done // self.total) if self.total else 0


def progress_of(job: Job) -> Progress:
    return Progress(
        job.done,
        job.total,
        job.is_interrupted(),
        queue.is_overdue(job),
        queue.failure_of(job) if job.state == Job.State.FAILED else "",
    )
