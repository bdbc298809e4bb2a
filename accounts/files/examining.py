"""What becomes of bytes that somebody sent: a READY file, or a sentence why not."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.files.quotas import check_room, take_turns
from accounts.models import File
from foundation.files import store
from foundation.files.incoming import Spool, most_bytes, too_large
from foundation.files.inspecting import inspect
from foundation.files.purposes import purpose_of
from foundation.files.scanning import harm_in

FOUND_IN = ("width", "height", "duration_ms")


def examine(file: File, spool: Spool, *, is_patient: bool = False) -> Spool:
    """Give the file, which is not saved, the fields that were found out about it; returns the spool
    with what is to be kept, which is another one for a picture that was written anew.

    Raises ValidationError, codes "too_large", "unsupported" and "harmful", ScannerUnreachable, and
    `bounds.Overloaded`.
    """
    inspected = inspect(spool.file, file.name, file.purpose or None, is_patient=is_patient)
    file.purpose = file.purpose or purpose_of(inspected.found.media_type)
    if spool.size > (most := most_bytes(file.purpose)):
        raise too_large(most)
    if harm := harm_in(spool.file):
        raise ValidationError(
            _("The scanner says that the file is harmful: %(name)s.") % {"name": harm},
            code="harmful",
        )
    file.scanned_at = timezone.now()
    file.name, file.content_type = inspected.name, inspected.found.media_type
    for name in FOUND_IN:
        setattr(file, name, getattr(inspected.found, name))
    file.state = File.State.READY
    if not inspected.content:
        return spool
    return Spool(len(inspected.content)).take([inspected.content])


@contextmanager
def kept(file: File, spool: Spool) -> Iterator[None]:
    """A transaction in which the file has these bytes, and there is room for them; for saving it.

    Raises ValidationError, code "quota_exceeded", and FilesUnreachable, before anything is locked
    for longer than a query.
    """
    file.size = spool.size
    stored = store.keep_spooled(spool)
    with transaction.atomic():
        while not store.hold(stored):  # somebody has just deleted the last file with these bytes
            stored = store.keep_spooled(spool)
        take_turns(file.owner, file.organisation)
        check_room(file.size, file.owner, file.organisation, apart_from=file.pk)
        file.stored = stored
        yield
