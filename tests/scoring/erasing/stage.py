"""An event that holds of its participants whatever can be held, and what is shown of it."""

import json
import random
from datetime import date
from fractions import Fraction

from django.test import Client

from scoring.boards.leaderboard import Versions
from scoring.exporting.event_json import export_dict
from scoring.points.rules import (
    ActivityRules,
    GroupRules,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
    TieBreak,
)
from scoring.publishing.changing import BoardChange, change_publication
from scoring.publishing.codes import code_of
from scoring.publishing.gate import GROUPS_ID, OVERALL_ID
from scoring.publishing.stored import possible_boards, publication_of
from scoring.standings.applying import apply_rules
from scoring.standings.standings_json import standings_json
from scoring.standings.stored_rules import current_version, number_of
from tests import make

BIRTHS = [date(2012, 3, 5), date(2012, 3, 9), date(2012, 11, 2), date(2013, 3, 5), date(2014, 6, 1)]


def competition(seed, by):
    """Two categories, two groups, three activities, results and statuses by chance; ties are
    decided by age. Boards of each state, one of them official before the last results came in.
    """
    chance = random.Random(seed)
    event = make.event(name="Hry", date=date(2026, 7, 4))
    make.age_category(event, 0, 12)
    make.age_category(event, 13, 99)
    groups = [make.group(event, name=name) for name in ("Bobři", "Draci")]
    people = []
    for number in range(14):
        birth = chance.choice([None, "year", *BIRTHS, *BIRTHS])
        born = {"birth_date": birth}
        if birth is None:
            born = {"age": chance.randint(11, 14)}
        elif birth == "year":
            born = {"birth_year": chance.randint(2012, 2014)}
        person = make.participant(
            chance.choice(groups),
            display_name=f"Xaver{number} Ypsilon",
            last_name="Ypsilon",
            external_id=f"reg-{number}",
            gender=chance.choice("FM"),
            status=chance.choice(["COMPETING"] * 8 + ["GUEST"]),
            is_hidden=chance.random() < 0.1,
            metadata={"škola": "ZŠ Zelená"},
            **born,
        )
        people.append(person)
    activities = [make.activity(event, "NUMERIC_HIGH") for _ in range(3)]
    enter(chance, activities, people, by)
    table = Scheme(SchemeKind.TABLE, table=tuple(map(Fraction, (5, 3, 1))))
    rules = StandingsRules(
        activities=tuple(ActivityRules(each.pk, table) for each in activities),
        overall=OverallRules(enabled=True, tie_breaks=(TieBreak.COUNT_BACK, TieBreak.YOUNGER)),
        groups=GroupRules(enabled=True),
    )
    apply_rules(event=event, rules=rules, version=number_of(current_version(event)), by=by)
    boards = [*possible_boards(event), OVERALL_ID, GROUPS_ID]
    states = [chance.choice(["PUBLISHED", "OFFICIAL", "CLOSED"]) for _ in boards[:-2]]
    states += ["PUBLISHED", "OFFICIAL"]
    change_publication(
        event=event,
        version=publication_of(event).version,
        fields={"is_public": True},
        boards=[BoardChange(*each) for each in zip(boards, states, strict=True)],
        by=by,
    )
    enter(chance, activities, people[:6], by)  # official boards do not see these
    return event


def enter(chance, activities, people, by):
    texts = ["1", "2", "3", "4", "DNF", "DQ (přešlap Xavera)", "DNS"]
    for activity in activities:
        for person in people:
            if chance.random() < 0.8:
                make.record(activity, person, chance.choice(texts), by=by)


def all_that_is_shown(event, by):
    """Boards, standings and public answers, with participants by their ids in place of names."""
    export = export_dict(event.pk)
    measured = [
        {name: each[name] for name in each if name not in {"typed", "reason"}}
        for each in export["results"]
    ]
    categories = {each["id"]: each["age_category"] for each in export["participants"]}
    standings = json.loads(standings_json(Versions.visible_to(by, event.pk)))
    return {
        "measured": sorted(map(str, measured)),
        "categories": categories,
        "boards": [
            {**board, "rows": sorted(map(str, board["rows"]))} for board in export["boards"]
        ],
        "standings": _sorted_standings(export["standings"]),
        "api": sorted(
            (row["participant_id"], row["rank"], row["total"], str(row["activities"]))
            for board in standings["overall"]
            for kind in ("rows", "guests")
            for row in board[kind]
        ),
        "public": _public(event),
    }


def _sorted_standings(standings):
    overall = [{**board, "rows": sorted(map(str, board["rows"]))} for board in standings["overall"]]
    return {**standings, "overall": overall}


def _public(event):
    publication = publication_of(event)
    ids = {
        code_of(publication.code_key, -person.pk if person.erased_at else person.pk): person.pk
        for person in event.participants.all()
    }
    path = f"/api/public/events/{publication.slug}"
    found = []
    boards = Client().get(path).json()["boards"]
    standings = Client().get(f"{path}/standings").json()
    for board in [*boards, *standings["overall"]]:
        of_board = board.get("activity_id"), board["gender"], board["age_category_name"]
        for kind in ("rows", "guests", "unranked"):
            for row in board.get(kind, ()):
                shown = row.get("rank"), row.get("status"), row.get("total")
                found.append((of_board, kind, ids[row["code"]], shown, row.get("display_value")))
    return sorted(found, key=str), standings["groups"]


def every_cell():
    """All that the database holds, as one text: every column of every table."""
    from django.apps import apps
    from django.db import models

    texts = []
    for model in apps.get_models(include_auto_created=True):
        for row in models.QuerySet(model).values_list():
            texts += [
                bytes(value).decode("utf-8", "replace")
                if isinstance(value, bytes | memoryview)
                else json.dumps(value, ensure_ascii=False, default=str)
                for value in row
            ]
    return "\n".join(texts)
