"""Bytes that nobody names any more go, by the clock; those that somebody is about to name stay.

A file is marked as idle when nothing points to it, and removed where it is still so a while after.
Whoever keeps the same bytes meanwhile takes the mark away. The row is locked while its bytes are
removed: `store.keep` waits for it, and writes them again.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from foundation.files import store
from foundation.files.faults import FilesUnreachable
from foundation.jobs.clock import periodic
from foundation.models import StoredFile

GRACE = timedelta(hours=1)
"""Nobody takes longer from keeping bytes to naming them."""
STRAY_FOR = timedelta(days=1)


@periodic("foundation.unused_files", every="hour")
def collect_unused(work) -> None:
    collect()


@periodic("foundation.stray_files", every="day")
def collect_strays(work) -> None:
    remove_strays()


def grace() -> timedelta:
    """How long unused files stay. Backups do not have those in a bucket: there they stay for as
    long as backups do, so that any of them can be restored.
    """
    if default_storage.is_remote and settings.BACKUP_DIR:
        return max(GRACE, timedelta(days=settings.BACKUP_KEEP))
    return GRACE


def gone_within() -> timedelta:
    """After what pointed to a file is gone: at the latest, by a clock that looks each hour."""
    return GRACE + timedelta(hours=2) if grace() == GRACE else grace() + timedelta(days=1)


def collect(*, at: datetime | None = None) -> int:
    """Mark what is unused, and remove what has been for long enough; returns how many went.

    Raises FilesUnreachable where one does not go, after all the others have had their turn.
    """
    now = at or timezone.now()
    files = StoredFile.objects
    unused = files.unreferenced().values("pk")
    files.filter(idle_since__isnull=False).exclude(pk__in=unused).update(idle_since=None)
    files.filter(idle_since=None, pk__in=unused).update(idle_since=now)
    due = files.filter(idle_since__lte=now - grace()).order_by("pk")
    count, failure = 0, None
    for digest in due.values_list("pk", flat=True):
        try:
            count += _is_removed(digest, now - grace())
        except FilesUnreachable as error:
            failure = error
    if failure is not None:
        raise failure
    return count


@transaction.atomic
def drop(digest: str, *, is_harmful: bool = False) -> bool:
    """Remove what nobody names any more now, not by the clock; returns whether it went.

    In a bucket, from which backups are restored, it only becomes idle, unless it is harmful. Who
    is about to name it has taken hold of it (`store.hold`), or keeps it again.
    """
    StoredFile.objects.select_for_update().filter(pk=digest).values_list("pk").first()
    stored = StoredFile.objects.unreferenced().filter(pk=digest).first()
    if stored is None:
        return False
    if grace() > GRACE and not is_harmful:
        StoredFile.objects.filter(pk=digest, idle_since=None).update(idle_since=timezone.now())
        return False
    stored.delete()
    store.remove(digest)
    return True


def strays() -> Iterator[str]:
    """What no row names, a sentence for each; what just comes in is among it."""
    for name, _written in default_storage.everything(store.FOLDER):
        if not StoredFile.objects.filter(pk=name.rpartition("/")[2]).exists():
            yield f"Nobody names {name}."


def remove_strays(*, at: datetime | None = None) -> int:
    """Remove bytes that no row names: of a transaction that was rolled back, or unfinished ones."""
    before = (at or timezone.now()) - max(STRAY_FOR, grace())
    names = [name for name, written in default_storage.everything(store.FOLDER) if written < before]
    return sum(map(_is_stray_removed, names))


@transaction.atomic
def _is_removed(digest: str, before: datetime) -> bool:
    """Locked first and looked at afterwards: who named it until then is seen."""
    locked = StoredFile.objects.select_for_update().filter(pk=digest, idle_since__lte=before)
    if not locked.values_list("pk").first():
        return False
    stored = StoredFile.objects.unreferenced().filter(pk=digest).first()
    if stored is None:
        return False
    stored.delete()
    store.remove(digest)
    return True


@transaction.atomic
def _is_stray_removed(name: str) -> bool:
    """Under a row of its own: who keeps the same bytes meanwhile waits until it is done."""
    digest = name.rpartition("/")[2]
    if store.name_of(digest) != name or len(digest) != len(store.digest_of(b"")):
        default_storage.delete(name)  # unfinished: no digest is called so
        return True
    row, is_new = StoredFile.objects.get_or_create(digest=digest, defaults={"size": 0, "kind": ""})
    if not is_new:
        return False
    store.remove(digest)
    row.delete()
    return True
