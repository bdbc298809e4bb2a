"""The walk with a photographed sheet: a real file, a real engine's protocol, a real ledger."""

import json
import re

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import expect

from foundation.jobs import work
from foundation.models import Job
from scoring.models import Entry, Record
from tests import gemini_server, make
from tests.browser.screens import look

pytestmark = pytest.mark.django_db(transaction=True)
LINES = [
    ("Štěpánka Ďáblová", "12,5"),
    ("Jan Novák", "13,x"),
    ("Jana Nováková", "14.2"),
    ("Pepíček", "15"),
]


@pytest.fixture
def gemini(settings, monkeypatch, jobs_wait):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.SHEET_READER, settings.GEMINI_API_KEY = "gemini", "a-key"
    with gemini_server.running() as server:
        settings.GEMINI_URL = server.url
        yield server


@pytest.fixture
def sheet(tmp_path):
    """A picture of a sheet as large as a phone's."""
    image = Image.new("RGB", (2200, 1650), "#f4f1e8")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=66)
    for number, (name, value) in enumerate(LINES):
        draw.line([(70, 500 + 220 * number), (2130, 500 + 220 * number)], fill="#888", width=4)
        draw.text((110, 400 + 220 * number), name, fill="#123", font=font)
        draw.text((1600, 400 + 220 * number), value, fill="#123", font=font)
    path = tmp_path / "sheet.jpg"
    image.save(path, quality=95)
    return path


def box(number):
    top = round(1000 * (380 + 220 * number) / 1650)
    return [top, 30, top + 100, 970]


def read_rows():
    return [
        {"name": name, "value": value, "box_2d": box(number), "unsure": number == 1}
        for number, (name, value) in enumerate(LINES)
    ]


def test_from_a_photo_to_the_ledger(
    open_as, event, group, participant, evaluator, admin, gemini, sheet, complaints
):
    run = make.activity(event, "TIME_LOW", name="Běh")
    jan, jana, petr = (
        make.participant(group, display_name=name)
        for name in ("Jan Novák", "Jana Nováková", "Petr Malý")
    )
    make.record(run, jana, "20", by=admin)
    gemini.will(gemini_server.text(json.dumps(read_rows())))
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, run.pk]))
    page.get_by_role("link", name="Photo of a sheet").click()
    look(page, "where a photo is taken", complaints)
    page.get_by_label("Choose a picture").set_input_files(sheet)
    expect(page.get_by_role("img", name="The picture that you chose")).to_be_visible()
    page.get_by_role("button", name="Send and read").click()
    expect(page.get_by_text("The photo waits for its turn.")).to_be_visible(timeout=20_000)
    look(page, "a photo that is read", complaints)
    draft = Job.objects.get()
    assert max(draft.options["width"], draft.options["height"]) == 2000  # made smaller before
    work.run(draft.pk)

    strays = page.get_by_role("heading", name="Whose lines are these?")
    expect(strays).to_be_visible(timeout=20_000)
    look(page, "what was read", complaints)
    page.get_by_role("link", name="The photo of the sheet. Open it in full size").click()
    page.get_by_role("button", name="Larger").click()
    expect(page.locator("[data-size='2']")).to_be_visible()
    look(page, "the photo in full size", complaints)
    page.keyboard.press("Escape")
    page.locator("#line-3").get_by_role("button", name="Petr Malý").click()
    expect(page.locator(f"#row-{petr.pk}")).to_be_focused()
    jans = page.locator(f"#row-{jan.pk}")
    jans.get_by_role("textbox").fill("13.4")
    with page.expect_response(lambda answer: answer.status == 204):  # it is kept
        jans.get_by_role("textbox").press("Enter")
    expect(jans.get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_text("1 of 4 confirmed")).to_be_visible()
    page.reload()
    expect(jans.get_by_role("textbox")).to_have_value("13.4")
    expect(jans.get_by_role("checkbox")).to_be_checked()

    page.locator(f"#row-{petr.pk}").get_by_role("checkbox").check()
    page.get_by_role("button", name=re.compile("right$")).click()
    expect(page.locator(f"#row-{participant.pk}").get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="Save what I confirmed").click()
    expect(page.get_by_text("3 results saved.")).to_be_visible()
    janas = page.locator(f"#row-{jana.pk}")
    expect(janas).to_contain_text("20.00, as stored (Adam Pořadatel")
    look(page, "both results", complaints)
    assert Entry.objects.filter(source="PHOTO").count() == 3
    janas.get_by_role("radio", name="from the photo").check()
    page.get_by_role("button", name="Save what I confirmed").click()

    expect(page.get_by_text("Everything on the photo is entered")).to_be_visible()
    values = {record.participant: record.value for record in Record.objects.all()}
    assert values == {participant: 12_500, jan: 13_400, jana: 14_200, petr: 15_000}
    assert {entry.source for entry in Entry.objects.filter(entered_by=evaluator)} == {"PHOTO"}
    assert not Job.objects.filter(kind="scoring.photo").exists()


def open_review(open_as, draft, by):
    options = draft.options
    return open_as(
        by,
        reverse("scoring:photo-review", args=[options["group"], options["activity"], draft.pk]),
    )


def test_several_attempts_are_corrected_in_the_boxes_of_the_entry_page(
    open_as, event, group, participant, evaluator, complaints
):
    jump = make.activity(event, unit="m", combine="BEST", name="Skok daleký")
    petr = make.participant(group, display_name="Petr Malý")
    lines = [("Štěpánka Ďáblová", "3,20 x 3,45"), ("Pepíček", "2,90 2,95 3,l0")]
    page = open_review(open_as, make.sheet_photo(group, jump, evaluator, *lines), evaluator)
    row, other = (page.locator(f"#row-{each.pk}") for each in (participant, petr))
    boxes = row.get_by_label("Attempt")

    expect(boxes).to_have_count(4)
    assert [box.input_value() for box in boxes.all()] == ["3,20", "x", "3,45", ""]
    boxes.nth(1).fill("3,3")
    boxes.nth(1).press("Enter")
    expect(boxes.nth(2)).to_be_focused()
    with page.expect_response(lambda answer: answer.status == 204):  # it is kept
        boxes.nth(2).press("Enter")
    expect(row.get_by_role("checkbox")).to_be_checked()
    page.locator("#line-1").get_by_role("button", name="Petr Malý").click()
    theirs = other.get_by_label("Attempt")
    expect(theirs.nth(2)).to_have_value("3,l0")  # a row that came later has boxes too
    expect(boxes.nth(1)).to_have_value("3,3")
    look(page, "boxes beside a photo", complaints)
    theirs.nth(2).fill("")
    other.get_by_role("button", name="x: foul").click()
    other.get_by_role("checkbox").check()
    page.get_by_role("button", name="Save what I confirmed").click()

    expect(page.get_by_text("Everything on the photo is entered")).to_be_visible()
    raw = {record.participant: record.value_raw for record in Record.objects.all()}
    assert raw == {participant: "3,20; 3,3; 3,45", petr: "2,90; 2,95; x"}


def test_heights_are_corrected_in_the_bars_of_the_entry_page(
    open_as, event, group, participant, evaluator, complaints
):
    jump = make.activity(event, unit="m", combine="HEIGHTS", plausible_minimum=1_000)
    jan = make.participant(group, display_name="Jan Novák")
    lines = [("Štěpánka Ďáblová", "1,10 o 1,15 x"), ("Jan Novák", "1,10 q")]
    page = open_review(open_as, make.sheet_photo(group, jump, evaluator, *lines), evaluator)
    row, misread = (page.locator(f"#row-{each.pk}") for each in (participant, jan))

    expect(row.locator(".bar")).to_have_text(["1.10o", "1.15x"])
    row.get_by_role("button", name="o: cleared").click()
    expect(row.locator(".bar")).to_have_text(["1.10o", "1.15xo"])
    expect(misread.get_by_role("textbox")).to_have_value("1,10 q")  # no bar can show that
    look(page, "heights beside a photo", complaints)
    misread.get_by_role("textbox").fill("1,10 xxo")
    misread.get_by_role("textbox").blur()
    expect(misread.locator(".bar")).to_have_text(["1.10xxo", "1.15·"])
    for each in (row, misread):
        each.get_by_role("checkbox").check()
    page.get_by_role("button", name="Save what I confirmed").click()

    expect(page.get_by_text("Everything on the photo is entered")).to_be_visible()
    raw = {record.participant: record.value_raw for record in Record.objects.all()}
    assert raw == {participant: "1.10 o 1.15 xo", jan: "1,10 xxo"}
