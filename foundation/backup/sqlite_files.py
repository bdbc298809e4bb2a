"""SQLite: a copy by its backup interface while others write, and the copy put back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3._functions import register

from foundation.backup.contents import BackupRefused, Contents, check_empty, contents_of

FILE = "database.sqlite3"
LEFT_BESIDE = ["-wal", "-shm", "-journal"]
PATIENCE = 20
"""Seconds to wait for who writes."""
_UNREADABLE = (
    "The present database cannot be read: %s. Move it aside, with the files beside it whose names"
    " end in -wal and -shm."
)


def size(connection: BaseDatabaseWrapper) -> int:
    path = _path(connection)
    if not path.is_file():
        raise BackupRefused(f"There is no database {path}.")
    return path.stat().st_size


def copy(connection: BaseDatabaseWrapper, file: Path) -> Contents:
    """Write the database as it is at one moment to the file. Raises BackupRefused."""
    with closing(_open(_path(connection))) as source, closing(_open(file)) as kept:
        try:
            source.backup(kept)  # in one step, which no writer can make begin anew
            kept.execute("PRAGMA journal_mode = DELETE")  # it is one file, with nothing beside it
            _check_sound(kept)
        except sqlite3.Error as error:
            raise BackupRefused(f"SQLite could not copy the database: {error}.") from error
    return _contents(connection, file)


def check(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Raises BackupRefused where the file cannot be put into the connection's database now."""
    try:
        with closing(_open_untouched(file)) as kept:
            _check_sound(kept)
    except sqlite3.Error as error:
        raise BackupRefused(f"The backup is damaged: {error}. Take another one.") from error
    path = _path(connection)
    if path.is_file():
        try:
            check_empty(connection)
        except DatabaseError as error:
            raise BackupRefused(_UNREADABLE % error) from error
        finally:
            connection.close()
        with closing(_open(path)) as present:
            _keep_others_out(present)


def put(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Make the database what the file is, all of it or nothing. Raises BackupRefused."""
    path = _path(connection)
    if not path.is_file() or not path.stat().st_size:
        for end in LEFT_BESIDE:  # of a database that is gone: they belong to no other
            path.with_name(path.name + end).unlink(missing_ok=True)
    with closing(_open_untouched(file)) as kept, closing(_open(path)) as present:
        _keep_others_out(present)  # this takes the write-ahead log in and removes it
        try:
            kept.backup(present)
            _check_sound(present)
        except sqlite3.Error as error:
            raise BackupRefused(f"SQLite could not write {path}: {error}.") from error


def _path(connection: BaseDatabaseWrapper) -> Path:
    if connection.is_in_memory_db():
        raise BackupRefused("The database is in memory only: there is nothing to keep.")
    return Path(connection.settings_dict["NAME"])


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _with_functions(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None))
    except sqlite3.Error as error:
        raise BackupRefused(f"{path} cannot be opened: {error}.") from error


def _open_untouched(file: Path) -> sqlite3.Connection:
    address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    return _with_functions(sqlite3.connect(address, uri=True))


def _with_functions(database: sqlite3.Connection) -> sqlite3.Connection:
    """Constraints are checked by functions that Django brings along, such as REGEXP."""
    register(database)
    return database


def _keep_others_out(present: sqlite3.Connection) -> None:
    """Nobody else can open the database from now on; refused where somebody has it open."""
    try:
        present.execute("PRAGMA busy_timeout = 1000")
        present.execute("PRAGMA locking_mode = EXCLUSIVE")
        present.execute("PRAGMA journal_mode = DELETE").fetchone()
        present.execute("BEGIN EXCLUSIVE")
        present.execute("COMMIT")
    except sqlite3.OperationalError:
        raise BackupRefused(
            "The database is in use. Stop the web processes and manage.py run_jobs first."
        ) from None
    except sqlite3.Error as error:
        raise BackupRefused(_UNREADABLE % error) from error


def _check_sound(database: sqlite3.Connection) -> None:
    found = [row[0] for row in database.execute("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        raise BackupRefused(f"The database is damaged: {'; '.join(found)}.")


def _contents(connection: BaseDatabaseWrapper, file: Path) -> Contents:
    second = connection.copy()
    second.settings_dict = {**connection.settings_dict, "NAME": str(file), "OPTIONS": {}}
    try:
        return contents_of(second)
    finally:
        second.close()
