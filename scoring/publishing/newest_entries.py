"""What was entered last in an activity, and which of its boards have news by it.

An activity has one version for all of its boards, and most news are on another one. Entries are
only ever added, numbered in the order of their commits, so what a board shows follows from its
people and their last entries, and what was seen before needs only what came after. Where entries
go, so do people, and the event's version moves.
"""

from collections.abc import Hashable, Mapping
from typing import NamedTuple

from foundation.kept.near_memory import near
from scoring.engine.ranking import BoardKey
from scoring.publishing.results_at import LastEntry, entries_after

SIZE, OF_EACH = 4096, 100
"""Bytes, about, of what is remembered of an activity, and of each of its people."""


class Newest(NamedTuple):
    """made_from: what the boards' people were. version: of the results, all of which are in it.
    entries: participant id -> their last one. of_board: board -> the number of its last entry, of
    those that have one.
    """

    made_from: Hashable
    version: int
    upto: int
    entries: Mapping[int, LastEntry]
    of_board: Mapping[BoardKey, int]


def newest_entries(
    activity_id: int, version: int, made_from: Hashable, board_of: Mapping[int, BoardKey]
) -> Newest:
    """Never less than what was committed before; reads what came since it was asked last, in one
    query.

    version: of the activity's results. board_of: participant id -> board, as made from `made_from`.
    """
    key = "newest-entries", activity_id
    seen = near.get(key)
    if seen is None or seen.made_from != made_from:
        seen = Newest(made_from, 0, 0, {}, {})
    if seen.version >= version:
        return seen
    upto, entries, of_board = seen.upto, dict(seen.entries), dict(seen.of_board)
    for each in entries_after(activity_id, upto):
        upto = each.number
        entries[each.participant_id] = each
        if (board := board_of.get(each.participant_id)) is not None:
            of_board[board] = upto
    found = Newest(made_from, version, upto, entries, of_board)
    near.keep(key, found, SIZE + OF_EACH * len(entries))
    return found
