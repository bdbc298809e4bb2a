"""From the mail with the invitation to an event that is open for scoring: what an organiser who
has never seen the product does in ten minutes, with the list that Excel saved.
"""

import io
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from accounts.models import User
from accounts.people import invitations
from events.models import Event, GroupEvaluator
from tests.accounts.mailbox import newest_token
from tests.contracts.house.sources import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

LIST = ROOT / "tests/data/tabor-2026-excel.csv"
PASSWORD = "Vydra-Hora-4071"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def accept(page, site):
    page.goto(f"{site}{reverse('accounts:accept-invitation')}?token={newest_token()}")
    page.get_by_label("Full name").fill("Hana Šťastná")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button").last.click()
    page.wait_for_load_state()


def create_event(page):
    page.get_by_role("link", name="New event").first.click()
    page.get_by_label("Name").fill("Letní tábor Vydří")
    page.get_by_label("Date").fill("2026-07-18")
    page.get_by_label("Place").fill("Vydří u Dačic")
    press(page, "Create the event")


def bring_people(page):
    page.get_by_label("Table with a row of headers").first.set_input_files(LIST)
    press(page, "Look at the file")
    expect(page.locator("#plan")).to_contain_text("12 new groups")
    press(page, "Apply")
    expect(page.get_by_text("120 participants").first).to_be_visible()
    press(page, "Save and continue")


def set_categories(page):
    press(page, "Two years each, from the ages present")
    expect(page.get_by_text("Everybody has a category.")).to_be_visible()
    press(page, "Save and continue")


def choose_activities(page):
    for name in ["Sprint 60 m", "Long jump", "Quiz"]:
        page.get_by_label(f"Add {name}", exact=True).check()
    page.get_by_label("Name of Quiz").fill("Kvíz o přírodě")
    press(page, "Save and continue")
    press(page, "Only leaderboards: continue")


def print_cards(page):
    page.get_by_role("link", name="Invite and assign evaluators").click()
    page.get_by_role("link", name="Team logins and cards").click()
    press(page, "Make 12 team logins and print their cards")
    expect(page.get_by_role("heading", name="12 cards for Letní tábor Vydří")).to_be_visible()
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 2
    page.get_by_role("link", name=re.compile("^Done")).click()


def open_event(page, site, event):
    page.goto(site + reverse("events:setup", args=[event.pk]))  # as left, from the home page
    page.goto(site + reverse("events:setup-review", args=[event.pk]))
    with page.expect_navigation():
        press(page, "Open for scoring")


def test_from_the_invitation_to_an_open_event(
    page, live_server, super_admin, organisation, complaints
):
    page.set_viewport_size({"width": 1280, "height": 900})
    invitations.invite(
        email="hana@example.org",
        role=User.Role.ADMIN,
        organisation=organisation,
        by=super_admin,
        language="en",
    )

    accept(page, live_server.url)
    page.goto(live_server.url + reverse("admin:index"))
    create_event(page)
    bring_people(page)
    set_categories(page)
    choose_activities(page)
    print_cards(page)
    event = Event.objects.get()
    open_event(page, live_server.url, event)

    event.refresh_from_db()
    assert (event.name, event.status, event.organisation) == (
        "Letní tábor Vydří",
        "ACTIVE",
        organisation,
    )
    assert event.participants.count() == 120
    assert event.participants.filter(display_name="Běla Kolářová", gender="F").exists()
    assert event.participants.filter(birth_date=None).count() == 0
    assert event.groups.count() == 12
    assert event.age_categories.exists()
    assert [activity.name for activity in event.activities.all()] == [
        "Sprint 60 m",
        "Long jump",
        "Kvíz o přírodě",
    ]
    assert GroupEvaluator.objects.filter(group__event=event).count() == 12
    assert page.url.endswith(reverse("scoring:hub", args=[event.pk]))
    expect(page.get_by_role("heading", name="Letní tábor Vydří")).to_be_visible()
    assert complaints == []
