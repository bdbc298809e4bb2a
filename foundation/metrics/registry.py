"""All counters of the product, and the text that Prometheus reads them as.

A label has few values, known beforehand: never a name, an id or a path.
"""

from prometheus_client import CollectorRegistry, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from foundation.metrics import worker_files

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
REGISTRY = CollectorRegistry()
"""Counters are made with `registry=REGISTRY`, when their module is imported."""
disable_created_metrics()


def exposition(*read_now: Collector) -> bytes:
    """What was counted by all workers of this server, dead ones included; where there are no
    workers, by this process. read_now: what else is to be in it.
    """
    shown = CollectorRegistry()
    for collector in read_now:
        shown.register(collector)
    if worker_files.folder is None:
        return generate_latest(shown) + generate_latest(REGISTRY)
    shown.register(worker_files.AllWorkers())
    with worker_files.nothing_folded():
        return generate_latest(shown)
