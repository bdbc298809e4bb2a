"""POST /auth/login, as old and new clients call it."""

from datetime import timedelta

import jwt
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import AuditLog
from tests import make
from tests.accounts.hashers import CountingHasher

LOGIN = "/api/auth/login"
FORM = "application/x-www-form-urlencoded"
WRONG = {"detail": "Invalid email or password"}


@pytest.fixture
def eva(organisation):
    return make.user(
        email="eva.mericova@example.org", full_name="Eva Měřičová", organisation=organisation
    )


def log_in(client, email, password=make.PASSWORD, **more):
    return client.post(LOGIN, {"email": email, "password": password, **more}, format="json")


def test_a_pair_of_tokens(api, eva):
    answer = log_in(api(None), eva.email)

    assert answer.status_code == 200
    found = answer.json()
    assert set(found) == {"access_token", "token_type", "refresh_token", "expires_in"}
    assert (found["token_type"], found["expires_in"]) == ("bearer", 1800)
    access = jwt.decode(found["access_token"], settings.SECRET_KEY, algorithms=["HS256"])
    refresh = jwt.decode(found["refresh_token"], settings.SECRET_KEY, algorithms=["HS256"])
    assert (access["sub"], refresh["sub"]) == (str(eva.pk), str(eva.pk))
    assert access["exp"] - access["iat"] == 1800
    assert refresh["exp"] - refresh["iat"] == 7 * 24 * 3600
    assert eva.email not in str(access) + str(refresh)
    assert "sessionid" not in answer.cookies
    eva.refresh_from_db()
    assert timezone.now() - eva.last_login < timedelta(minutes=1)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_access_token_opens_the_api(api, eva, scheme):
    """Clients put `token_type` before the token as they were given it."""
    client = api(None)
    token = log_in(client, eva.email).json()["access_token"]

    client.credentials(HTTP_AUTHORIZATION=f"{scheme} {token}")

    assert client.get("/api/auth/me").json()["email"] == eva.email


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "EVA.Mericova@example.org"},
        {"username": " eva.mericova@example.org "},
        {"username": "eva.mericova@example.org", "grant_type": "password", "scope": ""},
        {"email": "eva.mericova@example.org", "username": "somebody else"},
    ],
    ids=["email", "username", "OAuth2 password form", "email goes first"],
)
@pytest.mark.parametrize("kind", ["json", "form", "multipart"])
def test_as_json_and_as_a_form(api, eva, kind, fields):
    body = {**fields, "password": make.PASSWORD}
    if kind == "form":
        answer = Client().post(LOGIN, "&".join(f"{k}={v}" for k, v in body.items()), FORM)
    else:
        answer = api(None).post(LOGIN, body, format=kind)

    assert answer.status_code == 200
    assert answer.json()["token_type"] == "bearer"


def test_a_sign_in_is_in_the_trail(api, eva, organisation):
    log_in(api(None), eva.email)

    log = AuditLog.objects.get()
    assert (log.actor, log.action, log.detail) == (eva, "LOGIN", "Eva Měřičová signed in")
    assert (log.resource_type, log.resource_id, log.organisation) == ("user", eva.pk, organisation)
    assert log.changes == {}


@pytest.mark.parametrize(
    ("email", "password", "detail"),
    [
        ("eva.mericova@example.org", "Wrong-4071", "Somebody tried a wrong password for Eva"),
        ("ina@example.org", "Wrong-4071", "Somebody tried a wrong password for Ina"),
        ("nobody@example.org", make.PASSWORD, "Somebody tried an address that has no account"),
        ("Tajne-Heslo-1", "x", "Somebody tried an address that has no account"),
        ("a" * 100_000, "x", "Somebody tried an address that has no account"),
        ("eva.mericova@example.org", "x" * 500_000, "Somebody tried a wrong password for Eva"),
        ("eva.mericova@example.org", 12345, "Somebody tried a wrong password for Eva"),
    ],
    ids=range(7),
)
def test_whatever_is_wrong_gets_one_answer(api, eva, organisation, email, password, detail):
    ina = make.user(
        email="ina@example.org", full_name="Ina", is_active=False, organisation=organisation
    )

    answer = log_in(api(None), email, password)

    assert (answer.status_code, answer.json()) == (401, WRONG)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.changes) == ("LOGIN_FAILED", None, {})
    assert log.detail.startswith(detail)
    known = {eva.email: eva.pk, ina.email: ina.pk}.get(email)
    assert log.resource_id == known
    assert log.organisation == (organisation if known else None)


def test_nobody_learns_by_the_time_whether_an_address_has_an_account(api, eva, settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.hashers.CountingHasher"]
    make.user(email="ina@example.org", is_active=False)
    no_password = make.user(email="none@example.org")
    no_password.set_unusable_password()
    no_password.save()
    work = {}
    for email in [eva.email, "ina@example.org", "none@example.org", "no@example.org", "x" * 300]:
        for password in ["Wrong-4071", "x" * 100_000]:
            CountingHasher.lengths.clear()
            assert log_in(api(None), email, password).status_code == 401
            work[email, len(password)] = list(CountingHasher.lengths)

    assert {len(lengths) for lengths in work.values()} == {1}
    assert max(max(lengths) for lengths in work.values()) <= 128


def test_an_account_that_waits(api, organisation):
    ina = make.user("ADMIN", organisation=organisation, full_name="Ina", is_active=False)

    answer = log_in(api(None), ina.email)

    assert (answer.status_code, answer.json()) == (403, {"detail": "Account not yet approved"})
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.resource_id) == ("LOGIN_FAILED", None, ina.pk)
    assert log.detail == f"Ina ({ina.email}) knew the password, but the account is not active"
    ina.refresh_from_db()
    assert ina.last_login is None


def test_a_token_of_yesterday_sent_along_does_no_harm(api, eva):
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION="Bearer of.old.times")

    assert log_in(client, eva.email).status_code == 200


def test_a_session_of_the_site_sent_along_does_no_harm(eva, admin):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin)
    body = {"email": eva.email, "password": make.PASSWORD}

    answer = browser.post(LOGIN, body, content_type="application/json")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "password"),
        ({"email": "eva.mericova@example.org"}, "password"),
        ({"password": make.PASSWORD}, "email"),
        ({"email": "", "password": "x"}, "email"),
        ({"email": None, "password": "x"}, "email"),
        ({"email": ["eva.mericova@example.org"], "password": "x"}, "email"),
        ({"email": {"a": 1}, "password": "x"}, "email"),
        ({"email": True, "password": "x"}, "email"),
        ({"email": "eva.mericova@example.org", "password": ""}, "password"),
        ({"email": "eva.mericova@example.org", "password": {"x": 1}}, "password"),
    ],
)
def test_what_is_no_address_and_password(api, eva, body, field):
    answer = api(None).post(LOGIN, body, format="json")

    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b'{"email": "\xff"}', "application/json", 422),
        (b'{"email": "\\u0000", "password": "x"}', "application/json", 422),
        (b'{"email": "\\ud800", "password": "\\udfff"}', "application/json", 422),
        (b'{"email": "a", "password": "%s"}' % (b"x" * 10_000_000), "application/json", 413),
        (b"email=%00%ff&password=%ed%a0%80", FORM, 401),
        (b"email=eva@example.org&password=%00", FORM, 401),
        (b"&".join(b"a%d=1" % n for n in range(11_000)), FORM, 400),
        (b"email", "multipart/form-data", 422),
        (b"--x\r\n", "multipart/form-data; boundary=x", 422),
        (b"<a/>", "text/xml", 415),
    ],
    ids=range(15),
)
def test_what_cannot_be_read(db, body, kind, status):
    answer = Client().generic("POST", LOGIN, body, content_type=kind)

    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)


def test_only_a_post(api, eva):
    assert api(None).get(LOGIN).status_code == 405
    assert api(eva).put(LOGIN, {}, format="json").status_code == 405
