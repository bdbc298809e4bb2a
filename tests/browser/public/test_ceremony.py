"""A ceremony in two windows: the organiser's phone, and the screen of the hall."""

import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from scoring.models import Ceremony
from tests import make
from tests.browser.screens import fits, is_accessible

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_hall_sees_each_step_in_time(
    page, context, open_as, live_server, admin, event, group, participant, activity, complaints
):
    by = make.user(User.Role.SUPER_ADMIN)
    for name, text in [("Anna Malá", "9.50"), ("Běla Malá", "9.50"), ("Cilka Pátá", "9.99")]:
        girl = make.participant(group, display_name=name, gender="F", age=12)
        make.record(activity, girl, text, by=by)
    make.record(activity, participant, "9.42", by=by)
    slug = make.published(event).slug
    hall = context.new_page()
    hall.set_viewport_size({"width": 1280, "height": 720})
    hall.emulate_media(reduced_motion="reduce")  # axe takes what fades in for a faint colour
    hall.goto(f"{live_server.url}/r/{slug}/screen/?screen=1")
    slide = hall.locator(".slide")
    phone = open_as(admin, reverse("scoring:ceremony-reveal", args=[event.pk]))
    ready = phone.locator("[data-ceremony]:not([aria-busy])")

    def press(name, **options):
        ready.wait_for()
        phone.get_by_role("button", name=name, **options).click()

    press("Begin the ceremony")
    phone.get_by_label("Screen 1").check()
    press("Send the ceremony to these screens")
    expect(slide).to_contain_text("Announcement of results", timeout=3_500)
    press("Next")
    expect(slide).to_contain_text("Běh na 60 m", timeout=3_500)
    expect(phone.locator(".reveal-next")).to_contain_text("2nd place, shared by two")
    is_accessible(phone, "a ceremony that is led")
    fits(phone, "a ceremony that is led")

    ready.wait_for()
    phone.get_by_role("button", name="Next").dblclick()  # one step all the same
    began = time.monotonic()
    expect(slide.locator(".is-newest")).to_contain_text("Běla Malá", timeout=2_500)
    assert time.monotonic() - began < 2.5
    expect(slide).not_to_contain_text("Štěpánka")
    is_accessible(hall, "a ceremony on a screen")
    expect(phone.locator(".reveal-now")).to_contain_text("step 2 of 4")
    turn = Ceremony.objects.get().turn

    context.set_offline(True)  # a press that does not arrive
    press("Next")
    expect(phone.locator("[data-network]")).to_contain_text("No network")
    context.set_offline(False)
    assert Ceremony.objects.get().turn == turn
    press("Next")
    expect(slide).to_contain_text("Štěpánka Ďáblová", timeout=3_500)
    expect(phone.locator("[data-network]")).to_be_hidden()
    press("Next")
    expect(slide.locator(".is-podium")).to_be_visible(timeout=3_500)
    assert hall.evaluate("document.documentElement.scrollHeight") <= 720
    known = ["409", "ERR_INTERNET_DISCONNECTED"]
    assert [each for each in complaints if not any(part in each for part in known)] == []
