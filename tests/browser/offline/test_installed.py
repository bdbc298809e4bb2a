"""Pages of an installed release, whose files have hashes: how it is replaced, how much it sends."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Entry
from tests import make
from tests.browser.offline import installed
from tests.browser.offline.network import network_before
from tests.browser.offline.test_kept_pages import is_kept
from tests.browser.offline.test_outbox import enter, receipt, state_of

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = {
    "js/service-worker.js": """
self.addEventListener("message", ({data, ports}) => {
  if (data.task === "release") ports[0].postMessage("the next");
});""",
    "js/outbox/outbox.js": '\ndocument.documentElement.dataset.release = "the next";\n',
    "js/entry.js": "\n// of the next release\n",
}
"""A release after this one: another worker, other scripts, by which one can tell it."""
NEXT_HTML = "html[data-release='the next']"
IN_CHARGE = """() => new Promise((resolve) => {
  const ask = () => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = ({data}) => resolve(data);
    navigator.serviceWorker.controller.postMessage({task: "release"}, [port2]);
  };
  navigator.serviceWorker.addEventListener("controllerchange", ask);
  ask();
  setTimeout(resolve, 20_000, "this one");
})"""


@pytest.fixture(scope="module")
def database(django_db_setup):
    return installed.database_url(connection.settings_dict)


@pytest.fixture(scope="module")
def server(database, tmp_path_factory):
    with installed.serve(tmp_path_factory.mktemp("this"), DATABASE_URL=database) as server:
        yield server


@pytest.fixture
def network(server):
    with network_before(server.port) as network:
        yield network


def open_as(page, network, user, path):
    """Passwords of tests are hashed as no installed server would: the session is brought along."""
    client = Client()
    client.force_login(user)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**session, "url": network.url}])
    page.goto(network.url + path)


def find(addresses, part):
    return [each for each in addresses if part in each]


def test_a_new_release_takes_over_and_nothing_entered_or_typed_is_lost(
    page, network, event, group, evaluator, database, tmp_path
):
    jump = make.activity(event, name="Skok")
    waiting, typed = make.participant(group), make.participant(group)
    path = reverse("scoring:entry", args=[group.pk, jump.pk])
    open_as(page, network, evaluator, path)
    is_kept(page, path)
    network.cut()
    enter(page, waiting, "4,1")
    expect(state_of(page, waiting)).to_contain_text("is kept on this device and waits")
    page.locator(f"#value-{typed.pk}").press_sequentially("4,2")

    with installed.serve(tmp_path / "next", NEXT, DATABASE_URL=database) as following:
        network.port_behind = following.port
        network.restore()
        page.evaluate("window.dispatchEvent(new Event('online'))")

        expect(state_of(page, waiting)).to_contain_text("4.1 ✓ saved")  # by the old page's scripts
        expect(page.locator(f"#value-{typed.pk}")).to_have_value("4,2")
        page.reload()
        changed = page.locator("[data-notice=outdated]:not([hidden])")
        expect(page.locator(f"{NEXT_HTML}, [data-notice=outdated]:not([hidden])")).to_have_count(1)
        if changed.count():  # the server was slow, so that the kept page came first
            changed.get_by_role("link").click()
        expect(page.locator(NEXT_HTML)).to_have_count(1)
        expect(page.locator(f"#value-{typed.pk}")).to_have_value(re.compile("4[.,]2"))
        expect(state_of(page, typed)).to_contain_text("4.2 ✓ saved")
        expect(receipt(page)).to_have_text("2 entered · 2 confirmed")
        page.goto(f"{network.url}/my-groups/")
        assert page.evaluate(IN_CHARGE) == "the next"
        is_kept(page, path)
        network.cut()
        page.goto(network.url + path)  # kept with the next release's files
        expect(page.locator(NEXT_HTML)).to_have_count(1)
        expect(page.locator(f"#value-{typed.pk}")).to_have_value(re.compile("4[.,]2"))
        enter(page, waiting, "4,15")
        expect(state_of(page, waiting)).to_contain_text("is kept on this device and waits")
    assert sorted(Entry.objects.values_list("value", flat=True)) == [4_100, 4_200]


def test_the_first_entry_page_is_less_than_150_kb(page, network, event, group, evaluator):
    """Of a class of thirty, with all that is fetched for it, by somebody who was never here. It
    names all of its scripts, so that none is asked for only when another one has come.
    """
    run = make.activity(event, "TIME_LOW", name="Běh")
    people = [make.participant(group, display_name=f"Štěpánka {number}") for number in range(30)]
    make.record(run, people[0], "83,4")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    addresses, lengths = {}, {}
    devtools.on(
        "Network.responseReceived",
        lambda sent: addresses.update({sent["requestId"]: sent["response"]["url"]}),
    )
    devtools.on(
        "Network.loadingFinished",
        lambda sent: lengths.update({sent["requestId"]: sent["encodedDataLength"]}),
    )

    open_as(page, network, evaluator, reverse("scoring:entry", args=[group.pk, run.pk]))

    page.wait_for_load_state("networkidle")
    html = page.content()
    sent = {addresses[each]: length for each, length in lengths.items()}
    assert [name for name in ("entry", "outbox", "sending") if not find(sent, f"/{name}.")] == []
    scripts = [each for each in sent if each.endswith(".js")]
    assert [each for each in scripts if each.removeprefix(network.url) not in html] == []
    assert sum(sent.values()) < 150_000, sent
