"""What the links of invitations lead to, by the API: an account of one's own."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import AuditLog, InvitationToken, Membership, User
from accounts.people import invitations
from accounts.sign_in import link_tokens
from tests import make
from tests.threads import at_once

TOKEN = "t" * 64
NEW = "Vydra-Hora-4071"
DEAD = {"detail": "Invalid or already used invitation token"}
EXPIRED = {"detail": "Invitation token has expired"}
WEAK = ["Ab-1", "vydra-hora-4071", "Vydra-Hora-Kolo", "VydraHora4071", f"Vydra-{'1' * 130}"]
commits = pytest.mark.django_db(transaction=True)


def post(client, path, body, **headers):
    kind = "application/json"
    return client.post(f"/api/auth/{path}", json.dumps(body), content_type=kind, headers=headers)


@pytest.fixture
def invited(admin, organisation):
    return InvitationToken.objects.create(
        email="eva@example.org",
        organisation=organisation,
        invited_by=admin,
        token_hash=link_tokens.hash_of(TOKEN),
        expires_at=timezone.now() + timedelta(days=7),
    )


# --- Looking at an invitation


def validate(api, **query):
    return api(None).get("/api/auth/validate-invitation", query)


def test_whom_the_link_invites_as_what(api, invited):
    answer = validate(api, token=TOKEN)

    assert answer.status_code == 200
    assert answer.json() == {"email": "eva@example.org", "role": "EVALUATOR"}
    assert not User.objects.filter(email="eva@example.org").exists()


@pytest.mark.parametrize(
    ("fields", "token", "refusal"),
    [
        ({}, "x" * 64, DEAD),
        ({}, f"{TOKEN} ", None),  # a space that came along in the clipboard
        ({"used_at": timezone.now()}, TOKEN, DEAD),
        ({"revoked_at": timezone.now()}, TOKEN, DEAD),
        ({"expires_at": timezone.now()}, TOKEN, EXPIRED),
        ({"expires_at": timezone.now(), "used_at": timezone.now()}, TOKEN, DEAD),
    ],
)
def test_which_links_are_dead(api, invited, fields, token, refusal):
    InvitationToken.objects.update(**fields)
    body = {"token": token, "full_name": "Eva", "password": NEW}

    looked = validate(api, token=token)
    accepted = post(api(None), "accept-invitation", body)

    for answer in (looked, accepted):
        assert answer.status_code == (400 if refusal else 200)
        assert refusal is None or answer.json() == refusal
    assert User.objects.filter(email="eva@example.org").exists() == (refusal is None)


@pytest.mark.parametrize("query", [{}, {"token": ""}, {"token": "\x00"}, {"token": "x" * 5000}])
def test_what_is_no_token(api, db, query):
    answer = validate(api, **query)

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"token"})


def test_the_hash_is_no_token(api, invited):
    assert validate(api, token=invited.token_hash).json() == DEAD


# --- Accepting


def accept(api, **body):
    body = {"token": TOKEN, "full_name": "Eva Měřičová", "password": NEW, **body}
    return post(api(None), "accept-invitation", {k: v for k, v in body.items() if v is not None})


@pytest.mark.parametrize("token", ["x" * 64, "x"])
@pytest.mark.parametrize("password", ["weak", "A1-" + "x" * 126, "Password1!"])
def test_a_weak_password_is_refused_with_a_dead_link_too(api, db, token, password):
    refused = accept(api, token=token, password=password)

    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"password"})
    assert len(refused.json()["errors"]["password"]) == 1
    good = accept(api, token=token)
    assert (good.status_code, good.json()) == (400, DEAD)


def test_all_that_is_missing_is_named_at_once(api, db):
    for path, fields in {
        "accept-invitation": {"token", "full_name", "password"},
        "reset-password": {"token", "new_password"},
        "register": {"email", "full_name", "password"},
        "login": {"email", "username", "password"},
        "forgot-password": {"email"},
    }.items():
        answer = post(api(None), path, {})
        assert (answer.status_code, set(answer.json()["errors"])) == (422, fields), path
    one = post(api(None), "login", {"password": NEW})
    required = ["This field is required."]
    assert one.json()["errors"] == {"email": required, "username": required}
    other = post(api(None), "login", {"username": "eva"})
    assert other.json()["errors"] == {"password": ["This field is required."]}


@pytest.mark.parametrize("role", ["EVALUATOR", "ADMIN"])
def test_the_account_is_there_at_once(api, invited, organisation, role):
    InvitationToken.objects.update(role=role)

    answer = accept(api, full_name="  Eva \n Měřičová ")

    user = User.objects.get(email="eva@example.org")
    assert (user.full_name, user.role, user.is_active) == ("Eva Měřičová", role, True)
    assert user.check_password(NEW)
    assert [m.organisation for m in user.memberships.all()] == [organisation]
    assert answer.status_code == 200
    found = answer.json()
    assert (found["token_type"], found["expires_in"]) == ("bearer", 1800)
    assert set(found) == {"access_token", "token_type", "refresh_token", "expires_in"}
    bearer = {"Authorization": f"Bearer {found['access_token']}"}
    assert api(None).get("/api/auth/me", headers=bearer).json()["id"] == user.pk
    renewed = post(api(None), "refresh", {"refresh_token": found["refresh_token"]})
    assert renewed.status_code == 200


def test_it_is_in_the_trail(api, invited, organisation):
    accept(api)
    user = User.objects.get(email="eva@example.org")
    log = AuditLog.objects.get()

    assert (log.actor, log.action, log.organisation) == (user, "ACCEPT_INVITATION", organisation)
    assert (log.resource_type, log.resource_id) == ("user", user.pk)
    assert log.detail == "Eva Měřičová accepted the invitation as evaluator of Tábor Vydří"


def test_a_super_admin_belongs_to_no_organisation(api, invited):
    InvitationToken.objects.update(role="SUPER_ADMIN", organisation=None)

    assert accept(api).status_code == 200
    assert User.objects.get(email="eva@example.org").is_super_admin
    assert not Membership.objects.filter(user__email="eva@example.org").exists()


def test_a_link_works_once(api, invited):
    assert accept(api).status_code == 200
    again = accept(api, full_name="Somebody Else")

    assert (again.status_code, again.json()) == (400, DEAD)
    assert InvitationToken.objects.get().status == "accepted"


@commits
def test_twice_at_once_makes_one_account(api, invited):
    found = at_once(lambda: accept(api).status_code, lambda: accept(api).status_code)

    assert sorted(found) in ([200, 400], [200, 409])
    assert User.objects.filter(email="eva@example.org").count() == 1
    assert AuditLog.objects.filter(action="ACCEPT_INVITATION").count() == 1


@commits
def test_taken_back_while_it_is_being_accepted(api, invited, admin):
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            invitations.revoke(invitation=invited, by=admin)
            accepting = threads.submit(lambda: (accept(api), connection.close())[0])
            sleep(0.7)  # it has found the link good, and waits for its turn
        answer = accepting.result(timeout=30)

    assert (answer.status_code, answer.json()) == (400, DEAD)
    assert not User.objects.filter(email="eva@example.org").exists()


def test_an_address_that_was_registered_meanwhile(api, invited):
    make.user(email="eva@example.org")

    answer = accept(api)

    assert (answer.status_code, answer.json()) == (409, {"detail": "Email already registered"})
    assert InvitationToken.objects.get().status == "pending"


@pytest.mark.parametrize("password", [*WEAK, "Eva@example.org-1"])
def test_a_weak_password_leaves_the_link_good(api, invited, password):
    answer = accept(api, password=password)

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"password"})
    assert validate(api, token=TOKEN).status_code == 200
    assert accept(api).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"token": None}, "token"),
        ({"token": ["x"]}, "token"),
        ({"token": "\ud800"}, "token"),
        ({"full_name": None}, "full_name"),
        ({"full_name": " \n"}, "full_name"),
        ({"full_name": "x" * 256}, "full_name"),
        ({"full_name": "Eva\x00"}, "full_name"),
        ({"full_name": {}}, "full_name"),
        ({"password": None}, "password"),
        ({"password": ""}, "password"),
        ({"password": {"a": 1}}, "password"),
        ({"password": f"{NEW}\x00"}, "password"),
    ],
)
def test_what_does_not_fit(api, invited, body, field):
    answer = accept(api, **body)

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {field})
    assert not User.objects.filter(email="eva@example.org").exists()


def test_a_stale_token_of_an_old_client_does_no_harm(api, invited):
    stale = {"Authorization": "Bearer nonsense"}

    assert validate(api, token=TOKEN).status_code == 200
    looked = api(None).get("/api/auth/validate-invitation", {"token": TOKEN}, headers=stale)
    body = {"token": TOKEN, "full_name": "Eva", "password": NEW}
    assert looked.status_code == 200
    assert post(api(None), "accept-invitation", body, **stale).status_code == 200
