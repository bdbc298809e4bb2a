"""GET, PATCH and DELETE /admin/users."""

from datetime import datetime
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditLog, Membership, Organisation, User
from accounts.people import users
from accounts.trail import audit
from events.models import Event
from scoring.models import Entry, Record
from tests import make
from tests.threads import at_once

USERS = "/api/admin/users"
GONE = {"detail": "User not found"}
KEPT = {"detail": "A super admin's account cannot be changed here."}
HUGE = [2**31, 2**63 - 1, 2**63, 10**30]


def path(user) -> str:
    return f"{USERS}/{user.pk}"


def logs():
    return list(AuditLog.objects.order_by("pk").values_list("action", "detail", "changes"))


def names(answer) -> list[str]:
    assert answer.status_code == 200
    return [user["full_name"] for user in answer.json()]


def test_an_organiser_lists_their_own_people(api, admin, organisation, stranger, super_admin):
    eva = make.user(full_name="Eva", organisation=organisation)

    answer = api(admin).get(USERS)

    assert names(answer) == ["Adam Pořadatel", "Eva"]
    assert answer.headers["X-Total-Count"] == "2"
    found = answer.json()[1]
    assert datetime.fromisoformat(found.pop("created_at")) == eva.created_at
    assert found == {
        "id": eva.pk,
        "email": eva.email,
        "username": None,
        "full_name": "Eva",
        "role": "EVALUATOR",
        "is_active": True,
    }


def test_a_super_admin_lists_everybody_once(api, admin, organisation, stranger, super_admin):
    Membership.objects.create(user=admin, organisation=make.organisation())

    assert names(api(super_admin).get(USERS)) == [
        "Adam Pořadatel",
        "Cizí Hodnotitel",
        "Sára Nejvyšší",
    ]


def test_an_organiser_of_several_lists_nobody_twice(api, admin, organisation):
    other = make.organisation()
    eva = make.user(full_name="Eva", organisation=organisation)
    for user in (admin, eva):
        Membership.objects.create(user=user, organisation=other)

    assert names(api(admin).get(USERS)) == ["Adam Pořadatel", "Eva"]


def test_evaluators_list_nobody(api, evaluator):
    assert api(evaluator).get(USERS).status_code == 403
    assert api(None).get(USERS).status_code == 401


def test_parts_of_a_long_list(api, super_admin):
    people = [make.user(full_name="Ada Adamcová") for _ in range(5)]
    client = api(super_admin)

    parts = [client.get(USERS, {"skip": skip, "limit": 2}) for skip in (0, 2, 4, 6)]

    assert [user["id"] for part in parts for user in part.json()] == [
        *[user.pk for user in people],
        super_admin.pk,
    ]
    assert {part.headers["X-Total-Count"] for part in parts} == {"6"}


def test_no_more_than_asked_for(api, super_admin):
    User.objects.bulk_create(
        User(email=f"u{n}@example.org", full_name=f"U{n:03}", password="x") for n in range(520)
    )
    client = api(super_admin)

    assert len(client.get(USERS).json()) == 200
    assert len(client.get(USERS, {"limit": 500}).json()) == 500
    assert client.get(USERS, {"limit": 501}).status_code == 422
    assert client.get(USERS, {"skip": 10**9}).json() == []


def test_filters(api, super_admin, admin, stranger):
    make.user(full_name="Ina", email="ina@camp.example", is_active=False)
    client = api(super_admin)

    assert names(client.get(USERS, {"role": "ADMIN"})) == ["Adam Pořadatel"]
    assert names(client.get(USERS, {"is_active": "false"})) == ["Ina"]
    assert len(names(client.get(USERS, {"is_active": "true"}))) == 3
    assert names(client.get(USERS, {"q": "HODNOT"})) == ["Cizí Hodnotitel"]
    assert names(client.get(USERS, {"q": "@camp."})) == ["Ina"]
    assert client.get(USERS, {"q": "nobody"}).headers["X-Total-Count"] == "0"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"skip": "-1"}, "skip"),
        ({"skip": "x"}, "skip"),
        ({"limit": "0"}, "limit"),
        ({"limit": "9" * 5000}, "limit"),
        ({"role": "OWNER"}, "role"),
        ({"is_active": "maybe"}, "is_active"),
        ({"q": "\x00"}, "q"),
        ({"q": "x" * 201}, "q"),
    ],
)
def test_a_query_that_does_not_fit(api, admin, query, field):
    answer = api(admin).get(USERS, query)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {field}


@pytest.mark.parametrize("many", [1, 30])
@pytest.mark.parametrize("actor", ["admin", "super_admin"])
def test_as_many_queries_for_many(
    request, api, organisation, django_assert_num_queries, actor, many
):
    client = api(request.getfixturevalue(actor))
    for _ in range(many):
        make.user(organisation=organisation)

    with django_assert_num_queries(3):
        assert len(client.get(USERS).json()) == many + 1


def test_a_role_is_changed(api, super_admin, organisation, admin):
    eva = make.user(full_name="Eva", organisation=organisation)

    answer = api(super_admin).patch(path(eva), {"role": "ADMIN", "email": "x"}, format="json")

    assert (answer.status_code, answer.json()["role"]) == (200, "ADMIN")
    assert set(answer.json()) == {
        "id",
        "email",
        "username",
        "full_name",
        "role",
        "is_active",
        "created_at",
    }
    eva.refresh_from_db()
    assert (eva.role, eva.is_active, eva.email) == ("ADMIN", True, answer.json()["email"])
    assert logs() == [
        (
            "CHANGE_ROLE",
            "User “Eva” was changed: role EVALUATOR → ADMIN",
            {"role": ["EVALUATOR", "ADMIN"]},
        )
    ]
    log = AuditLog.objects.get()
    assert (log.actor, log.organisation, log.resource_id) == (super_admin, organisation, eva.pk)


def test_an_organiser_who_is_let_in_gets_somewhere_to_work(api, super_admin):
    jana = make.user("ADMIN", full_name="Jana", is_active=False)

    answer = api(super_admin).patch(path(jana), {"is_active": True}, format="json")

    assert answer.json()["is_active"] is True
    default = Organisation.objects.default()
    assert Membership.objects.get().organisation == default
    assert logs() == [
        (
            "CHANGE_STATUS",
            "User “Jana” was changed: may sign in False → True",
            {"is_active": [False, True]},
        ),
        ("CREATE_MEMBERSHIP", f"Membership “Jana – {default}” was created", {}),
    ]


def test_an_organiser_who_is_let_in_into_a_certain_organisation(api, super_admin, organisation):
    jana = make.user("ADMIN", full_name="Jana", is_active=False)
    body = {"is_active": True, "organisation": organisation.pk}

    assert api(super_admin).patch(path(jana), body, format="json").status_code == 200
    assert api(super_admin).patch(path(jana), body, format="json").status_code == 200

    assert Membership.objects.get().organisation == organisation
    assert {log[0] for log in logs()} == {"CREATE_MEMBERSHIP", "CHANGE_STATUS"}


@pytest.mark.parametrize(
    ("role", "is_active", "change", "joins"),
    [
        ("EVALUATOR", True, {"role": "ADMIN"}, True),
        ("EVALUATOR", False, {"role": "ADMIN"}, False),
        ("EVALUATOR", False, {"is_active": True}, True),
        ("EVALUATOR", False, {"role": "ADMIN", "is_active": True}, True),
        ("ADMIN", False, {"role": "EVALUATOR", "is_active": True}, True),
        ("ADMIN", True, {"role": "EVALUATOR"}, True),
        ("ADMIN", True, {"role": "EVALUATOR", "is_active": False}, False),
        ("ADMIN", True, {"is_active": False}, False),
        ("EVALUATOR", True, {"role": "EVALUATOR", "is_active": True}, False),
    ],
)
def test_who_joins_the_only_organisation(api, super_admin, role, is_active, change, joins):
    user = make.user(role, is_active=is_active)

    assert api(super_admin).patch(path(user), change, format="json").status_code == 200

    assert user.memberships.exists() == joins


@pytest.mark.parametrize("role", ["ADMIN", "EVALUATOR"])
@pytest.mark.parametrize(
    ("is_active", "change"),
    [
        (False, {"is_active": True}),
        (True, {"role": "other"}),
        (False, {"is_active": True, "role": "other", "organisation": None}),
    ],
)
def test_among_several_organisations_a_super_admin_says_which(
    api, super_admin, organisation, role, is_active, change
):
    """Such as an organiser whom one club has let go, switched off and on again."""
    user = make.user(role, is_active=is_active)
    other = {"ADMIN": "EVALUATOR", "EVALUATOR": "ADMIN"}[role]
    change = {name: other if value == "other" else value for name, value in change.items()}
    client = api(super_admin)

    answer = client.patch(path(user), change, format="json")

    assert (answer.status_code, answer.json()) == (
        422,
        {
            "detail": "organisation: Say into which organisation.",
            "errors": {"organisation": ["Say into which organisation."]},
        },
    )
    user.refresh_from_db()
    assert (user.role, user.is_active, user.memberships.count(), logs()) == (role, is_active, 0, [])
    named = {**change, "organisation": organisation.pk}
    assert client.patch(path(user), named, format="json").status_code == 200
    assert Membership.objects.get().organisation == organisation


def test_who_belongs_somewhere_stays_there(api, super_admin, organisation):
    user = make.user(organisation=organisation)

    api(super_admin).patch(path(user), {"role": "ADMIN"}, format="json")

    assert Membership.objects.get().organisation == organisation


@pytest.mark.parametrize(
    "body", [{"role": "EVALUATOR"}, {"is_active": True}, {"role": None, "is_active": True}]
)
def test_what_is_so_already_leaves_no_row(api, super_admin, stranger, body):
    before = stranger.access_version

    assert api(super_admin).patch(path(stranger), body, format="json").status_code == 200

    stranger.refresh_from_db()
    assert (logs(), stranger.access_version) == ([], before)


@pytest.mark.parametrize("body", [{"role": "EVALUATOR"}, {"is_active": False}, {}, {"role": 7}])
@pytest.mark.parametrize("whose", ["own", "another's"])
def test_a_super_admin_stays_one(api, super_admin, whose, body):
    user = super_admin if whose == "own" else make.user("SUPER_ADMIN")

    answer = api(super_admin).patch(path(user), body, format="json")

    assert (answer.status_code, answer.json()) == (403, KEPT)
    user.refresh_from_db()
    assert (user.role, user.is_active, logs()) == ("SUPER_ADMIN", True, [])


def test_nobody_becomes_a_super_admin(api, super_admin, admin):
    answer = api(super_admin).patch(
        path(admin), {"role": "SUPER_ADMIN", "is_active": False}, format="json"
    )

    assert answer.status_code == 403
    assert answer.json() == {"detail": "Super admins are only made on the server."}
    admin.refresh_from_db()
    assert (admin.role, admin.is_active, logs()) == ("ADMIN", True, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "non_field_errors"),
        ({"role": None, "is_active": None}, "non_field_errors"),
        ({"organisation": 1}, "non_field_errors"),
        ({"role": "OWNER"}, "role"),
        ({"role": ["ADMIN"]}, "role"),
        ({"role": ""}, "role"),
        ({"role": "ADMIN\x00"}, "role"),
        ({"is_active": "maybe"}, "is_active"),
        ({"is_active": []}, "is_active"),
        ({"is_active": True, "organisation": "x"}, "organisation"),
        ({"is_active": True, "organisation": -1}, "organisation"),
    ],
)
def test_a_change_that_does_not_fit(api, super_admin, stranger, body, field):
    answer = api(super_admin).patch(path(stranger), body, format="json")

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {field}
    assert logs() == []


@pytest.mark.parametrize("number", [10**6, *HUGE])
def test_an_organisation_that_is_not_there(api, super_admin, stranger, number):
    body = {"is_active": False, "organisation": number}

    answer = api(super_admin).patch(path(stranger), body, format="json")

    assert (answer.status_code, answer.json()) == (404, {"detail": "Organisation not found"})
    stranger.refresh_from_db()
    assert stranger.is_active


@pytest.mark.parametrize("method", ["patch", "delete"])
@pytest.mark.parametrize("number", [10**6, *HUGE])
def test_a_user_who_is_not_there(api, super_admin, method, number):
    answer = getattr(api(super_admin), method)(f"{USERS}/{number}", {}, format="json")

    assert (answer.status_code, answer.json()) == (404, GONE)


@pytest.mark.parametrize("method", ["patch", "delete"])
@pytest.mark.parametrize("actor", ["admin", "outsider", "evaluator"])
def test_only_super_admins_decide(request, api, organisation, actor, method):
    eva = make.user(organisation=organisation)
    client = api(request.getfixturevalue(actor))

    for where in (path(eva), f"{USERS}/{10**6}"):
        answer = getattr(client, method)(where, {"role": "ADMIN"}, format="json")
        assert answer.status_code == 403
    assert getattr(api(None), method)(path(eva), {}, format="json").status_code == 401
    eva.refresh_from_db()
    assert eva.role == "EVALUATOR"


def test_a_deleted_user_leaves_everything_behind(
    api, super_admin, evaluator, event, activity, participant
):
    record = make.record(activity, participant, "12.5", by=evaluator)
    Event.objects.filter(pk=event.pk).update(created_by=evaluator)
    done = audit.log(actor=evaluator, action="LOGIN", target=evaluator, detail="Eva signed in")

    answer = api(super_admin).delete(path(evaluator))

    assert (answer.status_code, answer.content) == (204, b"")
    assert not User.objects.filter(pk=evaluator.pk).exists()
    record.refresh_from_db()
    event.refresh_from_db()
    done.refresh_from_db()
    assert (record.value, record.evaluator) == (12500, None)
    assert Entry.objects.get().entered_by is None
    assert Record.objects.count() == 1
    assert (event.created_by, done.actor, done.detail) == (None, None, "Eva signed in")
    log = AuditLog.objects.first()
    assert (log.action, log.actor, log.resource_id) == ("DELETE_USER", super_admin, evaluator.pk)
    assert log.detail == f"User “Eva Měřičová” was deleted ({evaluator.email})"
    assert log.changes == {"role": ["EVALUATOR", None], "is_active": [True, None]}
    assert api(super_admin).delete(path(evaluator)).json() == GONE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("method", "action"), [("delete", "DELETE_USER"), ("patch", "CHANGE_STATUS")]
)
def test_what_two_decide_at_once_happens_once(api, super_admin, method, action):
    eva = make.user()
    clients = [api(super_admin), api(make.user("SUPER_ADMIN"))]

    answers = at_once(
        *[
            partial(getattr(client, method), path(eva), {"is_active": False}, format="json")
            for client in clients
        ]
    )

    codes = sorted(answer.status_code for answer in answers)
    assert codes in ([[204, 404], [204, 409]] if method == "delete" else [[200, 200]])
    assert AuditLog.objects.get().action == action


def test_nobody_deletes_themselves_or_a_super_admin(api, super_admin):
    other = make.user("SUPER_ADMIN")

    own, theirs = api(super_admin).delete(path(super_admin)), api(super_admin).delete(path(other))

    assert (own.status_code, own.json()) == (403, {"detail": "You cannot delete your own account."})
    assert (theirs.status_code, theirs.json()) == (403, KEPT)
    assert (User.objects.count(), logs()) == (2, [])


@pytest.mark.parametrize("actor", ["admin", "evaluator"])
def test_the_services_ask_for_a_super_admin_themselves(request, organisation, actor):
    eva, by = make.user(organisation=organisation), request.getfixturevalue(actor)

    for decide in (
        lambda: users.change_role(user=eva, role="ADMIN", by=by),
        lambda: users.change_status(user=eva, is_active=False, by=by),
        lambda: users.change_access(user=eva, organisation=organisation, by=by),
        lambda: users.delete_user(user=eva, by=by),
    ):
        with pytest.raises(PermissionDenied, match="Only a super admin may do this"):
            decide()

    assert logs() == []
