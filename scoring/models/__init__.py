"""What was measured, what it counts for, and what of it is public."""

from scoring.models.ceremony import Ceremony, CeremonyBoard
from scoring.models.ledger import (
    Confirmation,
    Entry,
    EntryQuerySet,
    Record,
    RecordQuerySet,
    ScoredQuerySet,
    by_our_clock,
)
from scoring.models.look import EventPicture
from scoring.models.publication import Amendment, BoardState, Publication
from scoring.models.screen import Screen
from scoring.models.standings import StandingsVersion

__all__ = [
    "Amendment",
    "BoardState",
    "Ceremony",
    "CeremonyBoard",
    "Confirmation",
    "Entry",
    "EntryQuerySet",
    "EventPicture",
    "Publication",
    "Record",
    "RecordQuerySet",
    "ScoredQuerySet",
    "Screen",
    "StandingsVersion",
    "by_our_clock",
]
