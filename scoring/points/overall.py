"""Overall standings: boards of totals. Source: docs/scoring.md, "Standings"."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from events.ages.bands import Band
from scoring.engine.ranking import BoardKey, Method, board_key, in_order, numbering
from scoring.points.rules import OverallKind, OverallRules, StandingsRules
from scoring.points.ties import Criterion, split_ties
from scoring.points.totals import Total

KEY = itemgetter(0)


class OverallRow(NamedTuple):
    """A place of the overall standings; a guest's is in brackets. decided_by: what split a tie."""

    place: int
    total: Total
    decided_by: Criterion | None = None


class OverallBoard(NamedTuple):
    """placed: best first. guests: with the place they would have had. unclassified: by name."""

    gender: str
    category: str
    placed: list[OverallRow]
    guests: list[OverallRow]
    unclassified: list[Total]


def overall_boards(
    totals: Iterable[Total],
    rules: StandingsRules,
    switches: Method,
    bands: Sequence[Band],
    *,
    lowest: bool,
) -> list[OverallBoard]:
    """Every board of the overall standings, in the order of the boards of activities.

    switches: the event's; boards that it ranks together stay together here. lowest: whether the
    lowest total wins.
    """
    together = board_switches(switches, rules.overall)
    found: dict[BoardKey, list[Total]] = {}
    for total in totals:
        found.setdefault(board_key(total.person, together), []).append(total)
    return [
        _board(key, found[key], rules, lowest=lowest, dense=switches.dense)
        for key in in_order(found, bands)
    ]


def board_switches(switches: Method, overall: OverallRules) -> Method:
    """The event's switches with what the overall standings rank together beyond them."""
    return switches._replace(
        ignores_gender=switches.ignores_gender or overall.across_genders,
        ignores_age=switches.ignores_age or overall.across_ages,
    )


def sort_key(total: Total, overall: OverallRules, *, lowest: bool) -> tuple:
    """Sorts better totals first, and is equal exactly for a tie."""
    if overall.kind == OverallKind.MEDALS:
        return tuple(-count for count in total.medals)
    return (total.total if lowest else -total.total,)


def _board(
    key: BoardKey, totals: Sequence[Total], rules: StandingsRules, *, lowest: bool, dense: bool
) -> OverallBoard:
    def sorts_as(total: Total) -> tuple:
        return sort_key(total, rules.overall, lowest=lowest)

    classified = [total for total in totals if not total.why_not]
    competing = [(sorts_as(each), each) for each in classified if not each.person.is_guest]
    competing.sort(key=KEY)
    placed: list[OverallRow] = []
    nth = 0
    for _key, tied in groupby(competing, key=KEY):
        for piece in split_ties([total for _key, total in tied], rules, lowest=lowest):
            nth += 1
            place = nth if dense else len(placed) + 1
            placed += [
                OverallRow(place, total, piece.decided_by)
                for total in sorted(piece.totals, key=_by_name)
            ]
    place_of = numbering(map(KEY, competing), dense=dense)
    guests = [  # of a tie that a criterion split, the first place
        OverallRow(place_of(sorts_as(total)), total)
        for total in classified
        if total.person.is_guest
    ]
    return OverallBoard(
        *key,
        placed,
        sorted(guests, key=lambda row: (row.place, _by_name(row.total))),
        sorted((total for total in totals if total.why_not), key=_by_name),
    )


def _by_name(total: Total) -> tuple:
    return total.person.sorts_as, total.person.participant_id
