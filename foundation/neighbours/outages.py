"""Whether a fault of the database is an outage, which passes, or one of ours.

An outage is a server that is gone, hangs, is full, has no connection left, or holds back a row; a
file that somebody else writes to, or a disk without room. Whoever asked may ask again.
"""

from django.db.utils import InterfaceError, InternalError, OperationalError

CLASSES = {"08", "53", "57", "58"}
"""Of PostgreSQL's states: connection, resources, stopped by an operator or a limit, system."""
STATES = {
    "55P03",  # a row was held for too long
    "40P01",  # a deadlock
    "40001",  # two at once
    "25P03",  # a transaction in which nothing happened
}
SQLITE_CODES = {
    5: "busy",
    6: "locked",
    7: "no memory",
    8: "read-only",
    10: "input or output",
    13: "full",
    14: "cannot be opened",
    15: "locking protocol",
}
"""SQLite's primary result codes."""


def is_outage(error: BaseException | None) -> bool:
    if not isinstance(error, OperationalError | InterfaceError | InternalError):
        return False
    cause = error.__cause__
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in SQLITE_CODES
    if state := getattr(cause, "sqlstate", None):
        return state[:2] in CLASSES or state in STATES
    # Without a state it was no statement that failed, but the connection.
    return not isinstance(error, InternalError)


def reason_of(error: BaseException) -> str:
    """For the log. What PostgreSQL says about a statement may quote a row: its state will do."""
    cause = error.__cause__ or error
    state = getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__}: {state or cause}"
