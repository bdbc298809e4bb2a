"""Who is before whom of those with the same total: each criterion splits only who are still tied.

Source: docs/scoring.md, "Ties of totals".
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import inf
from typing import NamedTuple

from events.ages.birth_order import comparable
from scoring.points.rules import ActivityTieBreak, StandingsRules, TieBreak, TieDecision
from scoring.points.totals import Total, place_of

Criterion = TieBreak | ActivityTieBreak | TieDecision
DECISION = "DECISION"
"""How the API names what people decided, beside the criteria of the rules."""
Key = tuple
"""What a criterion makes of somebody: less is better, equal is still tied."""


class Tie(NamedTuple):
    """Who share a place, and the criterion that set them apart from others, or left them equal
    because people decided so; None without one.
    """

    totals: list[Total]
    decided_by: Criterion | None


def split_ties(tied: list[Total], rules: StandingsRules, *, lowest: bool) -> list[Tie]:
    """Those with the same total, best first; who are still tied at the end share a place.

    The chain of the event, then what people decided, and only where they did not, a lot.
    lowest: whether the lowest total wins.
    """
    pieces = [Tie(tied, None)]
    if len(tied) == 1:
        return pieces
    for criterion in rules.overall.tie_breaks:
        if criterion != TieBreak.LOT:
            keys_of = _keys_of(criterion, lowest)
            pieces = [part for piece in pieces for part in _split(piece, criterion, keys_of)]
    return [part for piece in pieces for part in _settle(piece, rules)]


def without_lots_and_decisions(rules: StandingsRules) -> StandingsRules:
    """The same rules, by which whom no result splits stay tied."""
    return replace(without_lots(rules), decisions=())


def without_lots(rules: StandingsRules) -> StandingsRules:
    breaks = tuple(each for each in rules.overall.tie_breaks if each != TieBreak.LOT)
    return replace(rules, overall=replace(rules.overall, tie_breaks=breaks))


def decision_about(
    participant_ids: Iterable[int], decisions: Sequence[TieDecision]
) -> TieDecision | None:
    """The last decision that names all of them."""
    ids = set(participant_ids)
    return next((each for each in reversed(decisions) if ids <= each.nth_of.keys()), None)


def _split(
    piece: Tie, criterion: Criterion, keys_of: Callable[[Sequence[Total]], Sequence[Key]]
) -> Iterator[Tie]:
    keys = keys_of(piece.totals) if len(piece.totals) > 1 else []
    if len(set(keys)) < 2:
        yield piece
    else:
        yield from _by_keys(piece, criterion, keys)


def _by_keys(piece: Tie, criterion: Criterion, keys: Sequence[Key]) -> Iterator[Tie]:
    in_order = sorted(zip(keys, piece.totals, strict=True), key=lambda pair: pair[0])
    for _key, pairs in groupby(in_order, key=lambda pair: pair[0]):
        yield Tie([total for _key, total in pairs], criterion)


def _settle(piece: Tie, rules: StandingsRules) -> Iterable[Tie]:
    """Who are tied by their results: as people decided, who may leave them equal; else by lot."""
    ids = list(map(_id, piece.totals))
    if len(ids) > 1 and (decision := decision_about(ids, rules.decisions)):
        nth_of = decision.nth_of
        return _by_keys(piece, decision, [(nth_of[pk],) for pk in ids])
    if TieBreak.LOT in rules.overall.tie_breaks:
        lots = [(lot(rules.lot_seed, pk),) for pk in ids]
        return _split(piece, TieBreak.LOT, lambda _tied: lots)
    return [piece]


def _keys_of(
    criterion: TieBreak | ActivityTieBreak, lowest: bool
) -> Callable[[Sequence[Total]], Sequence[Key]]:
    match criterion:
        case ActivityTieBreak(activity_id):
            return lambda tied: [(_place_in(activity_id, total),) for total in tied]
        case TieBreak.COUNT_BACK:
            return _by_count_back
        case TieBreak.NEXT_BEST:
            return lambda tied: [_best_first(total, lowest) for total in tied]
        case TieBreak.HEAD_TO_HEAD:
            return _head_to_head
        case TieBreak.YOUNGER:
            return _youngest_first
    raise ValueError(f"unknown criterion: {criterion}")


def _id(total: Total) -> int:
    return total.person.participant_id


def _place_in(activity_id: int, total: Total) -> float:
    found = (place_of(each) for each in total.contributions if each.activity_id == activity_id)
    return next(found, inf)


def _by_count_back(tied: Sequence[Total]) -> list[Key]:
    """More firsts, then more seconds, and so on, in the activities that count."""
    counts = [
        Counter(place_of(each) for each in total.contributions if each.counts) for total in tied
    ]
    places = sorted({place for count in counts for place in count if place < inf})
    return [tuple(-count[place] for place in places) for count in counts]


def _best_first(total: Total, lowest: bool) -> Key:
    """The points in every activity, best first, also of those that do not count."""
    sign = 1 if lowest else -1
    points = sorted(sign * each.points for each in total.contributions if each.points is not None)
    return (*((0, each) for each in points), (1, 0))


def _head_to_head(tied: Sequence[Total]) -> list[Key]:
    """Of exactly two: in how many activities who was before the other. Of more: nothing."""
    if len(tied) != 2:
        return [()] * len(tied)
    pairs = zip(tied[0].contributions, tied[1].contributions, strict=True)
    places = [(place_of(one), place_of(other)) for one, other in pairs]
    one = sum(first < second for first, second in places)
    other = sum(second < first for first, second in places)
    return [(-one,), (-other,)]


def _youngest_first(tied: Sequence[Total]) -> list[Key]:
    """By birth dates; by years where of one of them only the year is known; else by ages."""
    people = [total.person for total in tied]
    known = comparable(person.born for person in people)
    if known:
        return [tuple(-part for part in person.born[:known]) for person in people]
    if any(person.age is None for person in people):
        return [()] * len(tied)
    return [(person.age,) for person in people]


def lot(seed: str, participant_id: int) -> str:
    """A lot that everybody can draw again and that nobody can draw anew: the lowest is first.

    SHA-256 of "<seed>:<participant id>" as hexadecimal digits.
    """
    return hashlib.sha256(f"{seed}:{participant_id}".encode()).hexdigest()
