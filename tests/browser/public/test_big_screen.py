"""The big screen in a real browser: read from afar, paged on, held, and without a network."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from tests import make
from tests.browser.screens import is_accessible

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Maximiliána Bartolomějka Křížkovská-Přemyslovičová ze Žďáru"


@pytest.fixture
def published(event, group, participant, activity):
    """A sprint of twelve girls, one of them with a long name; it begins with two slides."""
    by = make.user(User.Role.SUPER_ADMIN)
    make.record(activity, participant, "9.42", by=by)
    for number, name in enumerate([LONG, "M" * 60, *(f"Dívka {each:02}" for each in range(9))]):
        girl = make.participant(group, display_name=name, gender="F", age=12)
        make.record(activity, girl, f"1:11.{number:02}", by=by)
    return make.published(event)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
def test_the_screen_is_filled_and_readable(page, live_server, published, complaints, width, height):
    page.set_viewport_size({"width": width, "height": height})
    for theme, rows, share in (("dark", 10, 0.052), ("light", 12, 0.044)):
        query = f"lang=cs&theme={theme}&rows={rows}"
        page.goto(f"{live_server.url}/r/{published.slug}/screen/?{query}")
        board = page.locator(".board").bounding_box()
        assert board["width"] >= 0.95 * width
        assert page.evaluate("document.documentElement.scrollHeight") <= height
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        size = page.evaluate("getComputedStyle(document.querySelector('.board')).fontSize")
        assert float(size.removesuffix("px")) >= share * height - 0.1
        spilled = page.evaluate(
            """[...document.querySelectorAll('.board :is(td, th)')]
                .filter(cell => cell.scrollWidth > cell.clientWidth + 1)
                .map(cell => cell.textContent)"""
        )
        assert spilled == []
        heights = page.evaluate(
            "[...document.querySelectorAll('.board tbody tr')].map(row => row.offsetHeight)"
        )
        assert max(heights) - min(heights) <= 0.01 * height  # a long name takes no more room
        is_accessible(page, f"big screen, {theme}")
        expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    assert complaints == []


def test_it_pages_on_and_holds(page, live_server, published, participant, activity, complaints):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{live_server.url}/r/{published.slug}/screen/?seconds=4")
    slide, note = page.locator(".slide"), page.locator("[data-note]")
    expect(slide).to_have_attribute("data-page", "1")
    expect(slide).to_have_attribute("data-page", "2", timeout=6_000)
    page.keyboard.press("Space")
    expect(note).to_have_text("Paused")
    page.keyboard.press("ArrowLeft")
    expect(slide).to_have_attribute("data-page", "1")
    make.record(activity, participant, "8.88")
    expect(page.locator("tr.is-news")).to_contain_text("8.88", timeout=3_500)

    page.context.set_offline(True)
    expect(note).to_contain_text("No connection", timeout=5_000)
    expect(slide).to_have_attribute("data-page", "1")  # held: longer than a slide stays by now
    page.keyboard.press("ArrowRight")  # what is known goes on
    expect(slide).to_have_attribute("data-page", "2")
    page.context.set_offline(False)
    expect(note).to_have_text("Paused", timeout=5_000)
    page.get_by_role("link", name="Go on").click()
    expect(note).to_have_text("")
    make.published(published.event, is_public=False)  # nothing stays in an open window
    expect(slide).to_have_count(0, timeout=5_000)
    assert [each for each in complaints if "404" not in each and "ERR_INTERNET" not in each] == []


def test_it_is_steered_from_a_phone(page, context, open_as, live_server, admin, published):
    """Two windows: the organiser's phone, and the screen that nobody is at."""
    hall = context.new_page()
    hall.set_viewport_size({"width": 1280, "height": 720})
    hall.goto(f"{live_server.url}/r/{published.slug}/screen/?screen=1")
    root = hall.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    phone = open_as(admin, reverse("scoring:screens", args=[published.event_id]))
    phone.get_by_label("Shows").select_option(label="Běh na 60 m – Girls")
    phone.get_by_label("Colours").select_option("light")
    phone.get_by_label("Paused").check()
    with phone.expect_navigation():
        phone.get_by_role("button", name="Save", exact=True).click()
    expect(root).to_have_attribute("data-theme", "light", timeout=3_500)
    expect(hall.locator("[data-note]")).to_have_text("Paused")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Let all screens go on").click()
    expect(hall.locator("[data-note]")).to_have_text("", timeout=3_500)
