"""Whether it is alive, also when what it leans on is not."""

import json
import os
import subprocess
import sys

import pytest

from tests.contracts.house.sources import ROOT

ASK = """
import json, sys, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "localhost"})
client.cookies["sessionid"] = "a" * 32
answers = [client.get(path) for path in sys.argv[1:]]
print(json.dumps([[answer.status_code, answer.content.decode()] for answer in answers]))
"""
ALL_WELL = {"status": "ok", "database": "ok", "redis": "ok"}


def ask(*paths: str, **variables: str) -> list[tuple[int, str]]:
    """Answers of the product in an environment of its own, to somebody with a session cookie."""
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "klepak.settings",
        "ENV_FILE": os.devnull,
        "DEBUG": "false",
        "SECRET_KEY": "k" * 40,
        **variables,
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK, *paths],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(answer) for answer in json.loads(done.stdout.splitlines()[-1])]


@pytest.mark.parametrize("path", ["/health", "/api/health"])
def test_all_well(client, db, path):
    answer = client.get(path)

    assert (answer.status_code, answer.json()) == (200, ALL_WELL)
    assert "no-store" in answer.headers["Cache-Control"]


def test_head_is_enough_for_a_probe(client, db):
    answer = client.head("/health")

    assert (answer.status_code, answer.content) == (200, b"")


def test_asking_costs_the_request_no_query(client, evaluator, django_assert_num_queries):
    """The database is asked beside it."""
    client.force_login(evaluator)

    with django_assert_num_queries(0):
        client.get("/health")


@pytest.mark.parametrize(
    "database",
    ["postgresql://nobody@127.0.0.1:9/nowhere", "sqlite:////nowhere/scores.sqlite3"],
    ids=["a server that is gone", "a file that is gone"],
)
def test_the_database_is_down(database):
    (status, text), (page_status, _page) = ask("/health", "/events/", DATABASE_URL=database)

    assert status == 503
    assert json.loads(text) == {"status": "error", "database": "error", "redis": "ok"}
    assert page_status == 301  # to https: probes alone are let through


def test_pages_without_a_database_show_that_the_fault_is_ours():
    [(status, page)] = ask(
        "/events/",
        DATABASE_URL="sqlite:////nowhere/scores.sqlite3",
        DEBUG="true",  # the plain files of development: nothing is collected for tests
        SECURE_SSL_REDIRECT="false",
    )

    assert status == 500
    assert page


def test_without_its_cache_it_is_slower_but_well():
    [(status, text)] = ask(
        "/health", DATABASE_URL="sqlite://:memory:", REDIS_URL="redis://127.0.0.1:9/0"
    )

    assert status == 200
    assert json.loads(text) == {"status": "ok", "database": "ok", "redis": "error"}
