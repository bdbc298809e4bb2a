"""What other rules would make of today's results is just what applying them makes."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.points.differences import Stand, differences
from scoring.points.rules import (
    ActivityRules,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
    TieBreak,
)
from scoring.standings.applying import apply_rules
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import current_version, rules_of
from scoring.standings.what_if import what_if
from tests import make
from tests.scoring.points.rules_strategies import applicable_rules

pytestmark = pytest.mark.django_db  # or a run of this file alone had no database

RUN = "10 10 11 dns 12 dq 9 10"
JUMP = "3 4 4 5 nm - 4 3"


@pytest.fixture(scope="module")
def camp(lasting):
    """Eight people of two genders and two groups, with ties and gaps; the first rules applied."""
    event = make.event(name="Tábor")
    run = make.activity(event, "TIME_LOW", name="Běh")
    jump = make.activity(event, name="Skok")
    make.activity(event, name="Nikdo")
    groups = [make.group(event, name=name) for name in ("Bobři", "Draci")]
    for number, (time, length) in enumerate(zip(RUN.split(), JUMP.split(), strict=True)):
        person = make.participant(
            groups[number % 2],
            display_name=f"Dítě {number}",
            gender="FM"[number % 3 > 1],
            age=8 + number // 2,
            status="GUEST" if number == 6 else "ACTIVE",
        )
        make.record(run, person, time)
        if length != "-":
            make.record(jump, person, length)
    apply_rules(event=event, rules=rules_of(event), places="DENSE", version=0, by=None)
    event.refresh_from_db()
    return event


def stands(standings):
    """Every place and total there is: of people by board, of groups."""
    people = {
        (board.gender, board.category, row.total.person.participant_id): Stand(
            row.place, row.total.total
        )
        for board in standings.overall
        for row in [*board.placed, *board.guests]
    } | {
        (board.gender, board.category, total.person.participant_id): Stand(None, total.total)
        for board in standings.overall
        for total in board.unclassified
    }
    groups = {row.group_id: Stand(row.place, row.total) for row in standings.groups}
    return people, groups


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_foreseen_is_what_becomes(camp, data):
    event = camp
    ids = list(event.activities.order_by("order", "pk").values_list("pk", flat=True))
    with transaction.atomic():
        for _change in range(2):
            rules = data.draw(applicable_rules(ids))
            places = data.draw(st.sampled_from(["STANDARD", "DENSE"]))
            number = current_version(event).number
            before = standings_of(event, rules_of(event), keeps=False)
            foreseen = what_if(event=event, rules=rules, places=places, version=number)
            found = foreseen.differences

            apply_rules(event=event, rules=rules, places=places, version=number, by=None)
            event.refresh_from_db()
            after = standings_of(event, rules_of(event), keeps=False)

            assert stands(foreseen.before) == stands(before)
            assert stands(foreseen.after) == stands(after)
            check_differences(found, stands(before), stands(after))
        transaction.set_rollback(True)
    event.refresh_from_db()


def check_differences(found, before, after):
    """They name all whose place changes and nobody else, with what it was and becomes."""
    moved = {
        (board.gender, board.category, row.person.participant_id): (row.before, row.after)
        for board in found.overall
        for row in board.rows
    }
    (old, old_groups), (new, new_groups) = before, after
    assert moved == {
        key: (old.get(key), new.get(key))
        for key in {**old, **new}
        if (key in old, key in old and old[key].place)
        != (key in new, key in new and new[key].place)
    }
    assert {row.group_id: (row.before, row.after) for row in found.groups} == {
        pk: (old_groups.get(pk), new_groups.get(pk))
        for pk in {**old_groups, **new_groups}
        if old_groups.get(pk) != new_groups.get(pk)
    }


def test_lots_are_drawn_with_the_first_version(camp):
    with transaction.atomic():
        camp.standings_versions.all().delete()
        ids = list(camp.activities.order_by("order", "pk").values_list("pk", flat=True))
        rules = StandingsRules(
            activities=(ActivityRules(ids[0], Scheme(SchemeKind.TABLE)),),
            overall=OverallRules(enabled=True, across_genders=True, tie_breaks=(TieBreak.LOT,)),
        )
        foreseen = what_if(event=camp, rules=rules, version=0)
        apply_rules(event=camp, rules=rules, version=0, by=None)
        camp.refresh_from_db()
        drawn = standings_of(camp, rules_of(camp), keeps=False)
        without = replace(rules_of(camp), overall=replace(rules.overall, tie_breaks=()))

        assert stands(foreseen.after) == stands(standings_of(camp, without, keeps=False))
        moved = differences(foreseen.after, drawn).overall[0].rows
        assert moved and all(row.after.place > row.before.place for row in moved)
        transaction.set_rollback(True)
    camp.refresh_from_db()
