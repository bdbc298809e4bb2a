"""Files away: the row in the transaction, its bytes by a job after the commit."""

from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.files import parts
from accounts.models import File, Upload, User
from accounts.trail import audit
from foundation.files import collecting
from foundation.jobs import queue
from foundation.jobs.clock import periodic
from foundation.jobs.steps import job

UPLOAD_HOLDS = timedelta(days=1)
"""After its last part."""


@job("accounts.remove_bytes", is_kept=False, attempts=10, queue="files")
def remove_bytes(work, digest: str = "", upload: str = "", is_harmful: bool = False) -> None:
    """Bytes that no file has any more, and the parts of an upload that is over."""
    if digest:
        collecting.drop(digest, is_harmful=is_harmful)
    if upload:
        parts.remove_parts(UUID(upload))


@transaction.atomic
def delete_file(*, file: File, by: User | None) -> None:
    """Delete it; nothing happens where somebody else just has."""
    stored = File.objects.select_for_update().filter(pk=file.pk).order_by()
    if (found := stored.first()) is None:
        return
    audit.log(actor=by, action="DELETE_FILE", target=found)
    is_in_parts = Upload.objects.filter(file=found).exists()
    found.delete()
    removal = {"digest": found.stored_id or ""}
    removal |= {"upload": str(file.pk)} if is_in_parts else {}
    queue.enqueue(remove_bytes, arguments=removal)


@periodic("accounts.expired_uploads", every="hour")
def remove_expired(work) -> None:
    """Uploads that nobody finished in time, and files that are nobody's any more."""
    for upload in Upload.objects.filter(expires_at__lte=timezone.now()).order_by("pk"):
        end_upload(upload=upload)
    for file in File.objects.filter(owner=None, organisation=None).order_by("pk"):
        delete_file(file=file, by=None)


@periodic("accounts.stray_parts", every="day")
def remove_stray_parts(work) -> None:
    """Of calls that were killed between writing a part and noting it, long ago."""
    before = timezone.now() - 2 * UPLOAD_HOLDS
    for name, written in [*default_storage.everything(parts.FOLDER)]:
        if written < before and not parts.is_known(name):
            parts.remove_part(name)


@transaction.atomic
def end_upload(*, upload: Upload) -> None:
    """Forget it; a file that became of it stays, and so do its parts until that is checked: also
    where its last part has just come.
    """
    found = Upload.objects.select_for_update(of=["self"]).select_related("file")
    current = found.filter(pk=upload.pk).order_by().first()
    if current is None or (current.file and current.file.state == File.State.CHECKING):
        return
    Upload.objects.filter(pk=current.pk).delete()
    queue.enqueue(remove_bytes, arguments={"upload": str(current.pk)})
