"""How many rows one INSERT holds."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def whole_statements() -> Iterator[None]:
    """Lets one INSERT hold as many rows as the database takes.

    Django 5.2 gives SQLite at most 999 parameters per statement, what the oldest ones took; asked
    itself it says 250,000 or 32,766, depending on who built it. PostgreSQL has no such limit here.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    usual = connection.features.max_query_params
    category = sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    connection.features.max_query_params = connection.connection.getlimit(category)
    try:
        yield
    finally:
        connection.features.max_query_params = usual
