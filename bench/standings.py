"""What standings cost to make, to bring up to date, and to read when nothing changed."""

import json
from collections.abc import Iterator
from functools import partial

from django.core.cache import cache

from accounts.models import User
from bench import floors
from bench.measure import Case, compare, nothing
from events.models import Activity, Event
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions
from scoring.points.rules import ActivityRules, OverallRules, Scheme, SchemeKind, StandingsRules
from scoring.standings.applying import apply_rules
from scoring.standings.standings_json import standings_json

TABLE = Scheme(SchemeKind.TABLE)


def standings_cases(event: Event, by: User, seconds: float) -> Iterator[Case]:
    """Three states of the cache, with 10-8-6-5-4-3-2-1 in every activity."""
    driver = floors.connect()
    ids = list(event.activities.values_list("pk", flat=True))
    rules = StandingsRules(
        tuple(ActivityRules(pk, TABLE) for pk in ids), OverallRules(enabled=True)
    )
    apply_rules(event=event, rules=rules, version=0, by=by)
    points = [int(each) for each in TABLE.table]
    people = floors.people_of(driver, event.pk)

    def ours():
        return standings_json(Versions.visible_to(by, event.pk))

    def floor(given=None):
        return floors.standings(driver, event.pk, ids, points, given)

    check_totals(ours(), floor())
    one = Activity.objects.filter(pk=ids[0])
    states = [
        ("standings, nothing at hand", floor, versioned_cache.clear),
        ("standings, one activity's results new", partial(floor, people), one.bump_results),
        ("standings, nothing new", lambda: cache.get("floor"), nothing),
    ]
    for state, floor_of_state, before in states:
        cache.set("floor", ours())
        name = f"{event.name}: {state}"
        yield compare(name, ours, floor_of_state, seconds=seconds, before_ours=before)
    driver.close()


def check_totals(ours: bytes, floor: bytes) -> None:
    """Both must have given everybody the same total and place."""
    found = {
        (row["participant_id"], row["rank"], round(float(row["total"]) * 1000))
        for board in json.loads(ours)["overall"]
        for row in board["rows"]
        if row["rank"]
    }
    expected = {
        (row["participant_id"], row["rank"], round(row["total"] * 1000))
        for board in json.loads(floor)["overall"]
        for row in board["rows"]
    }
    if found != expected:
        raise RuntimeError("The floor adds up to something else.")
