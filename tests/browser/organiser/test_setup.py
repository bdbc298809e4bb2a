"""The guided set-up in a real browser: accessible, narrow, counted live, moved by keyboard."""

import re

import pytest
from django.urls import reverse

from events.life.setup_steps import STEPS, url_of
from events.models import Event
from scoring.standings.stored_rules import rules_of
from tests import make
from tests.browser.screens import check, look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(organisation):
    event = make.event(
        organisation=organisation, name="Hry bez hranic", status="DRAFT", setup_step="people"
    )
    group = make.group(event, name="Nejnekonečnějšíprostějmenovaná skupina z Dlouhovic")
    for name, gender, age in [("Eva", "F", 7), ("Ivo", "M", 9), ("Šárka", "F", 12)]:
        make.participant(group, display_name=name, gender=gender, age=age)
    make.group(event)
    for name in ["Běh na 60 m", "Skok daleký", "Překážková dráha s nekonečným názvem"]:
        make.activity(event, "TIME_LOW", name=name)
    return event


@pytest.fixture
def paths(draft, event):
    make.age_category(draft, 6, 8)
    make.age_category(draft, 8, 9, name="Druhá")
    make.age_category(draft, 11, 11)
    steps = {name: url_of(draft, name) for name in STEPS}
    activity = draft.activities.first()
    return {
        **steps,
        "new": reverse("events:new"),
        "copy": reverse("events:copy", args=[event.pk]),
        "status-draft": reverse("events:status", args=[draft.pk]),
        "status-active": reverse("events:status", args=[event.pk]),
        "activity": f"{steps['activities']}?edit={activity.pk}",
        "activity-delete": f"{steps['activities']}?delete={activity.pk}",
    }


def test_pages(open_as, paths, admin, live_server, complaints):
    page = open_as(admin)
    for name, path in paths.items():
        page.goto(live_server.url + path)
        look(page, name, complaints)
    assert complaints == []


def test_refusals_are_accessible_too(open_as, draft, admin, live_server):
    page = open_as(admin, reverse("events:setup-categories", args=[draft.pk]))
    page.get_by_label("Name").first.fill("Špatně")
    page.get_by_label("From age").first.fill("9")
    page.get_by_label("To age").first.fill("8")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("The lower age must not be above the upper one.").wait_for()
    check(page, "categories refused")

    page.goto(f"{live_server.url}{reverse('events:setup-people', args=[draft.pk])}")
    page.locator("[name=people-0-born]").fill("včera")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("Nothing was saved").or_(page.locator(".row-error")).first.wait_for()
    check(page, "people refused")


def test_who_falls_where_is_counted_while_typing(open_as, draft, admin, complaints):
    page = open_as(admin, reverse("events:setup-categories", args=[draft.pk]))
    assert page.get_by_role("button", name="Count").count() == 0  # nothing to press

    page.locator("[name=categories-0-name]").fill("Mladší")
    page.locator("[name=categories-0-low]").fill("6")
    page.locator("[name=categories-0-high]").fill("8")
    page.get_by_text("Too old for all of them: 2").wait_for()
    page.get_by_role("button", name="Add another category").click()
    assert page.evaluate("document.activeElement.name") == "categories-1-name"
    page.keyboard.type("Starší")
    page.keyboard.press("Tab")
    page.keyboard.type("10")
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    page.get_by_text("nobody of age 9 is in any category").wait_for()
    sentence = "2 of 3 participants have an age category. There is a gap."
    assert page.locator("#count-status").inner_text() == sentence
    assert not draft.age_categories.exists()

    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/setup/activities/")
    assert [str(category) for category in draft.age_categories.all()] == ["Mladší", "Starší"]
    assert complaints == []


def test_activities_are_moved_by_keyboard_and_the_focus_stays(open_as, draft, admin, complaints):
    page = open_as(admin, reverse("events:setup-activities", args=[draft.pk]))
    last = draft.activities.last()
    page.get_by_role("button", name=f"Move {last} up").focus()
    for place in (2, 1):
        page.keyboard.press("Enter")
        sentence = f"{last} is now number {place} of 3."
        page.locator("#activities-status", has_text=sentence).wait_for(state="attached")
        assert page.evaluate("document.activeElement.id") == f"up-{last.pk}"

    assert draft.activities.order_by("order").first() == last
    assert page.locator("ol.setup-activities b").first.inner_text() == str(last)
    assert complaints == []


def test_rows_are_added_and_the_kind_shows_its_fields(open_as, draft, admin, live_server):
    page = open_as(admin, reverse("events:setup-people", args=[draft.pk]))
    page.get_by_role("button", name="Add another row").click()
    page.keyboard.type("Šestá")
    page.get_by_role("button", name="Save and add more").click()
    page.get_by_text("1 participant was added.").wait_for()

    page.goto(f"{live_server.url}{reverse('events:setup-activities', args=[draft.pk])}?new=own")
    page.get_by_label("Kind of result").select_option("BOOLEAN")
    assert not page.get_by_label("Decimal places").is_visible()
    page.get_by_label("Kind of result").select_option("SCORE_SET")
    assert page.get_by_label("Set of scores").is_visible()
    page.get_by_label("Kind of result").select_option("TIME_LOW")
    assert page.get_by_label("Times in hours").is_visible()
    assert not page.get_by_label("Unit").is_visible()


def test_from_a_new_event_to_an_open_one(open_as, admin):
    page = open_as(admin, reverse("events:new"))
    page.get_by_label("Name").fill("Dětský den 2026")
    page.get_by_role("button", name="Create the event").click()
    page.get_by_label("Name of the group").fill("Čápi")
    page.get_by_role("button", name="Add the group").click()
    page.locator("[name=people-0-display_name]").fill("Žofie")
    page.locator("[name=people-0-born]").fill("9")
    page.get_by_role("button", name="Save and come back later").click()
    page.wait_for_url(re.compile(r"/admin/$"))
    event = Event.objects.get()

    page.goto(page.url.replace("/admin/", reverse("events:setup", args=[event.pk])))
    page.get_by_text("1 participant in 1 group.").wait_for()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Add Sprint 60 m").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Take “Sum of places”").click()
    page.get_by_text("Now: Sum of places.").wait_for()
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_role("button", name="Later: continue without").click()
    page.get_by_role("button", name="Open for scoring").click()
    page.wait_for_url(f"**{reverse('scoring:hub', args=[event.pk])}")

    event.refresh_from_db()
    assert (event.status, event.setup_step) == ("ACTIVE", "")
    assert event.activities.get().name == "Sprint 60 m"
    assert rules_of(event).has_standings
