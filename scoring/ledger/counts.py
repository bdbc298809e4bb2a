"""How many entries were written, by the door they came through: for Prometheus."""

from functools import partial

from django.db import transaction
from prometheus_client import Counter

from foundation.metrics.registry import REGISTRY
from scoring.models import Entry

entries = Counter(
    "klepak_ledger_entries", "Entries written to the ledger.", ["source"], registry=REGISTRY
)
for source in Entry.Source.values:
    entries.labels(source.lower())


def count_entries(source: str, count: int) -> None:
    """Once they are committed: counted in the database, they would be fewer when an event goes, and
    each scrape would read the whole ledger.
    """
    transaction.on_commit(partial(entries.labels(source.lower()).inc, count), robust=True)
