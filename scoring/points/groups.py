"""Standings of groups: what their members reached, made one number. Guests never count.

Source: docs/scoring.md, "Standings of groups".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from events.ages.genders import BOY, GIRL
from scoring.engine.ranking import BoardPerson, numbering
from scoring.points.exact import Exact, exact
from scoring.points.rules import GroupMode, GroupRules, Membership, OverallKind, StandingsRules
from scoring.points.totals import Total, exact_sum, medals_of, place_of


class Share(NamedTuple):
    """What one member brings to a group. medals: of the overall standings by medals."""

    person: BoardPerson
    points: Exact
    medals: tuple[int, int, int]
    counts: bool = False


class GroupRow(NamedTuple):
    """One group. place: None where it is not complete. total: None where nobody brings anything.

    contributors: how many members bring something. shares: best first, with which of them count.
    """

    place: int | None
    group_id: int
    name: str
    total: Exact | None
    medals: tuple[int, int, int]
    contributors: int
    shares: Sequence[Share]

    @property
    def complete(self) -> bool:
        return self.place is not None


def group_standings(
    totals: Iterable[Total],
    people: Mapping[int, BoardPerson],
    names: Mapping[int, str],
    moved: Mapping[tuple[int, int], int],
    rules: StandingsRules,
    *,
    lowest: bool,
    dense: bool,
) -> list[GroupRow]:
    """All groups, complete ones first, best first; those with the same total share a place.

    names: group id -> name, in the order for groups without a place. moved: (activity id,
    participant id) -> the group a result was made for, where that is not today's. lowest: whether
    the lowest total wins.
    """
    shares: dict[int, list[Share]] = {pk: [] for pk in names}
    for total in totals:
        if not total.why_not and not total.person.is_guest:
            for group_id, share in _shares(total, moved, rules, lowest=lowest):
                shares.setdefault(group_id, []).append(share)
    rosters = Counter(person.group_id for person in people.values() if person.competes)
    rows = [
        _row(pk, name, shares[pk], rosters[pk], rules, lowest=lowest) for pk, name in names.items()
    ]
    return _placed(rows, rules, lowest=lowest, dense=dense)


def _shares(
    total: Total, moved: Mapping[tuple[int, int], int], rules: StandingsRules, *, lowest: bool
) -> list[tuple[int, Share]]:
    """(group id, share) of one participant: more than one where results stay with an old group.

    Where the lowest total wins it stays whole: each part would be better than the sum.
    """
    person = total.person
    pk = person.participant_id
    at_entry = rules.groups.membership == Membership.AT_ENTRY
    if not (
        at_entry
        and not lowest
        and any((each.rules.activity_id, pk) in moved for each in total.activities)
    ):
        return [(person.group_id, Share(person, total.total, total.medals))]
    parts: dict[int, list] = {}
    for each in total.contributions:
        group_id = moved.get((each.activity_id, pk), person.group_id)
        parts.setdefault(group_id, []).append(each)
    found = []
    for group_id, contributions in parts.items():
        medals = medals_of(map(place_of, contributions))
        if rules.overall.kind == OverallKind.MEDALS:
            points = sum(medals)
        else:
            points = exact_sum(each.points for each in contributions if each.counts)
        found.append((group_id, Share(person, points, medals)))
    return found


def _row(
    group_id: int,
    name: str,
    shares: Sequence[Share],
    roster: int,
    rules: StandingsRules,
    *,
    lowest: bool,
) -> GroupRow:
    sign = 1 if lowest else -1
    best_first = sorted(shares, key=lambda share: (sign * share.points, share.person.sorts_as))
    marked = list(_marked(best_first, rules.groups))
    counting = [share for share in marked if share.counts]
    total = exact_sum(share.points for share in counting) if counting else None
    if total is not None and rules.groups.mode == GroupMode.MEAN:
        # Where the lowest wins, who brings nothing must not bring the mean down.
        former = sum(share.person.group_id != group_id for share in counting)
        total = exact(Fraction(total) / (len(counting) if lowest else roster + former))
    medals = tuple(map(sum, zip(*(share.medals for share in counting), strict=True))) or (0, 0, 0)
    needed = _counting_needed(rules.groups, lowest=lowest)
    complete = len(shares) >= rules.groups.minimum and len(counting) >= needed
    return GroupRow(0 if complete else None, group_id, name, total, medals, len(shares), marked)


def _marked(best_first: Sequence[Share], groups: GroupRules) -> Iterable[Share]:
    """The same, each with whether it counts."""
    taken: Counter[str] = Counter()
    for share in best_first:
        match groups.mode:
            case GroupMode.BEST:
                kind = ""
            case GroupMode.BEST_PER_GENDER:
                kind = share.person.gender
                if kind not in (GIRL, BOY):
                    yield share
                    continue
            case _:
                yield share._replace(counts=True)
                continue
        taken[kind] += 1
        yield share._replace(counts=taken[kind] <= (groups.best or 1))


def _counting_needed(groups: GroupRules, *, lowest: bool) -> int:
    """How many must count. Where the lowest total wins, a group with fewer than the best so many
    would win by being small.
    """
    each = groups.best or 1
    match groups.mode:
        case GroupMode.BEST if lowest:
            return each
        case GroupMode.BEST_PER_GENDER if lowest:
            return 2 * each
    return 1


def _placed(
    rows: Sequence[GroupRow], rules: StandingsRules, *, lowest: bool, dense: bool
) -> list[GroupRow]:
    def key(row: GroupRow) -> tuple:
        if rules.overall.kind == OverallKind.MEDALS:
            return tuple(-count for count in row.medals)
        return (row.total if lowest else -row.total,)

    complete = sorted((row for row in rows if row.place is not None), key=key)
    place_of = numbering(map(key, complete), dense=dense)
    placed = [row._replace(place=place_of(key(row))) for row in complete]
    return placed + [row for row in rows if row.place is None]
