"""The engine against the slow model: whatever is measured and whatever the rules are."""

from fractions import Fraction as Fr

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.ranking import Method, Result, boards
from scoring.engine.values import Status
from scoring.points.rules import (
    Absence,
    ActivityRules,
    ActivityTieBreak,
    GroupMode,
    GroupRules,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
    TieBreak,
    Tied,
)
from scoring.points.schemes import earned_by_all, entrants
from scoring.points.standings import Competition, make_standings
from scoring.points.totals import ActivityEarned
from tests.scoring.points import model
from tests.scoring.points.arena import GROUPS, HIGH, people_of, person

IDS = (1, 2, 3)
quarters = st.integers(0, 40).map(lambda number: Fr(number, 4))
# Few different values, so that ties of any size come often; statuses among them.
outcomes = st.one_of(
    st.integers(-1, 4).map(lambda number: 500 * number),
    st.sampled_from([None, None, "DNS", "NM", "DNF", "DQ", "WD"]),
)
persons = st.builds(
    dict,
    gender=st.sampled_from("FMX"),
    category=st.sampled_from(["All", "All", "old"]),
    is_guest=st.sampled_from([False, False, False, True]),
    is_withdrawn=st.sampled_from([False] * 7 + [True]),
    group_id=st.sampled_from(list(GROUPS)),
    born=st.sampled_from([(2014,), (2015,)]),
)
tables = st.lists(quarters, min_size=1, max_size=5).map(
    lambda numbers: tuple(sorted(numbers, reverse=True))
)
high_schemes = st.one_of(
    st.builds(
        Scheme, kind=st.just(SchemeKind.TABLE), table=tables, tied=st.sampled_from(list(Tied))
    ),
    st.just(Scheme(SchemeKind.SHARE_OF_BEST)),
    st.just(Scheme(SchemeKind.RAW)),
    st.builds(
        Scheme,
        kind=st.just(SchemeKind.LINEAR),
        base_points=quarters,
        base=quarters,
        step=st.sampled_from([Fr(1, 10), Fr(1, 3), Fr(2)]),
        low=st.just(Fr(0)),
        high=st.sampled_from([None, Fr(15), Fr(31, 2)]),
    ),
)
tie_breaks = st.lists(
    st.sampled_from(
        [
            TieBreak.COUNT_BACK,
            TieBreak.NEXT_BEST,
            TieBreak.HEAD_TO_HEAD,
            TieBreak.YOUNGER,
            *map(ActivityTieBreak, IDS),
        ]
    ),
    max_size=3,
    unique=True,
).map(tuple)


@st.composite
def competitions(draw):
    """(people, activities as the model has them, rules, whether the lowest total wins)."""
    drawn = draw(st.lists(persons, min_size=1, max_size=8))
    people = people_of(*(person(pk, **each) for pk, each in enumerate(drawn, start=1)))
    low = draw(st.booleans())
    places, raw = Scheme(SchemeKind.PLACES), Scheme(SchemeKind.RAW)
    schemes = st.sampled_from([places, raw]) if low else high_schemes
    activities = []
    for pk in IDS:
        scheme = draw(schemes)
        of_raw = scheme.kind == SchemeKind.RAW
        results = {each: draw(outcomes) for each in people}
        activities.append(
            {
                "rules": ActivityRules(
                    pk,
                    scheme,
                    draw(st.sampled_from([Fr(1), Fr(2), Fr(1, 3)])),
                    draw(st.sampled_from([False, False, False, True])),
                ),
                "low": low if of_raw else draw(st.booleans()),
                "results": {each: result for each, result in results.items() if result is not None},
            }
        )
    overall = OverallRules(
        enabled=True,
        best=draw(st.sampled_from([None, None, 1, 2, 5])),
        minimum=draw(st.sampled_from([0, 0, 1, 2])),
        missing=draw(st.sampled_from(list(Absence))),
        dns=draw(st.sampled_from(list(Absence))),
        tie_breaks=draw(tie_breaks),
    )
    groups = GroupRules(
        enabled=True,
        mode=draw(st.sampled_from(list(GroupMode))),
        best=draw(st.sampled_from([1, 2])),
        minimum=draw(st.sampled_from([0, 1, 2])),
    )
    rules = StandingsRules(tuple(each["rules"] for each in activities), overall, groups)
    return people, activities, rules, low


def as_results(results):
    return [
        Result(pk, value) if isinstance(value, int) else Result(pk, None, Status(value))
        for pk, value in results.items()
    ]


def made(people, activities, rules):
    added = []
    for activity in activities:
        method = Method(lower_is_better=activity["low"])
        found = boards(as_results(activity["results"]), people, [], method)
        each, competing = activity["rules"], entrants(people.values(), method)
        gave = earned_by_all(found, each.scheme, method, competing, rules.overall.absences)
        added.append(ActivityEarned(each, method, gave))
    return added, make_standings(added, Competition(people, [], GROUPS, {}, HIGH), rules)


@settings(max_examples=120, deadline=None)
@given(competitions())
def test_the_engine_agrees_with_the_definitions(competition):
    people, activities, rules, low = competition
    expected, sums = model.places_of_totals(activities, people, rules, low)

    added, standings = made(people, activities, rules)

    assert standings.lowest == low
    for activity, ours in zip(activities, added, strict=True):
        assert {pk: each.place for pk, each in ours.earned.items()} == {
            pk: model.place(activity, people, pk) for pk in activity["results"]
        }
    placed = [row for board in standings.overall for row in board.placed]
    assert {row.total.person.participant_id: row.place for row in placed} == expected
    guests = [row.total for board in standings.overall for row in board.guests]
    below = [total for board in standings.overall for total in board.unclassified]
    totals = {
        total.person.participant_id: total
        for total in [*(row.total for row in placed), *guests, *below]
    }
    assert totals.keys() == sums.keys()
    for pk, each in sums.items():
        assert [one.points for one in totals[pk].contributions] == each.points
        assert (totals[pk].total, totals[pk].why_not == "") == (each.total, each.classified)
        counting = [each.points[nth] for nth in each.counting]
        chosen = [one.points for one in totals[pk].contributions if one.counts]
        assert sorted(chosen) == sorted(counting)
    check_groups(standings, model.group_totals(sums, people, rules, low), low)


def check_groups(standings, expected, low):
    rows = {row.group_id: row for row in standings.groups}
    for pk, (total, complete) in expected.items():
        assert (rows[pk].total, rows[pk].complete) == (total, complete)
        if complete:
            rivals = [other for other, is_complete in expected.values() if is_complete]
            ahead = sum(model.better(other, total, low) for other in rivals)
            assert rows[pk].place == ahead + 1
