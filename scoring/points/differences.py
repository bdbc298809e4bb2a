"""What other rules would change in standings: who gets another place, on which board. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scoring.engine.ranking import BoardKey, BoardPerson
from scoring.points.exact import Exact
from scoring.points.groups import GroupRow
from scoring.points.overall import OverallBoard
from scoring.points.standings import Standings


class Stand(NamedTuple):
    """Where somebody, or a group, stands. place: None where none is taken, in brackets of a guest.
    total: None where there is none.
    """

    place: int | None
    total: Exact | None


class MovedPerson(NamedTuple):
    """One row of a board. before and after: None where it is not on that board."""

    person: BoardPerson
    before: Stand | None
    after: Stand | None


class MovedGroup(NamedTuple):
    """A group. before and after: None where there are no standings of groups."""

    group_id: int
    name: str
    before: Stand | None
    after: Stand | None


class MovedBoard(NamedTuple):
    """The rows of a board that move, by their place afterwards, then by that before; never none."""

    gender: str
    category: str
    rows: list[MovedPerson]


@dataclass(frozen=True, slots=True)
class Differences:
    """What changes from one set of standings to the other.

    Of people their places, board by board; of groups their places and their totals.
    """

    overall: list[MovedBoard]
    groups: list[MovedGroup]

    @property
    def people_count(self) -> int:
        """How many people move, wherever they do."""
        ids = {row.person.participant_id for board in self.overall for row in board.rows}
        return len(ids)

    def __bool__(self) -> bool:
        return bool(self.overall or self.groups)


def differences(before: Standings, after: Standings) -> Differences:
    """Boards in the order of those after, then those that there are no more."""
    return Differences(
        overall=list(_moved_boards(before.overall, after.overall)),
        groups=list(_moved_groups(before.groups, after.groups)),
    )


def _moved_boards(
    before: Iterable[OverallBoard], after: Iterable[OverallBoard]
) -> Iterator[MovedBoard]:
    old, new = _by_key(before), _by_key(after)
    for key in [*new, *(key for key in old if key not in new)]:
        people = {pk: person for stands in (old, new) for pk, (person, _) in _at(stands, key)}
        was = {pk: stand for pk, (_, stand) in _at(old, key)}
        becomes = {pk: stand for pk, (_, stand) in _at(new, key)}
        rows = [
            MovedPerson(person, was.get(pk), becomes.get(pk))
            for pk, person in people.items()
            if _place(was.get(pk)) != _place(becomes.get(pk))
        ]
        if rows:
            yield MovedBoard(*key, sorted(rows, key=_in_order))


def _by_key(boards: Iterable[OverallBoard]) -> dict[BoardKey, dict]:
    """Gender and category -> participant id -> (person, stand)."""
    return {BoardKey(board.gender, board.category): dict(_stands(board)) for board in boards}


def _at(boards: Mapping[BoardKey, dict], key: BoardKey) -> Iterable[tuple[int, tuple]]:
    return boards.get(key, {}).items()


def _stands(board: OverallBoard) -> Iterator[tuple[int, tuple[BoardPerson, Stand]]]:
    for row in [*board.placed, *board.guests]:
        person = row.total.person
        yield person.participant_id, (person, Stand(row.place, row.total.total))
    for total in board.unclassified:
        yield total.person.participant_id, (total.person, Stand(None, total.total))


def _place(stand: Stand | None) -> tuple:
    """Not to be on a board is something else than to be there without a place."""
    return (stand is not None, stand and stand.place)


def _in_order(row: MovedPerson) -> tuple:
    places = [
        (stand is None, stand is None or stand.place is None, (stand and stand.place) or 0)
        for stand in (row.after, row.before)
    ]
    return (*places, row.person.is_guest, row.person.sorts_as, row.person.participant_id)


def _moved_groups(before: Iterable[GroupRow], after: Iterable[GroupRow]) -> Iterator[MovedGroup]:
    old, new = ({row.group_id: row for row in rows} for rows in (before, after))
    for pk in [*new, *(pk for pk in old if pk not in new)]:
        was, becomes = _stand_of(old.get(pk)), _stand_of(new.get(pk))
        if was != becomes:
            yield MovedGroup(pk, (new.get(pk) or old[pk]).name, was, becomes)


def _stand_of(row: GroupRow | None) -> Stand | None:
    return None if row is None else Stand(row.place, row.total)
