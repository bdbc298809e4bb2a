"""GET /auth/me, and the site's own session as a way into the API."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import Membership
from tests import make

ME = "/api/auth/me"


def test_who_am_i(api, admin, organisation):
    other = make.organisation(name="Alfa")
    Membership.objects.create(user=admin, organisation=other, role="OWNER")
    admin.language = "cs"
    admin.save()

    answer = api(admin).get(ME)

    assert answer.status_code == 200
    found = answer.json()
    assert datetime.fromisoformat(found.pop("created_at")) == admin.created_at
    assert found == {
        "id": admin.pk,
        "email": admin.email,
        "username": None,
        "full_name": "Adam Pořadatel",
        "role": "ADMIN",
        "is_active": True,
        "language": "cs",
        "organisations": [
            {"id": other.pk, "name": "Alfa", "role": "OWNER"},
            {"id": organisation.pk, "name": "Tábor Vydří", "role": "MEMBER"},
        ],
    }


@pytest.mark.parametrize("actor", ["stranger", "evaluator", "outsider", "super_admin"])
def test_everybody_about_themselves(request, api, actor):
    user = request.getfixturevalue(actor)

    assert api(user).get(ME).json()["email"] == user.email


def test_nobody_is_nobody(api, db):
    answer = api(None).get(ME)

    assert answer.status_code == 401
    assert answer.json() == {"detail": "Authentication credentials were not provided."}
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("many", [1, 20])
def test_as_many_queries_for_many_organisations(api, stranger, django_assert_num_queries, many):
    for _ in range(many):
        Membership.objects.create(user=stranger, organisation=make.organisation())
    client = api(stranger)

    with django_assert_num_queries(2):
        assert len(client.get(ME).json()["organisations"]) == many


@pytest.fixture
def signed_in(super_admin):
    signed_in = Client(enforce_csrf_checks=True)
    signed_in.force_login(super_admin)
    return signed_in


def test_a_session_reads(signed_in, super_admin):
    assert signed_in.get(ME).json()["id"] == super_admin.pk


def test_a_session_writes_with_the_token_of_the_page_only(signed_in, stranger):
    path, change = f"/api/admin/users/{stranger.pk}", {"role": "ADMIN"}
    signed_in.get("/admin/accounts/user/add/")  # any page with a form
    token = signed_in.cookies["csrftoken"].value

    for headers in [{}, {"X-CSRFToken": "x" * 32}, {"X-CSRFToken": ""}]:
        answer = signed_in.patch(path, change, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()) == (
            403,
            {"detail": "This page is too old. Load it again, then repeat what you did."},
        )
        stranger.refresh_from_db()
        assert stranger.role == "EVALUATOR"

    answer = signed_in.patch(
        path, change, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert (answer.status_code, answer.json()["role"]) == (200, "ADMIN")


def test_a_session_of_who_was_switched_off(signed_in, super_admin):
    super_admin.is_active = False
    super_admin.save()

    assert signed_in.get(ME).status_code == 401


def test_a_dead_token_is_not_made_good_by_a_session(signed_in):
    assert signed_in.get(ME, headers={"Authorization": "Bearer x"}).status_code == 401
