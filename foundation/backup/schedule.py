"""A backup each day where BACKUP_DIR names a folder, and old ones go after BACKUP_KEEP days."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from foundation.backup import manifest
from foundation.backup.making import NAMED_BY_TIME, UNFINISHED, make_backup
from foundation.jobs.clock import periodic

LONGEST = timedelta(hours=2)
"""No backup takes longer; one that began earlier was killed."""

log = structlog.get_logger("foundation.backup")


@periodic("foundation.backup", every="day", lease=LONGEST)
def back_up(work) -> None:
    """The day's backup. Old ones only go once there is a new one."""
    if settings.BACKUP_DIR:
        folder = Path(settings.BACKUP_DIR)
        made = make_backup(folder)
        removed = rotate(folder, keep=timedelta(days=settings.BACKUP_KEEP))
        log.info("backed up", folder=str(made), removed=len(removed))


def rotate(folder: Path, *, keep: timedelta, at: datetime | None = None) -> list[Path]:
    """Remove backups older than this, and what killed ones left behind; returns the backups.

    Whatever else is in the folder stays.
    """
    now = at or timezone.now()
    old = [
        path
        for path in sorted(folder.iterdir())
        if (made_at := _made_at(path)) and now - made_at > keep
    ]
    for path in old:
        # Under this name first: a half removed backup is not to be taken for a whole one.
        shutil.rmtree(path.rename(path.with_name(UNFINISHED + path.name)))
    for path in folder.glob(f"{UNFINISHED}*"):
        if now.timestamp() - path.stat().st_mtime > LONGEST.total_seconds():
            shutil.rmtree(path, ignore_errors=True)
    return old


def newest_backup(folder: Path) -> datetime | None:
    """When the newest whole backup in the folder was made. Raises OSError."""
    return max(filter(None, map(_made_at, folder.iterdir())), default=None)


def _made_at(path: Path) -> datetime | None:
    """When the backup was made, by its name; None for what is no backup."""
    if not (path / manifest.NAME).is_file():
        return None
    name = path.name.partition("Z")[0] + "Z"  # a second one of that second has a number behind
    try:
        return datetime.strptime(name, NAMED_BY_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
