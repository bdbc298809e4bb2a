"""The corpus through the product: typed in, and read back from what its API and its export answer
and from what its pages show.

Cases of boards alone share an event. Of those with rules, which need an event each, every tenth is
taken; all of them with KLEPAK_EVERY_CASE=1, which takes a minute.
"""

import json
import os
from fractions import Fraction

import pytest

from accounts.models import User
from scoring.points.exact import decimal_text, exact
from scoring.standings_rules.deciding import decide_tie
from tests import make
from tests.conformance import recompute, recompute_standings
from tests.conformance.cases import differences, load_cases
from tests.conformance.page_tables import as_shown, found_on_pages
from tests.conformance.stage import Staged, found_in_standings, found_on_boards

EXACT = {"points", "totals", "groups"}
EVERY_NTH = 1 if os.environ.get("KLEPAK_EVERY_CASE") else 10


TIED = {
    "name": "A and B are tied, and in groups of their own",
    "activities": {"run": {"type": "NUMERIC_HIGH"}, "jump": {"type": "NUMERIC_HIGH"}},
    "participants": {"A": {"group": "1"}, "B": {"group": "2"}, "C": {"group": "2"}},
    "results": {"run": {"A": "3", "B": "2", "C": "1"}, "jump": {"A": "2", "B": "3", "C": "1"}},
    "rules": {
        "activities": [
            {"activity": key, "scheme": {"kind": "TABLE", "table": ["3", "2", "1"]}}
            for key in ("run", "jump")
        ],
        "overall": {"enabled": True},
        "groups": {"enabled": True, "mode": "SUM"},
    },
}


def chosen_cases():
    cases = load_cases()
    with_rules = [case for case in cases if "rules" in case]
    return [*together([case for case in cases if "rules" not in case]), *with_rules[::EVERY_NTH]]


def together(cases):
    """One case for all that have the same event: nobody is on a board without a result there."""
    merged = {}
    for nth, case in enumerate(cases):
        event = case.get("event", {})
        whole = merged.setdefault(
            json.dumps(event),
            {"name": "boards", "event": event, "activities": {}, "participants": {}, "results": {},
             "expected": {"places": {}, "values": {}}},
        )  # fmt: skip
        for key, written in case["activities"].items():
            name = f"{nth} {key}"
            whole["activities"][name] = written
            whole["results"][name] = renamed(case["results"].get(key, {}), nth)
            for kind, expected in whole["expected"].items():
                expected[name] = renamed(case["expected"].get(kind, {}).get(key, {}), nth)
        whole["participants"] |= renamed(case["participants"], nth)
    return list(merged.values())


def renamed(by_name, nth):
    return {f"{nth} {name}": value for name, value in by_name.items()}


def as_decimals(expected):
    """The same with exact numbers as the API rounds them: "19/3" is "6.333" there."""
    if isinstance(expected, dict):
        return {key: as_decimals(value) for key, value in expected.items()}
    if isinstance(expected, list):
        return [expected[0], as_decimals(expected[1])]
    return None if expected is None else decimal_text(exact(Fraction(expected)))


def through_the_product(case, staged, caller, reader):
    """Where the API, the export or a page say something else than the case."""
    address = f"/api/events/{staged.event.pk}"
    found = found_on_boards(caller.get(f"{address}/leaderboard?unranked=1").json())
    if "rules" in case:
        keys = {pk: key for key, pk in staged.ids.items()}
        found |= found_in_standings(caller.get(f"{address}/standings").json(), keys)
    expected = {
        key: as_decimals(value) if key in EXACT else value
        for key, value in case["expected"].items()
    }
    export = exported(caller, staged)
    on_pages = differences(as_shown(case["expected"]), found_on_pages(reader, staged))
    return [
        *differences(expected, found),
        *recompute.differences(export),
        *recompute_standings.differences(export),
        *(f"page: {each}" for each in on_pages),
    ]


def exported(caller, staged):
    return caller.get(f"/api/events/{staged.event.pk}/export?format=json").json()


@pytest.mark.django_db
def test_what_is_typed_in_becomes_what_every_case_expects(api, client):
    by = make.user(User.Role.SUPER_ADMIN)
    caller = api(by)
    client.force_login(by)

    wrong = {
        case["name"]: found
        for case in chosen_cases()
        if (found := through_the_product(case, Staged(case, by), caller, client))
    }

    assert wrong == {}


def test_what_people_decided_is_reckoned_anew_too(api, db):
    by = make.user(User.Role.SUPER_ADMIN)
    staged = Staged(TIED, by)
    tied = [staged.people[name].pk for name in ("B", "A")]
    decide_tie(event=staged.event, order=[[pk] for pk in tied], reason="Run-off", version=1, by=by)

    export = exported(api(by), staged)

    [board] = export["standings"]["overall"]
    assert [row["participant_id"] for row in board["rows"][:2]] == tied
    assert list(recompute_standings.differences(export)) == []


@pytest.mark.parametrize("part", ["overall", "groups"])
def test_a_place_that_is_wrong_is_found(api, db, part):
    by = make.user(User.Role.SUPER_ADMIN)
    export = exported(api(by), Staged(TIED, by))

    rows = export["standings"][part] if part == "groups" else export["standings"][part][0]["rows"]
    rows[-1]["place"] -= 1

    assert len(list(recompute_standings.differences(export))) == 1
