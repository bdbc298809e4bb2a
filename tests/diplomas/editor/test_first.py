"""The first diploma, one press away from the event's page; until there is one, why not."""

import re

import pytest
from django.urls import reverse

from diplomas.awards.rule_changes import change_rules
from diplomas.awards.rules import rules_of, token_of
from diplomas.models import Diploma
from events.models import Event
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(client, admin):
    """The page of an event, opened from the event's own page as an organiser opens it."""
    client.force_login(admin)

    def opened(event):
        hub = client.get(reverse("scoring:hub", args=[event.pk])).content.decode()
        address = re.search(r'href="([^"]+)">First diploma<', hub)[1]
        return client.get(address).content.decode()

    return opened


def test_it_is_there_as_soon_as_a_result_ranks(first, client, admin):
    """In a new event, step by step: each time the page says what is missing and leads there."""
    event = make.event(name="Nová", status=Event.Status.DRAFT, organisation=admin_of(admin))
    assert "no participants" in first(event)
    kid = make.participant(make.group(event), display_name="Eva <b>Malá</b>")
    assert "no activities" in first(event)
    run = make.activity(event, name="Run")
    assert reverse("events:status", args=[event.pk]) in first(event)
    Event.objects.filter(pk=event.pk).update(status=Event.Status.ACTIVE)
    assert f'href="{reverse("scoring:results", args=[event.pk, run.pk])}"' in first(event)
    make.record(run, kid, "dns")
    assert "1 result is in, but it gives nobody a place" in first(event)

    make.record(run, kid, "9.5")

    page = first(event)
    assert "<svg" in page and "Eva &lt;b&gt;Malá&lt;/b&gt;" in page and "<b>Malá" not in page
    assert not Diploma.objects.exists()
    key = re.search(r'name="award" value="([^"]+)"', page)[1]
    answer = client.post(reverse("diplomas:awards", args=[event.pk]), {"award": key})
    assert answer["Content-Type"] == "application/pdf"
    assert Diploma.objects.get().participant == kid


def test_what_is_to_know_before_it_is_printed(first, event, group, activity):
    for name in ("Adam 王", "Eva"):
        make.record(activity, make.participant(group, display_name=name, gender="M"), "9.5")
    make.participant(group, gender="M")

    page = first(event)

    assert "1 result is missing" in page and "Several share the 1st place" in page
    assert "No font at hand has all the letters" in page and "王" in page


def admin_of(admin):
    return admin.memberships.get().organisation


def test_rules_that_give_nobody_one_are_named(first, admin, event, group, activity):
    make.record(activity, make.participant(group), "9.5")
    rules = [{"scope": "ACTIVITIES", "minimum": 5}]
    change_rules(event=event, rules=rules, seen=token_of(rules_of(event)), by=admin)

    page = first(event)

    assert "The rules give nobody a diploma" in page
    assert reverse("diplomas:rules", args=[event.pk]) in page
