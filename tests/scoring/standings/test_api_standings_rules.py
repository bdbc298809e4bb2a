"""The rules of standings, as calls of the API: read, tried out, changed, refused."""

import copy

import pytest

from scoring.models import StandingsVersion
from scoring.points.rules import SchemeKind
from scoring.standings.stored_rules import rules_of
from tests import make

MIXED = ["activities.0.scheme.kind"]
TABLE = {"kind": "TABLE", "table": ["10", "8.5", "6"], "tied": "FULL"}


@pytest.fixture
def jump(event):
    return make.activity(event, name="Skok", unit="m")


@pytest.fixture
def people(group, other_group, activity, jump):
    """Ema wins the run, Iva the jump."""
    ema, iva = (
        make.participant(where, display_name=name, gender="F", age=11)
        for name, where in [("Ema", group), ("Iva", other_group)]
    )
    for person, run, length in [(ema, "10", "3"), (iva, "11", "4")]:
        make.record(activity, person, run)
        make.record(jump, person, length)
    return ema, iva


@pytest.fixture
def calls(api, admin, event):
    """calls.get() and calls.put(body, query) -> the answer."""
    client = api(admin)
    path = f"/api/events/{event.pk}/standings-rules"

    class Calls:
        def get(self):
            return client.get(path)

        def put(self, body, query=""):
            return client.put(f"{path}{query}", body, format="json")

    return Calls()


def body(activity, jump, **overall):
    return {
        "activities": [
            {"activity_id": activity.pk, "scheme": copy.deepcopy(TABLE), "weight": "2"},
            {"activity_id": jump.pk, "scheme": {"kind": "TABLE", "table": ["7", "1"]}},
        ],
        "overall": {"enabled": True, **overall},
        "groups": {"enabled": True},
        "version": 0,
    }


def test_rules_are_read_changed_and_read_back(calls, event, activity, jump):
    nothing = {"weight": "1", "mandatory": False, "scheme": {"kind": "NONE"}}
    first = calls.get().json()
    assert first == {
        "places": "1224",
        "activities": [{"activity_id": pk, **nothing} for pk in (activity.pk, jump.pk)],
        "overall": {
            "enabled": False,
            "kind": "POINTS",
            "across_genders": False,
            "across_ages": False,
            "best": None,
            "minimum": 0,
            "missing": "ZERO",
            "dns": "ZERO",
            "tie_breaks": [],
        },
        "groups": {
            "enabled": False,
            "mode": "SUM",
            "best": None,
            "minimum": 0,
            "group": "AT_ENTRY",
        },
        "version": 0,
    }

    linear = {"kind": "LINEAR", "base_points": "0", "base": "1.5", "step": "0.05", "low": "0"}
    changed = copy.deepcopy(first)
    changed["places"] = "1223"
    changed["activities"][0] = {
        "activity_id": activity.pk,
        "weight": "0.5",
        "mandatory": True,
        "scheme": TABLE,
    }
    changed["activities"][1]["scheme"] = linear | {"high": None}
    changed["overall"] |= {"enabled": True, "best": 1}
    changed["overall"]["tie_breaks"] = ["COUNT_BACK", {"activity_id": jump.pk}, "LOT"]
    changed["groups"] |= {"enabled": True, "mode": "BEST", "best": 5, "group": "TODAY"}
    answer = calls.put(changed | {"reason": "dohodnuto"})

    assert answer.status_code == 200
    assert answer.json() == changed | {"version": 1}
    assert calls.get().json() == answer.json()
    assert StandingsVersion.objects.get().reason == "dohodnuto"
    # As it was read it goes back, and changes nothing.
    assert calls.put(calls.get().json()).json() == answer.json()


def test_numbers_may_come_as_numbers_and_what_is_left_out_gives_nothing(calls, event, jump):
    sent = {
        "activities": [{"activity_id": jump.pk, "weight": 1.5, "scheme": {"kind": "RAW"}}],
        "overall": {"enabled": True},
        "groups": {"enabled": False},
        "version": 0,
    }
    late = make.activity(event, name="Hod")

    assert calls.put(sent).json()["activities"][0]["weight"] == "1.5"
    assert [each.scheme.kind for each in rules_of(event).activities] == [
        SchemeKind.RAW,
        SchemeKind.NONE,
    ]
    assert rules_of(event).activities[1].activity_id == late.pk


@pytest.mark.parametrize("query", ["?dry_run=true", ""])
def test_a_dry_run_answers_who_moves_and_changes_nothing(calls, activity, jump, people, query):
    ema, iva = people
    sent = body(activity, jump)
    calls.put(sent)
    # Ema has 2·10 + 1, Iva 2·8.5 + 7; without the jump Ema leads.
    assert calls.get().json()["version"] == 1

    sent["activities"][1]["scheme"] = {"kind": "NONE"}
    answer = calls.put(sent | {"version": 1, "dry_run": not query}, query)

    assert answer.status_code == 200
    persons = {
        ema.pk: ("Ema", "Bobři", (2, "21"), (1, "20")),
        iva.pk: ("Iva", "Draci", (1, "24"), (2, "17")),
    }
    rows = [
        {
            "participant_id": pk,
            "display_name": name,
            "group_name": group,
            "before": dict(zip(("rank", "total"), before, strict=True)),
            "after": dict(zip(("rank", "total"), after, strict=True)),
        }
        for pk, (name, group, before, after) in persons.items()
    ]
    assert answer.json()["version"] == 1
    assert answer.json()["doubts"] == []
    nobody = sent | {"version": 1, "dry_run": True, "overall": {"enabled": False}}
    nobody["groups"] = {"enabled": False}
    [doubt] = calls.put(nobody).json()["doubts"]
    assert "no standings at all" in doubt
    found = answer.json()["differences"]
    assert found["overall"] == [{"gender": "F", "age_category_name": "All", "rows": rows}]
    assert [
        (row["group_name"], row["before"]["rank"], row["after"]["rank"]) for row in found["groups"]
    ] == [("Bobři", 2, 1), ("Draci", 1, 2)]
    assert calls.get().json()["version"] == 1


def test_a_page_that_is_not_of_now_is_a_conflict(calls, activity, jump):
    sent = body(activity, jump)
    assert calls.put(sent).status_code == 200
    for query in ("", "?dry_run=1"):
        answer = calls.put(sent | {"overall": {"enabled": False}}, query)
        assert answer.status_code == 409
        assert "changed by a colleague" in answer.json()["detail"]
    assert calls.get().json()["overall"]["enabled"] is True


WRONG = [
    ("version", None, ["version"]),
    ("version", -1, ["version"]),
    ("places", "1225", ["places"]),
    ("activities", None, ["activities"]),
    ("activities", {"activity_id": 1}, ["activities"]),
    ("activities.0.activity_id", 10**30, ["activities.0.activity_id"]),
    ("activities.0.weight", "-1", ["activities.0.weight"]),
    ("activities.0.weight", "NaN", ["activities.0.weight"]),
    ("activities.0.weight", "1e400", ["activities.0.weight"]),
    ("activities.0.weight", "0.0000001", ["activities.0.weight"]),
    ("activities.0.scheme", {"kind": "LOVE"}, ["activities.0.scheme.kind"]),
    ("activities.0.scheme.table", [], ["activities.0.scheme.table"]),
    ("activities.0.scheme.table", ["-1"], ["activities.0.scheme.table"]),
    ("activities.0.scheme.table", ["1"] * 101, ["activities.0.scheme.table"]),
    ("activities.0.scheme.table", ["x"], ["activities.0.scheme.table.0"]),
    ("activities.1.scheme", {"kind": "WORLD_ATHLETICS"}, ["activities.1.scheme.discipline"]),
    ("overall.best", 0, ["overall.best"]),
    ("overall.missing", "ONE", ["overall.missing"]),
    ("overall.tie_breaks", ["LUCK"], ["overall.tie_breaks.0"]),
    ("overall.tie_breaks", [{"activity_id": 1, "x": 2}], ["overall.tie_breaks.0"]),
    ("overall.tie_breaks", [{"activity_id": 10**9}], ["overall.tie_breaks.0"]),
    ("overall.tie_breaks", [{"activity_id": "x"}], ["overall.tie_breaks.0"]),
    ("groups.mode", "BEST", ["groups.best"]),
    ("reason", "x" * 501, ["reason"]),
    ("reason", "a\u0000b", ["reason"]),
    ("dry_run", "perhaps", ["dry_run"]),
    ("activities.0.scheme", {"kind": "PLACES"}, [*MIXED, "overall.dns", "overall.missing"]),
]
"""Where it is wrong, what is there, and the fields that the answer names."""


def test_what_does_not_fit_is_refused_by_its_field(calls, activity, jump):
    """A real change and a dry run refuse the same, and nothing is kept."""
    for path, value, errors in WRONG:
        sent = body(activity, jump)
        *parents, last = path.split(".")
        target = sent
        for name in parents:
            target = target[int(name) if name.isdecimal() else name]
        target[last] = value
        for query in ("", "?dry_run=true"):
            answer = calls.put(sent, query)
            assert (answer.status_code, sorted(answer.json()["errors"])) == (422, errors), path
    assert not StandingsVersion.objects.exists()


def test_an_activity_of_another_event_or_twice_is_refused(calls, activity, jump):
    elsewhere = make.activity(make.event())
    for other in (elsewhere, activity):
        sent = body(activity, jump)
        sent["activities"][1]["activity_id"] = other.pk
        answer = calls.put(sent)
        assert answer.status_code == 422
        assert "activities.1.activity_id" in answer.json()["errors"]


def test_an_archived_event_is_only_read(calls, event, activity, jump):
    event.status = "ARCHIVED"
    event.save()

    assert calls.get().status_code == 200
    for query in ("", "?dry_run=true"):
        assert calls.put(body(activity, jump), query).status_code == 400
