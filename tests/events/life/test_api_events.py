"""GET /events; GET, PATCH and DELETE /events/{id}."""

import datetime
import json
from datetime import UTC

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLog
from events.models import Event, Group, Participant
from scoring.models import Entry, Record
from tests import make

HUGE = 2**63


def url(event):
    return f"/api/events/{getattr(event, 'pk', event)}"


def last_log():
    return AuditLog.objects.order_by("-pk").first()


def ids(rows):
    return [row["id"] for row in rows]


# --- The list ------------------------------------------------------------------------------------


def test_the_list_of_an_organiser(api, admin, event, group, other_group, participant):
    make.participant(group)
    make.participant(other_group)
    Event.objects.filter(pk=event.pk).update(
        date=datetime.date(2026, 7, 12), place="Vydří", created_by=admin
    )
    make.event()

    answer = api(admin).get("/api/events")

    assert answer.status_code == 200
    (row,) = answer.json()
    created_at = datetime.datetime.fromisoformat(row.pop("created_at"))
    assert created_at == event.created_at.astimezone(UTC)
    assert row == {
        "id": event.pk,
        "name": "Tábor 2026",
        "status": "ACTIVE",
        "created_by_id": admin.pk,
        "group_count": 2,
        "participant_count": 3,
        "date": "2026-07-12",
        "place": "Vydří",
        "organisation_id": event.organisation_id,
    }
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_everybody_sees_their_own_events(
    api, admin, evaluator, super_admin, outsider, stranger, event
):
    other = make.event()
    make.assign(admin, make.group(other))

    assert set(ids(api(admin).get("/api/events").json())) == {event.pk, other.pk}
    assert ids(api(evaluator).get("/api/events").json()) == [event.pk]
    assert set(ids(api(super_admin).get("/api/events").json())) == {event.pk, other.pk}
    assert api(outsider).get("/api/events").json() == []
    assert api(stranger).get("/api/events").json() == []
    assert api(None).get("/api/events").status_code == 401


def test_an_event_with_nothing_in_it(api, admin, event):
    (row,) = api(admin).get("/api/events/").json()

    assert (row["group_count"], row["participant_count"]) == (0, 0)
    assert (row["date"], row["place"], row["created_by_id"]) == (None, None, None)


@pytest.mark.parametrize("events", [1, 20])
def test_queries_of_the_list(api, admin, organisation, events, django_assert_num_queries):
    for _number in range(events):
        make.participant(make.group(make.event(organisation=organisation)))
    client = api(admin)

    with django_assert_num_queries(2):  # the caller, the events
        assert len(client.get("/api/events").json()) == events


# --- One event -----------------------------------------------------------------------------------


def test_an_event_as_its_organiser_sees_it(
    api, admin, event, group, other_group, participant, activity, evaluator, other_evaluator
):
    make.age_category(event, 6, 11)
    waiting = make.user(full_name="Čeněk Čekající")
    event.evaluators.create(user=waiting)

    body = api(admin).get(url(event)).json()

    assert [(each["name"], each["identifier"]) for each in body["groups"]] == [
        ("Bobři", "hnědá"),
        ("Draci", ""),
    ]
    bobri = body["groups"][0]
    assert bobri["participants"] == [
        {
            "id": participant.pk,
            "display_name": "Štěpánka Ďáblová",
            "external_id": None,
            "gender": "F",
            "age": 12,
            "metadata": {},
            "birth_date": None,
            "birth_year": None,
            "last_name": None,
            "status": "COMPETING",
            "is_hidden": False,
            "group_id": group.pk,
        }
    ]
    assert bobri["evaluators"] == [
        {
            "id": evaluator.pk,
            "email": evaluator.email,
            "username": None,
            "full_name": "Eva Měřičová",
        }
    ]
    assert [(each["id"], each["name"]) for each in body["activities"]] == [
        (activity.pk, "Běh na 60 m")
    ]
    assert [(each["full_name"], each["group_id"]) for each in body["event_evaluators"]] == [
        ("Čeněk Čekající", None),
        ("Eva Měřičová", group.pk),
        ("Ota Jiný", other_group.pk),
    ]
    assert [each["name"] for each in body["age_categories"]] == ["6–11"]
    assert {name: body[name] for name in ("id", "name", "status", "group_count", "can_manage")} == {
        "id": event.pk,
        "name": "Tábor 2026",
        "status": "ACTIVE",
        "group_count": 2,
        "can_manage": True,
    }
    assert [body[name] for name in ("reference_date", "ignores_gender", "ignores_age")] == [
        None,
        False,
        False,
    ]
    assert (body["places"], body["orders_by_surname"]) == ("STANDARD", False)


def test_an_evaluator_sees_their_own_group_and_nobody_elses_address(
    api, event, group, other_group, participant, activity, evaluator, other_evaluator
):
    make.participant(other_group)
    beside = make.user(full_name="Blanka Vedlejší")
    make.assign(beside, group)

    body = api(evaluator).get(url(event)).json()

    assert ids(body["groups"]) == [group.pk]
    assert ids(body["groups"][0]["participants"]) == [participant.pk]
    assert ids(body["activities"]) == [activity.pk]
    assert ids(body["event_evaluators"]) == [beside.pk, evaluator.pk]
    assert ids(body["groups"][0]["evaluators"]) == [beside.pk, evaluator.pk]
    assert body["can_manage"] is False


def test_somebody_of_the_pool_without_a_group_sees_themselves(api, event, group, evaluator):
    waiting = make.user()
    event.evaluators.create(user=waiting)

    body = api(waiting).get(url(event)).json()

    assert (body["groups"], ids(body["event_evaluators"])) == ([], [waiting.pk])


def test_who_sees_an_event(api, event, super_admin, outsider, stranger):
    assert api(super_admin).get(url(event)).json()["can_manage"] is True
    assert api(None).get(url(event)).status_code == 401
    for somebody in (outsider, stranger):
        for address in (url(event), url(event.pk + 1), url(HUGE), url(0)):
            answer = api(somebody).get(address)
            assert (answer.status_code, answer.json()) == (404, {"detail": "Event not found"})


@pytest.mark.parametrize("many", [1, 5])
def test_queries_of_one_event(api, admin, event, many, django_assert_num_queries):
    for number in range(many):
        group = make.group(event)
        make.assign(make.user(), group)
        make.activity(event)
        make.age_category(event, number, number)
        for _number in range(many):
            make.participant(group)
    client = api(admin)

    with django_assert_num_queries(10):
        assert len(client.get(url(event)).json()["groups"]) == many


# --- Changing it ---------------------------------------------------------------------------------


def test_changing_everything(api, admin, event):
    body = {
        "name": "  Tábor   2027 ",
        "date": "2027-07-10",
        "place": "Lipí",
        "reference_date": "2027-01-01",
        "ignores_gender": True,
        "ignores_age": True,
        "places": "DENSE",
        "orders_by_surname": True,
    }

    answer = api(admin).patch(url(event), body, format="json")

    assert answer.status_code == 200
    expected = {**body, "name": "Tábor 2027"}
    assert {name: answer.json()[name] for name in body} == expected
    event.refresh_from_db()
    assert (event.name, event.date, event.place) == (
        "Tábor 2027",
        datetime.date(2027, 7, 10),
        "Lipí",
    )
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.organisation, entry.resource_id) == (
        "UPDATE_EVENT",
        admin,
        event.organisation,
        event.pk,
    )
    assert entry.changes == {
        "name": ["Tábor 2026", "Tábor 2027"],
        "date": [None, "2027-07-10"],
        "place": ["", "Lipí"],
        "reference_date": [None, "2027-01-01"],
        "ignores_gender": [False, True],
        "ignores_age": [False, True],
        "places": ["STANDARD", "DENSE"],
        "orders_by_surname": [False, True],
    }
    assert entry.detail.startswith("Event “Tábor 2027” was changed: ")
    assert "name Tábor 2026 → Tábor 2027" in entry.detail


def test_the_answer_is_the_whole_event(api, admin, event, group):
    changed = api(admin).patch(url(event), {"status": "DRAFT"}, format="json").json()

    assert changed == api(admin).get(url(event)).json()
    assert changed["status"] == "DRAFT"


@pytest.mark.parametrize("status", ["DRAFT", "ACTIVE", "ARCHIVED"])
def test_from_any_status_to_any(api, admin, event, status):
    for before in ("DRAFT", "ACTIVE", "ARCHIVED"):
        Event.objects.filter(pk=event.pk).update(status=before)

        answer = api(admin).patch(url(event), {"status": status}, format="json")

        assert (answer.status_code, answer.json()["status"]) == (200, status)
        event.refresh_from_db()
        assert bool(event.setup_step) is (status == "DRAFT" != before)


def test_status_and_name_at_once_make_a_row_each(api, admin, event):
    api(admin).patch(url(event), {"name": "Den", "status": "ARCHIVED"}, format="json")

    assert list(AuditLog.objects.order_by("pk").values_list("action", "detail")) == [
        ("UPDATE_EVENT", "Tábor 2026: ACTIVE → ARCHIVED"),
        ("UPDATE_EVENT", "Event “Den” was changed: name Tábor 2026 → Den"),
    ]


@pytest.mark.parametrize("body", [{}, {"name": "Tábor 2026", "status": "ACTIVE"}, {"version": 1}])
def test_what_changes_nothing(api, admin, event, body):
    assert api(admin).patch(url(event), body, format="json").status_code == 200

    assert not AuditLog.objects.exists()
    before, event.version = event.version, None
    event.refresh_from_db()
    assert event.version == before


def test_optional_fields_are_emptied_by_null_and_by_nothing(api, admin, event):
    Event.objects.filter(pk=event.pk).update(date=datetime.date(2026, 1, 1), place="Vydří")

    answer = api(admin).patch(url(event), {"date": None, "place": ""}, format="json")

    assert (answer.json()["date"], answer.json()["place"]) == (None, None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " \u00a0"}, "name"),
        ({"name": None}, "name"),
        ({"name": ["x"]}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"name": "\u0958" * 128}, "name"),  # composed, each is two characters
        ({"name": "a\x00b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"status": "OPEN"}, "status"),
        ({"status": "\ud800"}, "status"),
        ({"status": None}, "status"),
        ({"status": {}}, "status"),
        ({"date": "12.7.2026"}, "date"),
        ({"date": 5}, "date"),
        ({"place": "x" * 256}, "place"),
        ({"places": "OLYMPIC"}, "places"),
        ({"ignores_age": "perhaps"}, "ignores_age"),
    ],
)
def test_changes_that_will_not_do(api, admin, event, body, field):
    text = json.dumps({"reference_date": "2026-01-01", **body})

    answer = api(admin).patch(url(event), text, content_type="application/json")

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert answer.json()["detail"].startswith(f"{field}: ")
    event.refresh_from_db()
    assert (event.name, event.reference_date) == ("Tábor 2026", None)
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize("text", ["[]", "null", "{", '"x"', "[" * 100_000])
def test_bodies_that_are_no_object(api, admin, event, text):
    answer = api(admin).patch(url(event), text, content_type="application/json")

    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_who_may_change_and_delete(api, event, group, evaluator, outsider, stranger, method):
    def answer(user, pk=event.pk):
        response = getattr(api(user), method)(url(pk), {"name": "Náš"}, format="json")
        return response.status_code, response.json()["detail"]

    guest = make.user("ADMIN", organisation=make.organisation())
    make.assign(guest, group)

    assert answer(None)[0] == 401
    assert answer(evaluator)[0] == 403
    assert answer(stranger)[0] == 403
    assert answer(guest)[0] == 403
    assert answer(outsider) == (404, "Event not found")
    assert answer(outsider, HUGE) == (404, "Event not found")
    assert Event.objects.get(pk=event.pk).name == "Tábor 2026"
    assert not AuditLog.objects.exists()


# --- Deleting it ---------------------------------------------------------------------------------


def test_deleting_takes_everything_along(api, admin, event, group, participant, activity):
    make.group(event)
    make.record(activity, participant, "11.5", by=admin)
    make.record(activity, participant, "11.2", by=admin)
    kept = make.participant(make.group(make.event()))
    pk = event.pk

    answer = api(admin).delete(url(event))

    assert (answer.status_code, answer.content) == (204, b"")
    assert list(Event.objects.all()) == [kept.event]
    assert (Group.objects.count(), list(Participant.objects.all())) == (1, [kept])
    assert not Record.objects.exists()
    assert not Entry.objects.exists()
    entry = last_log()
    assert (entry.action, entry.actor, entry.organisation) == (
        "DELETE_EVENT",
        admin,
        event.organisation,
    )
    assert (entry.resource_type, entry.resource_id) == ("event", pk)
    assert entry.detail == (
        "Event “Tábor 2026” was deleted, and with it"
        " 2 groups, 1 participants, 1 activities, 1 results"
    )
    assert api(admin).delete(url(pk)).status_code == 404


def test_a_super_admin_deletes_anybodys(api, super_admin, event):
    assert api(super_admin).delete(url(event)).status_code == 204


def test_deleting_costs_the_same_with_many(api, admin, organisation):
    def queries(people):
        event = make.event(organisation=organisation)
        activity, group = make.activity(event), make.group(event)
        for _number in range(people):
            make.record(activity, make.participant(group), "10", by=admin)
        client = api(admin)
        with CaptureQueriesContext(connection) as captured:
            assert client.delete(url(event)).status_code == 204
        return len(captured)

    assert queries(1) == queries(20)
