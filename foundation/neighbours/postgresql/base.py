"""Connections that give up: on the server's side, and on ours where the server has fallen silent.

The server's own time-outs end what is slow or waits for a lock; they are of no use once the server
itself is stopped, or cut off, while its machine still answers the network. So each wait for it is
bounded here too. A connection that was silent is closed: nobody knows what it would say next.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from foundation.neighbours.breaker import Breaker
from foundation.neighbours.patience import patience

GRACE = 2.0
"""Seconds after which a server is silent that should have given up a statement by itself."""
CHECK = 2.0
"""Seconds for a connection that was kept to prove that it is alive."""
KEEPALIVES = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A server whose machine is gone, or behind a firewall that forgot us, is noticed in 25 seconds."""

breaker = Breaker("database", rest=1.0)
"""Only new connections ask it: those that there are show by themselves whether they live."""


class PatientConnection(psycopg.Connection):
    """silence: seconds that the server may take to say anything to a statement."""

    silence: float | None = None

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.prepared: set[str] = set()

    def wait(self, gen, *args, timeout: float | None = None, **options):
        timeout = self.silence if timeout is None else timeout
        started = time.monotonic()
        try:
            return super().wait(gen, *args, timeout=timeout, **options)
        except psycopg.OperationalError:
            if timeout is not None and time.monotonic() - started >= timeout:
                self.pgconn.finish()
            raise

    @contextmanager
    def silent_at_most(self, seconds: float):
        """Inside, the server has to answer sooner."""
        kept, self.silence = self.silence, seconds
        try:
            yield
        finally:
            self.silence = kept


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        limits = patience()
        times = {
            "statement_timeout": limits.statement,
            "lock_timeout": limits.lock,
            "idle_in_transaction_session_timeout": limits.idle,
        }
        options = " ".join(f"-c {name}={int(value * 1000)}" for name, value in times.items())
        return {
            "connect_timeout": settings.DATABASE_CONNECT_TIMEOUT,
            **KEEPALIVES,
            **params,
            "options": f"{options} {params.get('options', '')}".strip(),  # the last one counts
        }

    def get_new_connection(self, conn_params: dict[str, Any]) -> PatientConnection:
        """As Django does it, for a connection of ours."""
        self.isolation_level = IsolationLevel.READ_COMMITTED
        silence = patience().statement + GRACE
        if not breaker.may_ask():
            raise psycopg.OperationalError("left alone for a moment after a failure")
        try:
            connection = PatientConnection.connect(**conn_params)
        except psycopg.OperationalError as error:
            breaker.note_failure(f"{type(error).__name__}: {error}")
            raise
        breaker.note_answer()
        connection.silence = silence
        return connection

    @contextmanager
    def prepared(self, name: str, statement: str) -> Iterator[str]:
        """Inside, the statement's own short one, for a quick read with one text as its value: the
        server has taken the statement apart once for all.

        It shows by itself whether a kept connection lives: that is not asked beforehand, and it has
        as long to answer as that question. A dead one is closed.
        """
        if not self.in_atomic_block:
            self.health_check_done = self.connection is not None
        self.ensure_connection()
        try:
            with self.connection.silent_at_most(CHECK):
                if name not in self.connection.prepared:
                    query = f"PREPARE {name} (text) AS {statement.replace('%s', '$1')}"
                    with self.wrap_database_errors:
                        self.connection.execute(query)
                    self.connection.prepared.add(name)
                yield f"EXECUTE {name} (%s)"
        except DatabaseError:
            if not self.in_atomic_block:
                self.close()
            raise

    def is_usable(self) -> bool:
        if self.connection is None:
            return False
        with self.connection.silent_at_most(CHECK):
            return super().is_usable()
