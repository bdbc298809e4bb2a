"""Work beside the request, as tests want it: at once, unless they use the fixture `jobs_wait`."""

from django.conf import settings

from foundation.jobs.runner import Runner


def work_off() -> None:
    """Do what waits, here and now, as a process of `run_jobs` would."""
    if settings.JOBS != "immediate":
        Runner().run_due()
