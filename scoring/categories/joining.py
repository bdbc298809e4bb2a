"""Which age categories are too small, which neighbour each could be joined with, and what that
would change on the boards. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from events.ages.bands import Band
from events.ages.genders import gender_order
from scoring.engine.ranking import Board, BoardPerson, Method, Result, boards, category_of
from scoring.points.schemes import entrants

SMALLEST = 4
"""Fewer than so many who compete for three medals is hardly a competition."""
PODIUM = 3


class SmallBoard(NamedTuple):
    """A gender in an age category, and how many compete there."""

    gender: str
    category: str
    count: int


class Joining(NamedTuple):
    """Two neighbouring categories made one, `joined`.

    counts: gender -> how many would compete in it. moved: how many results would get another place.
    off_podium: how many of them are among the first three now, and would not be.
    """

    lower: Band
    upper: Band
    joined: Band
    counts: dict[str, int]
    moved: int
    off_podium: int


def small_boards(
    people: Mapping[int, BoardPerson], bands: Sequence[Band], switches: Method, smallest: int
) -> list[SmallBoard]:
    """Boards with fewer than `smallest`, and anybody at all, in the order of the categories.

    switches: the event's, which say whether genders and ages are split at all.
    """
    counts = entrants(people.values(), switches)
    names = {band.name for band in bands}
    found = [
        SmallBoard(gender, category, count)
        for (gender, category), count in counts.items()
        if 0 < count < smallest and category in names
    ]
    order = {band.name: nth for nth, band in enumerate(sorted(bands, key=lambda each: each.order))}
    return sorted(found, key=lambda each: (order[each.category], gender_order(each.gender)))


def joinings(
    people: Mapping[int, BoardPerson],
    bands: Sequence[Band],
    activities: Sequence[tuple[Method, Sequence[Result]]],
    switches: Method,
    smallest: int,
) -> list[Joining]:
    """A proposal for every category with a board that is too small: the neighbour with fewer who
    compete, so that the others stay as they are. The same two are proposed once.
    """
    ordered = sorted(bands, key=lambda band: band.order)
    counts = entrants(people.values(), switches)
    sizes = Counter({band.name: 0 for band in ordered})
    for (_gender, category), count in counts.items():
        sizes[category] += count
    names = [band.name for band in ordered]
    pairs: dict[tuple[Band, Band], None] = {}
    for board in small_boards(people, bands, switches, smallest):
        nth = names.index(board.category)
        beside = [ordered[other] for other in (nth - 1, nth + 1) if 0 <= other < len(ordered)]
        if beside:
            neighbour = min(beside, key=lambda band: (sizes[band.name], band.order))
            pairs[tuple(sorted((ordered[nth], neighbour), key=lambda band: band.order))] = None
    before = [
        _places(boards(results, people, bands, method)) if pairs else {}
        for method, results in activities
    ]
    return [
        _joining(lower, upper, people, bands, activities, before, switches)
        for lower, upper in pairs
    ]


def _joining(
    lower: Band,
    upper: Band,
    people: Mapping[int, BoardPerson],
    bands: Sequence[Band],
    activities: Sequence[tuple[Method, Sequence[Result]]],
    before: Sequence[Mapping[int, int]],
    switches: Method,
) -> Joining:
    joined = Band(
        f"{lower.name} + {upper.name}", min(lower.low, upper.low), max(lower.high, upper.high)
    )
    others = [*(band for band in bands if band not in (lower, upper)), joined]
    moved_people = {
        pk: person._replace(category=category_of(person.age, others))
        for pk, person in people.items()
    }
    moved = off_podium = 0
    for (method, results), places in zip(activities, before, strict=True):
        after = _places(boards(results, moved_people, others, method))
        moved += sum(place != after[pk] for pk, place in places.items())
        off_podium += sum(place <= PODIUM < after[pk] for pk, place in places.items())
    sizes = entrants(moved_people.values(), switches)
    counts = {
        gender: sizes[gender, joined.name]
        for gender in sorted({gender for gender, _category in sizes}, key=gender_order)
        if (gender, joined.name) in sizes
    }
    return Joining(lower, upper, joined, counts, moved, off_podium)


def _places(found: Iterable[Board]) -> dict[int, int]:
    """Participant id -> place, of those who take one."""
    return {
        row.person.participant_id: row.place
        for board in found
        for row in board.placed
        if not row.person.is_guest
    }
