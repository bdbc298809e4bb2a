"""Signed out in the middle of typing: signing in elsewhere is enough, nothing is typed twice."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Record
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_signing_in_in_another_tab_lets_the_page_go_on(
    open_as, group, activity, participant, evaluator, live_server
):
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, activity.pk]))
    row = page.locator(f"#row-{participant.pk}")
    Session.objects.all().delete()

    row.get_by_role("textbox").fill("59")
    row.get_by_role("textbox").press("Enter")
    expect(row.locator("[data-state]")).to_contain_text("Not saved: you are signed out.")

    other = page.context.new_page()
    other.goto(f"{live_server.url}/sign-in/")
    other.get_by_label("User name or e-mail address").fill(evaluator.email)
    other.get_by_label("Password").fill(make.PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url(f"{live_server.url}/my-groups/")
    other.close()

    row.get_by_role("textbox").fill("59.5")
    row.get_by_role("textbox").press("Enter")
    expect(row.locator("[data-state]")).to_contain_text("59.50 ✓ saved")
    assert Record.objects.get().value == 59_500
