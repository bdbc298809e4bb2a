"""The site search: people, groups and events, without regard to accents and case."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event, Group, Participant
from tests import make

SEARCH = "/admin/search/"


def names(answer, kind):
    return [str(row) for row in getattr(answer.context["found"], kind).rows]


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [
        ("stepanka", "participants", "Štěpánka Ďáblová"),
        ("ĎÁBL", "participants", "Štěpánka Ďáblová"),
        ("  dablova   štěp ", "participants", "Štěpánka Ďáblová"),
        ("r-042", "participants", "Štěpánka Ďáblová"),
        ("dablova R-042", "participants", "Štěpánka Ďáblová"),
        ("bobri", "groups", "Bobři"),
        ("HNĚDÁ".lower(), "groups", "Bobři"),
        ("tabor", "events", "Tábor 2026"),
        ("tábor 2026", "events", "Tábor 2026"),
        ("lipno", "events", "Tábor 2026"),
    ],
)
def test_found(as_admin, event, group, participant, query, kind, name):
    Event.objects.filter(pk=event.pk).update(place="Lipno")
    Participant.objects.filter(pk=participant.pk).update(external_id="R-042")

    answer = as_admin.get(SEARCH, {"q": query})

    assert answer.status_code == 200
    assert names(answer, kind) == [name]


def test_what_is_found_shows_where_it_is_and_leads_there(as_admin, event, group, participant):
    Participant.objects.filter(pk=participant.pk).update(external_id="R-042")
    person = as_admin.get(SEARCH, {"q": "dablova"}).content.decode()
    team = as_admin.get(SEARCH, {"q": "bobri"}).content.decode()
    games = as_admin.get(SEARCH, {"q": "tabor"}).content.decode()

    link = reverse("admin:events_participant_change", args=[participant.pk])
    assert f'<a href="{link}">Štěpánka Ďáblová</a>' in person
    assert "R-042 · Bobři · Tábor 2026" in person
    assert reverse("admin:events_group_change", args=[group.pk]) in team
    assert "hnědá · Tábor 2026" in team
    assert f'<a href="{reverse("scoring:hub", args=[event.pk])}">Tábor 2026</a>' in games
    assert "open for scoring" in games


def test_nothing_of_others_is_found(client, outsider, event, group, participant):
    client.force_login(outsider)

    for query in ["tabor", "bobri", "dablova"]:
        answer = client.get(SEARCH, {"q": query})
        assert answer.context["found"].is_empty
        assert "Nothing was found for" in answer.content.decode()


def test_an_admin_who_judges_elsewhere_finds_nothing_there(client, outsider, group, participant):
    make.assign(outsider, group)
    client.force_login(outsider)

    assert client.get(SEARCH, {"q": "bobri"}).context["found"].is_empty


@pytest.mark.parametrize("query", ["", "   ", "\t"])
def test_nothing_to_look_for(as_admin, event, query):
    answer = as_admin.get(SEARCH, {"q": query})

    assert answer.context["found"] is None
    assert "Type a name or a registration number" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("a\0b", 400),
        ("%", 200),
        ("_", 200),
        ("\\", 200),
        ("'\"><script>", 200),
        ("\u0301", 200),
        ("a " * 5000, 200),
        ("ﷺ" * 200, 200),
    ],
)
def test_whatever_is_typed(as_admin, event, query, status):
    answer = as_admin.get(SEARCH, {"q": query})

    assert answer.status_code == status
    assert b"<script>" not in answer.content


def test_wildcards_are_letters(as_admin, event):
    assert as_admin.get(SEARCH, {"q": "%"}).context["found"].is_empty
    assert as_admin.get(SEARCH, {"q": "T_bor"}).context["found"].is_empty


def test_it_is_only_read(as_admin):
    assert as_admin.post(SEARCH, {"q": "tabor"}).status_code == 405


def test_twenty_of_a_kind_and_the_way_to_all(as_admin, event, group):
    Participant.objects.bulk_create(
        Participant(event=event, group=group, display_name=f"Žák {number}", search_key="zak")
        for number in range(21)
    )

    answer = as_admin.get(SEARCH, {"q": "žák"})

    assert len(names(answer, "participants")) == 20
    text = answer.content.decode()
    address = f"{reverse('admin:events_participant_changelist')}?q=%C5%BE%C3%A1k"
    assert "These are the first 20." in text
    assert f'href="{address}"' in text
    assert as_admin.get(address).context["cl"].result_count == 21


def test_archived_events_come_last(as_admin, organisation):
    make.event(organisation=organisation, name="Tábor 2020", status="ARCHIVED")
    make.event(organisation=organisation, name="Tábor 2019")

    assert names(as_admin.get(SEARCH, {"q": "tabor"}), "events") == ["Tábor 2019", "Tábor 2020"]


def queries(client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(SEARCH, {"q": "a"}).status_code == 200
    return len(captured)


def test_queries_do_not_grow(as_admin, organisation, event, group, participant):
    one = queries(as_admin)
    events = Event.objects.bulk_create(
        Event(organisation=organisation, name="Tábor", search_key="tabor") for _ in range(60)
    )
    groups = Group.objects.bulk_create(
        Group(event=each, name="Sraz", name_key="sraz", search_key="sraz") for each in events
    )
    Participant.objects.bulk_create(
        Participant(event=each.event, group=each, display_name="Jana", search_key="jana")
        for each in groups
    )

    assert queries(as_admin) == one <= 8


@pytest.mark.parametrize(
    ("listed", "query"),
    [
        ("events_event", "tabor"),
        ("events_group", "BOBRI"),
        ("events_participant", "dablova stepanka"),
    ],
)
def test_lists_find_the_same_way(as_admin, event, group, other_group, participant, listed, query):
    make.event(organisation=event.organisation, name="Lysá")
    make.participant(group, display_name="Jan")

    answer = as_admin.get(reverse(f"admin:{listed}_changelist"), {"q": query})

    assert answer.context["cl"].result_count == 1
