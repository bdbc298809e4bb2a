"""While the database cannot be written: 503 in true words by every door, and nothing is lost.

On SQLite, as one machine has it: somebody else holds the write lock, or the disk is full.
"""

import sqlite3
import time
from contextlib import closing, contextmanager

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.sign_in import tokens
from scoring.models import Entry
from tests import make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own tests"),
]
SEND_AGAIN = "It may have been saved: send it again in a few seconds, nothing is doubled."
LOOK_FIRST = "It may have been saved: look whether it was before you send it again."
TRY_AGAIN = "The database does not answer at the moment. Try again in a few seconds."


@contextmanager
def locked(wait: int = 50):
    """Somebody else writes, for longer than we `wait`, in milliseconds."""
    with connection.cursor() as cursor:
        [usual] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {wait}")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")


@contextmanager
def full():
    """No page more fits on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what earlier tests left free would be filled first
        [pages] = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.fixture
def phone(evaluator):
    client = Client(raise_request_exception=False)
    client.force_login(evaluator)
    return client


@pytest.fixture
def program(evaluator):
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(evaluator).access}")
    return client


@pytest.fixture
def score(program, participant, activity):
    def score(value: str):
        body = {"activity_id": activity.pk, "participant_id": participant.pk, "value_raw": value}
        return program.post("/api/records", body, format="json")

    return score


def row(participant) -> dict[str, str]:
    """What its row on an entry page sends."""
    typed = {"value": "12.5", "status": "", "shown_value": "", "shown_status": ""}
    return {f"p{participant.pk}-{name}": text for name, text in typed.items()}


def test_a_score_sent_by_a_program(score, caplog):
    with locked():
        answer = score("12.5")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json() == {
        "detail": f"The database does not answer at the moment. {SEND_AGAIN}",
    }
    assert [record for record in caplog.records if record.exc_info] == []
    assert score("12.5").status_code == 201
    assert Entry.objects.count() == 1


def test_a_row_of_a_phone(phone, group, activity, participant):
    path = reverse("scoring:row-save", args=[group.pk, activity.pk, participant.pk])
    with locked():
        answer = phone.post(path, row(participant), headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().endswith(SEND_AGAIN)


def test_a_form_gets_a_page_of_ours(phone, group, activity, participant):
    path = reverse("scoring:entry", args=[group.pk, activity.pk])
    with locked():
        answer = phone.post(path, row(participant))

    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "<h1>The database does not answer</h1>" in page
    assert SEND_AGAIN in page
    assert '<html lang="en">' in page


def test_the_page_is_in_the_readers_language(phone, group, activity, participant):
    phone.cookies[settings.LANGUAGE_COOKIE_NAME] = "cs"
    path = reverse("scoring:entry", args=[group.pk, activity.pk])
    with locked():
        answer = phone.post(path, row(participant))

    assert '<html lang="cs">' in answer.content.decode()


def test_where_the_same_again_would_make_another_one_looks_first(admin):
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(admin).access}")
    with locked():
        answer = client.post(
            "/api/events/manual", {"name": "Tábor", "groups": [{"name": "Bobři"}]}, format="json"
        )

    assert answer.status_code == 503
    assert answer.json()["detail"].endswith(LOOK_FIRST)


def test_signing_in_has_nothing_to_look_for(evaluator):
    client = APIClient(raise_request_exception=False)
    with locked():
        body = {"email": evaluator.email, "password": make.PASSWORD}
        answer = client.post("/api/auth/login", body, format="json")

    assert (answer.status_code, answer.json()) == (503, {"detail": TRY_AGAIN})


def test_what_only_reads_goes_on(phone, program, event, group):
    with locked():
        assert phone.get(reverse("scoring:group", args=[group.pk])).status_code == 200
        assert program.get(f"/api/events/{event.pk}/leaderboard").status_code == 200


def test_noting_who_was_there_keeps_nobody_waiting(phone, evaluator, group, settings):
    """A page that only reads is not to wait for its turn to write."""
    settings.LAST_SEEN_EVERY = 60
    with locked(wait=20_000):
        started = time.monotonic()
        assert phone.get(reverse("scoring:group", args=[group.pk])).status_code == 200
        assert time.monotonic() - started < 10
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (20_000,)


def test_a_full_disk_loses_nothing_that_was_confirmed(score):
    confirmed = []
    with full():
        for number in range(500):
            answer = score(f"{number}.25")
            if answer.status_code != 201:
                break
            confirmed.append(f"{number}.25")
    assert answer.status_code == 503
    assert answer.json()["detail"].endswith(SEND_AGAIN)

    assert score("600").status_code == 201
    kept = list(Entry.objects.order_by("pk").values_list("value_raw", flat=True))
    assert kept == [*confirmed, "600"]
