"""How long a database is waited for: briefly where somebody waits for a page, longer beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings

BESIDE = 60
"""How many times as long jobs and commands wait as requests do: a migration may take its time."""
IDLE = 4
"""How many times as long as a statement a transaction may do nothing before it is ended."""

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


def answers_a_request() -> bool:
    return _answers_a_request.get()


def patience() -> Patience:
    """For a connection that is made here and now."""
    times = 1 if answers_a_request() else BESIDE
    statement = settings.DATABASE_STATEMENT_TIMEOUT * times
    return Patience(statement, settings.DATABASE_LOCK_TIMEOUT * times, statement * IDLE)
