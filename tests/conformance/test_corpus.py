"""Every case of the corpus, by the engine alone and by the whole product."""

import ast
import sys
from dataclasses import replace

import pytest

from events.ages.ages import age_of
from events.ages.bands import Band
from events.models import Activity, Event
from scoring.engine.ranking import BoardPerson, Result, boards, category_of
from scoring.engine.values import canonical, parse
from scoring.points.rules import ActivityTieBreak
from scoring.points.schemes import earned_by_all, entrants
from scoring.points.standings import Competition, make_standings
from scoring.points.totals import ActivityEarned
from scoring.rules.activity_rules import method_of, rule_of, switches_of
from scoring.standings.stored_rules import read_rules
from tests.conformance.cases import (
    FOLDER,
    activity_fields,
    categories,
    contract_rules,
    differences,
    event_fields,
    exact_text,
    group_names,
    group_of,
    load_cases,
    person_fields,
    published_decathlons,
)

FEWEST_CASES = 150


class ByTheEngine:
    """One case, worked out by the pure engine: nothing is stored."""

    def __init__(self, case):
        self.case, self.event = case, Event(**event_fields(case))
        self.bands = [Band(*each) for each in categories(case)]
        self.ids = {key: nth for nth, key in enumerate(case["activities"], start=1)}
        self.groups = {name: nth for nth, name in enumerate(group_names(case), start=1)}
        self.people = {
            nth: self.person(nth, name, written)
            for nth, (name, written) in enumerate(case["participants"].items(), start=1)
        }
        self.number = {person.name: pk for pk, person in self.people.items()}
        self.models = {
            key: Activity(event=self.event, **activity_fields(written))
            for key, written in case["activities"].items()
        }
        self.boards = {key: self.boards_of(key) for key in self.ids}

    def person(self, nth, name, written):
        fields = person_fields(written)
        age = age_of(fields["birth_date"], fields["birth_year"], fields["age"], self.event.ages_on)
        day, year = fields["birth_date"], fields["birth_year"]
        return BoardPerson(
            participant_id=nth,
            name=name,
            sorts_as=name,
            group=group_of(written),
            gender=fields["gender"],
            age=age,
            category=category_of(age, self.bands),
            is_guest=fields["status"] == "GUEST",
            is_withdrawn=fields["status"] == "WITHDRAWN",
            group_id=self.groups[group_of(written)],
            born=(day.year, day.month, day.day) if day else (year,) if year else (),
        )

    def boards_of(self, key):
        rule = rule_of(self.models[key])
        marks = {
            self.number[name]: parse(text, rule)
            for name, text in self.case["results"].get(key, {}).items()
        }
        results = [Result(pk, mark.value, mark.status, mark.attempts) for pk, mark in marks.items()]
        method = method_of(self.models[key], self.event)
        return boards(results, self.people, self.bands, method)

    def standings(self):
        """(what each activity gave by its id, the standings)."""
        rules = read_rules(contract_rules(self.case, self.ids))
        rules = replace(rules, activities=rules.counting)
        keys = {pk: key for key, pk in self.ids.items()}
        added = []
        for each in rules.activities:
            key = keys[each.activity_id]
            method = method_of(self.models[key], self.event)
            competing = entrants(self.people.values(), method)
            absences = rules.overall.absences
            gave = earned_by_all(self.boards[key], each.scheme, method, competing, absences)
            added.append(ActivityEarned(each, method, gave))
        moved = {
            (self.ids[key], self.number[name]): self.groups[group]
            for name, written in self.case["participants"].items()
            for key, group in written.get("was_in", {}).items()
        }
        names = {pk: name for name, pk in self.groups.items()}
        competition = Competition(self.people, self.bands, names, moved, switches_of(self.event))
        return make_standings(added, competition, rules)

    def found(self):
        """All that a case can expect, in its words."""
        found = {"places": {}, "values": {}}
        for key, of_activity in self.boards.items():
            rule = rule_of(self.models[key])
            placed = [row for board in of_activity for row in board.placed]
            unplaced = [row for board in of_activity for row in board.unplaced]
            found["places"][key] = {
                row.person.name: f"({row.place})" if row.person.is_guest else row.place
                for row in placed
            } | {row.person.name: str(row.status) for row in unplaced}
            found["values"][key] = {
                row.person.name: canonical(row.value, rule)
                for row in [*placed, *unplaced]
                if row.value is not None
            }
        return found | self.found_in_standings() if "rules" in self.case else found

    def found_in_standings(self):
        standings = self.standings()
        placed = [row for board in standings.overall for row in board.placed]
        guests = [row for board in standings.overall for row in board.guests]
        below = [total for board in standings.overall for total in board.unclassified]
        totals = [row.total for row in [*placed, *guests]] + below
        keys = {pk: key for key, pk in self.ids.items()}
        points = {key: {} for key in self.ids}
        for total in totals:
            for each in total.contributions:
                points[keys[each.activity_id]][total.person.name] = exact_text(each.points)
        return {
            "points": points,
            "totals": {total.person.name: exact_text(total.total) for total in totals},
            "overall": {row.total.person.name: row.place for row in placed}
            | {row.total.person.name: f"({row.place})" for row in guests}
            | {total.person.name: None for total in below},
            "decided_by": {
                row.total.person.name: self.criterion(row.decided_by, keys)
                for row in placed
                if row.decided_by
            },
            "groups": {row.name: [row.place, exact_text(row.total)] for row in standings.groups},
        }

    @staticmethod
    def criterion(decided_by, keys):
        if isinstance(decided_by, ActivityTieBreak):
            return keys[decided_by.activity_id]
        return str(decided_by)


def test_the_engine_finds_what_every_case_expects():
    cases = load_cases()

    wrong = {
        case["name"]: found
        for case in cases
        if (found := differences(case["expected"], ByTheEngine(case).found()))
    }

    assert wrong == {}
    assert len(cases) >= FEWEST_CASES


def test_every_case_has_a_source_and_expects_something_of_everybody():
    for case in load_cases():
        assert len(case["source"]) > 10, case["name"]
        expected = case["expected"]
        named = {
            name
            for key, of_key in expected.items()
            for name in (
                [each for inner in of_key.values() for each in inner]
                if key in ("places", "values", "points")
                else of_key
            )
        }
        assert named >= set(case["participants"]) - group_only(case), case["name"]


def test_published_decathlons_are_those_of_the_file():
    published = {row["name"]: row for row in published_decathlons()}
    cases = [case for case in load_cases() if case["source"].startswith("decathlons.csv")]

    for case in cases:
        for key, texts in case["results"].items():
            rule = rule_of(Activity(event=Event(), **activity_fields(case["activities"][key])))
            for name, text in texts.items():
                assert parse(text, rule) == parse(published[name][key], rule), (name, key)
        for name, total in case["expected"].get("totals", {}).items():
            assert total == published[name]["published"], name

    assert {name for case in cases for name in case["participants"]} == set(published)
    assert all(len(case["activities"]) == 10 for case in cases)


def group_only(case):
    """Who is in a case for their group's sake, or to be left out of a board."""
    has_result = {name for of_activity in case["results"].values() for name in of_activity}
    people = set(case["participants"])
    return people if "groups" in case["expected"] else people - has_result


@pytest.mark.parametrize("program", ["recompute.py", "recompute_standings.py"])
def test_a_program_that_reckons_anew_is_short_and_nobodys_but_its_own(program):
    source = FOLDER.with_name(program).read_text("utf-8")
    imported = {
        name
        for node in ast.walk(ast.parse(source))
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }

    assert imported <= sys.stdlib_module_names
    assert len(source.splitlines()) <= 150
