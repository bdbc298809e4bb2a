"""Requests by what was asked and how it was answered: nobody can make a new label by asking."""

from prometheus_client import Counter, Histogram

from foundation.metrics.registry import REGISTRY

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REFUSALS = {413: "body_too_large", 429: "too_many"}
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LABELS = ["route", "method", "status"]

requests = Counter("klepak_http_requests", "Requests answered.", LABELS, registry=REGISTRY)
durations = Histogram(
    "klepak_http_request_duration_seconds",
    "From the whole request to the beginning of its answer.",
    LABELS,
    buckets=BUCKETS,
    registry=REGISTRY,
)
refusals = Counter(
    "klepak_http_refusals",
    "Requests refused for the size of their body (413) or for their number (429).",
    ["reason"],
    registry=REGISTRY,
)
for reason in REFUSALS.values():
    refusals.labels(reason)


def count_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """route: the name of an address, never the address itself. status: of the answer, such as 404;
    only its class, 4xx, is kept.
    """
    labels = route, method if method in METHODS else "other", f"{status // 100}xx"
    requests.labels(*labels).inc()
    durations.labels(*labels).observe(seconds)
    if status in REFUSALS:
        refusals.labels(REFUSALS[status]).inc()
