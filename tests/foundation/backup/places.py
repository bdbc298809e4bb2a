"""Other databases beside the one of the tests, and PostgreSQL's programs."""

import os
import resource
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from django.db import connection, connections

numbers = count(1)


@contextmanager
def elsewhere(folder: Path):
    """Inside, the product works with a new database, which has nothing in it yet."""
    name = f"elsewhere_{os.getpid()}_{next(numbers)}"
    usual = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        name = str(folder / f"{name}.sqlite3")
    else:
        in_nobodys(f'CREATE DATABASE "{name}"')
    connections.close_all()
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = usual
        if connection.vendor != "sqlite":
            in_nobodys(f'DROP DATABASE "{name}"')


def in_nobodys(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def tables() -> list[str]:
    """What is in the database now; [] where it is still as it was made."""
    try:
        return connection.introspection.table_names()
    finally:
        connection.close()


@contextmanager
def files_of_at_most(size: int):
    """What the kernel refuses to write then is refused as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
