"""Pages open without a network, and nothing of one person is left for another on a device."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Entry, Record
from scoring.sync import hand_over
from tests import make
from tests.browser.offline.test_outbox import enter, receipt, state_of

pytestmark = pytest.mark.django_db(transaction=True)
SLOW = 15_000
EVERYTHING_KEPT = """async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      texts.push(name, request.url, await (await cache.match(request, {ignoreVary: true})).text());
    }
  }
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("klepak-scores");
    request.onsuccess = () => resolve(request.result);
  });
  for (const store of database.objectStoreNames) {
    const rows = await new Promise((resolve) => {
      const request = database.transaction(store).objectStore(store).getAll();
      request.onsuccess = () => resolve(request.result);
    });
    const text = (_key, value) =>
      value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value;
    texts.push(store, JSON.stringify(rows, text));
  }
  database.close();
  texts.push(JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}));
  return texts.join("\\n");
}"""


def is_kept(page, path):
    """Waits until the worker has kept the page."""
    for _ in range(100):
        found = "async (path) => Boolean(await caches.match(path, {ignoreVary: true}))"
        if page.evaluate(found, path):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{path} was not kept")


def open_new(context, address):
    page = context.new_page()
    page.goto(address)
    return page


def test_without_a_network_the_pages_and_what_was_typed_are_there_after_closing_them(
    page, context, sign_in, network, event, group, evaluator
):
    jump, swim = make.activity(event, name="Skok"), make.activity(event, "BOOLEAN", name="Plavání")
    person = make.participant(group, display_name="Žofie Ďáblová")
    paths = [reverse("scoring:entry", args=[group.pk, each.pk]) for each in (jump, swim)]
    sign_in(page, evaluator)
    for path in paths:
        is_kept(page, path)
    network.cut()
    page.get_by_role("link", name="Skok").click()  # never opened before
    enter(page, person, "4,1")
    expect(state_of(page, person)).to_contain_text("is kept on this device and waits")
    page.close()

    page = open_new(context, network.url + paths[1])
    page.locator(f"#row-{person.pk}").get_by_role("radio", name="passed").check()
    expect(receipt(page)).to_have_text("2 entered · 0 confirmed · 2 waiting")
    page.goto(network.url + paths[0])
    expect(page.locator(f"#value-{person.pk}")).to_have_value("4,1")
    expect(state_of(page, person)).to_contain_text("4,1 is kept on this device and waits")
    page.goto(f"{network.url}/help/organiser/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    page.go_back()

    network.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(receipt(page)).to_have_text("2 entered · 2 confirmed")
    network.cut()
    page.reload()  # the kept page is older than what was confirmed
    expect(page.locator(f"#value-{person.pk}")).to_have_value("4,1")
    expect(state_of(page, person)).to_contain_text("4.1 ✓ saved")
    assert Entry.objects.count() == 2


def test_on_a_slow_network_a_kept_page_comes_first_and_takes_what_has_changed(
    page, sign_in, network, event, group, evaluator, admin
):
    jump = make.activity(event, name="Skok")
    mine, theirs, contested = (make.participant(group, display_name=name) for name in "ABC")
    path = reverse("scoring:entry", args=[group.pk, jump.pk])
    sign_in(page, evaluator, path)
    is_kept(page, path)
    enter(page, mine, "4,1")
    expect(state_of(page, mine)).to_contain_text("4.1 ✓ saved")
    for person, text in [(theirs, "5"), (contested, "6")]:
        make.record(jump, person, text, by=admin)
    network.hold()
    changed = page.get_by_role("link", name="This page has changed meanwhile")

    page.reload()
    page.locator(f"#value-{contested.pk}").press_sequentially("4")

    expect(state_of(page, mine)).to_contain_text("4.1 ✓ saved", timeout=SLOW)  # after it was kept
    network.let_go()
    expect(page.locator(f"#value-{theirs.pk}")).to_have_value("5", timeout=SLOW)
    expect(state_of(page, theirs)).to_contain_text("5 ✓ saved")
    expect(page.locator(f"#value-{contested.pk}")).to_have_value("4")
    expect(page.locator("#entry-count")).to_have_text("2 of 3 entered")  # as the rows show
    expect(changed).to_be_hidden()
    page.locator(f"#value-{contested.pk}").blur()
    theirs_first = page.locator(f"#row-{contested.pk} .side").first
    expect(theirs_first).to_contain_text("6 Adam Pořadatel", timeout=SLOW)
    newcomer = make.participant(group, display_name="D")
    network.hold()
    page.reload()
    network.let_go()
    changed.click(timeout=SLOW)
    expect(page.locator(f"#value-{newcomer.pk}")).to_have_value("")


def test_a_kept_page_goes_as_soon_as_somebody_else_is_found_to_be_signed_in(
    page, sign_in, network, event, group, evaluator
):
    jump = make.activity(event, name="Skok")
    make.participant(group, display_name="Žofie")
    path = reverse("scoring:entry", args=[group.pk, jump.pk])
    sign_in(page, evaluator, path)
    is_kept(page, path)
    stranger = Client()
    stranger.force_login(make.user(organisation=event.organisation))
    session = {"name": "sessionid", "value": stranger.cookies["sessionid"].value}
    page.context.add_cookies([{**session, "url": network.url}])
    network.hold()

    page.reload()
    expect(page.get_by_text("Žofie")).to_be_visible()
    network.let_go()

    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible(timeout=SLOW)
    assert "Žofie" not in page.evaluate(EVERYTHING_KEPT)


def test_another_person_on_the_same_device_sees_and_sends_nothing_of_the_first(
    page, sign_in, network, event, group, evaluator, admin
):
    jump = make.activity(event, name="Skok")
    saved, waiting = (make.participant(group, display_name=name) for name in ("Adéla", "Žofie"))
    path = reverse("scoring:entry", args=[group.pk, jump.pk])
    sign_in(page, evaluator, path)
    enter(page, saved, "77,25")
    expect(state_of(page, saved)).to_contain_text("✓ saved")
    is_kept(page, path)
    page.route("**/api/records/sync", lambda route: route.abort())
    enter(page, waiting, "88,75")
    expect(state_of(page, waiting)).to_contain_text("is kept on this device and waits")
    assert "Žofie" in page.evaluate(EVERYTHING_KEPT)
    Session.objects.all().delete()
    page.unroute("**/api/records/sync")
    stranger = make.user(full_name="Cizí Rozhodčí", organisation=event.organisation)

    sign_in(page, stranger)

    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.wait_for_load_state("networkidle")
    left = page.evaluate(EVERYTHING_KEPT)
    found = [
        each for each in ("Adéla", "Žofie", "77,25", "77.25", "88,75", "88.75") if each in left
    ]
    assert found == []
    expect(page.locator("[data-outbox]")).to_be_hidden()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Password").wait_for()
    assert Record.objects.get().participant == saved

    sign_in(page, evaluator, path)

    expect(state_of(page, waiting)).to_contain_text("88.75 ✓ saved")
    assert Entry.objects.get(participant=waiting).entered_by == evaluator


def test_signing_out_asks_first_and_leaves_nothing_to_be_read(
    page, sign_in, network, event, group, evaluator
):
    jump = make.activity(event, name="Skok")
    person = make.participant(group, display_name="Žofie")
    path = reverse("scoring:entry", args=[group.pk, jump.pk])
    sign_in(page, evaluator, path)
    is_kept(page, path)
    page.route("**/api/records/sync", lambda route: route.abort())
    enter(page, person, "88,75")
    expect(state_of(page, person)).to_contain_text("is kept on this device and waits")
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Not confirmed yet: 1.")
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="Sign out").click()
    dialog.get_by_role("button", name="Sign out all the same").click()

    page.get_by_label("Password").wait_for()
    left = page.evaluate(EVERYTHING_KEPT)
    assert [each for each in ("Žofie", "88,75", "Měřičová") if each in left] == []
    page.unroute("**/api/records/sync")
    sign_in(page, evaluator)
    expect(receipt(page)).to_have_text("1 entered · 1 confirmed")


def test_without_any_network_the_desk_takes_entries_by_file_or_codes(
    page, sign_in, network, event, group, evaluator, admin
):
    jump = make.activity(event, name="Skok")
    people = [make.participant(group) for _ in range(3)]
    path = reverse("scoring:entry", args=[group.pk, jump.pk])
    sign_in(page, evaluator, path)
    is_kept(page, path)
    is_kept(page, "/outbox/")
    network.cut()
    for person, text in zip(people, ["4,1", "4,2", "daleko"], strict=True):
        enter(page, person, text)
        expect(state_of(page, person)).to_contain_text("is kept on this device and waits")
    page.get_by_role("link", name="3 waiting").click()
    expect(page.locator("[data-part=items] li")).to_have_count(3)
    expect(page.locator("[data-part=items]")).to_contain_text("4,1 waits for a connection")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    page.get_by_role("button", name="Show as codes").click()
    page.get_by_role("button", name="Pause").click()
    frames = []
    number = page.locator("[data-part=number]")
    for _ in range(int(number.inner_text().split()[-1])):
        frames.append(page.locator("[data-part=code]").get_attribute("data-text"))
        assert page.locator("[data-part=code]").evaluate("picture => picture.naturalWidth") > 100
        page.get_by_role("button", name="Next").click()

    content = saved.value.path().read_bytes()
    taken = hand_over.take_in(content, by=admin, event=event)
    again = hand_over.take_in(hand_over.join_frames(frames), by=admin, event=event)

    assert (taken.receipt.saved, taken.receipt.refused) == (2, 1)
    assert (again.receipt.duplicate, again.receipt.refused) == (2, 1)
    network.restore()
    page.get_by_role("button", name="Send now").click()
    expect(receipt(page)).to_have_text("3 entered · 2 confirmed · 1 need you", timeout=10_000)
    expect(page.locator("[data-part=items]")).to_contain_text("“daleko” is not a number")
    assert Entry.objects.filter(entered_by=evaluator).count() == 2
