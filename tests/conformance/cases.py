"""The cases of the corpus: read from their files, and made models that need no database."""

import csv
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

from events.models import Event

FOLDER = Path(__file__).with_name("cases")
PLACES = {"1224": Event.Places.STANDARD, "1223": Event.Places.DENSE}


def load_cases():
    """Every case of every file, with where it stands."""
    return [
        case | {"name": f"{path.stem}: {case['name']}"}
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text("utf-8"))
    ]


def published_decathlons():
    """The rows of decathlons.csv: name, where, ten marks, the total that was published."""
    text = FOLDER.with_name("decathlons.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def event_fields(case):
    written = case.get("event", {})
    return {
        "places": PLACES[written.get("places", "1224")],
        "ignores_gender": written.get("ignores_gender", False),
        "ignores_age": written.get("ignores_age", False),
        "date": date.fromisoformat(written.get("date", "2026-07-04")),
    }


def categories(case):
    return case.get("event", {}).get("categories", [])


def activity_fields(written):
    """What an `Activity` is made with."""
    fields = {"unit": "", "digits": False, **written, "evaluation_type": written["type"]}
    del fields["type"]
    if "choices" in fields:
        fields["choices"] = [
            {"label": label, "points": int(Fraction(points) * 1000)}
            for label, points in fields["choices"]
        ]
    return fields


def person_fields(written):
    """What a `Participant` is made with, but for the group."""
    born = written.get("born", "")
    return {
        "gender": written.get("gender", "F"),
        "age": written.get("age"),
        "birth_date": date.fromisoformat(born) if "-" in born else None,
        "birth_year": int(born) if born and "-" not in born else None,
        "status": "GUEST"
        if written.get("guest")
        else "WITHDRAWN"
        if written.get("withdrawn")
        else "COMPETING",
    }


def group_of(written):
    return written.get("group", "–")


def group_names(case):
    """Every group that somebody is in, or was."""
    people = case["participants"].values()
    names = {group_of(person) for person in people}
    return sorted(names.union(*(person.get("was_in", {}).values() for person in people)))


def contract_rules(case, ids):
    """The rules as the API takes them. ids: key of an activity -> its id."""
    written = case["rules"]
    overall = dict(written["overall"])
    overall["tie_breaks"] = [
        each if isinstance(each, str) else {"activity_id": ids[each["activity"]]}
        for each in overall.get("tie_breaks", [])
    ]
    activities = [
        {"activity_id": ids[each["activity"]], **{k: v for k, v in each.items() if k != "activity"}}
        for each in written["activities"]
    ]
    groups = written.get("groups", {"enabled": False, "mode": "SUM"})
    return {"activities": activities, "overall": overall, "groups": groups}


def exact_text(number):
    """ "7", "19/3": as the files write exact numbers; None as it is."""
    return None if number is None else str(Fraction(number))


def differences(expected, found):
    """Where what was found is not what a case expects; what it does not mention is free."""
    wrong = []
    for key, value in expected.items():
        if isinstance(value, dict) and key != "decided_by":
            wrong += [f"{key}.{each}" for each in differences(value, found.get(key, {}))]
        elif found.get(key) != value:
            wrong.append(f"{key}: expected {value!r}, found {found.get(key)!r}")
    return wrong
