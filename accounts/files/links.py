"""Addresses by which anybody gets one file for a while, without signing in."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import File
from foundation.files.sending import link_to
from foundation.web.site_address import address_of_page

SALT = "accounts.files.links"


def make_link(file: File) -> tuple[str, datetime]:
    """(address, when it ends) for a READY file: into the bucket where it is in one."""
    until = timezone.now() + timedelta(seconds=settings.FILE_LINK_SECONDS)
    if default_storage.is_remote:
        return link_to(file.stored_id, media_type=file.content_type, name=file.name), until
    return f"{address_of(file)}?signature={signing.dumps(str(file.pk), salt=SALT)}", until


def is_link_to(pk: UUID, signature: str) -> bool:
    try:
        signed = signing.loads(signature, salt=SALT, max_age=settings.FILE_LINK_SECONDS)
    except signing.BadSignature:  # or one that has had its time
        return False
    return signed == str(pk)


def address_of(file: File) -> str:
    return address_of_page("api:upload-download", file.pk)
