"""What somebody lacks for the next place overall, as a result in one activity."""

from scoring.engine.marks import Rule
from scoring.points.rules import Scheme, SchemeKind
from scoring.points.world_athletics import DISCIPLINES, points_for
from scoring.why.total_trace import total_trace
from tests.scoring.points.arena import LOW, SHOWN, TABLE, Arena, people_of, person

SPRINT = Scheme(SchemeKind.WORLD_ATHLETICS, discipline="100m")
JUMP = Scheme(SchemeKind.WORLD_ATHLETICS, discipline="long_jump")
MARKS = {1: Rule("TIME_LOW"), 2: Rule("NUMERIC_HIGH", unit="m")}


def lacking(*activities):
    """The steps after the place of the second of two boys."""
    arena = Arena(people_of(person(1, gender="M"), person(2, gender="M")), *activities)
    standings = arena.standings(SHOWN)
    [board] = standings.overall
    steps = total_trace(board, 2, standings.rules, {1: "Sprint", 2: "Jump"}, MARKS, lowest=False)
    return [(each.step, each.value, each.sentence) for each in steps if "next" in each.step]


def test_a_result_by_the_tables_that_would_do():
    sprint, jump = DISCIPLINES["100m"].men, DISCIPLINES["long_jump"].men
    assert points_for(7800, jump) - points_for(7700, jump) == 25
    assert points_for(10450, sprint) < points_for(10550, sprint) + 25 <= points_for(10440, sprint)

    steps = lacking(("10.55 10.55", SPRINT, {"method": LOW}), ("7.8 7.7", JUMP))

    assert steps == [
        ("next", "25", "25 points more would be as good as place 1."),
        ("next_result", "10.44", "In Sprint alone that would be 10.44 s instead of 10.55 s."),
    ]


def test_of_other_points_nothing_more_is_known():
    assert [step for step, *_rest in lacking(("8 7", TABLE), ("8 7", TABLE))] == ["next"]
