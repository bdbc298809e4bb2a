"""Writes to an event and its parts look at it under its lock, whichever room they stand in."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from diplomas.design import templates
from events.evaluators import new_logins, pool, team_logins
from events.life import lifecycle, opening
from events.models import Event
from events.parts import writes
from events.rules import locks

WRITES = {
    "open": lambda event, user: opening.open_for_scoring(event=event, by=None),
    "archive": lambda event, user: lifecycle.change_status(event=event, status="ARCHIVED", by=None),
    "rename": lambda event, user: lifecycle.update_event(
        event=event, fields={"name": "x"}, by=None
    ),
    "delete": lambda event, user: lifecycle.delete_event(event=event, by=None),
    "add a group": lambda event, user: writes.create_group(
        event=event, fields={"name": "x"}, by=None
    ),
    "into the pool": lambda event, user: pool.add_evaluator(event=event, user=user, by=None),
    "out of the pool": lambda event, user: pool.remove_evaluator(event=event, user=user, by=None),
    "make logins": lambda event, user: new_logins.bootstrap_evaluators(event=event, by=None),
    "make cards": lambda event, user: team_logins.make_new_cards(
        event=event, users=[], by=None, newest=0
    ),
    "let logins in": lambda event, user: team_logins.switch_logins(
        event=event, users=[], is_active=True, by=None
    ),
    "add a diploma": lambda event, user: templates.create_template(event=event, by=None),
}
GO_ON_WHEN_ARCHIVED = {"open", "archive", "delete"}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_an_event_that_is_gone(event, evaluator, write):
    Event.objects.filter(pk=event.pk).delete()

    with pytest.raises(ValidationError) as refused:
        write(event, evaluator)

    assert refused.value.messages == ["This event was deleted."]


@pytest.mark.parametrize("name", sorted(WRITES.keys() - GO_ON_WHEN_ARCHIVED))
def test_an_event_that_was_archived_meanwhile(event, evaluator, name):
    Event.objects.filter(pk=event.pk).update(status="ARCHIVED")

    with pytest.raises(ValidationError) as refused:
        WRITES[name](event, evaluator)

    assert refused.value.code == "archived"


def test_the_event_comes_as_stored_with_its_organisation(event, django_assert_num_queries):
    Event.objects.filter(pk=event.pk).update(name="Renamed")
    with transaction.atomic(), django_assert_num_queries(1):
        locked = locks.locked_event(event.pk)
        assert (locked.name, locked.organisation.name) == ("Renamed", event.organisation.name)
