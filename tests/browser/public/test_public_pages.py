"""What parents see, in a real browser: live, accessible, without a script's complaint."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from scoring.models import EventPicture
from tests import make
from tests.browser.screens import fits, look
from tests.foundation.pictures import encoded, picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def published(event, group, participant, activity):
    """A sprint of thirty girls, published."""
    girls = [
        make.participant(group, display_name=f"Dívka {number:02}", gender="F", age=12)
        for number in range(30)
    ]
    by = make.user(User.Role.SUPER_ADMIN)
    for number, girl in enumerate(girls):
        make.record(activity, girl, f"11.{number:02}", by=by)
    return make.published(event)


def test_a_result_appears_by_itself_and_what_is_read_stays(
    page, live_server, published, participant, activity, complaints
):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}/r/{published.slug}/")
    last = page.get_by_role("link", name="Dívka 20")
    last.scroll_into_view_if_needed()
    last.focus()
    scrolled = page.evaluate("window.scrollY")
    assert scrolled > 200

    make.record(activity, participant, "12.99")

    news = page.locator("tr.is-news", has_text="Štěpánka Ďáblová")
    expect(news).to_have_count(1, timeout=2_500)
    expect(page.locator("tr.is-news")).to_have_count(1)
    assert page.evaluate("window.scrollY") == scrolled
    expect(last).to_be_focused()
    expect(page.locator("[data-live-note]")).to_contain_text("Updates by itself")

    page.context.set_offline(True)
    expect(page.locator("[data-live-note]")).to_contain_text("No connection", timeout=5_000)
    page.context.set_offline(False)
    expect(page.locator("[data-live-note]")).to_contain_text("Updates by itself", timeout=5_000)
    make.published(published.event, is_public=False)  # nothing stays in an open window
    expect(page.get_by_text("Dívka 20")).to_have_count(0, timeout=5_000)
    assert [each for each in complaints if "404" not in each and "ERR_INTERNET" not in each] == []


def test_the_pages_are_for_everybody(
    page, live_server, published, participant, activity, complaints
):
    make.record(activity, participant, "DNF")
    page.goto(f"{live_server.url}/r/{published.slug}/?lang=cs")
    look(page, "boards", complaints)
    page.locator("#q").fill("divka 07")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page, "found", complaints)
    with page.expect_navigation():
        page.locator(".activity-link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dívka 07")
    look(page, "one's own", complaints)
    with page.expect_navigation():
        page.get_by_role("link", name="Tábor 2026").click()
    expect(page).to_have_url(re.compile(rf"/r/{published.slug}/"))


@pytest.fixture
def site_of():
    """site_of(html): the address of another site, with this page alone."""
    pages = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Elsewhere</title>" + pages[-1].encode())

        def log_message(self, *_args):
            pass

    def call(html):
        pages.append(html)
        return f"http://127.0.0.1:{server.server_port}/"

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever).start()
        yield call
        server.shutdown()


def test_a_board_in_a_frame_elsewhere(
    page, live_server, published, participant, activity, complaints, site_of
):
    public = f"{live_server.url}/r/{published.slug}/"
    page.goto(site_of(f'<iframe src="{public}embed/?lang=cs"></iframe><iframe src="{public}">'))
    frame = page.frame_locator("iframe >> nth=0")
    expect(frame.get_by_role("link", name="Dívka 07")).to_be_visible()
    make.record(activity, participant, "12.99")
    expect(frame.locator("tr.is-news")).to_contain_text("Štěpánka Ďáblová", timeout=2_500)
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Štěpánka Ďáblová").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Štěpánka Ďáblová")
    assert opened.value.evaluate("window.opener") is None
    [refused] = [each for each in complaints if "frame" in each]
    assert "frame-ancestors 'none'" in refused

    complaints.clear()
    page.goto(f"{public}embed/?lang=cs")
    look(page, "embedded", complaints)
    page.set_viewport_size({"width": 320, "height": 600})
    fits(page, "embedded")


def test_the_organisers_page(open_as, live_server, admin, event, published, complaints):
    page = open_as(admin, reverse("scoring:publication", args=[event.pk]))
    look(page, "publication", complaints)
    page.get_by_label("State of Běh na 60 m Girls").select_option("OPEN")
    with page.expect_navigation():
        page.get_by_role("button", name="Save the boards").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    look(page, "refused", complaints, noted=["422"])
    page.get_by_label("Reason").fill("A protest.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save the boards").click()
    expect(page.get_by_text("Not published again yet.")).to_be_visible()
    look(page, "amendment", complaints, noted=["422"])
    page.goto(live_server.url + reverse("scoring:publication-preview", args=[event.pk]))
    expect(page.get_by_text("No results are public yet")).to_be_visible()


def test_with_a_picture_and_a_colour(
    page, open_as, live_server, admin, event, published, participant, activity, complaints
):
    """A yellow that nobody could read is readable; nothing jumps when the picture comes, and a
    phone fetches the small one.
    """
    make.record(activity, participant, "12.99")
    look_page = open_as(admin, reverse("scoring:look", args=[event.pk]))
    look_page.get_by_label("What is in the picture").fill("The track")
    look_page.get_by_label("The page has a colour of its own").check()
    look_page.locator("#id_colour").fill("#ffee00")
    content = encoded(picture(2000, 1100))
    file = {"name": "track.jpg", "mimeType": "image/jpeg", "buffer": content}
    look_page.locator("[type=file]").set_input_files(file)
    with look_page.expect_navigation():
        look_page.get_by_role("button", name="Save").click()
    expect(look_page.get_by_text("adjusted, so that text can be read")).to_be_visible()
    look(look_page, "look", complaints)

    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    held = []
    page.route("**/picture.*.jpg", lambda route: held.append(route))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/r/{published.slug}/", wait_until="domcontentloaded")
    heading = page.get_by_role("heading", level=1)
    expect(page.get_by_role("img", name="The track")).to_be_attached()
    before = heading.bounding_box()
    [small] = held
    small.continue_()
    page.wait_for_load_state()
    page.unroute("**/picture.*.jpg")
    assert heading.bounding_box() == before
    stored = EventPicture.objects.get()
    assert [url for url in fetched if ".jpg" in url] == [
        f"{live_server.url}/r/{published.slug}/picture.{stored.small_digest}.jpg"
    ]
    look(page, "coloured", complaints)
    page.locator("a", has_text="Štěpánka Ďáblová").first.click()
    page.wait_for_url("**/p/**")
    look(page, "coloured one's own", complaints)
    page.goto(f"{live_server.url}/r/{published.slug}/screen/")
    look(page, "coloured screen", complaints)
