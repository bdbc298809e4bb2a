"""What has had its time goes, every hour or day."""

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from foundation.jobs.clock import periodic
from foundation.models import Job, PeriodicRun

TASKS_KEPT_FOR = timedelta(hours=1)
LONGEST_TASK = timedelta(days=1)
"""A task that began longer ago was killed: no row may be deleted under one that is at work."""
RUNS_KEPT_FOR = timedelta(days=8)


@periodic("foundation.expired_jobs", every="hour")
def delete_expired_jobs(work) -> None:
    """Drafts that nobody confirmed, jobs that had their time, and what the machine left of them."""
    now = timezone.now()
    Job.objects.expired(at=now).delete()
    tasks = DBTaskResult.objects
    tasks.finished().filter(finished_at__lt=now - TASKS_KEPT_FOR).delete()
    tasks.running().filter(started_at__lt=now - LONGEST_TASK).delete()
    PeriodicRun.objects.filter(created_at__lt=now - RUNS_KEPT_FOR).delete()


@periodic("foundation.expired_sessions", every="day")
def delete_expired_sessions(work) -> None:
    """Sessions and API tokens that have run out; what else has a command for it joins here."""
    call_command("clearsessions")
    if "rest_framework_simplejwt.token_blacklist" in settings.INSTALLED_APPS:
        call_command("flushexpiredtokens")
