"""GET /admin/audit-logs"""

from datetime import timedelta

import pytest
from django.db import models
from django.utils import timezone

from accounts.models import AuditLog
from accounts.trail import audit
from tests import make

LOGS = "/api/admin/audit-logs"


def row(organisation, actor=None, action="CREATE_GROUP", **fields):
    return audit.log(actor=actor, action=action, organisation=organisation, **fields)


def found(answer) -> list[str]:
    assert answer.status_code == 200
    return [item["detail"] for item in answer.json()["items"]]


def test_a_row(api, admin, organisation, group):
    log = row(
        organisation,
        admin,
        "UPDATE_GROUP",
        target=group,
        detail="Bobři: Bobr → Bobři",
        changes={"name": ["Bobr", "Bobři"], "age": [None, 5]},
    )

    answer = api(admin).get(LOGS).json()

    assert (answer["total"], answer["skip"], answer["limit"]) == (1, 0, 50)
    [item] = answer["items"]
    assert item.pop("created_at").startswith(
        timezone.localtime(log.created_at).strftime("%Y-%m-%dT")
    )
    assert item == {
        "id": log.pk,
        "user_id": admin.pk,
        "user_name": "Adam Pořadatel",
        "action": "UPDATE_GROUP",
        "resource_type": "group",
        "resource_id": group.pk,
        "organisation_id": organisation.pk,
        "event_id": group.event_id,
        "detail": "Bobři: Bobr → Bobři",
        "changes": {"name": ["Bobr", "Bobři"], "age": [None, 5]},
        "ip": None,
    }


def test_a_row_that_nobody_and_nothing_belongs_to(api, super_admin, stranger):
    row(None, stranger, detail="Něco")
    stranger.delete()

    [item] = api(super_admin).get(LOGS).json()["items"]

    assert (item["user_id"], item["user_name"]) == (None, None)
    assert (item["resource_type"], item["resource_id"]) == ("", None)
    assert (item["organisation_id"], item["changes"]) == (None, {})


def test_addresses_are_for_super_admins(api, admin, super_admin, stranger):
    api(super_admin).patch(
        f"/api/admin/users/{admin.pk}",
        {"is_active": False},
        format="json",
        REMOTE_ADDR="192.0.2.7",
    )
    api(super_admin).patch(f"/api/admin/users/{admin.pk}", {"is_active": True}, format="json")
    admin.refresh_from_db()

    theirs, own = api(super_admin).get(LOGS).json(), api(admin).get(LOGS).json()

    assert [item["ip"] for item in theirs["items"]] == ["127.0.0.1", "192.0.2.7"]
    assert [item["ip"] for item in own["items"]] == [None, None]


def test_newest_first_and_in_parts(api, admin, organisation):
    for number in range(5):
        row(organisation, detail=str(number))
    models.QuerySet(AuditLog).update(created_at=timezone.now())  # all at the same time
    client = api(admin)

    parts = [client.get(LOGS, {"skip": skip, "limit": 2}) for skip in (0, 2, 4, 6)]

    assert [found(part) for part in parts] == [["4", "3"], ["2", "1"], ["0"], []]
    assert {part.json()["total"] for part in parts} == {5}
    assert [part.json()["skip"] for part in parts] == [0, 2, 4, 6]


def test_who_sees_what(api, admin, outsider, super_admin, evaluator, organisation):
    row(organisation, detail="ours")
    row(outsider.memberships.get().organisation, detail="theirs")
    row(None, detail="nobody's")

    assert found(api(admin).get(LOGS)) == ["ours"]
    assert found(api(outsider).get(LOGS)) == ["theirs"]
    assert found(api(super_admin).get(LOGS)) == ["nobody's", "theirs", "ours"]
    assert api(evaluator).get(LOGS).status_code == 403
    assert api(None).get(LOGS).status_code == 401


def test_filters(api, super_admin, admin, organisation, group, event):
    old = row(organisation, admin, "CREATE_GROUP", target=group, detail="old")
    models.QuerySet(AuditLog).filter(pk=old.pk).update(
        created_at=timezone.now() - timedelta(days=2)
    )
    row(organisation, super_admin, "UPDATE_GROUP", target=group, detail="group")
    row(organisation, admin, "UPDATE_EVENT", target=event, detail="event")
    client = api(super_admin)
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()

    assert found(client.get(LOGS, {"action": "UPDATE_GROUP"})) == ["group"]
    assert found(client.get(LOGS, {"user_id": admin.pk})) == ["event", "old"]
    assert found(client.get(LOGS, {"resource_type": "group"})) == ["group", "old"]
    history = {"resource_type": "event", "resource_id": event.pk}
    assert found(client.get(LOGS, history)) == ["event"]
    assert found(client.get(LOGS, {"since": yesterday})) == ["event", "group"]
    assert found(client.get(LOGS, {"since": "2199-01-01"})) == []
    assert client.get(LOGS, {"action": "X"}).json()["total"] == 0


@pytest.mark.parametrize("number", [2**31, 2**63 - 1, 2**63, 10**30])
@pytest.mark.parametrize("field", ["user_id", "resource_id"])
def test_ids_that_nothing_has(api, super_admin, field, number):
    row(None)

    assert found(api(super_admin).get(LOGS, {field: number})) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"skip": "-1"}, "skip"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"user_id": "x"}, "user_id"),
        ({"resource_id": "-1"}, "resource_id"),
        ({"action": "\x00"}, "action"),
        ({"action": "x" * 51}, "action"),
        ({"since": "yesterday"}, "since"),
        ({"since": "0001-01-01T00:30:00"}, "since"),
        ({"since": "0001-01-01T00:00:00+14:00"}, "since"),
        ({"since": "9999-12-31T23:59:59-14:00"}, "since"),
        ({"since": "9999-12-31T22:00:00Z"}, "since"),
        ({"since": "1899-12-31T00:00:00Z"}, "since"),
    ],
)
def test_a_query_that_does_not_fit(api, admin, query, field):
    answer = api(admin).get(LOGS, query)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {field}


@pytest.mark.parametrize(
    "since", ["1970-01-01", "2026-03-29T02:30:00", "2026-10-25T02:30:00", "2199-12-31T22:00:00Z"]
)
def test_odd_times(api, admin, since):
    assert api(admin).get(LOGS, {"since": since}).status_code == 200


@pytest.mark.parametrize("many", [1, 60])
def test_as_many_queries_for_many(api, admin, organisation, django_assert_num_queries, many):
    for _ in range(many):
        row(organisation, make.user())
    client = api(admin)

    with django_assert_num_queries(3):
        assert len(client.get(LOGS, {"limit": 1000}).json()["items"]) == many
