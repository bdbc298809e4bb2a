"""Measuring, and saying what was measured."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from math import ceil
from statistics import median
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

FEWEST, MOST = 5, 200
"""Runs of one case, however long or short they are."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What each run took, and all of them together (clients overlap), in seconds."""

    runs: list[float]
    elapsed: float

    @property
    def p50(self) -> float:
        """In milliseconds."""
        return 1000 * median(self.runs)

    @property
    def p95(self) -> float:
        """In milliseconds."""
        return 1000 * sorted(self.runs)[ceil(0.95 * len(self.runs)) - 1]

    @property
    def longest(self) -> float:
        """In milliseconds."""
        return 1000 * max(self.runs)

    @property
    def per_second(self) -> float:
        return len(self.runs) / self.elapsed


@dataclass(frozen=True, slots=True)
class Case:
    """Ours next to the floor. `queries` of one run of ours."""

    name: str
    ours: Timing
    floor: Timing
    queries: int


def nothing() -> None:
    pass


def compare(
    name: str,
    ours: Callable[[], object],
    floor: Callable[[], object],
    *,
    seconds: float,
    before_ours: Callable[[], object] = nothing,
    before_floor: Callable[[], object] = nothing,
    clock: Callable[[], float] = perf_counter,
) -> Case:
    """Ours and the floor in turns, so that a busy moment of the machine meets both.

    As often as fits into `seconds`, FEWEST to MOST times, or once in no time; a first run of each
    does not count. before_ours, before_floor: what makes ready for a run, not measured. clock: what
    a run is measured by, in seconds.
    """
    queries = queries_of(ours, before_ours)
    before_floor()
    floor()
    fewest = FEWEST if seconds else 1
    of_ours: list[float] = []
    of_floor: list[float] = []
    start = perf_counter()
    while len(of_ours) < fewest or (len(of_ours) < MOST and perf_counter() - start < seconds):
        before_ours()
        of_ours.append(stopwatch(ours, clock))
        before_floor()
        of_floor.append(stopwatch(floor, clock))
    return Case(name, Timing(of_ours, sum(of_ours)), Timing(of_floor, sum(of_floor)), queries)


def queries_of(call: Callable[[], object], before: Callable[[], object] = nothing) -> int:
    """How many statements one run sends, those that begin and end a transaction left out."""
    before()
    with CaptureQueriesContext(connection) as sent:
        call()
    frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(frame) for query in sent.captured_queries)


def stopwatch(call: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    start = clock()
    call()
    return clock() - start


def together(clients: Sequence[Iterator[Callable[[], object]]]) -> Timing:
    """All clients at once, each in a thread of its own; they start together, errors are raised.

    A client is a generator of what it does; whatever it needs before its first deed it makes
    ready before the start.
    """
    starts: list[float] = []
    gate = threading.Barrier(len(clients), action=lambda: starts.append(perf_counter()))

    def run(client: Iterator[Callable[[], object]]) -> list[float]:
        first = next(client)
        gate.wait(timeout=60)
        return [stopwatch(call) for call in chain([first], client)]

    with ThreadPoolExecutor(len(clients)) as threads:
        futures = [threads.submit(run, client) for client in clients]
        runs = [seconds for future in futures for seconds in future.result()]
        return Timing(runs, perf_counter() - starts[0])


def table_of_runs(cases: Sequence[Case]) -> str:
    """Cases that run alone: the median of each, in milliseconds."""
    header = ["", "ours ms", "floor ms", "ratio", "queries"]
    rows = []
    for case in cases:
        ours, floor = case.ours.p50, case.floor.p50
        ratio = f"{ours / floor:.1f}"
        rows.append([case.name, number(ours), number(floor), ratio, str(case.queries)])
    return aligned([header, *rows])


def table_of_clients(cases: Sequence[Case]) -> str:
    """Cases of which many come in a second, or at once; in milliseconds.

    The ratio is that of what is done in a second.
    """
    columns = ["p50", "p95", "max", "per s"]
    header = ["", *(f"{whose} {column}" for whose in ("ours", "floor") for column in columns)]
    rows = []
    for case in cases:
        row = [case.name]
        for timing in (case.ours, case.floor):
            row += map(number, (timing.p50, timing.p95, timing.longest))
            row.append(f"{timing.per_second:,.0f}")
        ratio = case.floor.per_second / case.ours.per_second
        rows.append([*row, f"{ratio:.1f}", str(case.queries)])
    return aligned([[*header, "ratio", "queries"], *rows])


def number(milliseconds: float) -> str:
    """Three digits that mean something."""
    if milliseconds >= 100:
        return f"{milliseconds:,.0f}"
    return f"{milliseconds:.1f}" if milliseconds >= 10 else f"{milliseconds:.2f}"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if position else cell.ljust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
