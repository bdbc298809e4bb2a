"""Restarts while everybody enters results: nothing fails, and what was confirmed is there."""

import http.client
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from tests.contracts.serving.day import GUNICORN, PLAIN, beside
from tests.contracts.serving.proxy import IS_REQUIRED, NGINX, ask, nginx
from tests.live import PATIENCE, Server, serve

WRITERS = 2
"""On connections of each kind."""
PAUSE = 0.7
WORKERS = 2
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
                    self.failed.append(f"{value}: {answer.status}")
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


def children(pid: int) -> set[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return set(map(int, listed))


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


class Restart:
    """A server, by the file with its master's id, and how long it takes to have new workers."""

    def __init__(self, server: Server, pid_file: Path):
        self._server, self._pid_file = server, pid_file

    def master(self) -> int:
        return int(self._pid_file.read_text())

    def serving(self) -> int:
        """How many workers have begun to serve so far."""
        return sum("Worker serves (pid: " in line for line in self._server.lines())

    def wait_for_new(self, before: int) -> None:
        wait_until(lambda: self.serving() == before + WORKERS)

    def reload(self) -> None:
        """New workers, by the same master: `systemctl reload`."""
        master, before = self.master(), self.serving()
        old = children(master)
        os.kill(master, signal.SIGHUP)
        self.wait_for_new(before)
        wait_until(lambda: not old & children(master))

    def replace(self) -> None:
        """A new master beside the old one, which then ends: for a new gunicorn or Python."""
        old, before = self.master(), self.serving()
        os.kill(old, signal.SIGUSR2)
        self.wait_for_new(before)
        new = Path(f"{self._pid_file}.2").read_text()
        os.kill(old, signal.SIGTERM)
        wait_until(lambda: not is_alive(old))
        wait_until(lambda: self._pid_file.exists() and self._pid_file.read_text() == new)


def slowest(server: Server) -> float:
    """Seconds that a worker has worked on one call at most; on SQLite writers take turns."""
    lines = [json.loads(line) for line in server.lines() if '"klepak.request"' in line]
    return max(line["ms"] for line in lines) / 1000


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
        assert each.failed == []
        assert len(each.confirmed) > 20
        assert each.longest < worked + QUEUED  # nobody waits until the new workers are there
        assert each.confirmed <= stage.entered()
