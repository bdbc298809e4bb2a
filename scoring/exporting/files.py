"""An event's files: made at once where that is quick, else by a job beside the request.

The job keeps the file, packed, until it has had its time; so does what was asked for, by which the
same file is found again while nothing has changed. Whoever manages the event may open it, and
nobody else.
"""

import hashlib
import time
import zlib
from datetime import datetime, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Event
from foundation.backup.contents import at_one_moment
from foundation.jobs import queue
from foundation.jobs.steps import job
from foundation.jobs.work import Work
from foundation.models import Job, subject_of
from foundation.tables.writing import ReportWritten, ignore_written
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions, event_there
from scoring.exporting.formats import Options, format_named

KIND = "scoring.export"
MOST_WAITING = 20
"""Files that wait at the same time, of everybody."""
WAIT = 30
"""Seconds after which to try again where so many wait."""
REPORTED_EACH = 1.0
"""Seconds between two reports of progress."""

State = Job.State


def files_of(event_id: int) -> QuerySet[Job]:
    """The jobs that make files of the event, and have made them lately, without the files."""
    jobs = Job.objects.filter(kind=KIND, subject=subject_of(Event(pk=event_id)))
    return jobs.filter(expires_at__gt=timezone.now()).defer("content")


def export_event(
    *, name: str, versions: Versions, options: Options, file_name: str, by: User
) -> bytes | Job:
    """The file of this format, or the job that makes it where that takes longer than a request may.

    file_name: of what the job makes, to which it adds as of when it is. Raises ValidationError as
    `ExportFormat.read`, and with the code "busy" where too many wait.
    """
    chosen = format_named(name)
    options = {key: options[key] for key in chosen.takes if key in options}
    rows = chosen.count(versions, options)
    if rows <= chosen.at_once:
        return chosen.written(chosen.read(versions, options), ignore_written)
    asked = _fingerprint(name, versions, options)
    begun = files_of(versions.event_id).filter(
        options__asked=asked, state__in=[State.QUEUED, State.RUNNING, State.DONE]
    )
    if (same := begun.first()) is not None:
        return same
    event = Event.objects.only("organisation").get(pk=versions.event_id)
    made = queue.enqueue(
        export_step,
        kind=KIND,
        by=by,
        subject=event,
        organisation=event.organisation_id,
        file_name=file_name,
        options={"asked": asked, "format": name},
        arguments={"name": name, "options": options},
    )
    if made is None:
        raise ValidationError(
            _("Many files are being made just now. Try again in a while."),
            code="busy",
            params={"seconds": WAIT},
        )
    return made


def content_of(done: Job) -> bytes:
    """The file that a DONE job has made."""
    return zlib.decompress(done.content)


def media_type_of(done: Job) -> str:
    return format_named(done.options["format"]).media_type


def refusal_of(ended: Job) -> str:
    """The sentence why there is no file; "" where there is one, or will be."""
    if ended.state == State.FAILED:
        return queue.failure_of(ended)
    return " ".join(ended.outcome.get("sentences", []))


def discard(*, unwanted: Job) -> None:
    """Give it up, also while it is worked on, or delete the file."""
    Job.objects.filter(pk=unwanted.pk).delete()


@job(
    "scoring.export",
    queue="files",
    lease=timedelta(minutes=5),
    most_waiting=MOST_WAITING,
    failure=gettext_lazy("The file could not be made just now. Try again."),
)
def export_step(work: Work, *, name: str, options: dict) -> None:
    """Make the file from the event as it is at one moment, for an owner who still manages it."""
    asked, chosen = work.job, format_named(name)
    with at_one_moment(connection), versioned_cache.apart():
        as_of = timezone.localtime()
        read = chosen.read(_versions_for(asked), options)
    made = chosen.written(read, _now_and_then(work))
    work.finish(
        State.DONE,
        {"as_of": as_of.isoformat(timespec="seconds"), "bytes": len(made)},
        content=zlib.compress(made, 1),
        options=asked.options,
        file_name=_dated(asked.file_name, as_of),
    )


def _versions_for(asked: Job) -> Versions:
    refusal = ValidationError(_("You do not manage this event any more, so no file was made."))
    owner = User.objects.filter(pk=asked.owner_id, is_active=True).first()
    with event_there(refusal):
        versions = owner and Versions.visible_to(owner, asked.subject_pk)
    if not (versions and versions.can_manage):
        raise refusal
    return versions


def _now_and_then(work: Work) -> ReportWritten:
    """Reports progress once in a while: each is a write."""
    reported = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal reported
        if time.monotonic() - reported >= REPORTED_EACH:
            work.progress(done, total)
            reported = time.monotonic()

    return report


def _fingerprint(name: str, versions: Versions, options: Options) -> str:
    """The same for the same file: of the same results, in the same words."""
    chosen = sorted(options.items())
    made_from = (name, chosen, get_language(), versions.etag())
    return hashlib.sha256(repr(made_from).encode()).hexdigest()


def _dated(file_name: str, as_of: datetime) -> str:
    path = Path(file_name)
    return f"{path.stem}-{as_of:%Y-%m-%d-%H%M}{path.suffix}"
