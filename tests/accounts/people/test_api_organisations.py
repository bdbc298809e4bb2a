"""GET /organisations, and their members."""

from datetime import datetime

import pytest

from accounts.models import AuditLog, Membership, Organisation
from tests import make

ORGANISATIONS = "/api/organisations"
GONE = {"detail": "Organisation not found"}
NO_USER = {"detail": "User not found"}
HUGE = [10**6, 2**31, 2**63 - 1, 2**63, 10**30]


def members(organisation) -> str:
    return f"{ORGANISATIONS}/{organisation.pk}/members"


def names(answer) -> list[str]:
    assert answer.status_code == 200
    return [organisation["name"] for organisation in answer.json()]


def test_ones_own(api, admin, organisation, outsider):
    other = make.organisation(name="Alfa")
    Membership.objects.create(user=admin, organisation=other, role="OWNER")

    answer = api(admin).get(ORGANISATIONS)

    assert names(answer) == ["Alfa", "Tábor Vydří"]
    assert answer.headers["X-Total-Count"] == "2"
    first, second = answer.json()
    assert datetime.fromisoformat(first.pop("created_at")) == other.created_at
    assert first == {"id": other.pk, "name": "Alfa", "slug": other.slug, "role": "OWNER"}
    assert (second["id"], second["role"]) == (organisation.pk, "MEMBER")


def test_who_sees_which(api, organisation, outsider, stranger, super_admin, evaluator):
    member = make.user(organisation=organisation)
    default = Organisation.objects.default()

    assert names(api(member).get(ORGANISATIONS)) == ["Tábor Vydří"]
    assert names(api(stranger).get(ORGANISATIONS)) == []
    assert names(api(evaluator).get(ORGANISATIONS)) == []
    everything = api(super_admin).get(ORGANISATIONS)
    assert {"Tábor Vydří", default.name} <= set(names(everything))
    assert {organisation["role"] for organisation in everything.json()} == {None}
    assert api(None).get(ORGANISATIONS).status_code == 401


def test_parts_of_a_long_list(api, super_admin):
    Organisation.objects.bulk_create(Organisation(name=f"O{n:02}", slug=f"o{n}") for n in range(5))

    answer = api(super_admin).get(ORGANISATIONS, {"skip": 1, "limit": 2})

    assert len(names(answer)) == 2
    assert answer.headers["X-Total-Count"] == str(Organisation.objects.count())
    assert api(super_admin).get(ORGANISATIONS, {"limit": "x"}).status_code == 422


@pytest.mark.parametrize("many", [1, 20])
def test_as_many_queries_for_many(api, super_admin, django_assert_num_queries, many):
    for _ in range(many):
        Membership.objects.create(user=super_admin, organisation=make.organisation())
    client = api(super_admin)

    with django_assert_num_queries(4):
        assert len(client.get(ORGANISATIONS).json()) >= many


def test_the_members(api, admin, organisation, super_admin):
    eva = make.user(full_name="Eva", organisation=organisation, is_active=False)
    Membership.objects.filter(user=admin).update(role="OWNER")
    make.user(organisation=make.organisation())

    for user in (admin, super_admin):
        answer = api(user).get(members(organisation))
        assert answer.status_code == 200
        assert answer.headers["X-Total-Count"] == "2"
        assert answer.json() == [
            {
                "user_id": admin.pk,
                "email": admin.email,
                "username": None,
                "full_name": "Adam Pořadatel",
                "role": "ADMIN",
                "is_active": True,
                "membership_role": "OWNER",
            },
            {
                "user_id": eva.pk,
                "email": eva.email,
                "username": None,
                "full_name": "Eva",
                "role": "EVALUATOR",
                "is_active": False,
                "membership_role": "MEMBER",
            },
        ]


def test_who_sees_the_members(api, organisation, outsider, stranger, admin):
    member = make.user(organisation=organisation)

    assert api(member).get(members(organisation)).status_code == 403
    for user in (outsider, stranger):
        answer = api(user).get(members(organisation))
        assert (answer.status_code, answer.json()) == (404, GONE)
    for number in HUGE:
        answer = api(admin).get(f"{ORGANISATIONS}/{number}/members")
        assert (answer.status_code, answer.json()) == (404, GONE)
    assert api(None).get(members(organisation)).status_code == 401


@pytest.mark.parametrize("many", [1, 20])
def test_as_many_queries_for_many_members(
    api, admin, organisation, django_assert_num_queries, many
):
    for _ in range(many):
        make.user(organisation=organisation)
    client = api(admin)

    with django_assert_num_queries(4):
        assert len(client.get(members(organisation)).json()) == many + 1


@pytest.mark.parametrize("by", ["user_id", "email"])
@pytest.mark.parametrize("role", ["OWNER", "MEMBER", None])
def test_somebody_joins(api, super_admin, organisation, stranger, by, role):
    body = {by: stranger.pk if by == "user_id" else stranger.email.upper()}

    answer = api(super_admin).post(
        members(organisation), body | ({"role": role} if role else {}), format="json"
    )

    assert answer.status_code == 201
    assert answer.json() == {
        "user_id": stranger.pk,
        "email": stranger.email,
        "username": None,
        "full_name": "Cizí Hodnotitel",
        "role": "EVALUATOR",
        "is_active": True,
        "membership_role": role or "MEMBER",
    }
    membership = Membership.objects.get(user=stranger)
    assert (membership.organisation, membership.role) == (organisation, role or "MEMBER")
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.organisation) == (
        "CREATE_MEMBERSHIP",
        super_admin,
        organisation,
    )
    assert (log.resource_type, log.resource_id) == ("membership", membership.pk)
    assert log.detail == "Membership “Cizí Hodnotitel – Tábor Vydří” was created"


def test_nobody_joins_twice(api, super_admin, admin, organisation):
    answer = api(super_admin).post(
        members(organisation), {"user_id": admin.pk, "role": "OWNER"}, format="json"
    )

    assert answer.status_code == 409
    assert answer.json() == {"detail": "This user already belongs to the organisation."}
    assert Membership.objects.get(user=admin).role == "MEMBER"
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, "user_id email"),
        ({"user_id": 1, "email": "a@b.cz"}, "non_field_errors"),
        ({"user_id": "x"}, "user_id"),
        ({"user_id": None}, "user_id email"),
        ({"user_id": 0}, "user_id"),
        ({"email": "x"}, "email"),
        ({"email": "a\x00@b.cz"}, "email"),
        ({"email": "a" * 250 + "@b.cz"}, "email"),
        ({"user_id": 1, "role": "ADMIN"}, "role"),
        ({"user_id": 1, "role": []}, "role"),
    ],
)
def test_a_member_who_does_not_fit(api, super_admin, organisation, body, fields):
    answer = api(super_admin).post(members(organisation), body, format="json")

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == set(fields.split())


@pytest.mark.parametrize("body", [{"email": "nobody@example.org"}, *({"user_id": n} for n in HUGE)])
def test_a_member_who_is_not_there(api, super_admin, organisation, body):
    answer = api(super_admin).post(members(organisation), body, format="json")

    assert (answer.status_code, answer.json()) == (404, NO_USER)


def test_somebody_leaves(api, super_admin, admin, organisation):
    membership = Membership.objects.get(user=admin)
    path = f"{members(organisation)}/{admin.pk}"

    answer = api(super_admin).delete(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert not Membership.objects.exists()
    assert names(api(admin).get(ORGANISATIONS)) == []
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.organisation) == (
        "DELETE_MEMBERSHIP",
        super_admin,
        organisation,
    )
    assert (log.resource_type, log.resource_id) == ("membership", membership.pk)
    assert log.detail == "Membership “Adam Pořadatel – Tábor Vydří” was deleted"
    again = api(super_admin).delete(path)
    assert (again.status_code, again.json()) == (404, NO_USER)


def test_who_is_no_member_cannot_leave(api, super_admin, outsider, organisation):
    for number in (outsider.pk, *HUGE):
        answer = api(super_admin).delete(f"{members(organisation)}/{number}")
        assert (answer.status_code, answer.json()) == (404, NO_USER)
    for number in HUGE:
        answer = api(super_admin).delete(f"{ORGANISATIONS}/{number}/members/{outsider.pk}")
        assert (answer.status_code, answer.json()) == (404, GONE)


@pytest.mark.parametrize("actor", ["admin", "outsider", "evaluator"])
def test_only_super_admins_decide(request, api, organisation, admin, stranger, actor):
    Membership.objects.filter(user=admin).update(role="OWNER")
    client = api(request.getfixturevalue(actor))

    joining = client.post(members(organisation), {"user_id": stranger.pk}, format="json")
    leaving = client.delete(f"{members(organisation)}/{admin.pk}")

    assert (joining.status_code, leaving.status_code) == (403, 403)
    assert Membership.objects.filter(organisation=organisation).get().user == admin
    assert api(None).post(members(organisation), {}, format="json").status_code == 401
    assert api(None).delete(f"{members(organisation)}/{admin.pk}").status_code == 401
