"""The whole way of a competition's day, as an evaluator walks it on a phone."""

import io

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from scoring.models import Entry, Record
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(event, group, evaluator):
    """A group of two, and an activity of every kind."""
    make.age_category(event, 10, 15, name="Starší")
    children = {
        "bela": make.participant(group, display_name="Běla Kolářová", gender="F", age=12),
        "zofie": make.participant(group, display_name="Žofie Ďáblová", gender="F", age=12),
    }
    activities = {
        "run": make.activity(event, "TIME_LOW", name="Běh na 800 m", order=1),
        "jump": make.activity(
            event, "NUMERIC_HIGH", name="Skok daleký", unit="m", combine="BEST", order=2
        ),
        "penalties": make.activity(event, "NUMERIC_LOW", name="Dráha", order=3),
        "swim": make.activity(event, "BOOLEAN", name="Plavání", order=4),
        "knots": make.activity(
            event,
            "SCORE_SET",
            name="Uzlování",
            choices=[{"label": "zlato", "points": 3000}, {"label": "nic", "points": 0}],
            order=5,
        ),
    }
    return children, activities


def row_of(page, child):
    return page.locator(f"#row-{child.pk}")


def to_activity(page, name):
    page.get_by_role("link", name="Klepak Scores").click()
    page.get_by_role("link", name=name).click()
    page.wait_for_load_state()


def print_diplomas(page, *names):
    """From the leaderboard by the list of who gets one; the PDF has these names, in order."""
    page.get_by_role("button", name="Diplomas").click()
    count = len(names)
    expect(page.get_by_text(f"{count} diplomas, {count} still to be printed.")).to_be_visible()
    expect(page.get_by_role("button", name="Print the chosen ones (PDF)")).to_be_visible()
    sent = page.locator("form:has([name=award])").evaluate(
        "form => new URLSearchParams(new FormData(form)).toString()"
    )
    answer = page.request.post(
        page.url,
        data=sent,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url},
    )
    assert answer.headers["content-type"] == "application/pdf"
    pages = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages]
    assert len(pages) == count
    assert all(name in text for name, text in zip(names, pages, strict=True))
    page.reload()
    expect(page.get_by_text(f"{count} diplomas, all printed.")).to_be_visible()


def test_from_signing_in_to_the_diploma(open_as, stage, evaluator, event, live_server, complaints):
    children, _activities = stage
    page = open_as(evaluator, reverse("scoring:my-groups"))

    to_activity(page, "Běh na 800 m")
    for child, typed, understood in [("bela", "1:23,4", "1:23.40"), ("zofie", "1:23.39", "")]:
        row = row_of(page, children[child])
        row.get_by_role("textbox").fill(typed)
        expect(row.locator("[data-echo]")).to_have_text(f"= {understood}" if understood else "")
        row.get_by_role("textbox").press("Enter")
        expect(row.locator("[data-state]")).to_contain_text("✓ saved")
    expect(page.locator("#entry-count")).to_have_text("2 of 2 entered")

    to_activity(page, "Skok daleký")
    row = row_of(page, children["bela"])
    for attempt, typed in enumerate(["4,10", "x", "4,35"], start=1):
        row.get_by_role("textbox", name=f"Attempt {attempt}").fill(typed)
    row.get_by_role("textbox", name="Attempt 3").blur()
    expect(row.locator("[data-state]")).to_contain_text("4.35 ✓ saved")

    to_activity(page, "Dráha")
    row = row_of(page, children["bela"])
    row.get_by_role("textbox").fill("tři")
    row.get_by_role("textbox").blur()
    expect(row.locator("[data-state]")).to_contain_text("“tři” is not a number")
    expect(row.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    row.get_by_role("textbox").fill("3")
    row.get_by_role("textbox").blur()
    expect(row.locator("[data-state]")).to_contain_text("3 ✓ saved")
    expect(row.get_by_role("textbox")).not_to_have_attribute("aria-invalid", "true")
    other = row_of(page, children["zofie"])
    other.get_by_role("radio", name="DNF").click()
    expect(other.locator("[data-state]")).to_contain_text("DNF ✓ saved")

    to_activity(page, "Plavání")
    row_of(page, children["bela"]).get_by_role("radio", name="passed").check()
    expect(row_of(page, children["bela"]).locator("[data-state]")).to_contain_text("passed ✓ saved")

    to_activity(page, "Uzlování")
    row_of(page, children["zofie"]).get_by_role("radio", name="zlato").check()
    expect(row_of(page, children["zofie"]).locator("[data-state]")).to_contain_text("zlato ✓ saved")

    page.goto(live_server.url + reverse("scoring:leaderboard", args=[event.pk]))
    rows = page.locator(".board tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("1 Žofie Ďáblová Bobři · 12 1:23.39")
    expect(rows.nth(1)).to_contain_text("2 Běla Kolářová Bobři · 12 1:23.40")

    print_diplomas(page, "Žofie Ďáblová", "Běla Kolářová")
    assert [complaint for complaint in complaints if "422" not in complaint] == []


def test_the_board_changes_without_a_reload(
    open_as, stage, evaluator, admin, event, browser, live_server
):
    children, activities = stage
    page = open_as(admin, reverse("scoring:leaderboard", args=[event.pk]))
    expect(page.get_by_text("No results have been entered here yet.")).to_be_visible()

    make.record(activities["run"], children["bela"], "83,4", by=evaluator)

    expect(page.locator(".board tbody tr")).to_contain_text("Běla Kolářová", timeout=12_000)
    expect(page.locator("[data-live-note]")).to_contain_text("Updates by itself")
    link = page.get_by_role("link", name="Běla Kolářová")
    link.focus()

    boy = make.participant(children["bela"].group, display_name="Cyril", gender="M", age=12)
    make.record(activities["run"], boy, "90", by=evaluator)

    expect(page.get_by_role("link", name="Boys")).to_be_visible(timeout=12_000)
    expect(link).to_be_focused()

    Session.objects.all().delete()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=12_000)


def test_without_a_network_nothing_typed_is_lost(open_as, stage, evaluator, group, context):
    children, activities = stage
    path = reverse("scoring:entry", args=[group.pk, activities["run"].pk])
    page = open_as(evaluator, path)
    row = row_of(page, children["bela"])

    context.set_offline(True)
    row.get_by_role("textbox").fill("83,4")
    row.get_by_role("textbox").blur()
    expect(row.locator("[data-state]")).to_contain_text("83,4 is kept on this device and waits")
    expect(page.locator("[data-outbox]")).to_contain_text("1 entered · 0 confirmed · 1 waiting")
    assert not Entry.objects.exists()

    context.set_offline(False)
    expect(row.locator("[data-state]")).to_contain_text("1:23.40 ✓ saved")
    expect(page.locator("[data-outbox]")).not_to_contain_text("1 waiting")
    assert Record.objects.get().value == 83_400


def test_what_is_typed_before_the_scripts_arrive_is_saved_too(
    page, open_as, stage, evaluator, group
):
    children, activities = stage
    page.route("**/js/entry.js", lambda route: (page.wait_for_timeout(700), route.continue_()))
    open_as(evaluator)
    path = reverse("scoring:entry", args=[group.pk, activities["run"].pk])
    page.goto(page.url.split("/my-groups")[0] + path, wait_until="commit")
    row = row_of(page, children["bela"])
    row.get_by_role("textbox").fill("83,4")
    row.get_by_role("textbox").blur()

    expect(row.locator("[data-state]")).to_contain_text("1:23.40 ✓ saved")


def test_two_people_on_one_child(open_as, stage, evaluator, admin, group):
    children, activities = stage
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, activities["run"].pk]))
    make.record(activities["run"], children["bela"], "85", by=admin)
    row = row_of(page, children["bela"])

    row.get_by_role("textbox").fill("83,4")
    row.get_by_role("textbox").blur()

    expect(row.locator(".side").first).to_contain_text("1:25.00 Adam Pořadatel")
    row.get_by_role("textbox").fill("83,5")
    row.get_by_role("textbox").blur()
    expect(row.locator(".side").last).to_contain_text("not saved 83,5 Eva Měřičová")
    row.get_by_role("textbox").fill("83,4")
    row.get_by_role("textbox").blur()
    assert Record.objects.get().value == 85_000
    row.get_by_role("button", name="Keep mine").click()
    expect(row.locator("[data-state]")).to_contain_text("1:23.40 ✓ saved")
    assert Record.objects.get().value == 83_400
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("gone", ["sessionid", "csrftoken"])
def test_signed_out_meanwhile_keeps_what_was_typed(open_as, stage, evaluator, group, context, gone):
    children, activities = stage
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, activities["run"].pk]))
    cookies = context.cookies()
    context.clear_cookies(name=gone)
    row = row_of(page, children["bela"])

    row.get_by_role("textbox").fill("83,4")
    row.get_by_role("textbox").blur()
    expect(row.locator("[data-state]")).to_contain_text("Sign in")
    expect(row.get_by_role("textbox")).to_have_value("83,4")

    context.add_cookies(cookies)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(row.locator("[data-state]")).to_contain_text("1:23.40 ✓ saved")


def test_back_shows_what_is_saved_now(open_as, stage, evaluator, group, live_server):
    children, activities = stage
    make.record(activities["run"], children["bela"], "90", by=evaluator)
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, activities["run"].pk]))
    row = row_of(page, children["bela"])
    row.get_by_role("textbox").fill("83,4")
    row.get_by_role("textbox").blur()
    expect(row.locator("[data-state]")).to_contain_text("1:23.40 ✓ saved")

    page.get_by_role("link", name="My groups").click()
    page.wait_for_url("**/my-groups/")
    page.go_back()

    expect(row.get_by_role("textbox")).to_have_value("1:23.40")
    expect(row.locator("[data-state]")).to_contain_text("1:23.40 ✓ saved")


def test_typed_and_taken_back_is_saved_as_before(open_as, stage, evaluator, group):
    children, activities = stage
    make.record(activities["run"], children["bela"], "83,4", by=evaluator)
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, activities["run"].pk]))
    row = row_of(page, children["bela"])
    field = row.get_by_role("textbox")

    field.press("End")
    field.press("5")
    expect(row.locator("[data-state]")).to_contain_text("not saved yet")
    field.press("Backspace")
    field.press("Tab")

    expect(row.locator("[data-state]")).to_contain_text("1:23.40 ✓ saved")
    assert Entry.objects.count() == 1


def test_a_refused_row_is_there_again_after_leaving_the_page(open_as, stage, evaluator, group):
    children, activities = stage
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, activities["run"].pk]))
    row = row_of(page, children["bela"])
    row.get_by_role("textbox").fill("brzy")
    row.get_by_role("textbox").blur()
    expect(row.locator("[data-state]")).to_contain_text("“brzy” is not a time")

    to_activity(page, "Dráha")
    expect(page.locator("[data-outbox]")).to_contain_text("1 need you")
    to_activity(page, "Běh na 800 m")

    expect(row.get_by_role("textbox")).to_have_value("brzy")
    expect(row.locator("[data-state]")).to_contain_text("“brzy” is not a time")
    row.get_by_role("button", name="Discard").click()
    expect(row.get_by_role("textbox")).to_have_value("")
    expect(page.locator("[data-outbox]")).to_be_hidden()


def test_what_one_typed_is_never_saved_in_the_name_of_another(
    open_as, stage, evaluator, admin, group, context, live_server
):
    children, activities = stage
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, activities["run"].pk]))
    row = row_of(page, children["bela"])
    context.set_offline(True)
    row.get_by_role("textbox").fill("83,4")
    row.get_by_role("textbox").blur()
    expect(row.locator("[data-state]")).to_contain_text("is kept on this device")
    context.clear_cookies()
    context.set_offline(False)
    other = context.new_page()
    other.goto(f"{live_server.url}/sign-in/")
    other.get_by_label("User name or e-mail address").fill(admin.email)
    other.get_by_label("Password").fill(make.PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.get_by_role("button", name="Sign out").wait_for()

    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(row.locator("[data-state]")).to_contain_text("Somebody else typed this.")
    assert not Entry.objects.exists()


def test_without_javascript_the_whole_form_saves(browser, live_server, stage, evaluator, group):
    children, activities = stage
    context = browser.new_context(java_script_enabled=False, locale="cs-CZ")
    page = context.new_page()
    path = reverse("scoring:entry", args=[group.pk, activities["run"].pk])
    page.goto(f"{live_server.url}/sign-in/?next={path}")
    page.locator("[name=username]").fill(evaluator.email)
    page.locator("[name=password]").fill(make.PASSWORD)
    page.locator("article button").click()

    row_of(page, children["bela"]).get_by_role("textbox").fill("83,4")
    row_of(page, children["zofie"]).get_by_role("textbox").fill("brzy")
    page.locator(".save-all button").click()

    expect(row_of(page, children["bela"]).locator("[data-state]")).to_contain_text("1:23,40 ✓")
    expect(row_of(page, children["zofie"]).get_by_role("textbox")).to_have_value("brzy")
    expect(row_of(page, children["zofie"]).locator("[data-state]")).to_contain_text("„brzy“")
    assert list(Record.objects.values_list("value", flat=True)) == [83_400]
    context.close()
