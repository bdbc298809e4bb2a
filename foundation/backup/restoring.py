"""A backup put back into an empty installation, in an order in which a refusal changes nothing."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections

from foundation.backup import manifest
from foundation.backup.contents import BackupRefused, check_known, contents_of
from foundation.backup.making import FILES, KINDS
from foundation.backup.manifest import Manifest

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore_backup(folder: Path) -> Manifest:
    """Restore the backup and bring it up to this release; returns what was restored.

    Every check comes before the first change. The caches are emptied: what they hold is of another
    database. Raises BackupRefused.
    """
    backup = manifest.read(folder)
    if backup.database != connection.vendor:
        raise BackupRefused(
            f"This is a backup of {NAMES[backup.database]}, and DATABASE_URL names"
            f" {connection.display_name}. Restore it there."
        )
    check_known(backup.migrations)
    kind = KINDS[backup.database]
    root = Path(settings.MEDIA_ROOT)
    if root.is_dir() and any(root.iterdir()):
        raise BackupRefused(f"{root} has files already. Move them aside first.")
    connections.close_all()
    try:
        kind.check(connection, folder / kind.FILE)
        _restore(folder, backup, root)
    except DatabaseError as error:
        raise BackupRefused(f"The database does not answer: {error}") from error
    except OSError as error:
        raise BackupRefused(f"The backup could not be restored: {error}.") from error
    _check_counts(backup)
    _migrate()
    for cache in caches.all(initialized_only=False):
        cache.clear()
    return backup


def _restore(folder: Path, backup: Manifest, root: Path) -> None:
    """The files first, under another name, as the database comes all at once or not at all."""
    kind = KINDS[backup.database]
    kept = folder / FILES
    if not kept.is_dir():
        kind.put(connection, folder / kind.FILE)
        return
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=f".{root.name}-") as place:
        shutil.copytree(kept, Path(place) / FILES)
        kind.put(connection, folder / kind.FILE)
        (Path(place) / FILES).rename(root)  # over an empty folder, or where there was none


def _check_counts(backup: Manifest) -> None:
    counts = contents_of(connection).counts
    wrong = [table for table in {*counts, *backup.counts} if not _agree(table, counts, backup)]
    if wrong:
        raise BackupRefused(
            "The backup was restored, but these tables have not as many rows as were backed up:"
            f" {', '.join(sorted(wrong))}. Do not work with it; restore another one."
        )


def _agree(table: str, counts: dict[str, int], backup: Manifest) -> bool:
    return counts.get(table) == backup.counts.get(table)


def _migrate() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except (DatabaseError, CommandError) as error:
        raise BackupRefused(
            f"The backup was restored as it was, but could not be brought up to this release:"
            f" {error}. Install the release that made it, or move the database aside."
        ) from error
