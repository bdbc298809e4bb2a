"""How much room there is for files: of an organisation, else of a person."""

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import File, Organisation, Upload, User

PERSON_MIB = 200


def used_bytes(owner: User | None, organisation: Organisation | None, *, apart_from=None) -> int:
    """What all files take, and unfinished uploads will, but the one with the id `apart_from`."""
    whose = {"organisation": organisation} if organisation else {"owner": owner}
    whose |= {} if organisation else {"organisation": None}
    kept = File.objects.filter(**whose).exclude(state__in=["REFUSED", "GONE"])
    coming = Upload.objects.filter(**whose, file=None, expires_at__gt=timezone.now())
    return (
        kept.exclude(pk=apart_from).aggregate(sum=Coalesce(Sum("size"), 0))["sum"]
        + coming.exclude(pk=apart_from).aggregate(
            sum=Coalesce(Sum(Coalesce("length", "offset")), 0)
        )["sum"]
    )


def quota_bytes(organisation: Organisation | None) -> int:
    return (organisation.quota_mib if organisation else PERSON_MIB) * 1024 * 1024


def check_room(
    size: int, owner: User | None, organisation: Organisation | None, *, apart_from=None
) -> None:
    """Raises ValidationError, code "quota_exceeded", where so many bytes are too many."""
    quota = quota_bytes(organisation)
    if used_bytes(owner, organisation, apart_from=apart_from) + size <= quota:
        return
    sentence = _(
        "There is no room for this file: all files together may take %(count)d MB. Delete some that"
        " nobody needs."
    )
    raise ValidationError(sentence % {"count": quota >> 20}, code="quota_exceeded")


def take_turns(owner: User | None, organisation: Organisation | None) -> None:
    """In a transaction: of two who fill the same room the second one counts the first one's."""
    locked = Organisation.objects if organisation else User.objects
    row = organisation or owner
    if row is not None:
        locked.select_for_update().filter(pk=row.pk).order_by().values_list("pk").first()
