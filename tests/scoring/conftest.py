"""Somebody of another group, the shortest way to send a result, and a small competition with
overall and group standings whose every number is reckoned by hand.
"""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.test import Client

from scoring.ledger import records
from scoring.models import Publication
from scoring.points.rules import (
    ActivityRules,
    GroupMode,
    GroupRules,
    OverallKind,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
    TieBreak,
)
from scoring.publishing.changing import BoardChange, change_publication
from scoring.publishing.gate import BOARD, GROUPS_ID, OVERALL_ID, BoardId
from scoring.publishing.stored import publication_of
from scoring.standings.applying import apply_rules
from scoring.standings.stored_rules import current_version, number_of
from tests import make

TEN_EIGHT_SIX = Scheme(SchemeKind.TABLE, table=tuple(map(Fraction, (10, 8, 6))))


@pytest.fixture
def other(other_group):
    return make.participant(other_group, display_name="Řehoř Žižka", gender="M", age=11)


@pytest.fixture
def submit(activity, evaluator):
    """Submit to `activity` as `evaluator`, unless told otherwise; returns the verdicts."""

    def call(*submissions, activity=activity, by=evaluator, source="FORM", **fields):
        return records.submit(
            activity=activity, submissions=submissions, by=by, source=source, **fields
        )

    return call


@pytest.fixture
def put_in_force(event, admin):
    """put_in_force(rules): the event's rules from now on."""

    def call(rules):
        number = number_of(current_version(event))
        apply_rules(event=event, rules=rules, version=number, by=admin)

    return call


@pytest.fixture
def jump(event):
    return make.activity(event, "NUMERIC_HIGH", name="Skok daleký", unit="m", combine="BEST")


@pytest.fixture
def rules(activity, jump):
    """10-8-6 in the sprint and in the jump, count-back, groups by their best two."""
    return StandingsRules(
        activities=(
            ActivityRules(activity.pk, TEN_EIGHT_SIX),
            ActivityRules(jump.pk, TEN_EIGHT_SIX),
        ),
        overall=OverallRules(enabled=True, tie_breaks=(TieBreak.COUNT_BACK,)),
        groups=GroupRules(enabled=True, mode=GroupMode.BEST, best=2),
    )


@pytest.fixture
def kids(event, group, other_group, participant, activity, jump):
    """Four girls in two groups, and a guest. Sprint: Štěpánka 1st, Anna and Běla 2nd, Cilka none;
    jump: Cilka 1st, Anna 2nd, Štěpánka NM, Běla nothing yet.
    """
    found = {"Štěpánka": participant}
    for name, home in (("Anna", group), ("Běla", other_group), ("Cilka", other_group)):
        found[name] = make.participant(home, display_name=f"{name} Malá", gender="F", age=12)
    found["Host"] = make.participant(
        group, display_name="Hostka Cizí", gender="F", age=12, status="GUEST"
    )
    typed = {
        activity: {"Štěpánka": "9.42", "Anna": "9.50", "Běla": "9.50", "Host": "9.45"},
        jump: {"Cilka": "4,10 x 4,25", "Anna": "4.20", "Štěpánka": "x x x"},
    }
    for where, results in typed.items():
        for name, text in results.items():
            make.record(where, found[name], text)
    return found


@pytest.fixture
def standing(kids, rules, put_in_force):
    """The competition with its rules in force; gives the participants by their first name."""
    put_in_force(rules)
    return kids


@pytest.fixture
def by_medals(rules):
    return replace(
        rules,
        overall=replace(rules.overall, kind=OverallKind.MEDALS),
        groups=GroupRules(enabled=True),
    )


@pytest.fixture
def publish(event, admin):
    """publish(sprint="OFFICIAL", names="FIRST"): boards of girls by their activity, overall and
    groups, and whatever else is decided; returns the publication.
    """

    def call(*activities, state="PUBLISHED", hold_until=None, reason="", at=None, **fields):
        named = {"overall": OVERALL_ID, "groups": GROUPS_ID}
        boards = [
            BoardChange(BoardId(BOARD, activity.pk, "F", "All"), state, hold_until)
            for activity in activities
        ]
        boards += [BoardChange(named[name], fields.pop(name)) for name in named if name in fields]
        return change_publication(
            event=event,
            version=publication_of(event).version,
            fields={"is_public": True, **fields},
            boards=boards,
            reason=reason,
            by=admin,
            at=at,
        )

    return call


@pytest.fixture
def publication(event) -> Publication:
    return publication_of(event)


@pytest.fixture
def visit(publication):
    """visit("p/abc/", board="3"): what anybody gets below the event's public address."""

    def call(part="", **query):
        publication.refresh_from_db()
        return Client().get(f"/r/{publication.slug}/{part}", query)

    return call
