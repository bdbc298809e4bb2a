"""How available the product is in mid-day, whatever goes wrong: scores and /health meanwhile.

A real gunicorn with the product's own settings, PostgreSQL and Redis, and nginx where it is
installed. Phones enter results all the time. At the end of each trouble every result that was
acknowledged has to be in the ledger; where one is missing, the run ends with 1.
"""

import http.client
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench.measure import aligned, number
from bench.serving import troubles
from bench.serving.site import EVENT, GUNICORN, prepare
from bench.serving.traffic import SAVED, Call, Traffic
from bench.serving.troubles import Day
from tests.contracts.serving.proxy import NGINX, nginx
from tests.contracts.serving.restarting import WORKERS, Restart
from tests.foundation.neighbours.servers import PostgresServer, RedisServer
from tests.live import serve

PHONES = 4
CONNECTIONS = 100
"""Of PostgreSQL: more than all workers, old and new, may hold."""
WARM_UP = 1.0
LONGEST = 30
"""Seconds after which a phone gives a call up."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """seconds: how long it lasts; 0 where it ends by itself. by_proxy: phones come by nginx."""

    name: str
    happens: Callable
    seconds: float = 10.0
    by_proxy: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """back: seconds from the end of the trouble until a result is acknowledged again."""

    name: str
    scores: list[Call]
    probes: list[Call]
    acknowledged: int
    missing: int
    back: float


TROUBLES = [
    Trouble("nothing", troubles.nothing),
    Trouble("nothing, by nginx", troubles.nothing, by_proxy=True),
    Trouble("100 clients drip in the head", troubles.slow_heads),
    Trouble("100 clients drip in the body", troubles.slow_bodies),
    Trouble("100 drip to nginx", troubles.slow_clients_of_the_proxy, by_proxy=True),
    Trouble("Redis hangs", troubles.redis_hangs),
    Trouble("Redis is killed", troubles.redis_is_killed),
    Trouble("PostgreSQL hangs for 10 s", troubles.postgres_hangs),
    Trouble("PostgreSQL is killed", troubles.postgres_is_killed, seconds=3),
    Trouble("a row is held for 12 s", troubles.rows_are_held, seconds=12),
    Trouble("1,000 guesses", troubles.guesses, seconds=0),
    Trouble("workers replaced twice", troubles.workers_are_replaced, seconds=0),
    Trouble("backup, restore, verify", troubles.backup_and_restore, seconds=0),
]


def main() -> int:
    """Prints the table; 1 where an acknowledged result is missing from the ledger."""
    with installation() as day:
        print(f"\n{PHONES} phones; {EVENT}; {os.cpu_count()} cores\n", flush=True)
        wanted = [each for each in TROUBLES if day.proxy or not each.by_proxy]
        found = [measure(day, trouble) for trouble in wanted]
    print(f"\n{table(found)}")
    missing = sum(each.missing for each in found)
    print(f"\nof {found[-1].acknowledged} acknowledged results {missing} are missing", flush=True)
    return int(missing > 0)


@contextmanager
def installation() -> Iterator[Day]:
    """Everything started, from an empty folder, and gone at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="klepak-bench-") as made,
        PostgresServer(CONNECTIONS) as postgres,
        RedisServer(Path(made)) as redis,
    ):
        folder = Path(made)
        variables = {
            "DJANGO_SETTINGS_MODULE": "bench.serving.settings",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "TRUSTED_PROXIES": "1",
            "EMAIL_FILE_PATH": str(folder / "mails"),
        }
        competition = prepare(folder, **variables)
        pid_file = folder / "gunicorn.pid"
        # As a program: what `python -m` puts into the path, new workers would inherit.
        program = f"{Path(sys.executable).parent}/{GUNICORN}"
        command = f"{program} --pid {pid_file} --workers {WORKERS}"
        with serve(command, folder, **variables) as server, proxy_of(server, folder) as proxy:
            restart = Restart(server, pid_file)
            yield Day(folder, variables, server, restart, postgres, redis, proxy, competition)


@contextmanager
def proxy_of(server, folder: Path) -> Iterator:
    if NGINX is None:
        print("nginx is not installed: without it, then")
        yield None
    else:
        (folder / "nginx").mkdir()
        with nginx(folder / "nginx", server.port) as proxy:
            yield proxy


def measure(day: Day, trouble: Trouble) -> Measured:
    """What phones and the probe meet from the beginning of the trouble until all goes on again."""
    print(f"{trouble.name} …", file=sys.stderr, flush=True)
    directly = partial(http.client.HTTPConnection, "127.0.0.1", day.server.port, timeout=LONGEST)
    people = day.competition.people
    phones = [people[first::PHONES] for first in range(PHONES)]
    connect = day.proxy.connection if trouble.by_proxy else directly
    traffic = Traffic(connect, phones, day.acknowledged)
    with traffic.at_work():
        time.sleep(WARM_UP)
        traffic.forget_calls()
        with trouble.happens(day):
            time.sleep(trouble.seconds)
        back = traffic.wait_for_score_since(time.monotonic())
    return Measured(
        trouble.name,
        traffic.scores,
        traffic.probes,
        len(day.acknowledged),
        len(day.acknowledged - day.ledger()),
        back,
    )


def table(found: Sequence[Measured]) -> str:
    """Times in milliseconds, but for the last column. 503 is an answer that says to try again."""
    columns = ["503", "failed", "p50", "max"]
    header = ["", "scores", *columns, "/health", *columns]
    header += ["acknowledged", "missing", "back s"]
    return aligned([header, *(row(each) for each in found)])


def row(measured: Measured) -> list[str]:
    cells = [measured.name]
    for calls in (measured.scores, measured.probes):
        times = [1000 * call.seconds for call in calls] or [0.0]
        refused = sum(call.status == 503 for call in calls)
        failed = sum(call.status not in SAVED | {503} for call in calls)
        cells += [f"{len(calls):,}", str(refused), str(failed)]
        cells += [number(median(times)), number(max(times))]
    return [*cells, f"{measured.acknowledged:,}", str(measured.missing), f"{measured.back:.1f}"]
