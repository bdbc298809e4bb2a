"""Three phones, two hundred results, a network that breaks and a server that is killed."""

import io
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Entry, Record
from tests import live, make
from tests.browser.offline.network import network_before
from tests.browser.offline.test_kept_pages import is_kept
from tests.contracts.house.sources import ROOT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("KLEPAK_STORM" not in os.environ, reason="takes most of a minute"),
]
SEED = 20260530
ROUNDS = 14
ENTER = """(rows) => rows.forEach(([pk, text]) => {
  const field = document.querySelector(`#value-${pk}`);
  field.value = text;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {bubbles: true}));
})"""


class Site:
    """The product as it runs, on the database of the test; it can be killed and started again."""

    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder, self.running = folder, None

    def start(self):
        address = f"127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "klepak.wsgi", "--bind", address]
        variables = {"DEBUG": "true", "DATABASE_URL": self._database(), "RATELIMIT_ENABLE": "false"}
        with (self.folder / "server.log").open("ab") as log:
            self.running = subprocess.Popen(
                [*command, "--threads", "4"],
                env=live.environment(self.folder, **variables),
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self):
        server, until = live.Server(self.port, self.folder / "server.log"), time.monotonic() + 60
        while True:
            try:
                server.call("GET", "/api/health")
            except OSError:
                assert time.monotonic() < until, "\n".join(server.lines())
                time.sleep(0.1)
            else:
                return

    def kill(self):
        if self.running:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def _database(self) -> str:
        name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            return f"sqlite:///{name}"
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Phone:
    """A browser of its own behind a network of its own. `left`: (participant, text) to enter."""

    def __init__(self, browser, network, user, left):
        self.network, self.left, self.user = network, left, user
        self.context = browser.new_context(locale="en-GB")
        client = Client()
        client.force_login(user)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        self.context.add_cookies([{**session, "url": network.url}])
        self.page = self.context.new_page()

    def open(self, path):
        self.page.goto(self.network.url + path)

    def reopen(self, path):
        expect(self.page.locator("[data-state=unsaved]")).to_have_count(0, timeout=30_000)
        self.page.close()
        self.page = self.context.new_page()
        self.open(path)

    def enter(self, count):
        rows, self.left = self.left[:count], self.left[count:]
        self.page.evaluate(ENTER, rows)

    def numbers(self) -> tuple[int, int]:
        """How many it shows as confirmed, and as waiting for a decision."""
        text = self.page.locator("[data-outbox] p").first.inner_text()
        found = {word: int(number) for number, word in re.findall(r"(\d+) (confirmed|need)", text)}
        return found.get("confirmed", 0), found.get("need", 0)


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    site.start()
    yield site
    site.kill()


def break_and_enter(phones, site, path, chance):
    """Each round everybody enters five results, and the network or the server breaks or heals."""
    for number in range(ROUNDS):
        for phone in phones:
            phone.enter(5)
            chance.choice([phone.network.cut, phone.network.restore, phone.network.lose_answers])()
        if number == 4:
            site.kill()
        if number == 6:
            site.start()
        if number == 8:
            phones[1].network.cut()
            phones[1].reopen(path)
        time.sleep(chance.random() / 4)


def test_nothing_is_lost_and_nothing_is_entered_twice(browser, event, group, site):
    chance = random.Random(SEED)
    jump = make.activity(event, name="Skok")
    people = [make.participant(group) for _ in range(190)]
    shared, own = people[:10], people[10:]
    plans = [
        [(person.pk, f"{phone + 1}.{number:03}") for number, person in enumerate(mine)]
        for phone, mine in enumerate([own[:60] + shared, own[60:120] + shared, own[120:]])
    ]
    path = reverse("scoring:entry", args=[group.pk, jump.pk])
    site.wait()
    with (
        network_before(site.port) as one,
        network_before(site.port) as two,
        network_before(site.port) as three,
    ):
        phones = []
        for network, plan in zip([one, two, three], plans, strict=True):
            user = make.user()
            make.assign(user, group)
            phones.append(Phone(browser, network, user, chance.sample(plan, len(plan))))
        for phone in phones:
            phone.open(path)
            is_kept(phone.page, path)
        break_and_enter(phones, site, path, chance)
        site.wait()
        for phone in phones:
            phone.network.restore()
            phone.page.evaluate("window.dispatchEvent(new Event('online'))")
        for phone, plan in zip(phones, plans, strict=True):
            assert not phone.left
            entered = phone.page.locator("[data-count=entered]")
            expect(entered).to_have_text(f"{len(plan)} entered", timeout=30_000)
            expect(phone.page.locator("[data-count=waiting]")).to_be_hidden(timeout=30_000)
        numbers = [phone.numbers() for phone in phones]
        open_conflicts = [phone.page.locator("[data-state=conflict]").count() for phone in phones]
        for phone in phones:
            phone.context.close()

    assert sum(open_conflicts) == sum(need for _confirmed, need in numbers) == 10
    assert sum(confirmed for confirmed, _need in numbers) == 190
    assert Entry.objects.count() == Record.objects.count() == 190
    held = dict(Record.objects.values_list("participant", "value"))
    entered = [{pk: round(float(text) * 1000) for pk, text in plan} for plan in plans]
    assert all(held[pk] in {plan.get(pk) for plan in entered} for pk in held)
    call_command("verify", stdout=io.StringIO())
    call_command("rebuild_records", stdout=(out := io.StringIO()))
    assert "Every result is what the ledger says." in out.getvalue()
