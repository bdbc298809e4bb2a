"""Breakers: which neighbours are left alone, and how often they have failed."""

from prometheus_client import Counter, Gauge

from foundation.metrics.registry import REGISTRY

open_breakers = Gauge(
    "klepak_breaker_open",
    "Worker processes whose last call to this neighbour failed: they try it now and then only.",
    ["neighbour"],
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
failures = Counter(
    "klepak_neighbour_failures",
    "Calls to this neighbour that failed.",
    ["neighbour"],
    registry=REGISTRY,
)


def begin(neighbour: str) -> None:
    open_breakers.labels(neighbour).set(0)
    failures.labels(neighbour)


def count_failure(neighbour: str) -> None:
    failures.labels(neighbour).inc()
    open_breakers.labels(neighbour).set(1)


def note_recovery(neighbour: str) -> None:
    open_breakers.labels(neighbour).set(0)
