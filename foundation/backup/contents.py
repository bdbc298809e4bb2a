"""What a database holds, in numbers: rows of each table and the migrations that made them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

PRECIOUS: list[str] = []
"""Tables in which a row means that somebody works here; the floors above add theirs."""
BEGIN = {
    "sqlite": ["BEGIN DEFERRED", "SELECT count(*) FROM sqlite_master"],
    "postgresql": [
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        # However long it takes: whoever only reads holds up nobody.
        "SET LOCAL statement_timeout = 0",
        "SET LOCAL idle_in_transaction_session_timeout = 0",
        "SELECT 1",
    ],
}
"""The moment is that of the first query. Django's own transactions would lock SQLite."""


class BackupRefused(Exception):
    """Why nothing was backed up or restored, in a sentence for whoever runs the machine."""


@dataclass(frozen=True, slots=True)
class Contents:
    """counts: table -> rows. migrations: app -> names of those that were applied, in order."""

    counts: dict[str, int]
    migrations: dict[str, list[str]]


@contextmanager
def at_one_moment(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside, everything that the connection reads is as it is now; it cannot write.

    Others go on writing meanwhile. Within a transaction nothing has to be done.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        for statement in BEGIN[connection.vendor]:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def contents_of(connection: BaseDatabaseWrapper) -> Contents:
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608  the database's own name
            counts[table] = cursor.fetchone()[0]
    migrations: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        migrations.setdefault(app, []).append(name)
    return Contents(counts, migrations)


def check_empty(connection: BaseDatabaseWrapper) -> None:
    """Raises BackupRefused where somebody works in the database already."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in PRECIOUS:
            if table in there:
                name = connection.ops.quote_name(table)
                cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608  a table of our models
                if cursor.fetchone():
                    raise BackupRefused(
                        "The database is not empty: it has accounts or events. A backup is only"
                        " put into an empty one, so that nothing is lost; move the present one"
                        " aside, or name another one in DATABASE_URL."
                    )


def check_known(migrations: dict[str, list[str]]) -> None:
    """Raises BackupRefused for a backup that a newer release made."""
    known = set(MigrationLoader(None).disk_migrations)
    unknown = [
        f"{app}.{name}"
        for app, names in migrations.items()
        for name in names
        if (app, name) not in known
    ]
    if unknown:
        raise BackupRefused(
            "The backup was made by a newer release: this one does not know"
            f" {', '.join(unknown)}. Install that release, or a later one, and restore with it."
        )
