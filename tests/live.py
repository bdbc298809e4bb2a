"""The product as it really runs: a process with an environment and a database of its own."""

import fcntl
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.contracts.house.sources import ROOT

DATABASE = "scores.sqlite3"
SET_UP = "import gc; gc.disable(); import django; django.setup(); gc.enable()"
PATIENCE = 60
"""Seconds for a server to come up, on a busy machine."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage  # by name in any case
    body: bytes

    def json(self):
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    port: int
    log: Path

    def call(self, method: str, path: str, body=None, **headers: str) -> Answer:
        """One call over a connection of its own; a dict goes as JSON, an iterator in chunks."""
        if isinstance(body, dict):
            body = json.dumps(body)
            headers = {"Content-Type": "application/json", **headers}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def lines(self) -> list[str]:
        """What it has written to the standard error output so far."""
        return self.log.read_text("utf-8").splitlines()


def environment(folder: Path, **variables: str) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WEB_CONCURRENCY": "1",  # a worker more is a start more; whoever wants two says so
        "DJANGO_SETTINGS_MODULE": "klepak.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-tests-" + "0" * 40,
        "SECURE_SSL_REDIRECT": "false",
        "DATABASE_URL": f"sqlite:///{folder}/{DATABASE}",
        "FILES_DIR": f"{folder}/files",
        **variables,
    }


def run(code: str, folder: Path, **variables: str) -> str:
    """What a piece of Python prints, with Django set up in that environment."""
    done = subprocess.run(
        [sys.executable, "-c", f"{SET_UP}\n{code}"],
        env=environment(folder, **variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def migrate(folder: Path) -> None:
    """Puts a database with all tables where processes of this folder look for theirs."""
    shutil.copyfile(migrated_database(), folder / DATABASE)


@cache
def migrated_database() -> Path:
    """A SQLite file with all tables, made once for the migrations that there are: for all who run
    tests at the same time, and for the next time.
    """
    made_of = [ROOT / "requirements.txt", *ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/models/*")]
    key = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(made_of) if path.is_file()))
    kept = ROOT / ".pytest_cache" / f"migrated-{key.hexdigest()[:20]}.sqlite3"
    kept.parent.mkdir(exist_ok=True)
    with (kept.parent / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for earlier in kept.parent.glob("migrated-*.sqlite3"):
                earlier.unlink()
            with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
                run(
                    "from django.core.management import call_command; call_command('migrate')",
                    Path(folder),
                )
                (Path(folder) / DATABASE).rename(kept)
    return kept


@contextmanager
def serve(command: str, folder: Path, **variables: str) -> Iterator[Server]:
    """A server started by `python -m command`, with {port} in it, until the block ends; by
    `python command` where that is the path of a program.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(port, folder / f"stderr-{port}.log")
    arguments = command.format(port=port).split()
    with server.log.open("wb") as log, (folder / "stdout.log").open("wb") as out:
        started = subprocess.Popen(
            [sys.executable, *([] if command[0] == "/" else ["-m"]), *arguments],
            env=environment(folder, **variables),
            cwd=ROOT,
            stdout=out,
            stderr=log,
        )
        try:
            _wait_for(server, started)
            yield server
        finally:
            started.terminate()
            started.wait(PATIENCE)


def _wait_for(server: Server, started: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            server.call("GET", "/api/health")
        except OSError:
            assert started.poll() is None, server.log.read_text("utf-8")
            assert time.monotonic() < until, server.log.read_text("utf-8")
            time.sleep(0.1)
        else:
            return
