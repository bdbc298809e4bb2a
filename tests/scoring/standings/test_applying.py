"""Rules of standings in force: one version after another, by one person at a time."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditLog
from events.life.copying import copy_event
from events.life.lifecycle import change_status
from events.parts.writes import delete_activity
from scoring.models import StandingsVersion
from scoring.points.rules import (
    Absence,
    ActivityRules,
    ActivityTieBreak,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
    TieBreak,
    TieDecision,
)
from scoring.standings.applying import apply_rules, undo_rules
from scoring.standings.stored_rules import rules_of
from tests import make
from tests.threads import at_once


@pytest.fixture
def jump(event):
    return make.activity(event, name="Skok")


@pytest.fixture
def by_places(activity, jump):
    return StandingsRules(
        activities=(
            ActivityRules(activity.pk, Scheme(SchemeKind.PLACES), weight=Fraction(5, 2)),
            ActivityRules(jump.pk, Scheme(SchemeKind.PLACES), mandatory=True),
        ),
        overall=OverallRules(
            enabled=True,
            missing=Absence.LAST_PLUS_ONE,
            dns=Absence.OUT,
            tie_breaks=(ActivityTieBreak(jump.pk), TieBreak.LOT),
        ),
    )


def refusal(service, **arguments):
    with pytest.raises(ValidationError) as caught:
        service(**arguments)
    return caught.value


def stored(event):
    """(number, reason, who) of each version, the newest first."""
    rows = event.standings_versions.values_list("number", "reason", "made_by__full_name")
    return list(rows)


def test_versions_follow_each_other_with_reasons_and_one_seed(event, by_places, admin):
    assert rules_of(event).lot_seed == ""
    before = event.version
    first = apply_rules(
        event=event, rules=by_places, version=0, reason="  dohodnuto \n na poradě ", by=admin
    )
    seed = rules_of(event).lot_seed
    event.refresh_from_db()

    assert event.version > before
    assert len(seed) == 32
    assert rules_of(event) == replace(by_places, lot_seed=seed)

    shuffled = replace(by_places, lot_seed="mine", overall=replace(by_places.overall, best=1))
    second = apply_rules(event=event, rules=shuffled, places="DENSE", version=1, by=admin)
    same = apply_rules(event=event, rules=shuffled, places="DENSE", version=2, by=admin)

    assert (first.number, second.number, same.pk) == (1, 2, second.pk)
    assert rules_of(event) == replace(shuffled, lot_seed=seed)
    assert stored(event) == [
        (2, "", "Adam Pořadatel"),
        (1, "dohodnuto na poradě", "Adam Pořadatel"),
    ]
    rows = AuditLog.objects.order_by("pk").values_list("action", "detail", "changes")
    assert list(rows) == [
        (
            "APPLY_STANDINGS_RULES",
            "Tábor 2026: version 1 of the rules of standings, because: dohodnuto na poradě",
            {},
        ),
        (
            "APPLY_STANDINGS_RULES",
            "Tábor 2026: version 2 of the rules of standings",
            {"places": ["STANDARD", "DENSE"]},
        ),
    ]


def test_undoing_is_a_version_too_and_brings_the_places_back(event, by_places, admin):
    apply_rules(event=event, rules=by_places, places="DENSE", version=0, by=admin)
    undone = undo_rules(event=event, version=1, by=admin)
    event.refresh_from_db()

    assert (undone.number, event.places) == (2, "STANDARD")
    assert not rules_of(event).has_standings
    assert "undone, which made version 2" in AuditLog.objects.first().detail

    undo_rules(event=event, version=2, by=admin)
    event.refresh_from_db()
    assert event.places == "DENSE"
    assert rules_of(event).overall == by_places.overall


def test_who_has_not_seen_the_last_version_changes_nothing(event, by_places, admin):
    assert refusal(undo_rules, event=event, version=0, by=admin).messages == [
        "The event has no rules of standings yet that could be undone."
    ]
    apply_rules(event=event, rules=by_places, version=0, by=admin)
    newer = replace(by_places, overall=OverallRules(enabled=True, missing=Absence.OUT))
    for service, arguments in [(apply_rules, {"rules": newer}), (undo_rules, {})]:
        for version in (0, 2):
            found = refusal(service, event=event, version=version, by=admin, **arguments)
            assert found.code == "conflict"
    assert stored(event) == [(1, "", "Adam Pořadatel")]


def test_what_does_not_fit_is_refused_by_field(event, by_places, admin):
    wrong = replace(by_places, overall=replace(by_places.overall, missing=Absence.ZERO, best=0))
    found = refusal(apply_rules, event=event, rules=wrong, version=0, by=admin)
    assert set(found.message_dict) == {"overall.best", "overall.missing"}

    for field, arguments in {
        "reason": {"reason": "x" * 501},
        "places": {"places": "FAIR"},
    }.items():
        found = refusal(apply_rules, event=event, rules=by_places, version=0, by=admin, **arguments)
        assert list(found.message_dict) == [field]
    assert (
        "reason"
        in refusal(
            apply_rules, event=event, rules=by_places, version=0, reason="a\0", by=admin
        ).message_dict
    )

    change_status(event=event, status="ARCHIVED", by=admin)
    assert (
        refusal(apply_rules, event=event, rules=by_places, version=0, by=admin).code == "archived"
    )
    assert not StandingsVersion.objects.exists()


def test_a_deleted_activity_drops_out_and_a_new_one_gives_nothing(event, by_places, jump, admin):
    apply_rules(event=event, rules=by_places, version=0, by=admin)
    delete_activity(activity=jump, by=admin)
    new = make.activity(event, name="Hod")

    read = rules_of(event)
    assert read.activities == (by_places.activities[0], ActivityRules(new.pk))
    assert read.overall.tie_breaks == (TieBreak.LOT,)


def test_undoing_into_what_does_not_fit_any_more_is_refused(event, by_places, jump, admin):
    sums = replace(
        by_places,
        activities=(ActivityRules(jump.pk, Scheme(SchemeKind.RAW)),),
        overall=OverallRules(enabled=True),
    )
    apply_rules(event=event, rules=sums, version=0, by=admin)
    apply_rules(event=event, rules=by_places, version=1, by=admin)
    jump.evaluation_type = "BOOLEAN"
    jump.save()

    assert "passed or failed" in refusal(undo_rules, event=event, version=2, by=admin).messages[0]
    assert stored(event)[0][0] == 2


def test_a_copied_event_has_the_rules_for_its_own_activities(event, by_places, jump, admin):
    decided = replace(by_places, decisions=(TieDecision(((5,), (3,)), "rozeskok"),))
    apply_rules(event=event, rules=decided, version=0, reason="letos", by=admin)
    new = copy_event(
        event=event,
        organisation=event.organisation,
        name="Tábor 2027",
        date=None,
        place="",
        reference_date=None,
        keeps_groups=False,
        keeps_evaluators=False,
        by=admin,
    )

    copied = rules_of(new)
    ids = list(new.activities.order_by("order", "pk").values_list("pk", flat=True))
    assert [each.activity_id for each in copied.activities] == ids
    assert [each.scheme for each in copied.activities] == [
        each.scheme for each in by_places.activities
    ]
    assert copied.overall.tie_breaks == (
        ActivityTieBreak(new.activities.get(name="Skok").pk),
        TieBreak.LOT,
    )
    assert copied.decisions == ()
    assert copied.lot_seed not in ("", rules_of(event).lot_seed)
    assert stored(new) == [(1, "", "Adam Pořadatel")]


def test_the_database_keeps_one_version_of_a_number(event):
    StandingsVersion.objects.create(event=event, number=1, rules={})
    for number in (0, 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            StandingsVersion.objects.create(event=event, number=number, rules={})


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time anyway")
def test_of_two_at_once_one_has_to_look_again(event, by_places, admin):
    def apply(best):
        rules = replace(by_places, overall=replace(by_places.overall, best=best))
        try:
            return apply_rules(event=event, rules=rules, version=0, by=admin).number
        except ValidationError as error:
            return error.code

    assert sorted(map(str, at_once(lambda: apply(1), lambda: apply(2)))) == ["1", "conflict"]
