"""What a row does in a browser: doubts, digits that are asked about, statuses, conflicts."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Confirmation, Record
from tests import make
from tests.browser.screens import look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(event):
    return make.activity(event, "TIME_LOW", name="Běh", digits=True, plausible_minimum=7_000)


def enter(row, text):
    row.get_by_role("textbox").fill(text)
    row.get_by_role("textbox").blur()


def test_a_row_on_a_phone(open_as, run, participant, evaluator, admin, group, complaints):
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, run.pk]))
    row = page.locator(f"#row-{participant.pk}")
    state, field = row.locator("[data-state]"), row.get_by_role("textbox")

    field.fill("942")
    expect(row.locator("[data-echo] button")).to_have_text(["9.42 s", "15:42"])
    field.press("Enter")
    expect(state).to_contain_text("Nothing is saved until you choose.")
    look(page, "a question", complaints)
    row.get_by_role("button", name="9.42 s").click()
    expect(state).to_contain_text("9.42 ✓ saved")
    expect(field).to_have_value("9.42")

    enter(row, "5.5")
    expect(state).to_contain_text("5.50 saved – please check")
    page.reload()
    expect(state).to_contain_text("5.50 is unusually low. Is it right?")
    look(page, "a doubt", complaints)
    row.get_by_role("link", name="Correct").click()
    expect(field).to_be_focused()
    row.get_by_role("button", name="It is right").focus()
    page.keyboard.press("Enter")
    expect(state).to_contain_text("5.50 ✓ saved")
    expect(state).to_contain_text("checked by Eva Měřičová")
    expect(field).to_be_focused()
    assert Confirmation.objects.get().confirmed_by == evaluator

    row.get_by_role("radio", name="DQ disqualified").click()
    expect(state).to_contain_text("DQ ✓ saved")
    expect(field).to_have_value("")
    row.get_by_role("radio", name="DQ").click()  # once more takes it back
    expect(state).to_contain_text("5.50 saved – please check")  # a new entry is doubted anew
    expect(field).to_have_value("5.50")

    make.record(run, participant, "8", by=admin)
    enter(row, "9")
    expect(row.locator(".side").first).to_contain_text("8.00 Adam Pořadatel")
    look(page, "a conflict", complaints)
    row.get_by_role("button", name="Keep theirs").click()
    expect(state).to_contain_text("8.00 ✓ saved")
    expect(field).to_have_value("8")
    assert Record.objects.get().value == 8_000


def test_without_a_network_a_status_keeps_the_value_beside_it(
    open_as, run, participant, evaluator, group, context
):
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, run.pk]))
    row = page.locator(f"#row-{participant.pk}")
    context.set_offline(True)
    enter(row, "9.5")
    row.get_by_role("radio", name="DNS").click()
    expect(row.get_by_role("textbox")).to_have_value("9.5")
    row.get_by_role("radio", name="DNS").click()
    expect(row.locator("[data-state]")).to_contain_text("is kept on this device")

    context.set_offline(False)

    expect(row.locator("[data-state]")).to_contain_text("9.50 ✓ saved")
    assert Record.objects.get().value == 9_500


def test_enter_without_javascript_presses_no_button_of_a_row(
    browser, live_server, run, participant, evaluator, admin, group
):
    """It sends the form as “Save all” does: nothing is confirmed and no conflict decided."""
    other = make.participant(group)
    make.record(run, participant, "5", by=evaluator)
    path = reverse("scoring:entry", args=[group.pk, run.pk])
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/?next={path}")
    page.locator("[name=username]").fill(evaluator.email)
    page.locator("[name=password]").fill(make.PASSWORD)
    page.locator("article button").click()
    make.record(run, other, "8", by=admin)

    for _ in range(2):
        page.locator(f"#value-{other.pk}").fill("9")
        page.locator(f"#value-{other.pk}").press("Enter")
        page.wait_for_load_state()
        expect(page.locator(f"#state-{other.pk}")).to_contain_text("Meanwhile Adam Pořadatel")
    assert not Confirmation.objects.exists()
    assert Record.objects.get(participant=other).value == 8_000

    page.locator(f"#row-{participant.pk}").get_by_role("button", name="It is right").click()
    expect(page.locator(f"#state-{participant.pk}")).to_contain_text("checked by Eva Měřičová")
    page.locator(f"#row-{other.pk}").get_by_role("button", name="Keep mine").click()
    expect(page.locator(f"#state-{other.pk}")).to_contain_text("9.00 ✓ saved")
    context.close()


def test_many_choices_stand_on_one_line(open_as, event, participant, evaluator, group, complaints):
    choices = [{"label": f"{number} bodů", "points": number * 1000} for number in range(9)]
    knots = make.activity(event, "SCORE_SET", choices=choices)
    swim = make.activity(event, "BOOLEAN", name="Plavání")
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, knots.pk]))
    row = page.locator(f"#row-{participant.pk}")

    labels = row.locator(".choices label")
    assert len({each.bounding_box()["y"] for each in labels.all()}) == 1
    row.get_by_role("radio", name="8 bodů").check()
    expect(row.locator("[data-state]")).to_contain_text("8 bodů ✓ saved")
    row.get_by_role("radio", name="8 bodů").click()
    expect(row.locator("[data-state]")).to_contain_text("cleared")
    expect(row.locator(".choices :checked")).to_have_count(0)
    look(page, "many choices", complaints)

    page.goto(page.url.replace(f"activities/{knots.pk}", f"activities/{swim.pk}"))
    for width in (390, 360):
        page.set_viewport_size({"width": width, "height": 800})
        boxes = [each.bounding_box() for each in labels.all()]
        assert len({box["y"] for box in boxes}) == 1
        assert boxes[-1]["x"] + boxes[-1]["width"] < width
    row.get_by_role("radio", name="failed").check()
    expect(row.locator("[data-state]")).to_contain_text("failed ✓ saved")
    look(page, "passed or failed", complaints)


def test_the_grid_has_the_same_rows(open_as, run, participant, admin, complaints):
    page = open_as(admin, reverse("scoring:results", args=[run.event_id, run.pk]))
    row = page.locator(f"#row-{participant.pk}")
    enter(row, "942")
    state = row.locator("[data-state]")  # the same buttons stood below the field until it was left
    expect(state).to_contain_text("Nothing is saved until you choose.")
    state.get_by_role("button", name="15:42").click()
    expect(state).to_contain_text("15:42.00 ✓ saved")
    row.get_by_role("radio", name="DNS").click()
    expect(row.locator("[data-state]")).to_contain_text("DNS ✓ saved")
    row.get_by_role("radio", name="DNS").press(" ")
    expect(row.get_by_role("textbox")).to_have_value("15:42.00")
    enter(row, "5.5")
    look(page, "a doubt in the grid", complaints, noted=["422"])
    row.get_by_role("button", name="It is right").click()
    expect(row.locator("[data-state]")).to_contain_text("checked by Adam Pořadatel")
