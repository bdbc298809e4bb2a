"""Organisers read who gets nothing from tables of World Athletics, and how to mend it."""

from dataclasses import replace

import pytest
from django.urls import reverse

from scoring.points.rules import (
    ActivityRules,
    OverallKind,
    OverallRules,
    Scheme,
    SchemeKind,
    Sex,
    StandingsRules,
)
from scoring.standings.doubts import WithoutTable, without_table
from tests import make
from tests.scoring.points.arena import TABLE, person
from tests.scoring.standings.test_standings_pages import page

NAMES = {1: "Skok", 2: "1000 m", 3: "Kvíz"}
SHOWN = OverallRules(enabled=True)
NOBODY = WithoutTable()


def by_tables(discipline, sex=Sex.BY_GENDER):
    return Scheme(SchemeKind.WORLD_ATHLETICS, discipline=discipline, sex=sex)


@pytest.mark.parametrize(
    ("schemes", "overall", "expected"),
    [
        ([by_tables("long_jump")], SHOWN, WithoutTable(3, 2, ("Skok",))),
        (
            [by_tables("long_jump"), by_tables("1000m"), TABLE],
            SHOWN,
            WithoutTable(3, 2, ("Skok", "1000 m"), 1, ("1000 m",)),
        ),
        ([by_tables("long_jump", Sex.MEN), by_tables("1000m", Sex.MEN)], SHOWN, NOBODY),
        ([TABLE], SHOWN, NOBODY),
        ([by_tables("")], SHOWN, NOBODY),  # not chosen yet, and refused
        ([by_tables("long_jump")], OverallRules(), NOBODY),
        ([by_tables("long_jump")], replace(SHOWN, kind=OverallKind.MEDALS), NOBODY),
    ],
)
def test_who_has_no_table(schemes, overall, expected):
    """A girl, two boys, two of whom nothing is known, one of an own word, one who has withdrawn."""
    genders = ["F", "M", "M", "", "", "jiné"]
    people = [person(pk, gender=gender) for pk, gender in enumerate(genders, start=1)]
    people.append(person(9, gender="", is_withdrawn=True))
    rules = StandingsRules(
        tuple(ActivityRules(pk, scheme) for pk, scheme in enumerate(schemes, start=1)), overall
    )

    found = without_table(rules, people, NAMES)

    assert found == expected
    assert bool(found) is (expected != NOBODY)


def test_it_stands_on_the_pages_of_organisers(
    client, admin, evaluator, event, group, jump, put_in_force, participant
):
    kid = make.participant(group, display_name="Nikola", gender="", age=11)
    rules = StandingsRules((ActivityRules(jump.pk, by_tables("long_jump")),), SHOWN)
    put_in_force(rules)
    rules_page = reverse("scoring:standings-rules", args=[event.pk])
    sentence = (
        "1 participant is listed neither as a girl nor as a boy, and gets no points from the"
        " tables of World Athletics in: Skok daleký."
    )
    link = f"?event__id__exact={event.pk}&amp;gender__exact="

    client.force_login(evaluator)
    assert "World Athletics" not in client.get(page(event)).content.decode()
    client.force_login(admin)
    for address in (page(event), rules_page):
        text = client.get(address).content.decode()
        assert sentence in text
        assert link in text
    assert "1 participant is" not in client.get(f"{rules_page}?preset=places").content.decode()

    kid.gender = "F"
    kid.save()
    for address in (page(event), rules_page):
        assert sentence not in client.get(address).content.decode()
