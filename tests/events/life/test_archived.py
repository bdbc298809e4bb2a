"""The admin pages of an archived event and of its parts: read, and told why nothing changes."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import AuditLog
from diplomas.models import DiplomaTemplate
from events.models import Activity, AgeCategory, Event, Group, Participant
from tests import make
from tests.admin_site import last_log, page

REFUSED = "The event is archived, so it can only be read. Open it again to change it."
PARTS = [Group, Participant, Activity, AgeCategory, DiplomaTemplate]


@pytest.fixture
def stored(event, group, participant, activity):
    """One of everything in an archived event."""
    found = {
        Group: group,
        Participant: participant,
        Activity: activity,
        AgeCategory: make.age_category(event, 10, 12),
        DiplomaTemplate: DiplomaTemplate.objects.create(event=event, name="Zlatý"),
        Event: event,
    }
    Event.objects.filter(pk=event.pk).update(status="ARCHIVED")
    return found


def flashes(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def rows():
    models = [*PARTS, Event]
    return {model: list(model.objects.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("model", [*PARTS, Event], ids=lambda model: model.__name__)
def test_the_page_shows_the_event_and_why_it_is_shut(as_admin, event, stored, model):
    answer = as_admin.get(page(model, "change", stored[model].pk))

    text = answer.content.decode()
    assert "“Tábor 2026” is archived, so this can only be read." in text
    assert f'href="{reverse("events:status", args=[event.pk])}"' in text
    assert 'name="_save"' not in text


@pytest.mark.parametrize("model", [*PARTS, Event], ids=lambda model: model.__name__)
def test_a_change_sent_nevertheless(as_admin, stored, model):
    before = rows()
    address = page(model, "change", stored[model].pk)

    answer = as_admin.post(address, {"name": "New", "display_name": "New"})

    assert (answer.status_code, answer.url) == (302, address)
    assert flashes(answer) == [REFUSED]
    assert rows() == before
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__name__)
def test_a_deletion(as_admin, stored, model):
    before = rows()
    obj = stored[model]
    bulk = {"action": "delete_selected", "_selected_action": [obj.pk], "post": "yes"}

    asked = as_admin.get(page(model, "delete", obj.pk))
    assert (asked.status_code, asked.url) == (302, page(model, "change", obj.pk))
    assert REFUSED in flashes(as_admin.post(page(model, "delete", obj.pk), {"post": "yes"}))
    as_admin.post(page(model, "changelist"), bulk)

    assert rows() == before
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize(
    ("model", "form"),
    [
        (Group, {"name": "Vydry"}),
        (AgeCategory, {"name": "Small", "min_age": 6, "max_age": 9}),
        (
            Activity,
            {"name": "Skok", "combine": "SINGLE", "order": 0, "evaluation_type": "TIME_LOW"},
        ),
    ],
    ids=["group", "age category", "activity"],
)
def test_nothing_is_added(as_admin, event, stored, model, form):
    before = rows()

    answer = as_admin.post(page(model, "add"), {"event": event.pk, **form})

    assert rows() == before
    assert REFUSED in answer.content.decode() or REFUSED in flashes(answer)


def test_nobody_is_added(as_admin, group, stored):
    before = rows()
    form = {"group": group.pk, "display_name": "Jan", "status": "COMPETING", "metadata": "{}"}

    answer = as_admin.post(page(Participant, "add"), form)

    assert rows() == before
    assert REFUSED in answer.content.decode() or REFUSED in flashes(answer)


def test_the_whole_event_may_go_and_the_trail_keeps_the_numbers(
    as_admin, event, organisation, stored
):
    asked = as_admin.get(page(Event, "delete", event.pk)).content.decode()
    assert "Delete “Tábor 2026”? This cannot be undone." in asked
    assert "<li>Participants: 1</li>" in asked
    assert "<li>Groups: 1</li>" in asked

    answer = as_admin.post(page(Event, "delete", event.pk), {"post": "yes"})

    assert answer.status_code == 302
    assert not Event.objects.exists()
    action, detail, changes, owner = last_log()
    assert (action, owner) == ("DELETE_EVENT", organisation)
    assert "Tábor 2026" in detail
    numbers = {"groups": 1, "participants": 1, "activities": 1, "results": 0}
    assert changes == {noun: [count, 0] for noun, count in numbers.items()}


def test_another_organisations_archive_is_a_404(client, outsider, event, stored):
    client.force_login(outsider)
    before = rows()

    for model in [*PARTS, Event]:
        for name in ["change", "delete"]:
            answer = client.post(page(model, name, stored[model].pk), {"post": "yes"})
            assert REFUSED not in flashes(answer)

    assert rows() == before
