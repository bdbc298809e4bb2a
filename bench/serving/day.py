"""The day of a competition: evaluators write once a second each, spectators follow a board each.

A real gunicorn with the product's own settings, on PostgreSQL with Redis and on SQLite alone, and
bare programs under the same gunicorn. People come on schedule, whether they are answered or not.
It ends with 1 where a write was missed or refused, or a board showed less than was acknowledged.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path
from statistics import median

import psutil

from bench.measure import aligned, number
from bench.serving import costs
from bench.serving.capacity import CSRF, processes_of
from bench.serving.costs import Processes, Site, seconds_since, work_of
from bench.serving.public_site import PublicEvent, prepare
from tests.contracts.house.sources import ROOT
from tests.foundation.neighbours.servers import PostgresServer, RedisServer
from tests.live import DATABASE, migrate, serve

APPLICATIONS = {
    "ours": "klepak.wsgi",
    "raw SQL": "bench.serving.bare:raw_sql",
    "hello": "bench.serving.bare:hello",
}
CONNECTIONS = 100
MEGABYTE = 1024 * 1024
first_values = itertools.count(1, 1207)
"""What changes nothing writes nothing: a day begins with other values than the one before."""
EVERY = 2.0
"""Seconds between two polls of a page."""
ANYBODY = "Host: 127.0.0.1\r\nAccept-Encoding: gzip\r\nAccept-Language: cs\r\nHX-Request: true"


@dataclass(frozen=True, slots=True)
class Size:
    participants: int
    activities: int
    evaluators: int
    crowds: tuple[int, ...]
    burst: int
    seconds: float
    warm_up: float
    rounds: int
    a_round: int
    workers: int


FULL = Size(1000, 10, 30, (200, 1000), 500, 20.0, 4.0, rounds=7, a_round=48, workers=2)
QUICK = Size(50, 2, 2, (4,), 4, 1.5, 0.5, rounds=1, a_round=2, workers=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """server, behind: seconds of a core. memory: resident megabytes of the largest worker."""

    name: str
    crowd: dict
    seconds: float
    server: float
    behind: float
    memory: float


def main(*, quick: bool) -> int:
    """Prints the tables; 1 where something was missed, failed or stale."""
    size = QUICK if quick else FULL
    people = f"{size.participants:,} participants × {size.activities} activities"
    print(f"\n{people}, {size.evaluators} evaluators; {os.cpu_count()} cores, the crowd's too")
    faults = 0
    for database in ["SQLite"] if quick else ["PostgreSQL and Redis", "SQLite"]:
        with ExitStack() as stack:
            days, bursts, kinds = on_database(database, size, stack)
        print(f"\n{database}\n\n{days_table(days)}\n\n{bursts_table(bursts)}\n")
        print(costs.table(kinds), flush=True)
        faults += sum(faults_of(each) for each in [*days, *bursts] if "ours" in each.name)
    print(f"\nof ours {faults} calls failed, were writes that were missed, or were stale")
    return int(faults > 0)


def on_database(
    database: str, size: Size, stack: ExitStack
) -> tuple[list[Measured], list[Measured], list[costs.Kind]]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="klepak-bench-")))
    variables = {
        "DJANGO_SETTINGS_MODULE": "bench.serving.settings",
        "DATABASE_URL": f"sqlite:///{folder}/{DATABASE}",
        "WEB_CONCURRENCY": str(size.workers),
    }
    neighbours: list[Processes] = []
    if database == "SQLite":
        migrate(folder)
    else:
        postgres = stack.enter_context(PostgresServer(CONNECTIONS))
        redis = stack.enter_context(RedisServer(folder))
        variables |= {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
        neighbours = [postgres.processes, redis.processes]
    event = prepare(folder, size.participants, size.activities, size.evaluators, **variables)
    sites = {name: stack.enter_context(site(name, folder, variables)) for name in APPLICATIONS}

    def behind() -> list[psutil.Process]:
        return [process for processes in neighbours for process in processes()]

    print(f"{database}: what a request costs …", file=sys.stderr, flush=True)
    kinds = costs.measure_costs(
        sites,
        event,
        variables["DATABASE_URL"],
        behind,
        rounds=size.rounds,
        a_round=size.a_round,
    )
    days = [day(sites["ours"], event, spectators, size, behind) for spectators in size.crowds]
    days += [
        day(sites[name], event, size.crowds[-1], size, behind) for name in ("raw SQL", "hello")
    ]
    bursts = [burst(sites[name], event, size, behind) for name in APPLICATIONS]
    return days, bursts, kinds


@contextmanager
def site(name: str, folder: Path, variables: dict[str, str]) -> Iterator[Site]:
    own = folder / name.replace(" ", "-")
    own.mkdir()
    pid_file = own / "gunicorn.pid"
    command = f"gunicorn {APPLICATIONS[name]} --bind 127.0.0.1:{{port}} --pid {pid_file}"
    with serve(command, own, **variables) as server:
        yield Site(name, server.port, partial(processes_of, pid_file))


def day(site: Site, event: PublicEvent, spectators: int, size: Size, behind: Processes) -> Measured:
    name = f"{site.name}, {spectators:,} spectators"
    boards = range(len(event.boards))
    plan = {
        "spectators": [
            {"path": event.live(boards[number % len(boards)]), "number": number % len(boards)}
            for number in range(spectators)
        ],
        "evaluators": [evaluator(event, number) for number in range(len(event.people))],
        "head": ANYBODY,
        "every": EVERY,
        "warm_up": size.warm_up,
        "seconds": size.seconds,
        "looks": site.name == "ours",
        "first_value": next(first_values),
    }
    return meet(name, site, plan, behind, size.seconds)


def evaluator(event: PublicEvent, number: int) -> dict:
    """What somebody's phone needs to save row after row, and where each is to be seen."""
    person = event.people[number]
    cookies = f"Cookie: sessionid={person.session}; csrftoken={CSRF}"
    return {
        "page": f"/groups/{person.group}/activities/{person.activity}/",
        "head": f"{ANYBODY}\r\n{cookies}\r\nX-CSRFToken: {CSRF}",
        "participants": [
            [pk, event.board_of(person.activity, pk), event.known[pk][0]]
            for pk in person.participants
        ],
    }


def burst(site: Site, event: PublicEvent, size: Size, behind: Processes) -> Measured:
    """Many people open one board's page in the same moment."""
    path = event.page(0) if site.name == "ours" else event.live(0)
    path = "/" if site.name == "hello" else path
    plan = {"clients": size.burst, "path": path, "head": ANYBODY}
    return meet(f"{site.name}, {size.burst} at once", site, plan, behind, 0.0)


def meet(name: str, site: Site, plan: dict, behind: Processes, seconds: float) -> Measured:
    """A crowd of its own process meets the server; counted is from its beginning to its end."""
    print(f"{name} …", file=sys.stderr, flush=True)
    crowd = subprocess.Popen(
        [sys.executable, "-m", "bench.serving.crowd"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with crowd:
        crowd.stdin.write(json.dumps({**plan, "port": site.port}) + "\n")
        crowd.stdin.close()
        assert crowd.stdout.readline() == "begin\n"
        began = work_of(site.workers()), work_of(behind())
        assert crowd.stdout.readline() == "end\n"
        server = seconds_since(began[0], work_of(site.workers()))
        neighbours = seconds_since(began[1], work_of(behind()))
        met = json.loads(crowd.stdout.readline())
    memory = max(worker.memory_info().rss for worker in site.workers()) / MEGABYTE
    return Measured(name, met, seconds, server, neighbours, memory)


def faults_of(measured: Measured) -> int:
    """Of a thousand spectators a missed tick may be; nobody's write, and no answer that is old."""
    polls, saves = measured.crowd["polls"], measured.crowd.get("saves")
    found = failed(polls) + measured.crowd.get("stale", 0)
    if saves:
        found += failed(saves) + saves["missed"]
    return found


def failed(calls: dict) -> int:
    return sum(count for status, count in calls["statuses"].items() if status not in {"200", "304"})


def days_table(found: list[Measured]) -> str:
    """Times in milliseconds; a core's share in per cent of all cores, and of a call in ms."""
    header = ["", "polls", "missed", "failed", "p50", "p95", "304", "bytes"]
    header += ["saves", "missed", "failed", "p50", "p95", "stale", "of"]
    header += ["server ms", "behind ms", "server %", "behind %", "crowd %", "late p95", "MB"]
    return aligned([header, *map(day_row, found)])


def day_row(measured: Measured) -> list[str]:
    met = measured.crowd
    polls, saves = met["polls"], met["saves"]
    calls = sum(polls["statuses"].values()) + sum(saves["statuses"].values())
    asked = sum(polls["statuses"].values())
    cells = [measured.name, *counted(polls)]
    cells.append(f"{100 * polls['statuses'].get('304', 0) / asked:.0f} %")
    cells.append(f"{sum(polls['sizes'].values()) / asked:,.0f}")
    cells += [*counted(saves), str(met["stale"]), f"{met['looked_at']:,}"]
    cells += [number(1000 * each / calls) for each in (measured.server, measured.behind)]
    capacity = measured.seconds * (os.cpu_count() or 1)
    shares = (measured.server, measured.behind, met["worked"])
    cells += [f"{100 * each / capacity:.0f}" for each in shares]
    return [*cells, number(1000 * quantile(polls["late"], 0.95)), f"{measured.memory:.0f}"]


def counted(calls: dict) -> list[str]:
    """Due, missed, failed, p50 and p95."""
    times = [1000 * quantile(calls["seconds"], share) for share in (0.5, 0.95)]
    counts = [f"{calls['due']:,}", str(calls["missed"]), str(failed(calls))]
    return counts + list(map(number, times))


def bursts_table(found: list[Measured]) -> str:
    header = ["", "answered", "failed", "p50", "p95", "max", "server ms", "behind ms", "crowd s"]
    rows = []
    for measured in found:
        calls = measured.crowd["polls"]
        answered = len(calls["seconds"])
        times = [median(calls["seconds"]), quantile(calls["seconds"], 0.95), max(calls["seconds"])]
        rows.append(
            [
                measured.name,
                str(answered - failed(calls)),
                str(failed(calls)),
                *(number(1000 * each) for each in times),
                number(1000 * measured.server / answered),
                number(1000 * measured.behind / answered),
                f"{measured.crowd['worked']:.2f}",
            ]
        )
    return aligned([header, *rows])


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[ceil(share * len(values)) - 1] if values else 0.0
