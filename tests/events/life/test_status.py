"""Changing the status of an event by hand: forward, back with a reason, into the archive."""

import pytest
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Event
from tests import make


@pytest.fixture
def ready(organisation):
    event = make.event(
        organisation=organisation, name="Hry", status="DRAFT", setup_step="activities"
    )
    make.participant(make.group(event))
    make.activity(event)
    return event


@pytest.fixture
def change(client, admin, ready):
    """change("ACTIVE", reason=…, now="DRAFT")"""
    client.force_login(admin)

    def send(status, *, now="DRAFT", **fields):
        Event.objects.filter(pk=ready.pk).update(status=now)
        return client.post(address(ready), {"status": status, **fields})

    return send


def address(event):
    return reverse("events:status", args=[event.pk])


def state(event):
    event.refresh_from_db()
    return event.status, AuditLog.objects.count()


def test_opening_ends_the_set_up(change, ready):
    response = change("ACTIVE")

    assert response["Location"] == reverse("scoring:hub", args=[ready.pk])
    assert state(ready) == ("ACTIVE", 1)
    assert ready.setup_step == ""


def test_opening_is_refused_with_what_is_missing(change, ready):
    ready.activities.all().delete()

    response = change("ACTIVE")

    assert response.status_code == 422
    assert "The event cannot be opened yet. There are no activities yet." in (
        response.content.decode()
    )
    assert state(ready) == ("DRAFT", 0)


@pytest.mark.parametrize(
    ("now", "status"), [("ACTIVE", "DRAFT"), ("ARCHIVED", "ACTIVE"), ("ARCHIVED", "DRAFT")]
)
@pytest.mark.parametrize("reason", ["", "   "])
def test_going_back_asks_why(change, ready, now, status, reason):
    response = change(status, now=now, reason=reason)

    assert response.status_code == 422
    assert "Say why: the reason stays in the audit trail." in response.content.decode()
    assert state(ready) == (now, 0)


@pytest.mark.parametrize(
    ("now", "status"), [("ACTIVE", "DRAFT"), ("ARCHIVED", "ACTIVE"), ("ARCHIVED", "DRAFT")]
)
def test_going_back_with_a_reason(change, ready, now, status):
    response = change(status, now=now, reason="Chybí  Štěpánka")

    assert response["Location"] == reverse("scoring:hub", args=[ready.pk])
    assert state(ready) == (status, 1)
    assert AuditLog.objects.get().detail.endswith("because: Chybí Štěpánka")
    assert ready.setup_step == ("review" if status == "DRAFT" else "")


@pytest.mark.parametrize("now", ["DRAFT", "ACTIVE"])
def test_the_archive_asks_whether_it_is_meant(change, ready, now):
    assert change("ARCHIVED", now=now).status_code == 422
    assert state(ready) == (now, 0)

    assert change("ARCHIVED", now=now, confirmed="on").status_code == 302
    assert state(ready) == ("ARCHIVED", 1)


def test_the_same_status_changes_nothing(change, ready):
    assert change("DRAFT")["Location"] == address(ready)
    assert state(ready) == ("DRAFT", 0)


@pytest.mark.parametrize(
    "typed",
    [
        {"status": ""},
        {"status": "OPEN"},
        {"status": "a\0b"},
        {"status": "%d"},
        {"status": "DRAFT", "reason": "x" * 501},
        {"status": "DRAFT", "reason": "a\0b"},
    ],
)
def test_a_bad_form_changes_nothing(change, ready, typed):
    response = change(**{"now": "ACTIVE", **typed})

    assert response.status_code == 422
    assert state(ready) == ("ACTIVE", 0)


def test_the_page_explains_each_status(client, admin, ready):
    client.force_login(admin)

    response = client.get(address(ready))

    cards = {card["key"]: card for card in response.context["statuses"]}
    assert [card["is_current"] for card in cards.values()] == [True, False, False]
    assert "Only in this status are results taken." in response.content.decode()
    assert "1 group has no evaluator" in response.content.decode()


def test_another_organisations_event_is_not_there(client, outsider, ready):
    client.force_login(outsider)

    assert client.get(address(ready)).status_code == 404
    assert client.post(address(ready), {"status": "ACTIVE"}).status_code == 404
    assert state(ready) == ("DRAFT", 0)
