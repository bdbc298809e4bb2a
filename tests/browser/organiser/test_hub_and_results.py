"""The event's page and the results grid in a real browser: accessible, live, quick to type into."""

import pytest
from django.urls import reverse
from playwright.sync_api import Error, expect

from events.parts.writes import lock_activity
from scoring.models import Entry, Record
from tests import make
from tests.browser.screens import look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def children(group):
    names = ["Adéla Červená", "Bořek Žák", "Čeněk Řídký"]
    return [make.participant(group, display_name=name) for name in names]


def grid(activity):
    return reverse("scoring:results", args=[activity.event_id, activity.pk])


def hub(event):
    return reverse("scoring:hub", args=[event.pk])


@pytest.fixture
def pages(event, activity, children, other_group, evaluator, admin):
    """Everything the pages can show: what to look at, a lock, long names."""
    first, second, third = children
    long_name = "Maxmiliána-Josefína Nejnekonečnějšíprostějmenovaná z Dlouhovic"
    make.participant(other_group, display_name=long_name, status="WITHDRAWN")
    jump = make.activity(event, unit="m", name="Skokzmístasnejdelšímnázvem", plausible_maximum=3000)
    knots = make.activity(event, "BOOLEAN", name="Uzly")
    for text, by in [("83,4", evaluator), ("80", admin), ("79", evaluator)]:
        make.record(activity, first, text, by=by)
    make.record(jump, second, "33", by=evaluator)
    make.record(knots, third, "ano", by=evaluator)
    lock_activity(activity=knots, by=admin)
    cell = [event.pk, activity.pk, first.pk]
    return {
        "hub": hub(event),
        "grid of times": grid(activity),
        "grid of passes": grid(knots),
        "cell": reverse("scoring:cell", args=cell),
        "blanks": reverse("scoring:blanks", args=cell[:2]),
        "lock": reverse("scoring:activity-lock", args=cell[:2]),
        "reopen": reverse("scoring:activity-lock", args=[event.pk, knots.pk]),
    }


def test_pages(open_as, live_server, complaints, pages, event, admin):
    page = open_as(admin, hub(event))
    for name, path in pages.items():
        page.goto(live_server.url + path)
        look(page, name, complaints)
    assert complaints == []


def test_the_hub_goes_once_somebody_is_signed_out(open_as, event, admin):
    page = open_as(admin, hub(event))
    expect(page.locator("[data-live-note]")).to_contain_text("Updates by itself")
    page.context.clear_cookies(name="sessionid")

    page.get_by_label("Password").wait_for(timeout=10_000)

    assert page.url.endswith(f"/sign-in/?next={hub(event)}")


def test_typing_down_the_grid(open_as, activity, children, admin, complaints):
    first, second, third = children
    make.record(activity, third, "90", by=admin)
    page = open_as(admin, grid(activity))

    def field(child):
        return page.locator(f"#value-{child.pk}")

    field(first).focus()
    page.keyboard.type("83,4")
    page.keyboard.press("Enter")
    expect(field(second)).to_be_focused()
    page.keyboard.type("84")
    page.keyboard.press("Shift+Enter")
    expect(field(first)).to_be_focused()
    for child in (first, second):
        page.locator(f"#state-{child.pk}.is-saved").wait_for()
    expect(page.locator("#count-all")).to_have_text("3 of 3 entered")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(field(third)).to_be_focused()
    page.keyboard.type("12")
    expect(page.locator(f"#state-{third.pk}")).to_contain_text("not saved yet")
    page.keyboard.press("Escape")
    expect(field(third)).to_have_value("1:30.00")
    expect(page.locator(f"#state-{third.pk}")).to_contain_text("saved")
    page.keyboard.press("Enter")  # the last one: leaves the field

    expect(field(third)).not_to_be_focused()
    typed = Entry.objects.values_list("participant", "value_raw")
    # Rows are sent as they are left, side by side: which one is first to arrive is open.
    assert sorted(typed) == [(first.pk, "83,4"), (second.pk, "84"), (third.pk, "90")]
    assert complaints == []


def test_what_found_no_network_is_still_there_after_a_reload(
    open_as, live_server, activity, children, admin, evaluator, context
):
    first, second, _third = children
    page = open_as(admin, grid(activity))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    context.set_offline(True)
    for child, text in ((first, "83,4"), (second, "84")):
        page.locator(f"#value-{child.pk}").fill(text)
        page.keyboard.press("Enter")
    states = [page.locator(f"#state-{child.pk}") for child in (first, second)]
    for state in states:
        expect(state).to_contain_text("Not saved: no connection.")
    make.record(activity, second, "90", by=evaluator)
    page.get_by_role("button", name="Save all").click()  # leads to no page that would be empty
    expect(states[0]).to_contain_text("Not saved: no connection.")
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    assert asked == ["beforeunload"]
    context.set_offline(False)

    page.goto(live_server.url + grid(activity))

    expect(states[0]).to_contain_text("1:23.40 ✓ saved")
    expect(states[1]).to_contain_text("Meanwhile Eva Měřičová entered 1:30.00")
    expect(page.locator(f"#value-{second.pk}")).to_have_value("84")
    states[1].get_by_role("button", name="Keep mine").click()
    expect(states[1]).to_contain_text("1:24.00 ✓ saved")
    page.reload()
    assert asked == ["beforeunload"]  # nothing is open any more
    assert [entry.value_raw for entry in Entry.objects.order_by("pk")] == ["90", "83,4", "84"]


def test_escape_takes_back_what_was_refused(open_as, activity, children, admin):
    child = children[0]
    make.record(activity, child, "90", by=admin)
    page = open_as(admin, grid(activity))
    page.locator(f"#value-{child.pk}").fill("rychle")
    page.keyboard.press("Enter")
    page.locator(f"#state-{child.pk}.is-refused").wait_for()

    page.locator(f"#value-{child.pk}").focus()
    page.keyboard.press("Escape")

    expect(page.locator(f"#value-{child.pk}")).to_have_value("1:30.00")
    page.locator(f"#state-{child.pk}.is-saved").wait_for()
    assert Entry.objects.count() == 1


def test_a_result_shows_on_the_hub_without_a_reload(
    open_as, live_server, event, activity, children, evaluator, admin, complaints
):
    page = open_as(admin, hub(event))
    cell = page.locator(f"#cell-{children[0].group_id}-{activity.pk}")
    expect(cell).to_contain_text("0/3")
    expect(page.locator("[data-live-note]")).to_contain_text("Updates by itself · updated ")
    cell.focus()

    make.record(activity, children[0], "83,4", by=evaluator)

    expect(cell).to_contain_text("1/3", timeout=15_000)
    expect(cell).to_be_focused()
    newest = page.locator("[data-part=entries] li").first
    expect(newest).to_contain_text("Adéla Červená – Běh na 60 m: 1:23.40")
    assert complaints == []

    page.context.set_offline(True)
    expect(page.locator("[data-live-note]")).to_contain_text("No connection", timeout=15_000)
    page.context.set_offline(False)
    expect(page.locator("[data-live-note]")).to_contain_text("Updates by itself", timeout=15_000)


def test_undo_by_a_click(open_as, activity, children, evaluator, admin):
    make.record(activity, children[0], "83", by=evaluator)
    make.record(activity, children[0], "80", by=evaluator)
    path = reverse("scoring:cell", args=[activity.event_id, activity.pk, children[0].pk])
    page = open_as(admin, path)

    page.get_by_role("button", name="Undo: back to 1:23.00").click()

    expect(page.locator(".cell-now")).to_have_text("Now: 1:23.00")
    assert Record.objects.get().evaluator == admin
