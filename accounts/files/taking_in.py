"""A file that comes in one piece: checked within the request, a long one beside it."""

from contextlib import ExitStack

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.files.checking import begin_check
from accounts.files.examining import examine, kept
from accounts.files.quotas import check_room
from accounts.models import File, Organisation, User
from accounts.trail import audit
from foundation.files.incoming import Spool, most_bytes, too_large
from foundation.files.inspecting import safe_name
from foundation.files.scanning import ScannerUnreachable
from foundation.models import Job

AT_ONCE = 10 * 1024 * 1024
"""Bytes that are looked at while somebody waits."""


def take_in(
    *, spool: Spool, name: str, purpose: str = "", is_public: bool = False, by: User
) -> tuple[File, Job | None]:
    """Keep what is in the spool as a file of this person; the job that checks it, if one does.

    purpose: "" follows from what it is. Raises ValidationError: by field for an empty one, else
    with the codes "too_large", "unsupported", "harmful" and "quota_exceeded"; FilesUnreachable.
    Then nothing is kept.
    """
    if not spool.size:
        raise ValidationError({"file": _("The file is empty.")})
    if purpose and spool.size > (most := most_bytes(purpose)):
        raise too_large(most)
    file = File(
        owner=by,
        organisation=Organisation.objects.only_of(by),
        purpose=purpose,
        name=safe_name(name),
        is_public=is_public,
        size=spool.size,
    )
    check_room(spool.size, by, file.organisation)
    with ExitStack() as open_spools:
        taken = _examined(file, spool) or spool
        if taken is not spool:
            open_spools.enter_context(taken)
        with kept(file, taken):
            file.save(force_insert=True)
            audit.log(actor=by, action="CREATE_FILE", target=file)
            return file, begin_check(file) if file.state == File.State.CHECKING else None


def _examined(file: File, spool: Spool) -> Spool | None:
    """None where it is to be checked later: it is long, or the scanner does not answer."""
    if spool.size > AT_ONCE:
        return None
    try:
        return examine(file, spool)
    except ScannerUnreachable:
        return None
