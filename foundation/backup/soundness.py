"""What one database would refuse and the other one takes: references and lengths of texts."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import CharField, Model, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from foundation.backup.contents import BackupRefused


def faults(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Every fault as a sentence; nothing for a sound database. PostgreSQL lets none in."""
    if connection.vendor == "sqlite":
        yield from _damage(connection)
        yield from _broken_references(connection)
        yield from _long_texts()


def check_migrated(connection: BaseDatabaseWrapper) -> None:
    """Raises BackupRefused where the tables are not those of this release."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupRefused(
            "The database is not that of this release. Run manage.py migrate first."
        )


def _damage(connection: BaseDatabaseWrapper) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        yield from (f"SQLite: {text}." for (text,) in cursor.fetchall() if text != "ok")


def _broken_references(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """SQLite checks references only where a connection asks for it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, other, _number in cursor:
            yield f"Row {row} of {table}: it points to a row of {other} that is not there."


def _long_texts() -> Iterator[str]:
    """SQLite keeps texts of any length, and PostgreSQL would not take them over."""
    for model in apps.get_models(include_auto_created=True):
        limits = {
            field.name: field.max_length
            for field in model._meta.local_concrete_fields
            if isinstance(field, CharField) and field.max_length and model._meta.managed
        }
        if limits:
            yield from _longer(model, limits)


def _longer(model: type[Model], limits: dict[str, int]) -> Iterator[str]:
    too_long = [GreaterThan(Length(name), most) for name, most in limits.items()]
    found = model._base_manager.filter(reduce(or_, map(Q, too_long))).order_by("pk")
    for row in found.values("pk", *limits).iterator():
        for name, most in limits.items():
            if len(row[name] or "") > most:
                yield f"Row {row['pk']} of {model._meta.db_table}: {name} is longer than {most}."
