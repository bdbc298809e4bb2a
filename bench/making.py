"""What making alone costs, without a database: boards and standings, next to a bare loop."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from time import process_time

from bench.measure import Case, compare
from bench.stage import A_GROUP, CATEGORIES, KINDS, SEED, WITHOUT_VALUE
from events.ages.bands import Band, band_of_age
from scoring.engine.marks import Status
from scoring.engine.ranking import BoardPerson, Method, Result, boards
from scoring.points.rules import ActivityRules, OverallRules, Scheme, SchemeKind, StandingsRules
from scoring.points.schemes import earned_by_all, entrants
from scoring.points.standings import Competition, Standings, make_standings
from scoring.points.totals import ActivityEarned

BANDS = [Band(*each) for each in CATEGORIES]
TABLE = Scheme(SchemeKind.TABLE)
SWITCHES = Method(lower_is_better=False)
HIGHER_WINS = {"NUMERIC_HIGH"}

Measured = Sequence[tuple[Method, Sequence[Result]]]
"""Of each activity how it ranks, and its results in no order."""


def making_cases(participants: int, activities: int, seconds: float) -> Iterator[Case]:
    """Everybody has a result in every activity, as in the competitions of `stage`; 10-8-6-5-4-3-2-1
    in all of them. In time of the processor.
    """
    random = Random(SEED)
    people = {pk: _person(pk, random) for pk in range(1, participants + 1)}
    measured = [_measured(nth, people, random) for nth in range(activities)]
    points = [int(each) for each in TABLE.table] + [0] * participants

    _check(make(measured, people), bare_loop(measured, people, points)[1])
    yield compare(
        f"{participants} × {activities}: ranked and summed, nothing stored",
        lambda: make(measured, people),
        lambda: bare_loop(measured, people, points),
        seconds=seconds,
        clock=process_time,
    )


def make(measured: Measured, people: Mapping[int, BoardPerson]) -> Standings:
    """What the product does between reading results and showing anything."""
    added, competing = [], entrants(people.values(), SWITCHES)
    for nth, (method, results) in enumerate(measured):
        rules = ActivityRules(nth, TABLE)
        found = boards(results, people, BANDS, method)
        earned = earned_by_all(found, TABLE, method, competing, ())
        added.append(ActivityEarned(rules, method, earned))
    rules = StandingsRules(tuple(each.rules for each in added), OverallRules(enabled=True))
    competition = Competition(people, BANDS, {}, {}, SWITCHES)
    return make_standings(added, competition, rules)


def bare_loop(
    measured: Measured, people: Mapping[int, BoardPerson], points: Sequence[int]
) -> tuple[list, list]:
    """The least that a loop does: boards as [(gender, category, [(place, id)])], and the same of
    totals, [(gender, category, [(place, id, total)])].

    Knows one scheme, no guests and nobody who has withdrawn, and who is equal stands in no order.
    """
    made = []
    totals: dict[tuple[str, str], dict[int, float]] = {}
    for method, results in measured:
        sign = 1 if method.lower_is_better else -1
        split: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for pk, value, status, _attempts in results:
            person = people[pk]
            key = (person.gender, person.category)
            if status == "OK":
                split.setdefault(key, []).append((sign * value, pk))
            elif status != "DNS":
                totals.setdefault(key, {}).setdefault(pk, 0)
        for key, rows in split.items():
            rows.sort()
            board, of_board, first = [], totals.setdefault(key, {}), 0
            while first < len(rows):
                best, end = rows[first][0], first + 1
                while end < len(rows) and rows[end][0] == best:
                    end += 1
                gained = sum(points[first:end]) / (end - first)
                for _value, pk in rows[first:end]:
                    board.append((first + 1, pk))
                    of_board[pk] = of_board.get(pk, 0) + gained
                first = end
            made.append((*key, board))
    return made, [(*key, list(_placed(of_board))) for key, of_board in totals.items()]


def _placed(of_board: Mapping[int, float]) -> Iterator[tuple[int, int, float]]:
    place, last = 0, None
    ranked = sorted(((total, pk) for pk, total in of_board.items()), reverse=True)
    for nth, (total, pk) in enumerate(ranked, start=1):
        if total != last:
            place, last = nth, total
        yield place, pk, total


def _person(pk: int, random: Random) -> BoardPerson:
    age = random.randint(CATEGORIES[0][1], CATEGORIES[-1][2])
    name = f"{random.random():.9f}"
    category = band_of_age(age, BANDS).name
    gender, group = random.choice("FM"), pk // A_GROUP
    return BoardPerson(pk, name, name, f"Oddíl {group}", gender, age, category, group_id=group)


def _measured(nth: int, ids: Iterable[int], random: Random) -> tuple[Method, list[Result]]:
    kind, _unit = KINDS[nth % len(KINDS)]
    results = [Result(pk, random.randrange(5_000, 120_000, 10)) for pk in ids]
    for each in range(len(results)):
        if random.random() < WITHOUT_VALUE:
            status = random.choice([Status.DNS, Status.DNF])
            results[each] = Result(results[each].participant_id, None, status)
    return Method(lower_is_better=kind not in HIGHER_WINS), results


def _check(ours: Standings, floor: Iterable[tuple]) -> None:
    """Both must have given everybody the same total and place."""
    found = {
        (row.total.person.participant_id, row.place, round(row.total.total * 1000))
        for board in ours.overall
        for row in board.placed
    }
    expected = {
        (pk, place, round(total * 1000)) for *_key, rows in floor for place, pk, total in rows
    }
    if found != expected:
        raise RuntimeError("The bare loop adds up to something else.")
