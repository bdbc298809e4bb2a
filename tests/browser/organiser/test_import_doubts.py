"""What an import asks, in a browser: problems first, the button in reach, whatever the screen."""

import pytest
from django.urls import reverse

from tests.browser.screens import SCREENS, is_accessible, look, show_on

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = "Jméno;Oddíl;Věk;Pohlaví;Ev. číslo\n" + "".join(
    f"Dítě {n};{'Sovy' if n % 2 else 'Bobři'};{6 + n % 9};{'D' if n % 3 else 'H'};{n}\n"
    for n in range(100, 216)
)
DOUBTFUL = ROWS + (
    "Babička;Sovy;101;D;1\nAlex;Sovy;9;nebinární;2\nSam;Bobři;9;nebinární;3\nCelkem;119;;;\n"
)
TALLEST = 2_400
"""In pixels: of a page with a table of 120 rows, where not every row is asked for."""


def upload(page, content, name="děti.csv"):
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("#import-file").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("heading", name=f"Import of {name}").wait_for()


def test_doubts_come_first_and_the_button_stays_in_reach(open_as, admin, event, complaints):
    page = open_as(admin, reverse("events:import", args=[event.pk]))
    upload(page, DOUBTFUL)
    look(page, "doubts", complaints, accessible_at=[])

    for screen in SCREENS:
        show_on(page, screen)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")  # nothing below the bar
        is_accessible(page, "doubts")
        complaints.clear()  # axe tries out styles, which the CSP refuses
        page.evaluate("scrollTo(0, 0)")
        assert page.evaluate("document.documentElement.scrollHeight") < TALLEST
        button = page.get_by_role("button", name="Apply").bounding_box()
        assert button["y"] + button["height"] <= page.viewport_size["height"]
        titles = [page.get_by_role("heading", name=name) for name in ("To confirm", "What will")]
        first, second = (title.bounding_box()["y"] for title in titles)
        assert first < second

    page.get_by_role("button", name="Apply").click()
    page.get_by_text("Something is not confirmed yet").wait_for()
    assert event.participants.count() == 0
    page.get_by_label("All 2 are right").check()
    assert page.get_by_role("checkbox", name="Row 119").is_checked()
    page.get_by_label("Babička would be 101").check()
    page.get_by_label("looks like a total").select_option("left-out")
    page.get_by_role("button", name="Apply").click()

    page.get_by_text("119 participants added").wait_for()
    assert complaints == []


def test_everything_goes_without_javascript(browser, live_server, admin, client, event):
    client.force_login(admin)
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("events:import", args=[event.pk]))
    upload(page, DOUBTFUL.replace("Alex;Sovy;9", "Alex;Sovy;devět"))

    page.get_by_label("Row 119, column “Věk”").fill("9")
    page.get_by_role("button", name="Look again with the corrections").click()
    page.get_by_label("All 2 are right").check()
    page.get_by_label("Babička would be 101").check()
    page.get_by_label("looks like a total").select_option("left-out")
    page.get_by_role("button", name="Apply").click()

    page.get_by_text("119 participants added").wait_for()
    assert sorted(event.participants.exclude(gender__in="FM").values_list("display_name")) == [
        ("Alex",),
        ("Sam",),
    ]
    context.close()
