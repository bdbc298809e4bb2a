"""Work that nobody waits for."""

import subprocess
import sys
import threading

import pytest
from django.db import connection

from accounts.models import User
from accounts.trail.audit import request_address
from foundation.jobs import background
from tests import make
from tests.accounts.mailbox import finish_background
from tests.contracts.house.sources import ROOT


def test_it_runs_elsewhere_with_the_context_of_the_request():
    seen = {}

    def look(name):
        seen[name] = (request_address.get(), threading.current_thread())

    token = request_address.set("192.0.2.7")
    background.run(look, name="there")
    request_address.reset(token)
    finish_background()

    address, thread = seen["there"]
    assert address == "192.0.2.7"
    assert thread is not threading.current_thread()


@pytest.mark.django_db(transaction=True)
def test_its_own_database_connection_is_closed_afterwards():
    make.user()
    seen = {}

    def look():
        seen.update(users=User.objects.count(), connection=connection.connection)

    background.run(look)
    finish_background()

    assert seen["users"] == 1
    assert seen["connection"] is not connection.connection
    with pytest.raises(connection.Database.Error):
        seen["connection"].cursor().execute("SELECT 1")


def test_an_error_is_logged_by_name_and_stops_nothing(caplog):
    def break_down(token):
        raise LookupError("nothing there")

    background.run(break_down, token="secret-token")
    finish_background()

    assert "break_down" in caplog.text
    assert "nothing there" in caplog.text
    assert "secret-token" not in caplog.text
    assert background.under_way() == set()


def test_the_queue_has_an_end(caplog, monkeypatch):
    monkeypatch.setattr(background, "PAUSE", 0)
    over, done = threading.Event(), []

    def work(number):
        over.wait(60)
        done.append(number)

    for number in range(background.LONGEST_QUEUE + 3):
        background.run(work, number=number)
    left_out = caplog.text.count("left out")
    over.set()
    finish_background()

    assert left_out == 3
    assert sorted(done) == list(range(background.LONGEST_QUEUE))


def test_what_is_queued_is_done_before_the_process_ends():
    script = """
import django
django.setup()
from foundation.jobs import background
for number in range(9):
    background.run(print, end=f"{number} ")
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "klepak.settings", "DEBUG": "true", "ENV_FILE": "/dev/null"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.stderr, sorted(done.stdout.split())) == ("", [str(n) for n in range(9)])
