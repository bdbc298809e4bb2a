"""The entry page as a tool: boxes, bars, keys, finding people, taking back, in the sun."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Entry, Record
from tests import make
from tests.browser.screens import PHONE, is_accessible, look, show_on

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ["Anna Žáková", "Bára Řehořová", "Cyril Ázik", "Dana Novotná", "Emil Šíp", "Filip Bouda"]


@pytest.fixture
def children(group):
    return [
        make.participant(group, display_name=name, external_id=number)
        for name, number in zip(NAMES, ["17", "7", None, "70", "8", "9"], strict=True)
    ]


@pytest.fixture
def open_entry(open_as, evaluator, group, page):
    def open_page(activity):
        show_on(page, PHONE)
        open_as(evaluator, reverse("scoring:entry", args=[group.pk, activity.pk]))
        return page

    return open_page


def raw(person):
    return Record.objects.get(participant=person).value_raw


def test_a_box_for_each_attempt(open_entry, event, children, complaints):
    jump = make.activity(
        event, unit="m", combine="BEST", name="Skok daleký", plausible_maximum=8_000
    )
    anna, bara, *_others = children
    make.record(jump, children[2], "3.10; 3.25")
    page = open_entry(jump)
    row, other = page.locator(f"#row-{anna.pk}"), page.locator(f"#row-{bara.pk}")
    boxes, state = row.locator("[data-box]"), row.locator("[data-state]")

    boxes.first.click()
    page.keyboard.type("4,12")
    page.keyboard.press("Enter")
    expect(boxes.nth(1)).to_be_focused()
    row.get_by_role("button", name="x: foul").click()
    expect(boxes.nth(2)).to_be_focused()  # the keyboard stays open
    page.keyboard.type("4,2")
    expect(row.locator("[data-echo]")).to_have_text("= 4.20")
    page.keyboard.press("Enter")
    expect(other.locator("[data-box]").first).to_be_focused()
    expect(state).to_contain_text("4.20 ✓ saved")
    assert raw(anna) == "4,12; x; 4,2"
    expect(boxes).to_have_count(4)  # whoever had all gets one more

    other.get_by_role("button", name="x: foul").click()
    expect(other.locator("[data-state]")).to_contain_text("NM ✓ saved")
    page.keyboard.type("3.10")
    page.keyboard.press("Enter")
    page.keyboard.type("32,0")
    expect(other.locator("[data-note]")).to_contain_text("32.00 is unusually high. Is it right?")
    page.keyboard.press("Control+A")
    page.keyboard.type("3.20")
    other.get_by_role("button", name="–: passed").focus()
    assert other.locator("[data-box]").nth(0).input_value() == "x"
    expect(other.locator("[data-state]")).to_contain_text("3.20 ✓ saved")

    page.reload()
    expect(boxes.nth(1)).to_have_value("x")
    row.get_by_role("button", name="✕: clear").click()
    expect(state).to_contain_text("cleared")
    other.locator("[data-box]").first.click()  # one attempt of all, then the next of all
    page.keyboard.type("3.10")
    page.keyboard.press("Enter")
    look(page, "boxes", complaints)

    page.get_by_role("button", name="Undo the last").click()
    expect(other.locator("[data-state]")).to_contain_text("3.20 ✓ saved")
    assert raw(bara) == "x; 3.10; 3.20"


def test_heights_are_one_tap_a_jump(open_entry, event, children, complaints):
    jump = make.activity(event, unit="m", combine="HEIGHTS", plausible_minimum=1_000)
    anna, bara, *_others = children
    page = open_entry(jump)
    row, other = page.locator(f"#row-{anna.pk}"), page.locator(f"#row-{bara.pk}")
    for _height in ("1.00", "1.05", "1.10"):
        page.get_by_role("button", name="Add").click()

    for sign in ("–: passed", "x: failed", "o: cleared", "x: failed"):
        row.get_by_role("button", name=sign).click()
    expect(row.locator(".bar")).to_have_text(["1.00–", "1.05xo", "1.10x"])
    expect(row.locator("[data-state]")).to_contain_text("1.05 ✓ saved")
    assert raw(anna) == "1.00 - 1.05 xo 1.10 x"

    for _failure in range(3):
        other.get_by_role("button", name="x: failed").click()
    expect(other.get_by_role("button", name="o: cleared")).to_be_disabled()
    expect(other.locator("[data-state]")).to_contain_text("NM ✓ saved")
    other.get_by_role("button", name="⌫").click()
    other.get_by_role("button", name="o: cleared").click()
    expect(other.locator("[data-state]")).to_contain_text("1.00 ✓ saved")
    page.reload()
    expect(other.locator(".bar")).to_have_text(["1.00xxo", "1.05·", "1.10·"])
    look(page, "heights", complaints)


def fits_a_thumb(page, rows):
    """At least four people on a screen, below the head that stays, and nothing too small to hit."""
    head = page.locator(".entry-head")
    bottom = head.bounding_box()["y"] + head.bounding_box()["height"]
    whole = [
        box
        for box in (row.bounding_box() for row in rows.all())
        if bottom <= box["y"] and box["y"] + box["height"] <= PHONE[1]
    ]
    assert len(whole) >= 4
    small = page.locator(
        "[data-row] :is(label, button, input[type=text]), .entry-head :is(a, button, label)"
    ).evaluate_all(
        "all => all.filter(each => each.checkVisibility() && each.getBoundingClientRect().width)"
        ".map(each => each.getBoundingClientRect())"
        ".filter(box => Math.min(box.width, box.height) < 43.9).length"
    )
    assert small == 0


def test_finding_taking_back_and_the_sun(open_entry, event, group, children, complaints):
    throw = make.activity(event, unit="m", name="Hod míčkem")
    page = open_entry(throw)
    rows, search = page.locator("[data-row]:visible"), page.get_by_role("searchbox")
    first = page.locator(f"#row-{children[0].pk}")

    first.get_by_role("textbox").click()
    page.keyboard.type("20")
    page.keyboard.press("Enter")
    expect(first.locator("[data-state]")).to_contain_text("20.00 ✓ saved")
    fits_a_thumb(page, rows)
    search.fill("7")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Bára Řehořová")
    search.fill("boud")
    search.press("Enter")
    expect(rows.get_by_role("textbox")).to_be_focused()
    expect(rows).to_contain_text("Filip Bouda")
    search.fill("nikdo")
    expect(page.get_by_text("Nobody here is like that.")).to_be_visible()
    search.fill("")
    page.get_by_label("Missing").check()
    expect(rows).to_have_count(5)
    page.get_by_label("Order").select_option("number")
    expect(rows).to_contain_text(["Bára", "Emil", "Filip", "Dana", "Cyril"])
    rows.first.get_by_role("textbox").click()
    page.keyboard.type("11")
    page.keyboard.press("Enter")
    expect(rows.first).to_contain_text("11.00 ✓ saved")
    expect(rows).to_have_count(5)  # nobody vanishes while one types
    page.reload()
    expect(page.get_by_label("Order")).to_have_value("number")
    expect(rows.first).to_contain_text("Bára")

    first.get_by_role("radio", name="DNS").click()
    expect(first.locator("[data-state]")).to_contain_text("DNS ✓ saved")
    expect(first.get_by_role("textbox")).to_have_value("")
    page.get_by_role("button", name="Undo the last: 17 Anna Žáková").click()
    expect(first.locator("[data-state]")).to_contain_text("20.00 ✓ saved")
    assert Entry.objects.filter(participant=children[0]).count() == 3

    look(page, "finding", complaints)
    show_on(page, PHONE)
    page.get_by_role("button", name="Strong contrast").click()
    expect(page.locator("html")).to_have_attribute("data-contrast", "more")
    assert (
        page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    page.reload()
    expect(page.get_by_role("button", name="Strong contrast")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.emulate_media(color_scheme="dark", contrast="more")
    is_accessible(page, "in the sun")


def test_a_script_doubts_in_the_words_of_the_server(open_entry, event, children):
    run = make.activity(event, "TIME_LOW", digits=True, plausible_maximum=600_000)
    for child, text in zip(children[1:], ["9.01", "9.2", "9.3", "9.4", "9.5"], strict=True):
        make.record(run, child, text)
    page = open_entry(run)
    row = page.locator(f"#row-{children[0].pk}")
    field, note, state = (
        row.get_by_role("textbox"),
        row.locator("[data-note]"),
        row.locator("[data-state]"),
    )

    for typed, sentence in [
        ("1:35.0", "1:35.00 is far from what is usual here (9.30). Minutes taken for seconds?"),
        ("11:00", "11:00.00 is unusually high. Is it right?"),
    ]:
        field.fill(typed)
        expect(note).to_contain_text(sentence)
        field.press("Enter")
        expect(state).to_contain_text(sentence)
        expect(note).to_be_hidden()  # once is enough
    field.fill("901")
    expect(row.locator("[data-echo]")).to_have_text("= 9.01")
    field.press("Enter")
    same = "The same as Bára Řehořová: 9.01. Is it right?"
    expect(note).to_contain_text(same)  # said by the script, without waiting for the network
    expect(state).to_contain_text(same)  # and by the server, in the same words
    expect(state).to_contain_text("9.01 saved – please check")  # it holds nothing up
    state.get_by_role("button", name="It is right").click()
    expect(state).to_contain_text("9.01 ✓ saved")
