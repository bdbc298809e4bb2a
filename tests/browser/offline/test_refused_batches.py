"""A call that is refused as a whole: the entry that is the reason is found, the others arrive."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Entry, Record
from tests import make
from tests.browser.offline.test_outbox import enter, receipt, state_of

pytestmark = pytest.mark.django_db(transaction=True)
LARGEST = 2_500
"""Bytes that the proxy lets through; a call with four entries has more."""
BAD_ITEM = """async ({event, activity, group}) => {
  const {opened} = await import("/static/js/outbox/start.js");
  const {outbox} = await opened;
  await outbox.enter({
    cell: {event, activity, group, participant: "of an earlier version", name: "", place: ""},
    entry: {value_raw: "4,9"}, typed: {value: "4,9", status: ""},
    base: null, since: new Date().toISOString(), state: "waiting",
  });
}"""


def page_of(status: str) -> bytes:
    """A refusal as programs in between give it: for eyes."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: 7\r\n"
    return f"{head}Connection: close\r\n\r\n<h1>No!".encode()


def test_of_a_call_refused_as_a_whole_one_entry_stays_and_the_others_arrive(
    page, sign_in, network, event, group, evaluator
):
    """422 by the server about one entry; 413 by a proxy about many, and about one; 400 by a
    firewall that takes one entry for an attack.
    """
    jump = make.activity(event, name="Skok")
    people = [make.participant(group, display_name=name) for name in "ABCDEFGH"]
    sign_in(page, evaluator, reverse("scoring:entry", args=[group.pk, jump.pk]))
    network.cut()
    page.evaluate(BAD_ITEM, {"event": event.pk, "activity": jump.pk, "group": group.pk})
    *usual, long, suspicious = people
    for number, person in enumerate(usual):
        enter(page, person, f"4,{number}")
    enter(page, long, "4," + "1" * LARGEST)
    enter(page, suspicious, "4,66")
    expect(receipt(page)).to_have_text("9 entered · 0 confirmed · 9 waiting")

    def answer_to(request):
        if len(request) > LARGEST:
            return page_of("413 Request Entity Too Large")
        return page_of("400 Bad Request") if b'"4,66"' in request else b""

    network.restore()
    network.refuse(answer_to)
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(receipt(page)).to_have_text(
        "9 entered · 6 confirmed · 1 waiting · 2 need you", timeout=15_000
    )
    expect(state_of(page, long)).to_contain_text("is not saved: It is too long to be sent")
    expect(state_of(page, suspicious)).to_contain_text("is kept on this device and waits")
    assert {record.participant for record in Record.objects.all()} == set(usual)
    network.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state_of(page, suspicious)).to_contain_text("4.66 ✓ saved")
    assert Entry.objects.count() == 7
    page.get_by_role("link", name="2 need you").click()
    items = page.locator("[data-part=items]")
    expect(items).to_contain_text("4,9 not saved items.0.participant_id")
