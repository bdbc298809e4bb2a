"""Why somebody is where he or she is, from what is stored: one result, or all of somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.models import Activity, Event
from scoring.boards.board_words import board_words
from scoring.boards.leaderboard import people_of, results_of
from scoring.engine.ranking import BoardPerson, board_key, boards
from scoring.models import Record
from scoring.points.overall import OverallRow
from scoring.points.rules import ActivityRules, OverallKind, StandingsRules
from scoring.points.schemes import earned_by_all, entrants
from scoring.points.totals import Total
from scoring.rules.activity_rules import method_of, rule_of, switches_of
from scoring.standings.results import standings_of
from scoring.why.result_trace import Case, Step, result_trace
from scoring.why.total_trace import find_total, total_trace


@dataclass(frozen=True, slots=True)
class ResultWhy:
    """One result of somebody, and why it is what it is."""

    activity: Activity
    case: Case
    steps: list[Step]

    @property
    def place(self) -> int | None:
        return self.case.earned.place


@dataclass(frozen=True, slots=True)
class PersonWhy:
    """All results of somebody with a trace each, in the order of the activities, and the total."""

    person: BoardPerson
    results: list[ResultWhy]
    total: Total | None
    place: int | None
    steps: list[Step]


def person_why(event: Event, participant_id: int, rules: StandingsRules) -> PersonWhy | None:
    """Everything about one participant; None for who is not in the event."""
    people, _bands = people_of(event)
    if (person := people.get(participant_id)) is None:
        return None
    row, total, steps = _overall_steps(event, participant_id, rules)
    place = row.place if row else None
    return PersonWhy(person, list(result_whys(event, person, rules)), total, place, steps)


def explain(
    event: Event, participant_id: int, rules: StandingsRules, activity_id: int | None = None
) -> list[Step]:
    """The steps of one result, if an activity is given, and then those of the total.

    Empty where nothing was entered. The participant must be one of the event's.
    """
    people, _bands = people_of(event)
    person = people[participant_id]
    steps: list[Step] = []
    if activity_id is not None:
        for why in result_whys(event, person, rules, activity_id):
            steps += why.steps
    return [*steps, *_overall_steps(event, participant_id, rules)[2]]


def _overall_steps(
    event: Event, participant_id: int, rules: StandingsRules
) -> tuple[OverallRow | None, Total | None, list[Step]]:
    """(row with a place, total, steps) of the overall standings; nothing where there are none."""
    if not rules.overall.enabled:
        return None, None, []
    activities = event.activities.in_bulk()
    standings = standings_of(event, rules, activities=activities)
    for board in standings.overall:
        row, total = find_total(board, participant_id)
        if total is not None:
            names = {pk: activity.name for pk, activity in activities.items()}
            marks = {pk: rule_of(activity) for pk, activity in activities.items()}
            lowest = standings.lowest
            steps = total_trace(board, participant_id, rules, names, marks, lowest=lowest)
            return row, total, steps
    return None, None, []


def result_whys(
    event: Event, person: BoardPerson, rules: StandingsRules, activity_id: int | None = None
) -> Iterator[ResultWhy]:
    """Traces of the participant's results, of all activities or of the one that is given.

    Only the board that he or she is on is ranked for it.
    """
    records = Record.objects.filter(participant=person.participant_id, activity__event=event)
    if activity_id is not None:
        records = records.filter(activity=activity_id)
    records = list(records.select_related("activity").order_by("activity__order", "activity_id"))
    everybody, bands = people_of(event)
    switches = switches_of(event)
    key = board_key(person, switches)
    people = {pk: one for pk, one in everybody.items() if board_key(one, switches) == key}
    results = results_of([record.activity for record in records], [*people])
    by_medals = rules.overall.kind == OverallKind.MEDALS
    own = {} if by_medals else {each.activity_id: each for each in rules.activities}
    for record in records:
        activity = record.activity
        activity.event = event  # known; not to be fetched once more
        given = own.get(activity.pk) or ActivityRules(activity.pk)
        method = method_of(activity, event)
        [board] = boards(results[activity.pk], people, bands, method)
        competing = entrants(people.values(), method)
        absences = rules.overall.absences
        gave = earned_by_all([board], given.scheme, method, competing, absences)
        earned = gave[person.participant_id]
        case = Case(
            person=person,
            typed=record.value_raw,
            earned=earned,
            board=board,
            board_name=board_words(*key),
            rule=rule_of(activity),
            method=method,
            scheme=given.scheme,
            competing=competing[key],
            weight=given.weight,
        )
        yield ResultWhy(activity, case, result_trace(case))
