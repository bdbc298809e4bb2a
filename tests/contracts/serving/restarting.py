"""gunicorn restarted while it serves: new workers by the same master, or a new master."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.live import PATIENCE, Server

WORKERS = 2


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
