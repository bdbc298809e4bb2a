"""What one request takes of a core, by its kind: of the server and of what stands behind it.

Kinds take turns in small rounds, so that a busy moment of the machine meets all of them. The time
is that of processors, by the kernel's own count in nanoseconds: others on the machine hardly
change it.
"""

import http.client
import itertools
import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psutil

from bench.measure import aligned, number
from bench.serving import bare
from bench.serving.public_site import PublicEvent

GZIP = {"Accept-Encoding": "gzip", "Accept-Language": "cs"}
A_BOARD = 16
"""Spectators of one board, who all get the same news."""
OF_THE_CELL = """
FROM scoring_entry WHERE id =
(SELECT entry_id FROM scoring_record WHERE activity_id = ? AND participant_id = ?)
"""

Processes = Callable[[], list[psutil.Process]]


@dataclass(frozen=True, slots=True)
class Site:
    """A server and its workers."""

    name: str
    port: int
    workers: Processes

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


@dataclass(slots=True)
class Kind:
    """news: how many polls follow each change; 0: nothing changes."""

    name: str
    site: Site
    path: str
    headers: dict[str, str]
    news: int = 0
    lines: list[http.client.HTTPConnection] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)
    size: int = 0
    """Bytes of the last answer, head and body."""

    def ask(self, line: http.client.HTTPConnection) -> str:
        """Asks once; the tag of the answer."""
        line.request("GET", self.path, headers=self.headers)
        answer = line.getresponse()
        body = answer.read()
        if answer.status not in {200, 304}:
            raise RuntimeError(f"{self.name}: {answer.status}")
        self.size = len(str(answer.headers).encode()) + len(body)
        return answer.headers.get("ETag", "")


def kinds_of(sites: dict[str, Site], event: PublicEvent) -> list[Kind]:
    ours, raw, hello = sites["ours"], sites["raw SQL"], sites["hello"]
    live, page = event.live(0), event.page(0)
    kinds = [
        Kind("hello", hello, "/", GZIP),
        Kind("no news, raw SQL", raw, live, dict(GZIP)),
        Kind("no news, ours", ours, live, dict(GZIP)),
        Kind("news for one, raw SQL", raw, live, GZIP, news=1),
        Kind("news for one, ours", ours, live, GZIP, news=1),
        Kind(f"news for {A_BOARD}, raw SQL", raw, live, GZIP, news=A_BOARD),
        Kind(f"news for {A_BOARD}, ours", ours, live, GZIP, news=A_BOARD),
        Kind("whole board, raw SQL", raw, live, GZIP),
        Kind("whole board, ours, gzip", ours, live, GZIP),
        Kind("whole board, ours, plain", ours, live, {"Accept-Language": "cs"}),
        Kind("whole page, ours", ours, page, GZIP),
    ]
    for kind in kinds:
        kind.lines = [kind.site.line() for _ in range(kind.news or 1)]
        kind.ask(kind.lines[0])
    plain = next(kind for kind in kinds if kind.name.endswith("plain"))
    copied = Kind("hello, as many bytes", hello, f"/?{plain.size}", GZIP)
    copied.lines = [hello.line()]
    return [*kinds, copied]


def measure_costs(
    sites: dict[str, Site],
    event: PublicEvent,
    database: str,
    behind: Processes,
    *,
    rounds: int,
    a_round: int,
) -> list[Kind]:
    """database: its URL. behind: the processes of database and cache."""
    writer, values = bare.connect(database), itertools.count(1)
    activity, _gender, _category = event.boards[0]
    there = [pk for pk in event.known if tuple(event.known[pk][1:]) == event.boards[0][1:]]
    apart = getattr(getattr(writer, "info", None), "backend_pid", 0)
    kinds = kinds_of(sites, event)
    for _ in range(rounds):
        for kind in kinds:
            if kind.name.startswith("no news"):
                kind.headers.pop("If-None-Match", "")
                kind.headers["If-None-Match"] = kind.ask(kind.lines[0])
            asked = 0
            server, neighbours = work_of(kind.site.workers()), work_of(behind())
            while asked < a_round:
                if kind.news:
                    value = next(values)
                    participant, result = there[value % len(there)], 10_000 + 10 * value
                    enter(writer, activity, participant, result)
                    bare.change(writer, activity, participant, result)
                for line in kind.lines:
                    kind.ask(line)
                    asked += 1
            kind.server.append(seconds_since(server, work_of(kind.site.workers())) / asked)
            kind.behind.append(seconds_since(neighbours, work_of(behind()), apart) / asked)
    writer.close()
    for kind in kinds:
        for line in kind.lines:
            line.close()
    return kinds


def enter(connection, activity: int, participant: int, value: int) -> None:
    """Another entry into the ledger, like the last one of the cell, for the product to find."""
    found = bare.execute(connection, f"SELECT * {OF_THE_CELL}", activity, participant)
    last = dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))
    attempts = last["attempts"]
    last |= {"value": value, "status": "OK", "received_at": datetime.now(UTC).isoformat(" ")}
    last["uuid"] = uuid.uuid4().hex
    last["attempts"] = attempts if isinstance(attempts, str) else json.dumps(attempts)
    del last["id"]
    columns = ", ".join(last)
    places = ", ".join("?" * len(last))
    statement = f"INSERT INTO scoring_entry ({columns}) VALUES ({places})"
    bare.execute(connection, statement, *last.values())


Work = dict[int, int]
"""Process -> nanoseconds of a core that all of its threads have had so far."""


def work_of(processes: list[psutil.Process]) -> Work:
    found = dict.fromkeys((process.pid for process in processes), 0)
    for pid in found:
        for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with suppress(OSError):
                found[pid] += int(thread.read_text().split()[0])
    return found


def seconds_since(before: Work, now: Work, apart: int = 0) -> float:
    """What all of them worked meanwhile, but for one; who has ended meanwhile does not count."""
    return sum(now[pid] - before.get(pid, 0) for pid in now if pid != apart) / 1e9


def table(kinds: list[Kind]) -> str:
    """Medians, in milliseconds of a core."""
    rows = [["", "server ms", "behind it ms", "both ms", "× hello", "bytes"]]
    floor = median(kinds[0].server)
    for kind in kinds:
        server, behind = median(kind.server), median(kind.behind)
        times = f"{(server + behind) / floor:.1f}"
        cells = [number(1000 * each) for each in (server, behind, server + behind)]
        rows.append([kind.name, *cells, times, f"{kind.size:,}"])
    return aligned(rows)
