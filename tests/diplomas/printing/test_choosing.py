"""A list of thousands: what is ticked goes along from page to page, nothing is chosen unseen."""

from typing import NamedTuple

import pytest
from django.urls import reverse

from diplomas.models import Diploma
from diplomas.printing import choosing
from diplomas.printing.choosing import Choice
from tests import make


class Row(NamedTuple):
    key: str
    is_waiting: bool


ROWS = [Row(f"ACTIVITY-{number}-1", number % 4 != 0) for number in range(20_000)]


def test_all_but_some_of_twenty_thousand():
    begun = Choice.of(ROWS, {})
    assert begun.pages == 40
    on_page = [row.key for row, is_ticked in begun.shown if is_ticked]
    assert len(on_page) == 375

    # Page 1 without its first two, and with one that was printed already; then page 40 as it is.
    second = begun.sent("", "1", [*on_page[2:], "ACTIVITY-4-1", "ACTIVITY-19999-1"]).on_page("40")
    sent = second.changed_elsewhere
    assert sorted(sent.split(",")) == ["ACTIVITY-1-1", "ACTIVITY-2-1", "ACTIVITY-4-1"]
    last = [row.key for row, is_ticked in second.shown if is_ticked]
    done = begun.sent(f"{sent},FORGED-1-1,ACTIVITY-19997-1", "40", last)
    assert {row.key for row in done.chosen} == (
        {row.key for row in ROWS if row.is_waiting} - {"ACTIVITY-1-1", "ACTIVITY-2-1"}
    ) | {"ACTIVITY-4-1"}
    assert Choice.of(ROWS[:3], {"all": ""}).token != Choice.of(ROWS[:3], {}).token


def test_pages_of_the_list_are_printed_together(client, admin, event, activity, group, monkeypatch):
    monkeypatch.setattr(choosing, "ON_A_PAGE", 2)
    for name in ("Anna", "Bára", "Cyril"):
        make.record(activity, make.participant(group, display_name=name), "9")
    client.force_login(admin)
    address = reverse("diplomas:awards", args=[event.pk])
    first = client.get(address).context["choice"]
    keys = [row.key for row in first.rows]
    page = {"list": first.token, "shown": "1", "changed": "", "award": keys[1:2]}

    second = client.post(address, {**page, "page": "2"})
    assert (second.status_code, second.context["choice"].changed_elsewhere) == (200, keys[0])
    assert Diploma.objects.count() == 0
    make.record(activity, make.participant(group, display_name="Dan"), "9")
    sent = {"list": first.token, "shown": "2", "changed": keys[0], "award": keys[2:]}
    stale = client.post(address, sent, follow=True)
    assert "The list has changed meanwhile" in stale.content.decode()
    assert Diploma.objects.count() == 0
    again = stale.context["choice"].token
    printed = client.post(address, {**sent, "list": again})
    assert printed.headers["Content-Type"] == "application/pdf"
    names = set(Diploma.objects.values_list("facts__name", flat=True))
    assert "Anna" not in names
    assert {"Bára", "Cyril"} <= names


@pytest.mark.parametrize("number", ["", "0", "-3", "x", "9" * 30])
def test_a_page_that_is_none(number):
    assert 1 <= Choice.of(ROWS, {"page": number}).number <= 40
