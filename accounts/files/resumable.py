"""Files that come in parts, over networks that break: what tus 1.0.0 does, without its HTTP.

A part is written before its row is locked, and noted in a short transaction: no client, however
slow, holds a lock. What is killed in between leaves a part that nobody names.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.files import parts
from accounts.files.checking import begin_check
from accounts.files.quotas import check_room, take_turns
from accounts.files.removing import UPLOAD_HOLDS
from accounts.models import File, Organisation, Upload, User
from accounts.trail import audit
from foundation.files.incoming import Spool, most_bytes, too_large
from foundation.files.inspecting import safe_name

LONGEST_PART = 5 * 1024 * 1024
MOST_PARTS = 2_000
MOST_UNFINISHED = 5
"""Of one person at the same time."""
TRY_AGAIN = 60
"""Seconds."""


@transaction.atomic
def begin_upload(*, name: str, length: int | None, purpose: str = "", by: User) -> Upload:
    """Make room for a file of so many bytes; None where the client will say it later.

    Raises ValidationError: for `length` where there are none, and with the codes "too_large",
    "quota_exceeded", and "busy" where too many of this person are unfinished.
    """
    organisation = Organisation.objects.only_of(by)
    take_turns(by, None)
    now = timezone.now()
    unfinished = Upload.objects.filter(owner=by, file=None, expires_at__gt=now)
    if unfinished.count() >= MOST_UNFINISHED:
        sentence = _("%(count)d uploads are under way. Finish or cancel one of them first.")
        params = {"count": MOST_UNFINISHED, "seconds": TRY_AGAIN}
        raise ValidationError(sentence, code="busy", params=params)
    upload = Upload(
        owner=by,
        organisation=organisation,
        purpose=purpose,
        name=safe_name(name),
        expires_at=now + UPLOAD_HOLDS,
    )
    if length is not None:
        _set_length(upload, length)
    upload.save(force_insert=True)
    return upload


def add_part(*, upload: Upload, offset: int, spool: Spool, length: int | None = None) -> Upload:
    """Add the bytes that follow; returns the upload as it is now. The last ones make it a file,
    which is checked beside the request.

    length: of the whole file, from a client that has not said it before. Raises ValidationError:
    code "conflict" where other bytes follow, or somebody else has just added some; "too_large",
    "quota_exceeded"; FilesUnreachable. Then nothing was added.
    """
    _check_offset(upload, offset)
    part = parts.keep_part(upload.pk, spool) if spool.size else ""
    is_added = False
    try:
        with transaction.atomic():
            current = _locked(upload)
            _check_offset(current, offset)
            if length is not None and length != current.length:
                _set_length(current, length)
            _add(current, part, spool.size)
            if current.offset == current.length:
                _finish(current)
            current.save()
        is_added = True
    finally:
        if part and not is_added:
            parts.remove_part(part)
    return current


def is_over(upload: Upload, *, at: datetime | None = None) -> bool:
    return upload.expires_at <= (at or timezone.now())


def _locked(upload: Upload) -> Upload:
    found = Upload.objects.select_for_update(of=["self"]).select_related("owner", "organisation")
    current = found.filter(pk=upload.pk).order_by().first()
    if current is None:
        raise ValidationError(_("The upload was cancelled."), code="conflict")
    return current


def _check_offset(upload: Upload, offset: int) -> None:
    if upload.offset != offset or upload.file_id:
        sentence = _("%(count)d bytes are there. Go on behind them.")
        raise ValidationError(sentence % {"count": upload.offset}, code="conflict")


def _set_length(upload: Upload, length: int) -> None:
    if length < 1:
        raise ValidationError({"length": _("The file is empty.")})
    if upload.length is not None or length < upload.offset:
        raise ValidationError(_("The length of the file is known already."), code="conflict")
    _check_size(upload, length)
    upload.length = length


def _add(upload: Upload, part: str, size: int) -> None:
    if upload.length is None:
        _check_size(upload, upload.offset + size)
    elif upload.offset + size > upload.length:
        raise ValidationError(_("More was sent than the file is long."), code="too_large")
    if len(upload.parts) >= MOST_PARTS:
        raise ValidationError(_("Too many small parts. Send larger ones."), code="too_large")
    if part:
        upload.parts = [*upload.parts, [part, size]]
    upload.offset += size
    upload.expires_at = timezone.now() + UPLOAD_HOLDS


def _check_size(upload: Upload, size: int) -> None:
    if size > (most := most_bytes(upload.purpose or None)):
        raise too_large(most)
    check_room(size, upload.owner, upload.organisation, apart_from=upload.pk)


def _finish(upload: Upload) -> None:
    file = File.objects.create(
        pk=upload.pk,
        owner=upload.owner,
        organisation=upload.organisation,
        purpose=upload.purpose,
        name=upload.name,
        size=upload.length,
    )
    upload.file = file
    audit.log(actor=upload.owner, action="CREATE_FILE", target=file)
    begin_check(file)
