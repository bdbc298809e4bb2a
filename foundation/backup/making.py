"""A backup: the database, the files that the product keeps, and a manifest, in one new folder."""

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone

from foundation.backup import manifest, postgresql_dumps, sqlite_files
from foundation.backup.contents import BackupRefused
from foundation.files.disk import UNFINISHED as UNFINISHED_FILE
from foundation.files.disk import flush

KINDS: dict[str, ModuleType] = {"sqlite": sqlite_files, "postgresql": postgresql_dumps}
"""Vendor of a database -> how it is copied and put back."""
FILES = "files"
"""The folder in a backup with what was in MEDIA_ROOT."""
NAMED_BY_TIME = "%Y-%m-%dT%H%M%SZ"
UNFINISHED = ".unfinished-"
SPARE = 64 * 1024 * 1024
"""Bytes to be left free: the database may be on the same disk, and goes on writing."""


def make_backup(folder: Path, *, at: datetime | None = None) -> Path:
    """Back everything up into a new folder in this one, named by the time in UTC; returns it.

    Only the whole backup ever has that name. Others may write meanwhile: it is all of one moment.
    Raises BackupRefused; then nothing is left of it.
    """
    now = at or timezone.now()
    kind = KINDS[connection.vendor]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_room(folder, kind.size(connection) + sum(size for _path, size in _files()))
        with _unfinished(folder) as place:
            contents = kind.copy(connection, place / kind.FILE)
            if not contents.migrations:
                raise BackupRefused("The database has no tables yet: there is nothing to back up.")
            _keep_files(place)
            described = manifest.describe(
                place, contents, database=connection.vendor, version=settings.VERSION, at=now
            )
            manifest.write(described, place)
            return _finish(place, folder / now.astimezone(UTC).strftime(NAMED_BY_TIME))
    except DatabaseError as error:
        raise BackupRefused(f"The database cannot be read: {error}") from error
    except OSError as error:
        reason = "no room is left there" if error.errno == errno.ENOSPC else error.strerror
        raise BackupRefused(
            f"The backup could not be written to {folder}: {reason}. Nothing is left of it."
        ) from error


def check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise BackupRefused(
            f"There is not enough room in {folder}: the backup may take {needed >> 20} MB, and"
            f" {free >> 20} MB are free, of which {SPARE >> 20} MB are to stay free."
        )


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A new folder for its owner only, which is gone afterwards unless it was renamed."""
    place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def files_elsewhere() -> str:
    """What a backup lacks, in a sentence; "" where it has everything."""
    if not default_storage.is_remote:
        return ""
    return (
        f"Backgrounds and fonts of diplomas are in the bucket {settings.S3_BUCKET}, in its folder"
        f" {settings.S3_FOLDER}, and in no backup of this product: let the bucket keep copies."
    )


def _keep_files(place: Path) -> None:
    """After the database: what it names then is there, and stays for longer than a backup takes."""
    for path, _size in _files():
        kept = place / FILES / path.relative_to(settings.MEDIA_ROOT)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # collected meanwhile: nothing named it any more
            shutil.copyfile(path, kept)


def _files() -> Iterator[tuple[Path, int]]:
    """What is kept on this machine, each with its length."""
    for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")):
        with suppress(FileNotFoundError):
            is_whole = not path.name.startswith(UNFINISHED_FILE)
            if is_whole and path.is_file() and not path.is_symlink():
                yield path, path.stat().st_size


def _finish(place: Path, finished: Path) -> Path:
    """Give the folder its name once all of it has reached the disk."""
    for path in [*place.rglob("*"), place]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        flush(path)
    number = 2
    name = finished.name
    while finished.exists():  # another one of the same second
        finished = finished.with_name(f"{name}-{number}")
        number += 1
    place.rename(finished)
    flush(finished.parent)
    return finished
