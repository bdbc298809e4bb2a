"""What a phone shows of its outbox and without a network is accessible, by day and by night."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import make
from tests.browser.offline.test_kept_pages import is_kept
from tests.browser.offline.test_outbox import enter, receipt, state_of
from tests.browser.screens import LAPTOP, PHONE, fits, is_accessible, show_on

pytestmark = pytest.mark.django_db(transaction=True)


def look(page, name):
    for screen in (PHONE, LAPTOP):
        show_on(page, screen)
        fits(page, name)
        is_accessible(page, name)


def test_the_outbox_signing_out_and_the_page_instead_of_others(
    page, sign_in, network, event, group, evaluator, admin
):
    jump = make.activity(event, name="Skok")
    run = make.activity(event, "TIME_LOW", name="Běh", plausible_minimum=7_000)
    refused, contested, waiting = (make.participant(group) for _ in range(3))
    path, running = (reverse("scoring:entry", args=[group.pk, each.pk]) for each in (jump, run))
    sign_in(page, evaluator, "/outbox/")
    expect(page.get_by_text("Everything you entered on this device is confirmed")).to_be_visible()
    look(page, "empty outbox")
    page.goto(network.url + path)
    for each in (path, running, "/outbox/"):
        is_kept(page, each)
    network.cut()
    enter(page, refused, "daleko")
    enter(page, contested, "4,2")
    expect(receipt(page)).to_contain_text("2 waiting")
    make.record(jump, contested, "5", by=admin)
    network.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(receipt(page)).to_contain_text("2 need you")
    network.cut()
    enter(page, waiting, "4,3")
    expect(state_of(page, waiting)).to_contain_text("waits for a connection")
    page.goto(f"{network.url}/outbox/")
    expect(page.locator("[data-part=items] li")).to_have_count(3)
    page.get_by_role("button", name="Show as codes").click()
    page.get_by_role("button", name="Pause").click()
    look(page, "outbox")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("dialog")).to_contain_text("Not confirmed yet: 3.")
    look(page, "question before signing out")
    page.goto(f"{network.url}/my-results/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    look(page, "no connection")
