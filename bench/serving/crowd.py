"""Evaluators and spectators on schedule, from one process that does little for each of them.

Runs by itself: reads what it shall do from its standard input, as JSON, says "begin" and "end" of
what counts in lines of its output, then what it met. A call is due at its time whether or not the
one before is answered; where that is still waited for, the call is missed.
"""

import asyncio
import json
import re
import resource
import sys
import time
import zlib
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field

LONGEST = 30.0
"""Seconds after which a call is given up."""
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
ETAG = re.compile(rb"(?i)\r\netag: *([^\r]+)")
GZIP = re.compile(rb"(?i)\r\ncontent-encoding: *gzip")
BASE = re.compile(rb'name="p(\d+)-base" value="(\d*)"')
ROW = re.compile(rb'href="p/(\w+)/[^"]*"[^>]*>.*?<td class="result">([^<]*)', re.DOTALL)
NO_ANSWER = 0
NOT_MODIFIED = 304


class Line(asyncio.Protocol):
    """A connection that is kept, and made anew when it broke."""

    def __init__(self, port: int):
        self.port = port
        self.transport: asyncio.Transport | None = None
        self.received = bytearray()
        self.waited: asyncio.Future | None = None

    def data_received(self, data: bytes) -> None:
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0 or self.waited is None:
            return
        head = bytes(self.received[: end + 2])
        length = LENGTH.search(head)
        size = int(length[1]) if length and int(head[9:12]) != NOT_MODIFIED else 0
        if len(self.received) >= end + 4 + size:
            body = bytes(self.received[end + 4 :])
            self.received.clear()
            if not self.waited.done():
                self.waited.set_result((int(head[9:12]), head, body))

    def connection_lost(self, _error) -> None:
        self.transport = None
        if self.waited is not None and not self.waited.done():
            self.waited.set_exception(ConnectionResetError())

    async def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body; NO_ANSWER where there is none."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(LONGEST):
                if self.transport is None:
                    await loop.create_connection(lambda: self, "127.0.0.1", self.port)
                self.waited = loop.create_future()
                self.transport.write(request)
                return await self.waited
        except (OSError, TimeoutError):
            if self.transport is not None:
                self.transport.abort()
                self.transport = None
            self.received.clear()
            return NO_ANSWER, b"", b""

    def connection_made(self, transport) -> None:
        self.transport = transport


@dataclass
class Calls:
    """What was called since it began to count. late: how long after its time a call went out, for
    which this process is to blame.
    """

    due: int = 0
    missed: int = 0
    statuses: Counter = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def note(self, status: int, seconds: float, late: float, size: int) -> None:
        self.statuses[status] += 1
        self.seconds.append(seconds)
        self.late.append(late)
        self.sizes[status] += size

    def as_dict(self) -> dict:
        return {**self.__dict__, "statuses": dict(self.statuses), "sizes": dict(self.sizes)}


@dataclass
class Cell:
    """The values of a participant, as they were sent; `acknowledged`: how many of them were, and
    since when the last one.
    """

    code: str
    values: list[float] = field(default_factory=list)
    acknowledged: int = 0
    since: float = 0.0
    before: int = 0
    """How many had been acknowledged before the last one."""

    def acknowledge(self) -> None:
        self.before, self.acknowledged = self.acknowledged, len(self.values)
        self.since = time.monotonic()

    def is_stale(self, value: float | None, asked: float) -> bool:
        """Whether an answer that was asked for then shows less than was acknowledged before."""
        least = self.acknowledged if self.since < asked else self.before
        return least > 0 and value not in self.values[least - 1 :]


class Crowd:
    def __init__(self, plan: dict):
        self.plan, self.port = plan, plan["port"]
        self.polls, self.saves = Calls(), Calls()
        self.cells: dict[int, dict[int, Cell]] = defaultdict(dict)
        self.shown: dict[tuple[int, bytes], dict[bytes, float]] = {}
        self.stale = self.looked_at = 0
        self.number = plan["first_value"]
        self.begin = self.end = 0.0

    async def run(self) -> None:
        pages = [await self.open_page(person) for person in self.plan["evaluators"]]
        now = time.monotonic()
        self.begin = now + self.plan["warm_up"]
        self.end = self.begin + self.plan["seconds"]
        works = [asyncio.create_task(self.announce())]
        people = self.plan["evaluators"]
        for number, (person, page) in enumerate(zip(people, pages, strict=True)):
            first = now + number / len(people)
            works.append(asyncio.create_task(self.evaluate(person, *page, first)))
        crowd = self.plan["spectators"]
        for number, board in enumerate(crowd):
            # Those of one board come at all times of the two seconds.
            first = now + self.plan["every"] * (number * 0.6180339887 % 1)
            works.append(asyncio.create_task(self.watch(board, first)))
        await asyncio.gather(*works)

    async def announce(self) -> None:
        await asyncio.sleep(self.begin - time.monotonic())
        began = resource.getrusage(resource.RUSAGE_SELF)
        print("begin", flush=True)
        await asyncio.sleep(self.end - time.monotonic())
        print("end", flush=True)
        ended = resource.getrusage(resource.RUSAGE_SELF)
        self.worked = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime

    async def open_page(self, person: dict) -> tuple[Line, dict[bytes, bytes]]:
        """The evaluator's connection, and what each row is based on."""
        line = Line(self.port)
        request = f"GET {person['page']} HTTP/1.1\r\n{person['head']}\r\n\r\n"
        _status, _head, body = await line.ask(request.encode())
        return line, dict(BASE.findall(body))

    async def on_time(self, first: float, every: float, calls: Calls, call) -> None:
        """Calls when it is due, until the end; `call` gives status and size."""
        due = first
        while due < self.end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            began = time.monotonic()
            status, size = await call(began)
            now = time.monotonic()
            counts = due >= self.begin
            if counts:
                calls.due += 1
                calls.note(status, now - began, began - due, size)
            due += every
            while due < min(now, self.end):
                calls.due += counts
                calls.missed += counts
                due += every

    async def evaluate(self, person: dict, line: Line, bases: dict, first: float) -> None:
        rows = iter(range(10**9))
        people = person["participants"]

        async def save(_began: float) -> tuple[int, int]:
            participant, board, code = people[next(rows) % len(people)]
            cell = self.cells[board].setdefault(participant, Cell(code))
            self.number += 1
            value = round(10 + self.number * 37 % 4800 / 100, 2)  # of no cell the same twice
            cell.values.append(value)
            row, base = f"p{participant}", bases.get(b"%d" % participant, b"").decode()
            body = f"{row}-value={value:.2f}&{row}-status=&{row}-base={base}"
            request = (
                f"POST {person['page']}participants/{participant}/ HTTP/1.1\r\n{person['head']}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}"
            )
            status, head, body = await line.ask(request.encode())
            if status == 200:
                bases.update(BASE.findall(body))
                cell.acknowledge()
            return status, len(head) + 2 + len(body)

        await self.on_time(first, 1.0, self.saves, save)
        line.transport and line.transport.close()

    async def watch(self, board: dict, first: float) -> None:
        line, etag = Line(self.port), b""
        head = f"GET {board['path']} HTTP/1.1\r\n{self.plan['head']}\r\n".encode()

        async def poll(began: float) -> tuple[int, int]:
            nonlocal etag
            known = b"If-None-Match: %s\r\n" % etag if etag else b""
            status, answer, body = await line.ask(head + known + b"\r\n")
            if status == 200:
                found = ETAG.search(answer)
                etag = found[1] if found else b""
                if self.plan["looks"] and (board["number"], etag) not in self.shown:
                    plain = zlib.decompress(body, 31) if GZIP.search(answer) else body
                    self.shown[board["number"], etag] = values_in(plain)
            if self.plan["looks"] and status in {200, NOT_MODIFIED}:
                self.look(board["number"], etag, began)
            return status, len(answer) + 2 + len(body)

        await self.on_time(first, self.plan["every"], self.polls, poll)
        line.transport and line.transport.close()

    def look(self, board: int, etag: bytes, asked: float) -> None:
        """Whether all that had been acknowledged before somebody asked is what they see now."""
        shown = self.shown[board, etag]
        for cell in self.cells[board].values():
            self.looked_at += 1
            self.stale += cell.is_stale(shown.get(cell.code.encode()), asked)

    def report(self) -> dict:
        return {
            "polls": self.polls.as_dict(),
            "saves": self.saves.as_dict(),
            "stale": self.stale,
            "looked_at": self.looked_at,
            "worked": self.worked,
        }


def values_in(html: bytes) -> dict[bytes, float]:
    """Code -> result, of the rows of a board. Below a minute a time reads like any number."""
    found = {}
    for code, text in ROW.findall(html):
        with suppress(ValueError):  # no result, or a word
            found[code] = float(text.decode().strip().replace(",", ".").rpartition(":")[2])
    return found


async def burst(plan: dict) -> dict:
    """All at once, each over a connection of its own, which is there already."""
    lines, calls = [Line(plan["port"]) for _ in range(plan["clients"])], Calls()
    loop = asyncio.get_running_loop()
    for line in lines:
        await loop.create_connection(lambda line=line: line, "127.0.0.1", plan["port"])
    request = f"GET {plan['path']} HTTP/1.1\r\n{plan['head']}\r\n\r\n".encode()

    async def ask(line: Line) -> None:
        began = time.monotonic()
        status, head, body = await line.ask(request)
        calls.note(status, time.monotonic() - began, 0.0, len(head) + 2 + len(body))

    began = resource.getrusage(resource.RUSAGE_SELF)
    print("begin", flush=True)
    await asyncio.gather(*map(ask, lines))
    print("end", flush=True)
    ended = resource.getrusage(resource.RUSAGE_SELF)
    for line in lines:
        line.transport and line.transport.close()
    worked = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    return {"polls": calls.as_dict(), "worked": worked}


def main() -> None:
    plan = json.loads(sys.stdin.readline())
    if "clients" in plan:
        print(json.dumps(asyncio.run(burst(plan))))
    else:
        crowd = Crowd(plan)
        asyncio.run(crowd.run())
        print(json.dumps(crowd.report()))


if __name__ == "__main__":
    main()
