"""How many people a machine serves: as many rows saved and boards read as it can, without a pause.

A real gunicorn with one worker and with two, on SQLite and on PostgreSQL with Redis. Evaluators
save rows by the entry page's own calls, spectators ask for a board as its page does by itself.
Clients run on the same machine and take their share of it, so a server alone does more.
"""

import http.client
import itertools
import os
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path

import psutil

from bench.measure import aligned, number
from bench.serving.site import EVENT, GUNICORN, Competition, Person, prepare
from bench.serving.traffic import Call, Line
from bench.serving.troubles import FORM
from tests.contracts.serving.day import beside
from tests.foundation.neighbours.servers import PostgresServer, RedisServer
from tests.live import serve

LOADS = [(8, 0), (0, 16), (8, 16)]
"""Evaluators and spectators at once."""
CONNECTIONS = 100
LONGEST = 60
CSRF = "c" * 32
MEGABYTE = 1024 * 1024
BASE = re.compile(rb'name="p(\d+)-base" value="(\d*)"')
values = itertools.count(1)
"""Never the same twice: what changes nothing writes nothing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """seconds: by the clock. core_seconds: what workers, database and cache worked meanwhile, the
    same on a machine that does much else. memory: resident megabytes of the largest worker.
    """

    name: str
    saves: list[Call]
    reads: list[Call]
    seconds: float
    core_seconds: float
    memory: float


def main(*, quick: bool) -> int:
    """Prints the table; 1 where a call was refused or failed."""
    print(f"\n{EVENT}; {os.cpu_count()} cores, clients on the same machine\n", flush=True)
    seconds = 0.5 if quick else 8.0
    found = []
    for database in ("SQLite", "PostgreSQL and Redis"):
        for measured in on_database(database, seconds):
            print(f"{measured.name} …", file=sys.stderr, flush=True)
            found.append(measured)
    print(table(found))
    calls = [call for each in found for call in (*each.saves, *each.reads)]
    wrong = [call.status for call in calls if call.status not in {200, 304}]
    print(f"\nof {len(calls):,} calls {len(wrong)} were refused or failed")
    return int(bool(wrong))


def on_database(database: str, seconds: float) -> Iterator[Measured]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="klepak-bench-")))
        variables = {"DJANGO_SETTINGS_MODULE": "bench.serving.settings"}
        beneath = []
        if database != "SQLite":
            postgres = stack.enter_context(PostgresServer(CONNECTIONS))
            redis = stack.enter_context(RedisServer(folder))
            variables |= {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
            beneath = [postgres.processes, redis.processes]
        competition = prepare(folder, **variables)
        for workers in (1, 2):
            pid_file = folder / f"gunicorn-{workers}.pid"
            command = f"{GUNICORN} --workers {workers} --pid {pid_file}"
            with serve(command, folder, **variables) as server:
                all_servers = [partial(processes_of, pid_file), *beneath]
                connect = partial(
                    http.client.HTTPConnection, "127.0.0.1", server.port, timeout=LONGEST
                )
                for load in LOADS:
                    name = f"{database}, {workers} × 8 threads: {load[0]} save, {load[1]} read"
                    yield measure(name, connect, competition, load, seconds, all_servers)


def measure(
    name: str,
    connect: Callable,
    competition: Competition,
    load: tuple[int, int],
    seconds: float,
    servers: list[Callable[[], list[psutil.Process]]],
) -> Measured:
    """So many of each kind call again as soon as they are answered."""
    evaluators, spectators = load
    stop = threading.Event()
    saves: list[Call] = []
    reads: list[Call] = []
    people = competition.people
    works = [
        *(partial(save, connect, person, saves, stop) for person in people[:evaluators]),
        *(
            partial(read, connect, competition.event, person, reads, stop)
            for person in people[-spectators or len(people) :]
        ),
    ]
    with beside(*works):
        time.sleep(min(seconds, 1.0))  # connections are made, caches are filled
        saves.clear()
        reads.clear()
        began, worked = time.monotonic(), core_seconds(servers)
        time.sleep(seconds)
        took, worked = time.monotonic() - began, core_seconds(servers) - worked
        counted = (list(saves), list(reads))
        stop.set()
    memory = max(worker.memory_info().rss for worker in servers[0]()) / MEGABYTE
    return Measured(name, *counted, took, worked, memory)


def processes_of(pid_file: Path) -> list[psutil.Process]:
    """gunicorn's workers; its master does nothing meanwhile."""
    return psutil.Process(int(pid_file.read_text())).children(recursive=True)


def core_seconds(servers: list[Callable[[], list[psutil.Process]]]) -> float:
    """What they have worked so far, each process since it began."""
    times = [process.cpu_times() for processes in servers for process in processes()]
    return sum(each.user + each.system for each in times)


def save(connect: Callable, person: Person, calls: list[Call], stop: threading.Event) -> None:
    """One row after another, each based on what the page was answered before."""
    line, page = Line(connect), f"/groups/{person.group}/activities/{person.activity}/"
    cookie = {"Cookie": f"sessionid={person.session}; csrftoken={CSRF}"}
    headers = {**cookie, "X-CSRFToken": CSRF, "HX-Request": "true", **FORM}
    _call, shown = line.call("GET", page, **cookie)
    bases = dict(BASE.findall(shown.body))
    for participant in itertools.cycle(person.participants):
        row, base = f"p{participant}", bases[b"%d" % participant].decode()
        body = f"{row}-value={next(values)}&{row}-status=&{row}-base={base}"
        call, answer = line.call("POST", f"{page}participants/{participant}/", body, **headers)
        calls.append(call)
        if answer:
            bases |= BASE.findall(answer.body)
        if stop.is_set():
            break
    line.close()


def read(
    connect: Callable, event: int, person: Person, calls: list[Call], stop: threading.Event
) -> None:
    """The boards of the event again and again: whether they changed, and if so, all of them."""
    line, headers = Line(connect), {"Cookie": f"sessionid={person.session}", "HX-Request": "true"}
    while not stop.is_set():
        call, answer = line.call("GET", f"/events/{event}/leaderboard/live/", **headers)
        calls.append(call)
        if answer and answer.status == 200:
            headers["If-None-Match"] = answer.headers["ETag"]
    line.close()


def table(found: list[Measured]) -> str:
    """Times in milliseconds, memory in megabytes."""
    header = ["", "saves per s", "p50", "p95", "boards per s", "p50", "p95"]
    header += ["core ms per call", "MB per worker"]
    return aligned([header, *map(row, found)])


def row(measured: Measured) -> list[str]:
    cells = [measured.name]
    for calls in (measured.saves, measured.reads):
        times = sorted(1000 * call.seconds for call in calls)
        if times:
            cells.append(f"{len(times) / measured.seconds:,.0f}")
            cells += [number(statistics.median(times)), number(times[ceil(0.95 * len(times)) - 1])]
        else:
            cells += ["–"] * 3
    calls = len(measured.saves) + len(measured.reads)
    per_call = number(1000 * measured.core_seconds / calls) if calls else "–"
    return [*cells, per_call, f"{measured.memory:.0f}"]
