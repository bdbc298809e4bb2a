"""Versions: numbers under which something computed may be kept, and never go stale.

Whatever a leaderboard is made from carries a version that changes in the same transaction as the
data. What was computed is cached under the versions it was made from, so it never needs to be
invalidated: a read that starts after a commit sees a new number and so a new key.

A version is the microsecond of the change, or one more than the last version where that is
higher. So it always grows, and a database restored from yesterday's backup never counts again
through numbers that a shared cache still holds something under.
"""

import time

from django.db.models import F, Value
from django.db.models.functions import Greatest


def now_version() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000


def next_version(field: str) -> Greatest:
    """The expression that moves the version in `field` on; made by the database, under its lock."""
    return Greatest(F(field) + 1, Value(now_version()))
