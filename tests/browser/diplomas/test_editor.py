"""An organiser makes a diploma: with a mouse, with keys alone, and without a script."""

from urllib.parse import urljoin

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diplomas.design.beginnings import give_first_template
from diplomas.design.versions import state_of
from diplomas.models import DiplomaTemplate
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = "Maximiliána Nejnekonečnější-Dlouhánová"


@pytest.fixture
def prizes(event, group, activity):
    """Two who share the first place, and a long name."""
    for name, result in {LONGEST: "9.5", "Jan Hbitý": "9.1", "Jiří Hbitý": "9.1"}.items():
        person = make.participant(group, display_name=name, gender="M", age=11)
        make.record(activity, person, result)
    give_first_template(event)
    return event


def items_of(event):
    """Those of the draft, if there is one."""
    return state_of(DiplomaTemplate.objects.get(event=event)).look.items


def item_of(event, text):
    """The stored item with this text."""
    items = items_of(event)
    return next(item for item in items if item.get("text") == text)


def test_by_keys_alone(open_as, admin, prizes, complaints):
    template = DiplomaTemplate.objects.get(event=prizes)
    page = open_as(admin, reverse("diplomas:editor", args=[prizes.pk, template.pk]) + "?item=5")
    page.locator("html[data-diploma-editor=ready]").wait_for()
    canvas = page.get_by_role("application", name="The sheet")
    status = page.locator("#editor-status")
    canvas.focus()
    page.keyboard.press("ArrowDown")
    expect(status).to_contain_text("32 mm from the left, 74 from the top")
    page.keyboard.press("Shift+ArrowRight")
    expect(status).to_contain_text("42 mm from the left, 74 from the top")
    page.keyboard.press("Control+z")
    expect(status).to_contain_text("32 mm from the left, 74 from the top")
    expect(canvas).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Size: arrow keys")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(status).to_contain_text("233 by 26 mm")
    expect(page.get_by_role("button", name="Size: arrow keys")).to_be_focused()
    canvas.focus()
    page.keyboard.press("PageDown")
    expect(status).to_contain_text("text “{group}”")
    page.keyboard.press("Delete")
    expect(page.locator("#editor-list").get_by_text("{group}")).to_have_count(0)
    page.get_by_role("button", name="text “{event}”").press("Enter")
    expect(status).to_contain_text("text “{event}”")
    page.get_by_label("Text", exact=True).focus()
    page.keyboard.type("Skvělé! ")
    expect(canvas.get_by_text("Skvělé!", exact=False)).to_be_visible()
    canvas.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")  # and saved before either is answered
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Here are changes that are not published.")).to_be_visible()
    expect(status).to_contain_text("Saved as a draft")

    assert (item_of(prizes, "{name}")["y"], item_of(prizes, "{name}")["height"]) == (74, 26)
    items = items_of(prizes)
    assert "{group}" not in {item.get("text") for item in items}
    assert [item["x"] for item in items if "Skvělé!" in item.get("text", "")] == [38]
    page.get_by_role("button", name="Undo").click()  # what was saved, too, and it is saved
    expect(status).to_contain_text("40 mm from the left")
    expect(status).to_contain_text("Saved as a draft")
    items = items_of(prizes)
    assert [item["x"] for item in items if "Skvělé!" in item.get("text", "")] == [40]
    assert complaints == []


def test_without_a_script(open_as, browser, admin, prizes):
    template = DiplomaTemplate.objects.get(event=prizes)
    signed_in = open_as(admin)
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    context.add_cookies(signed_in.context.cookies())
    page = context.new_page()
    path = reverse("diplomas:editor", args=[prizes.pk, template.pk])
    page.goto(urljoin(signed_in.url, path))
    with page.expect_navigation():
        page.get_by_role("button", name="text “{name}”").click()
    page.get_by_label("From the top (mm)").fill("80")
    page.get_by_label("Italic").check()
    with page.expect_navigation():
        page.get_by_label("From the top (mm)").press("Enter")
    expect(page.get_by_text("32 mm from the left, 80 from the top")).to_be_visible()
    assert not DiplomaTemplate.objects.get(pk=template.pk).items[0].get("kind")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()

    assert (item_of(prizes, "{name}")["y"], item_of(prizes, "{name}")["italic"]) == (80, True)
    context.close()
