"""The functions that do work beside the request, by the names under which jobs are stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

LEASE = timedelta(seconds=60)
FAILURE = gettext_lazy("This did not work. Try it again.")
STEPS: dict[str, "Step"] = {}
"""Name -> step, filled when the modules with the steps are imported: see the apps' `ready`."""


@dataclass(frozen=True, slots=True)
class Step:
    """A function(work, **arguments) with the rules for running it.

    lease: how long after its last heart-beat a worker is believed to be alive. attempts: after so
    many failures the job is FAILED and its owner reads `failure`. is_kept: whether the row stays
    for somebody to look at; else it goes with the last attempt, and what was in it too.
    most_waiting: above so many unfinished jobs of this step new ones are left out. queue: one of
    those in TASKS; each has runners of its own, so steps wait only for others in their queue.
    """

    name: str
    function: Callable[..., None]
    lease: timedelta
    attempts: int
    is_kept: bool
    failure: str | Promise
    most_waiting: int | None
    queue: str


def job(
    name: str,
    *,
    lease: timedelta = LEASE,
    attempts: int = 3,
    is_kept: bool = True,
    failure: str | Promise = FAILURE,
    most_waiting: int | None = None,
    queue: str = "default",
) -> Callable[[Callable[..., None]], Step]:
    """Make a function the step of this name, to be given to `queue.enqueue` and `queue.start`.

    The function gets a `work.Work` and the job's arguments, which are JSON. A worker may be killed
    at any point and the function run again, so it is idempotent, or writes in one transaction
    that begins with `work.lock()` and ends with `work.finish(…)`. Raises ValueError for a name
    that is taken.
    """

    def register(function: Callable[..., None]) -> Step:
        if name in STEPS:
            raise ValueError(f"there are two steps {name}")
        STEPS[name] = Step(name, function, lease, attempts, is_kept, failure, most_waiting, queue)
        return STEPS[name]

    return register
