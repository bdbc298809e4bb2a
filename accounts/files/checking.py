"""A file that is checked beside the request: a long one, one that came in parts, or one for which
the scanner did not answer. Until then nobody gets it.
"""

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.files import parts
from accounts.files.examining import FOUND_IN, examine, kept
from accounts.files.removing import remove_bytes
from accounts.models import File
from foundation.files import store
from foundation.files.incoming import Spool
from foundation.files.inspecting import named
from foundation.jobs import queue
from foundation.jobs.clock import periodic
from foundation.jobs.steps import job
from foundation.models import Job

FOUND = [
    *("purpose", "name", "content_type", "size", "stored", "state", "refusal", "scanned_at"),
    *FOUND_IN,
]
"""The fields of a file that a check decides."""
FAILURE = gettext_lazy("The file could not be checked. It is tried again within an hour.")
INCOMPLETE = gettext_lazy("Not all of the file is there. Send it again.")


@job(
    "accounts.check_file",
    lease=timedelta(minutes=5),
    attempts=10,
    failure=FAILURE,
    queue="files",
)
def check_file(work, file_id: str) -> None:
    """Makes it READY or REFUSED. While scanner or storage are away the job is tried again."""
    found = File.objects.select_related("owner", "organisation", "upload", "stored")
    file = found.filter(pk=file_id, state=File.State.CHECKING).first()
    if file is None:
        return
    before, given = file.stored, file.name
    with ExitStack() as spools:
        spool = spools.enter_context(Spool(file.size)).take(_pieces(file))
        try:
            if spool.size != file.size:  # its parts went with the account of who sent them
                raise ValidationError(INCOMPLETE)
            taken = examine(file, spool, is_patient=True)
            if taken is not spool:
                spools.enter_context(taken)
            work.heartbeat()
            with kept(file, taken):
                _finish(file, given)
        except ValidationError as refusal:
            file.stored, file.state = None, File.State.REFUSED
            file.refusal = " ".join(refusal.messages)[:300]
            with transaction.atomic():
                _finish(file, given)
                _forget(before, is_harmful=any(e.code == "harmful" for e in refusal.error_list))
        else:
            if before and before != file.stored:
                _forget(before)


@periodic("accounts.unchecked_files", every="hour")
def check_left(work) -> None:
    """What is still not checked, and nobody is at: the scanner was away for long."""
    for file in File.objects.filter(state=File.State.CHECKING).order_by("created_at"):
        waiting = Job.objects.about(file).filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
        if not waiting.exists():
            begin_check(file)


def begin_check(file: File) -> Job | None:
    """Have it checked soon, once the transaction around this has committed."""
    return queue.enqueue(
        check_file,
        arguments={"file_id": str(file.pk)},
        by=file.owner,
        subject=file,
        organisation=file.organisation_id,
    )


def _pieces(file: File) -> Iterable[bytes]:
    """None where it came in parts that are gone."""
    upload = getattr(file, "upload", None)
    if upload and upload.parts:
        return parts.pieces_of(upload)
    return store.pieces(file.stored_id) if file.stored_id else ()


def _finish(file: File, given: str) -> None:
    """Save what was found out, unless somebody deleted it meanwhile; its parts go after the commit.

    given: what it was called when the check began. Whoever renamed it since, or says who may have
    it, is not overruled.
    """
    names = File.objects.select_for_update().filter(pk=file.pk).order_by()
    name = names.values_list("name", flat=True).first()
    if name is None:
        return
    if name != given:
        _take_name(file, name)
    file.save(update_fields=FOUND)
    if upload := getattr(file, "upload", None):
        upload.parts = []
        upload.save(update_fields=["parts"])
        queue.enqueue(remove_bytes, arguments={"upload": str(upload.pk)})


def _take_name(file: File, name: str) -> None:
    """One of meanwhile; that of before where this one says that the file is something else."""
    if file.state != File.State.READY:
        file.name = name
        return
    with suppress(ValidationError):
        file.content_type, file.name = named(file.content_type, name)


def _forget(stored, *, is_harmful: bool = False) -> None:
    if stored is not None:
        removal = {"digest": stored.pk, "is_harmful": is_harmful}
        queue.enqueue(remove_bytes, arguments=removal)
