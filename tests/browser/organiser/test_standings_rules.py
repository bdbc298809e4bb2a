"""A teacher makes standings out of leaderboards, without a guide and without a script."""

import re
from time import monotonic

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from scoring.points.rules import (
    ActivityRules,
    GroupMode,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
)
from scoring.standings.applying import apply_rules
from scoring.standings.stored_rules import rules_of
from tests import make
from tests.browser.screens import check, look, show_on

pytestmark = pytest.mark.django_db(transaction=True)
PHONE_BY_NIGHT = (390, 844, "dark")


@pytest.fixture
def school(event, group, other_group, activity):
    """Two groups of six, each with two results."""
    jump = make.activity(event, name="Skok daleký", unit="m", decimals=2)
    for number in range(12):
        where = [group, other_group][number % 2]
        name = "Štěpánka Ďáblová" if number == 1 else f"Žák {number}"
        person = make.participant(where, display_name=name, gender="FM"[number > 5], age=11)
        make.record(activity, person, f"{9 + number / 10:.1f}")
        make.record(jump, person, f"{3 + number % 5 / 10:.2f}")
    return event


def test_from_leaderboards_to_groups_by_their_five_best(open_as, admin, school, complaints):
    page = open_as(admin, reverse("scoring:hub", args=[school.pk]))
    begun = monotonic()
    page.get_by_text("More to do").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Rules of standings").click()
    example = "Štěpánka Ďáblová, place 2 in Běh na 60 m: 8 points"
    expect(page.get_by_text(example).first).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="Groups by their five best").click()
    preview = page.get_by_role("region", name="Groups that change")
    expect(preview.get_by_role("row")).to_have_count(3)
    with page.expect_navigation():
        page.get_by_role("button", name="Apply these rules").click()
    assert monotonic() - begun < 60

    rules = rules_of(school)
    assert (rules.groups.mode, rules.groups.best) == (GroupMode.BEST, 5)
    assert {each.scheme.kind for each in rules.activities} == {SchemeKind.PLACES}
    look(page, "applied", complaints)

    with page.expect_navigation():
        page.get_by_role("button", name="Undo", exact=True).click()
    assert not rules_of(school).has_standings
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("What if version 1")).click()
    look(page, "what if", complaints)


def test_by_hand_by_keyboard_and_what_is_wrong(open_as, admin, school, activity, complaints):
    page = open_as(admin, reverse("scoring:standings-rules", args=[school.pk]))
    page.locator(f"#id_activity-{activity.pk}-kind").select_option("PLACES")
    page.get_by_label("Rank everybody overall").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Show what would change").press("Enter")
    sentence = "In a sum of places 0 would be better than a win"
    expect(page.get_by_text(sentence).first).to_be_visible()
    show_on(page, PHONE_BY_NIGHT)
    check(page, "refused")

    page.get_by_label("Where nothing was entered").select_option("LAST_PLUS_ONE")
    page.get_by_label("Who did not start").select_option("OUT")
    with page.expect_navigation():
        page.get_by_role("button", name="Show what would change").press("Enter")
    expect(page.get_by_role("status").filter(has_text="12 people")).to_be_visible()
    assert not rules_of(school).has_standings
    with page.expect_navigation():
        page.get_by_role("button", name="Apply these rules").press("Enter")
    assert rules_of(school).overall.enabled


def test_a_tie_is_decided_by_keyboard(open_as, admin, school, activity, complaints):
    table = StandingsRules(
        activities=(ActivityRules(activity.pk, Scheme(SchemeKind.TABLE)),),
        overall=OverallRules(enabled=True, across_genders=True),
    )
    apply_rules(event=school, rules=table, version=0, by=admin)
    page = open_as(admin, reverse("scoring:standings", args=[school.pk]))
    with page.expect_navigation():
        page.get_by_role("button", name="Decide ties").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Štěpánka Ďáblová, Žák 7").click()
    look(page, "the form of a tie", complaints)

    page.get_by_label("Štěpánka Ďáblová").focus()
    for key in ("2", "Tab", "1", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("rozeskok")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("decided: rozeskok")).to_be_visible()
    look(page, "a decision", complaints)
