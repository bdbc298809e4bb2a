"""Where the site has no https, as on a network of one's own: browsers keep nothing there."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Entry
from tests import make
from tests.browser.offline.test_outbox import enter, receipt, state_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain(network, settings):
    """The network's address by a name that is no secure context, unlike the machine's own."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "plain.example"]
    network.url = network.url.replace("localhost", "plain.example")
    return network


def test_rows_wait_in_the_page_alone_which_says_so_and_asks_before_it_is_left(
    page, plain, sign_in, event, group, evaluator
):
    jump = make.activity(event, name="Skok")
    saved, waiting = make.participant(group), make.participant(group)
    sign_in(page, evaluator, reverse("scoring:entry", args=[group.pk, jump.pk]))
    assert page.evaluate("[isSecureContext, 'serviceWorker' in navigator]") == [False, False]
    expect(page.get_by_text("This address is not secure (no https)")).to_be_visible()
    enter(page, saved, "4,1")
    expect(state_of(page, saved)).to_contain_text("4.1 ✓ saved")
    plain.cut()
    enter(page, waiting, "4,2")
    expect(state_of(page, waiting)).to_contain_text("waits for a connection")
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)

    expect(receipt(page)).to_have_text("2 entered · 1 confirmed · 1 waiting")
    assert asked == ["beforeunload"]
    assert page.evaluate("indexedDB.databases()") == []  # others could read it there
    plain.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state_of(page, waiting)).to_contain_text("4.2 ✓ saved")
    page.reload()  # without a question: nothing waits
    expect(page.locator(f"#value-{waiting.pk}")).to_have_value("4.2")
    assert asked == ["beforeunload"]
    assert Entry.objects.count() == 2
