"""The workplace's frame, home, search and lists: at a phone's and a laptop's width, in both
colours, and how its menus open."""

import datetime

import pytest
from django.urls import reverse

from tests import make
from tests.browser.screens import check, look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paths(organisation, event, group, other_group, participant, activity):
    """Events of every status, somebody with a long name, results under way."""
    make.record(activity, participant, "83,4")
    long_name = "Maxmiliána-Josefína Nejnekonečnějšíprostějmenovaná z Dlouhovic"
    make.participant(group, display_name=long_name, gender="F", external_id="2026-000000042")
    make.age_category(event, 10, 12)
    for status in ["DRAFT", "ARCHIVED"]:
        make.event(
            organisation=organisation,
            name=f"Olympiáda mládeže Jindřichohradecka a okolí {status}",
            status=status,
            date=datetime.date(2025, 6, 1),
            place="Lipno nad Vltavou",
        )
    return {
        "home": "/admin/",
        "search": "/admin/search/?q=a",
        "events": reverse("admin:events_event_changelist"),
        "event": reverse("admin:events_event_change", args=[event.pk]),
        "event-delete": reverse("admin:events_event_delete", args=[event.pk]),
        "participants": reverse("admin:events_participant_changelist"),
        "group-add": reverse("admin:events_group_add"),
    }


def test_pages(open_as, paths, admin, live_server, complaints):
    page = open_as(admin)
    for name, path in paths.items():
        page.goto(live_server.url + path)
        look(page, name, complaints)


def test_home_of_a_newcomer(open_as, live_server, organisation):
    person = make.user("ADMIN", organisation=organisation)
    page = open_as(person, "/admin/")

    check(page, "home without events")
    assert page.get_by_role("link", name="Prepare the first event").is_visible()


def test_the_menu_of_a_phone_opens_by_keyboard(open_as, admin, event, live_server, complaints):
    page = open_as(admin, "/admin/")
    menu = page.locator(".head-menu > summary")
    link = page.locator(".head-menu").get_by_role("link", name="Participants")
    assert not link.is_visible()

    menu.focus()
    page.keyboard.press("Enter")
    check(page, "open menu")
    link.click()

    page.wait_for_url("**/admin/events/participant/")
    page.locator(".head-account > summary").click()
    page.get_by_role("button", name="Česky").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "cs"
    assert page.url.endswith("/admin/events/participant/")
    assert complaints == []


def test_search_from_any_page(open_as, admin, participant, live_server):
    page = open_as(admin, "/admin/events/group/")

    page.get_by_label("Find a participant, a group or an event").fill("dablova")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Štěpánka Ďáblová").click()

    page.wait_for_url(f"**{reverse('admin:events_participant_change', args=[participant.pk])}")


def test_the_theme_is_ones_own_choice(open_as, admin, live_server, complaints):
    page = open_as(admin, "/admin/")
    page.emulate_media(color_scheme="light")
    page.locator(".head-account > summary").click()
    toggle = page.locator(".head-account .theme-toggle")

    toggle.click()  # from the system's light one to dark

    assert page.locator("html").get_attribute("data-theme") == "dark"
    check(page, "dark by choice")
    assert complaints == []
