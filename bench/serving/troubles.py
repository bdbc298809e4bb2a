"""What goes wrong in mid-day, each for as long as its block lasts."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from bench.serving.site import Competition
from tests.contracts.house.sources import ROOT
from tests.contracts.serving import slow_clients
from tests.contracts.serving.proxy import ANYBODY, Proxy
from tests.contracts.serving.restarting import Restart
from tests.foundation.neighbours.servers import PostgresServer, RedisServer
from tests.live import Server, environment

SLOW = 100
GUESSES, GUESSING = 1000, 30
"""How many in all, and at the same moment."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Day:
    """The installation that things happen to. `proxy` is None where nginx is not installed;
    `acknowledged` has every value that was, from the first minute on.
    """

    folder: Path
    variables: dict[str, str]
    server: Server
    restart: Restart
    postgres: PostgresServer
    redis: RedisServer
    proxy: Proxy | None
    competition: Competition
    acknowledged: set[str] = field(default_factory=set)

    def ledger(self, url: str = "") -> set[str]:
        """Every value in the ledger, as it was typed."""
        with psycopg.connect(url or self.postgres.url) as connection:
            return {row[0] for row in connection.execute("SELECT value_raw FROM scoring_entry")}

    def manage(self, *arguments: str, **variables: str) -> None:
        """Runs manage.py beside the server, with PostgreSQL's own programs at hand."""
        with psycopg.connect(self.postgres.url) as connection:
            query = "SELECT setting FROM pg_config WHERE name = 'BINDIR'"
            [programs] = connection.execute(query).fetchone()
        given = environment(self.folder, **self.variables | variables)
        path = os.pathsep.join([programs, given["PATH"]])
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**given, "PATH": path},
            stdout=subprocess.DEVNULL,
            check=True,
        )


@contextmanager
def nothing(_day: Day) -> Iterator[None]:
    yield


@contextmanager
def slow_heads(day: Day) -> Iterator[None]:
    with slow_clients.dripping(day.server.port, slow_clients.HEAD, SLOW):
        yield


@contextmanager
def slow_bodies(day: Day) -> Iterator[None]:
    with slow_clients.dripping(day.server.port, slow_clients.BODY, SLOW):
        yield


@contextmanager
def slow_clients_of_the_proxy(day: Day) -> Iterator[None]:
    with slow_clients.dripping(day.proxy.port, slow_clients.BODY, SLOW, ANYBODY.wrap_socket):
        yield


@contextmanager
def _between(begin: Callable[[], None], end: Callable[[], None]) -> Iterator[None]:
    begin()
    try:
        yield
    finally:
        end()


def redis_hangs(day: Day) -> AbstractContextManager:
    return _between(day.redis.hang, day.redis.go_on)


def redis_is_killed(day: Day) -> AbstractContextManager:
    return _between(day.redis.kill, day.redis.start)


def postgres_hangs(day: Day) -> AbstractContextManager:
    return _between(day.postgres.hang, day.postgres.go_on)


def postgres_is_killed(day: Day) -> AbstractContextManager:
    """As if its machine had lost its power."""
    return _between(day.postgres.kill, day.postgres.start)


@contextmanager
def rows_are_held(day: Day) -> Iterator[None]:
    """Somebody's transaction keeps every activity, which each result has to lock."""
    with psycopg.connect(day.postgres.url) as holder:
        holder.execute("SELECT 1 FROM events_activity FOR UPDATE")
        yield
        holder.rollback()


@contextmanager
def guesses(day: Day) -> Iterator[None]:
    """A thousand wrong passwords at the sign-in page, each from another address."""

    def guess(number: int) -> int:
        address = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250}"}
        try:
            page = day.server.call("GET", "/sign-in/", **address)
            cookie = page.headers["Set-Cookie"].partition(";")[0]
            [token] = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page.body.decode())[:1]
            fields = {
                "csrfmiddlewaretoken": token,
                "username": f"user{number}@example.org",
                "password": "Wrong-Guess-1188",
            }
            headers = {**FORM, **address, "Cookie": cookie}
            return day.server.call("POST", "/sign-in/", urlencode(fields), **headers).status
        except OSError:
            return 0

    with ThreadPoolExecutor(GUESSING) as pool:
        statuses = list(pool.map(guess, range(GUESSES)))
    if not set(statuses) <= {200, 503}:  # refused, or too much goes on
        raise RuntimeError(f"guesses were answered by {sorted(set(statuses))}")
    yield


@contextmanager
def workers_are_replaced(day: Day) -> Iterator[None]:
    """`systemctl reload`, twice."""
    for _ in range(2):
        day.restart.reload()
    yield


@contextmanager
def backup_and_restore(day: Day) -> Iterator[None]:
    """A backup while everybody works, restored into a database of its own while they go on. What
    was acknowledged before the backup began has to be in it.
    """
    before = set(day.acknowledged)
    backups = day.folder / "backups"
    day.manage("backup", str(backups))
    [made] = backups.iterdir()
    with psycopg.connect(day.postgres.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    url = re.sub(r"(://[^/]*/)[^?]*", r"\1restored", day.postgres.url)
    day.manage("restore", str(made), DATABASE_URL=url, REDIS_URL="")
    day.manage("verify", DATABASE_URL=url, REDIS_URL="")
    if missing := before - day.ledger(url):
        raise RuntimeError(f"not in the backup: {len(missing)} acknowledged results")
    yield
