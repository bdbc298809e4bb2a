"""What was measured and what it counts for: the ledger, its records, the rules of standings."""

from scoring.models.ledger import (
    Confirmation,
    Entry,
    EntryQuerySet,
    Record,
    RecordQuerySet,
    ScoredQuerySet,
    by_our_clock,
)
from scoring.models.standings import StandingsVersion

__all__ = [
    "Confirmation",
    "Entry",
    "EntryQuerySet",
    "Record",
    "RecordQuerySet",
    "ScoredQuerySet",
    "StandingsVersion",
    "by_our_clock",
]
