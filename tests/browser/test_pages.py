"""Every page at a phone's and a laptop's width: accessible, no sideways scroll, no complaints."""

import pytest
from django.urls import reverse
from django.utils import translation

from scoring.points.rules import (
    ActivityRules,
    GroupRules,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
)
from scoring.standings.applying import apply_rules
from tests import make
from tests.browser.screens import check, look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paths(event, group, other_group, participant, activity, evaluator):
    """Everything a page can show: results, a guest, somebody without a place, long names, a group
    and a station with complete groups and others.
    """
    make.age_category(event, 0, 99, name="Všichni")
    guest = make.participant(group, display_name="Host Návštěva", gender="F", status="GUEST")
    long_name = "Maxmiliána-Josefína Nejnekonečnějšíprostějmenovaná z Dlouhovic"
    lost = make.participant(group, display_name=long_name, gender="M", age=9)
    knots = make.activity(
        event,
        "SCORE_SET",
        name="Uzlování",
        choices=[{"label": label, "points": points} for points, label in enumerate("abcdefgh")],
    )
    for child, text in [(participant, "83,4"), (guest, "80"), (lost, "dnf")]:
        make.record(activity, child, text)
    make.record(knots, participant, "h")
    for child, text, by in [(lost, "a", evaluator), (guest, "b", evaluator), (guest, "c", None)]:
        make.record(knots, child, text, by=by)
    make.participant(other_group)  # has no result yet
    make.station(evaluator, knots)
    table = Scheme(SchemeKind.TABLE)
    rules = StandingsRules(
        (ActivityRules(activity.pk, table), ActivityRules(knots.pk, table)),
        OverallRules(enabled=True, minimum=1),
        GroupRules(enabled=True),
    )
    apply_rules(event=event, rules=rules, version=0, by=None)
    return {
        "my-groups": reverse("scoring:my-groups"),
        "my-results": reverse("scoring:my-results"),
        "events": reverse("events:list"),
        "event": reverse("scoring:event", args=[event.pk]),
        "group": reverse("scoring:group", args=[group.pk]),
        "entry-time": reverse("scoring:entry", args=[group.pk, activity.pk]),
        "entry-set": reverse("scoring:entry", args=[group.pk, knots.pk]),
        "leaderboard": reverse("scoring:leaderboard", args=[event.pk]),
        "standings": reverse("scoring:standings", args=[event.pk]),
        "standings-groups": reverse("scoring:standings", args=[event.pk]) + "?board=groups",
        "participant": reverse("scoring:participant", args=[event.pk, participant.pk]),
    }


def test_pages(open_as, paths, evaluator, live_server, complaints):
    page = open_as(evaluator)
    for name, path in paths.items():
        page.goto(live_server.url + path)
        look(page, name, complaints)
    assert complaints == []


@pytest.mark.parametrize(
    ("path", "status"), [("/sign-in/", 200), ("/nothing-here", 404), ("/privacy/", 200)]
)
def test_pages_before_signing_in(page, live_server, db, path, status):
    assert page.goto(live_server.url + path).status == status
    check(page, path)


def test_the_page_about_privacy_in_czech_by_night(browser, live_server, db):
    """In its longer language on the narrowest screen and in the dark."""
    context = browser.new_context(locale="cs-CZ")
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live_server.url}/sign-in/")
    page.locator(".site-footer a").click()
    page.wait_for_url("**/privacy/")
    look(page, "privacy", complaints)
    context.close()


def test_a_long_name_of_whoever_is_signed_in(open_as, evaluator):
    evaluator.full_name = "Maxmiliána-Josefína Nejnekonečnějšíprostějmenovaná z Dlouhovic " * 3
    evaluator.save()
    check(open_as(evaluator), "a long name")


def test_a_page_that_is_not_there(open_as, evaluator, live_server):
    page = open_as(evaluator)
    assert page.goto(f"{live_server.url}/groups/999999/").status == 404
    check(page, "404")


def test_czech_from_the_browser_and_by_the_switch(browser, live_server, evaluator):
    with translation.override("cs"):
        sign_in = translation.gettext("Sign in")
        my_groups = translation.gettext("My groups")
    context = browser.new_context(locale="cs-CZ")
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    assert page.locator("html").get_attribute("lang") == "cs"
    assert page.locator("h1").inner_text() == sign_in != "Sign in"
    page.get_by_role("button", name="English").click()
    assert page.locator("h1").inner_text() == "Sign in"

    page.locator("[name=username]").fill(evaluator.email)
    page.locator("[name=password]").fill(make.PASSWORD)
    page.locator("article button").click()
    assert page.locator("h1").inner_text() == "My groups"
    page.get_by_role("button", name="Česky").click()
    assert page.locator("h1").inner_text() == my_groups
    check(page, "Czech")
    evaluator.refresh_from_db()
    assert evaluator.language == "cs"
    context.close()


def test_by_keyboard_alone(open_as, group, activity, participant, evaluator):
    other = make.participant(group, display_name="Tomáš Žák")  # right after Štěpánka
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, activity.pk]))
    page.locator(f"#value-{participant.pk}").focus()
    page.keyboard.type("83,4")
    page.keyboard.press("Enter")
    page.keyboard.type("90")
    page.keyboard.press("Tab")
    for child in (participant, other):
        page.locator(f"#state-{child.pk}.is-saved").wait_for()
