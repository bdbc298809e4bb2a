"""Why somebody is where he or she is, from what is stored: one result, or all of somebody."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.models import Activity, Event
from scoring.boards.board_words import category_words, gender_words
from scoring.boards.leaderboard import activity_boards, people_of
from scoring.engine.ranking import Board, BoardPerson, board_key
from scoring.models import Record
from scoring.points.overall import OverallBoard
from scoring.points.result_trace import Case, Step, result_trace
from scoring.points.rules import ActivityRules, StandingsRules
from scoring.points.schemes import earned_by_all, entrants
from scoring.points.standings import Standings
from scoring.points.total_trace import find_total, total_trace
from scoring.points.totals import Contribution, Total
from scoring.rules.activity_rules import method_of, rule_of
from scoring.standings.results import standings_of


@dataclass(frozen=True, slots=True)
class ResultWhy:
    """One result of somebody, and why it is what it is. place: "" where none is taken."""

    activity: Activity
    steps: list[Step]
    board: Board
    value: int | None
    status: str
    place: str


@dataclass(frozen=True, slots=True)
class PersonWhy:
    """All results of somebody with a trace each, in the order of the activities, and the total."""

    person: BoardPerson
    results: list[ResultWhy] = field(default_factory=list)
    total: Total | None = None
    place: int | None = None
    steps: list[Step] = field(default_factory=list)


def board_words(gender: str, category: str) -> str:
    """A board in words: "Girls, 10–12"."""
    return _("%(gender)s, %(category)s") % {
        "gender": gender_words(gender),
        "category": category_words(category),
    }


def person_why(event: Event, participant_id: int, rules: StandingsRules) -> PersonWhy | None:
    """Everything about one participant; None for who is not in the event."""
    people, _bands = people_of(event)
    if (person := people.get(participant_id)) is None:
        return None
    results = list(result_whys(event, person, rules))
    names = dict(event.activities.values_list("pk", "name"))
    standings = standings_of(event, rules) if rules.overall.enabled else None
    if standings is None or (board := _board_of(standings, participant_id)) is None:
        return PersonWhy(person, results)
    row, total = find_total(board, participant_id)
    steps = total_trace(board, participant_id, rules, names, lowest=standings.lowest)
    return PersonWhy(person, results, total, row.place if row else None, steps)


def result_whys(
    event: Event, person: BoardPerson, rules: StandingsRules, *activity_ids: int
) -> Iterator[ResultWhy]:
    """Traces of the participant's results, of all activities or of those named."""
    records = Record.objects.filter(participant=person.participant_id, activity__event=event)
    if activity_ids:
        records = records.filter(activity__in=activity_ids)
    people, _bands = people_of(event)
    by_activity = {each.activity_id: each for each in rules.activities}
    for record in records.select_related("activity").order_by("activity__order", "activity_id"):
        activity = record.activity
        activity.event = event  # known; not to be fetched once more
        own = by_activity.get(activity.pk) or ActivityRules(activity.pk)
        method = method_of(activity, event)
        boards = activity_boards(activity)
        competing = entrants(people.values(), method)
        key = board_key(person, method)
        board = next(each for each in boards if (each.gender, each.category) == key)
        earned = earned_by_all([board], own.scheme, method, competing)[person.participant_id]
        case = Case(
            person=person,
            typed=record.value_raw,
            earned=earned,
            board=board,
            board_name=board_words(*key),
            rule=rule_of(activity),
            method=method,
            scheme=own.scheme,
            competing=competing[key],
            weight=own.weight,
        )
        place = "" if earned.place is None else str(earned.place)
        if person.is_guest and place:
            place = f"({place})"
        yield ResultWhy(activity, result_trace(case), board, earned.value, earned.status, place)


def contribution_of(total: Total | None, activity_id: int) -> Contribution | None:
    """What the activity adds to the total; None where it is no part of it."""
    contributions = total.contributions if total else ()
    return next((each for each in contributions if each.activity_id == activity_id), None)


def _board_of(standings: Standings, participant_id: int) -> OverallBoard | None:
    return next(
        (board for board in standings.overall if find_total(board, participant_id)[1] is not None),
        None,
    )
