"""What waits on a device outlives a new SECRET_KEY, as long as the server knows the old one."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Entry
from tests import make
from tests.browser.offline.test_outbox import SYNC, enter, receipt, state_of

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = "is kept on this device and waits"


@pytest.mark.browser_context_args(service_workers="block")  # a kept page has the keys of before
def test_entries_of_an_earlier_key_are_opened_and_new_ones_sealed_with_the_newest(
    page, sign_in, event, group, evaluator, settings
):
    jump = make.activity(event, name="Skok")
    earlier, later = make.participant(group), make.participant(group)
    sign_in(page, evaluator, reverse("scoring:entry", args=[group.pk, jump.pk]))
    page.route(SYNC, lambda route: route.abort())
    enter(page, earlier, "4,1")
    expect(state_of(page, earlier)).to_contain_text(WAITS)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "k" * 40, [old]
    page.reload()
    expect(state_of(page, earlier)).to_contain_text(WAITS)
    enter(page, later, "4,2")
    expect(state_of(page, later)).to_contain_text(WAITS)

    settings.SECRET_KEY_FALLBACKS = []
    page.reload()

    expect(page.locator("[data-notice=unreadable]")).to_be_visible()
    expect(receipt(page)).to_have_text("1 entered · 0 confirmed · 1 waiting")
    expect(state_of(page, later)).to_contain_text(WAITS)
    settings.SECRET_KEY_FALLBACKS = [old]
    page.unroute(SYNC)
    page.reload()
    expect(receipt(page)).to_have_text("2 entered · 2 confirmed")
    assert Entry.objects.filter(entered_by=evaluator, source="SYNC").count() == 2
