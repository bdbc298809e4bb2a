"""Restarts while everybody enters results: nothing fails, and what was confirmed is there."""

import http.client
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from tests.contracts.serving.day import GUNICORN, PLAIN, beside
from tests.contracts.serving.proxy import IS_REQUIRED, NGINX, ask, nginx
from tests.contracts.serving.restarting import WORKERS, Restart, is_alive, wait_until
from tests.live import Server, serve

WRITERS = 2
"""On connections of each kind."""
PAUSE = 0.7
QUEUED = 1.5
"""Seconds that an answer may take beyond the time that a worker works on it, on a busy machine."""


class Writers:
    """Phones that enter one result after another, each on a connection that it keeps."""

    def __init__(self, stage, connect: Callable[[], http.client.HTTPConnection], first: int):
        self._stage, self._connect, self._first = stage, connect, first
        self._stop = threading.Event()
        self.confirmed: set[int] = set()
        self.failed: list[str] = []
        self.longest = 0.0

    def write(self, number: int) -> None:
        connection, value = self._connect(), self._first + number
        while not self._stop.is_set():
            method, path, body, headers = self._stage.score(value, number)
            began = time.monotonic()
            try:
                answer = ask(connection, method, path, body, **headers)
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"{value}: {error!r}")
                connection.close()
            else:
                if answer.status in {200, 201}:
                    self.confirmed.add(value)
                else:
                    self.failed.append(f"{value}: {answer.status} {answer.body[:300]}")
            self.longest = max(self.longest, time.monotonic() - began)
            value += WRITERS
            time.sleep(0.01)
        connection.close()

    @contextmanager
    def at_work(self):
        works = [lambda number=number: self.write(number) for number in range(WRITERS)]
        with beside(*works):
            try:
                time.sleep(PAUSE)
                yield
                time.sleep(PAUSE)
            finally:
                self._stop.set()


def slowest(server: Server) -> float:
    """Seconds that a worker has worked on one call at most; on SQLite writers take turns."""
    lines = [json.loads(line) for line in server.lines() if '"klepak.request"' in line]
    return max(line["ms"] for line in lines) / 1000


def complaints(server: Server) -> list[str]:
    """The log but its lines of requests, for whoever reads why something failed."""
    return [line for line in server.lines() if '"klepak.request"' not in line]


@contextmanager
def running(stage) -> Iterator[tuple[Server, Restart]]:
    pid_file = stage.folder / "gunicorn.pid"
    # As a program: what `python -m` puts into the path, a master that starts anew would inherit.
    command = f"{Path(sys.executable).parent}/{GUNICORN} --pid {pid_file} --workers {WORKERS}"
    with serve(command, stage.folder, **PLAIN, TRUSTED_PROXIES="1", JOBS="worker") as server:
        restart = Restart(server, pid_file)
        try:
            stage.sign_in(server)
            yield server, restart
        finally:
            last = restart.master()
            os.kill(last, signal.SIGTERM)
            wait_until(lambda: not is_alive(last))


@contextmanager
def ways_in(server: Server, folder: Path) -> Iterator[list[Callable]]:
    """How clients connect: to the server itself, and through nginx where it is installed."""
    directly = partial(http.client.HTTPConnection, "127.0.0.1", server.port, timeout=20)
    if NGINX is None and not IS_REQUIRED:
        yield [directly]
    else:
        with nginx(folder, server.port) as proxy:
            yield [directly, proxy.connection]


def test_nothing_fails_and_nothing_is_lost(stage, tmp_path):
    """On connections that are kept, too: a worker answers on them until it has asked to close."""
    with running(stage) as (server, restart), ways_in(server, tmp_path) as ways:
        writers = [
            Writers(stage, connect, 10_000 * number) for number, connect in enumerate(ways, 1)
        ]
        with ExitStack() as stack:
            for each in writers:
                stack.enter_context(each.at_work())
            restart.reload()
            restart.replace()
        worked = slowest(server)

    for each in writers:
        assert each.failed == [], complaints(server)
        assert len(each.confirmed) > 20
        assert each.longest < worked + QUEUED  # nobody waits until the new workers are there
        assert each.confirmed <= stage.entered()
