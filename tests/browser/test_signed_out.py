"""Signed out in the middle of typing: signing in elsewhere is enough, nothing is typed twice."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Record
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, user):
    page.get_by_label("Password").wait_for()
    page.locator("[name=username]").fill(user.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def test_the_link_to_sign_in_brings_back_with_what_was_typed(
    open_as, group, activity, participant, evaluator, admin, live_server
):
    path = reverse("scoring:entry", args=[group.pk, activity.pk])
    page = open_as(evaluator, path)
    row, field = page.locator(f"#row-{participant.pk}"), page.locator(f"#value-{participant.pk}")
    Session.objects.all().delete()
    field.fill("59")
    field.press("Enter")
    row.get_by_role("link", name="Sign in: what you typed is kept").click()
    sign_in(page, admin)
    page.wait_for_url(live_server.url + path)
    page.wait_for_load_state()
    expect(field).to_have_value("")  # another person gets nothing of it
    assert not Record.objects.exists()

    Session.objects.all().delete()
    page.goto(f"{live_server.url}/sign-in/?next={path}")
    sign_in(page, evaluator)

    expect(row.locator("[data-state]")).to_contain_text("59.00 ✓ saved")
    expect(field).to_have_value("59")
    assert Record.objects.get().evaluator == evaluator


def test_signing_in_in_another_tab_lets_the_page_go_on(
    open_as, group, activity, participant, evaluator, live_server
):
    page = open_as(evaluator, reverse("scoring:entry", args=[group.pk, activity.pk]))
    row = page.locator(f"#row-{participant.pk}")
    Session.objects.all().delete()

    row.get_by_role("textbox").fill("59")
    row.get_by_role("textbox").press("Enter")
    expect(row.locator("[data-state]")).to_contain_text(
        "is kept on this device. You are signed out"
    )

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
