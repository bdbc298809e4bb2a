"""Which boards of an activity have news: the number of the last entry of each.

An activity has one version for all of its boards, and most news are on another one. Entries are
only ever added, numbered in the order of their commits, so what a board shows follows from its
people and the number of the last entry that one of them got, and what was seen before needs only
what came after. Where entries go, so do people, and the event's version moves.
"""

from collections.abc import Hashable, Mapping
from typing import NamedTuple

from django.db.models import Max

from foundation.kept.near_memory import near
from scoring.engine.ranking import BoardKey
from scoring.models import Entry

SIZE = 4096
"""Bytes, about, of what is remembered of an activity."""


class Seen(NamedTuple):
    """made_from: what the boards' people were. upto: the last entry that was looked at."""

    made_from: Hashable
    upto: int
    newest: Mapping[BoardKey, int]


def newest_entries(
    activity_id: int, made_from: Hashable, board_of: Mapping[int, BoardKey]
) -> dict[BoardKey, int]:
    """Board -> the number of its last entry, of those that have one; never less than what was
    committed before. board_of: participant id -> board, as made from `made_from`.
    """
    key = "newest-entries", activity_id
    seen = near.get(key)
    if seen is None or seen.made_from != made_from:
        seen = Seen(made_from, 0, {})
    later = Entry.objects.filter(activity=activity_id, pk__gt=seen.upto).order_by()
    upto, newest = seen.upto, dict(seen.newest)
    for participant, last in later.values_list("participant").annotate(last=Max("pk")):
        upto = max(upto, last)
        if (board := board_of.get(participant)) is not None:
            newest[board] = max(newest.get(board, 0), last)
    near.keep(key, Seen(made_from, upto, newest), SIZE)
    return newest
