"""Which faults of a database are outages, from real ones."""

import sqlite3

import psycopg
import pytest
from django.db.utils import IntegrityError, InterfaceError, OperationalError, ProgrammingError

from foundation.neighbours.outages import is_outage, reason_of


def wrapped(kind: type[Exception], cause: BaseException | None) -> Exception:
    """As Django hands a driver's error on."""
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def of_sqlite(statement: str, path: str = ":memory:") -> Exception:
    try:
        sqlite3.connect(path).execute(statement)
    except sqlite3.OperationalError as error:
        return wrapped(OperationalError, error)
    raise AssertionError("it worked")


@pytest.mark.parametrize(
    "name",
    [
        "AdminShutdown",
        "CannotConnectNow",
        "ConnectionFailure",
        "DeadlockDetected",
        "DiskFull",
        "LockNotAvailable",
        "QueryCanceled",
        "TooManyConnections",
    ],
)
def test_what_passes_in_postgresql(name):
    assert is_outage(wrapped(OperationalError, getattr(psycopg.errors, name)("no")))


def test_a_connection_that_could_not_be_made_or_has_died():
    assert is_outage(wrapped(OperationalError, psycopg.OperationalError("refused")))
    assert is_outage(InterfaceError("connection already closed"))


def test_what_passes_in_sqlite():
    assert is_outage(of_sqlite("SELECT 1 FROM x", "/nowhere/scores.sqlite3"))


def test_what_is_a_fault_of_ours():
    assert not is_outage(of_sqlite("SELECT 1 FROM nowhere"))
    assert not is_outage(wrapped(ProgrammingError, psycopg.errors.UndefinedTable("no")))
    assert not is_outage(wrapped(IntegrityError, psycopg.errors.UniqueViolation("no")))
    assert not is_outage(ValueError("no"))
    assert not is_outage(None)


def test_the_reason_quotes_no_row():
    fault = psycopg.errors.LockNotAvailable('while locking (7, "Eva") in "events_participant"')

    assert reason_of(wrapped(OperationalError, fault)) == "LockNotAvailable: 55P03"
    assert reason_of(of_sqlite("SELECT", "/nowhere/x")) == (
        "OperationalError: unable to open database file"
    )
