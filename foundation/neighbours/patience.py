"""How long a database is waited for: briefly where somebody waits for a page, longer beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

BESIDE = 60
"""How many times as long jobs and commands wait as requests do: a migration may take its time."""
IDLE = 4
"""How many times as long as a statement a transaction may do nothing before it is ended."""

HURRY = 100
"""Milliseconds."""

_answers_a_request: ContextVar[bool] = ContextVar("answers_a_request", default=False)


@dataclass(frozen=True)
class Patience:
    """In seconds. statement: until the database itself gives one up. lock: for a row that somebody
    else holds. idle: in a transaction in which nothing happens.
    """

    statement: float
    lock: float
    idle: float


@contextmanager
def of_a_request() -> Iterator[None]:
    """Inside, connections are made for somebody who waits for an answer."""
    token = _answers_a_request.set(True)
    try:
        yield
    finally:
        _answers_a_request.reset(token)


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Inside, what may as well fail waits for SQLite's one writer but a moment: an OperationalError
    instead of somebody's patience. PostgreSQL has a lock for every row.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        [kept] = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {HURRY}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {kept}")


def answers_a_request() -> bool:
    return _answers_a_request.get()


def patience() -> Patience:
    """For a connection that is made here and now."""
    times = 1 if answers_a_request() else BESIDE
    statement = settings.DATABASE_STATEMENT_TIMEOUT * times
    return Patience(statement, settings.DATABASE_LOCK_TIMEOUT * times, statement * IDLE)
