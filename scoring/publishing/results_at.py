"""Results as they were at a moment, out of the ledger: what was entered last before it counts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max

from events.models import Activity, Event
from scoring.boards.leaderboard import Everybody, people_of
from scoring.engine import ranking
from scoring.engine.ranking import Board, Method, Result
from scoring.models import Entry
from scoring.points.schemes import earned_by_all, entrants
from scoring.points.standings import Competition, Standings, make_standings
from scoring.points.totals import ActivityEarned
from scoring.publishing.gate import BOARD, BoardId, Opened, Opening, earliest
from scoring.rules.activity_rules import method_of, switches_of
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import rules_of


class LastEntry(NamedTuple):
    """What was entered last for a participant; status CLEARED where the cell was emptied.

    number: the entry's id.
    """

    number: int
    participant_id: int
    value: int | None
    status: str
    attempts: list[int]
    received_at: datetime
    group_id: int | None


COLUMNS = [
    "pk", "participant_id", "value", "status", "attempts", "received_at", "group_at_entry_id",
]  # fmt: skip
"""Of an entry, what makes a LastEntry."""


def last_entries(
    activity_id: int, cutoff: datetime | None, only: Sequence[int] | None = None
) -> list[LastEntry]:
    """Of everybody, or only of these participants, in one query: up to the moment, or up to now.

    Entries are numbered in the order of their commits, so the last one has the highest number.
    """
    entries = Entry.objects.filter(activity=activity_id)
    if cutoff is not None:
        entries = entries.filter(received_at__lte=cutoff)
    if only is not None:
        entries = entries.filter(participant__in=only)
    last = entries.order_by().values("participant").annotate(last=Max("pk")).values("last")
    rows = Entry.objects.filter(pk__in=last).order_by().values_list(*COLUMNS)
    return [LastEntry(*row) for row in rows]


def entries_after(activity_id: int, number: int) -> list[LastEntry]:
    """Those that came after the entry of this number, in turn: of each participant the last counts;
    in one query.
    """
    later = Entry.objects.filter(activity=activity_id, pk__gt=number).order_by("pk")
    return [LastEntry(*row) for row in later.values_list(*COLUMNS)]


def boards_from(entries: Iterable[LastEntry], everybody: Everybody, method: Method) -> list[Board]:
    """The boards that these entries make, for everybody, hidden or not.

    everybody: what `people_of` gives for the event. method: that of the activity.
    """
    people, bands = everybody
    results = (
        Result(each.participant_id, each.value, each.status, each.attempts)
        for each in entries
        if each.status != Entry.Status.CLEARED
    )
    return ranking.boards(results, people, bands, method)


class CountedBoards(NamedTuple):
    """An activity's boards as standings count them, and the groups of results that are not of
    today's group: participant id -> group id.
    """

    boards: list[Board]
    moved: dict[int, int]


def counted_boards(
    activity: Activity,
    method: Method,
    everybody: Everybody,
    opened: Opening,
    cutoff: datetime | None,
) -> CountedBoards:
    """Each board as of the earliest moment that holds for it; none that is held back.

    cutoff: the moment of the standings themselves; None: as of now.
    """
    people, _bands = everybody
    own = {key: each.cutoff for key, each in opened.of_activity(activity.pk).items()}
    usual = earliest(opened.cutoff, cutoff)
    entries_at: dict[datetime | None, list[LastEntry]] = {}
    found, moved = [], {}
    for moment in dict.fromkeys([usual, *(earliest(each, cutoff) for each in own.values())]):
        entries_at[moment] = last_entries(activity.pk, moment)
        for board in boards_from(entries_at[moment], everybody, method):
            key = BoardId(BOARD, activity.pk, board.gender, board.category)
            of_board = earliest(own[key], cutoff) if key in own else usual
            if of_board == moment and key not in opened.held:
                found.append(board)
    for entries in entries_at.values():
        for entry in entries:
            person = people.get(entry.participant_id)
            if person and entry.group_id and entry.group_id != person.group_id:
                moved[entry.participant_id] = entry.group_id
    return CountedBoards(found, moved)


def standings_at(event: Event, opened: Opening, standings: Opened) -> Standings:
    """Overall and group standings as the public sees them: for everybody, hidden or not.

    standings: of the one that is wanted; an official one is that of its moment.
    """
    rules = rules_of(event)
    if standings.cutoff is None and opened.is_of_now:
        return standings_of(event, rules)  # the same, from parts that are kept
    everybody = people, bands = people_of(event)
    activities = {each.pk: each for each in event.activities.all()}
    added, moved, absences = [], {}, rules.overall.absences
    competing = entrants(people.values(), switches_of(event))  # all activities split alike
    for each in rules.counting:
        activity = activities[each.activity_id]
        activity.event = event
        method = method_of(activity, event)
        counted = counted_boards(activity, method, everybody, opened, standings.cutoff)
        earned = earned_by_all(counted.boards, each.scheme, method, competing, absences)
        added.append(ActivityEarned(each, method, earned))
        moved |= {(activity.pk, pk): group for pk, group in counted.moved.items()}
    names = dict(event.groups.order_by("sort_key", "pk").values_list("pk", "name"))
    competition = Competition(people, bands, names, moved, switches_of(event))
    return make_standings(added, competition, rules)


def places_of(board: Board) -> list[list[int | None]]:
    """[participant id, place] of everybody on the board; null for who has no place."""
    placed = [[row.person.participant_id, row.place] for row in board.placed]
    return placed + [[row.person.participant_id, None] for row in board.unplaced]


def places_in(standings: Standings, *, is_groups: bool) -> list[list[int | None]]:
    """[id, place] of everybody in the overall standings, or of every group."""
    if is_groups:
        return [[row.group_id, row.place] for row in standings.groups]
    found = []
    for board in standings.overall:
        placed: Sequence = [*board.placed, *board.guests]
        found += [[row.total.person.participant_id, row.place] for row in placed]
        found += [[total.person.participant_id, None] for total in board.unclassified]
    return found
