"""Refresh tokens: one use each, and the whole family ends when one comes again."""

import base64
import json
import time

import jwt
import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.models import AuditLog, User
from accounts.people import users
from accounts.sign_in import tokens
from tests import make
from tests.threads import at_once

REFRESH, LOGOUT, ME = "/api/auth/refresh", "/api/auth/logout", "/api/auth/me"
ENDED = {"detail": "Your sign-in has ended. Sign in again."}
NOT_YOURS = {"detail": "This is not a refresh token of yours. Send the one you were given last."}


@pytest.fixture
def eva(organisation):
    return make.user(full_name="Eva", organisation=organisation)


def refresh(api, text):
    return api(None).post(REFRESH, {"refresh_token": text}, format="json")


def forged(text: str, *, key=settings.SECRET_KEY, algorithm="HS256", **claims) -> str:
    """The token with other claims; None leaves one out."""
    old = jwt.decode(text, options={"verify_signature": False})
    new = {name: value for name, value in {**old, **claims}.items() if value is not None}
    return jwt.encode(new, key, algorithm=algorithm)


def test_the_next_pair(api, eva):
    first = tokens.issue(eva)

    answer = refresh(api, first.refresh)

    assert answer.status_code == 200
    second = answer.json()
    assert set(second) == {"access_token", "token_type", "refresh_token", "expires_in"}
    assert (second["token_type"], second["expires_in"]) == ("bearer", 1800)
    assert second["refresh_token"] != first.refresh
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {second['access_token']}")
    assert client.get(ME).json()["id"] == eva.pk
    assert refresh(api, second["refresh_token"]).status_code == 200
    assert not AuditLog.objects.exists()


def test_a_used_token_ends_its_family_and_no_other(api, eva, organisation):
    first, elsewhere = tokens.issue(eva), tokens.issue(eva)
    second = refresh(api, first.refresh).json()["refresh_token"]
    third = refresh(api, second).json()["refresh_token"]

    assert (refresh(api, first.refresh).status_code, refresh(api, third).json()) == (401, ENDED)

    assert refresh(api, elsewhere.refresh).status_code == 200
    refresh(api, first.refresh)
    log = AuditLog.objects.get()  # the third time there was nothing left to end
    assert (log.action, log.actor, log.resource_id) == ("REVOKE_TOKENS", None, eva.pk)
    assert (log.organisation, log.changes) == (organisation, {})
    assert log.detail == "A used refresh token of Eva came again: that sign-in was ended"


def end_by_password(user, by):
    user.set_password("Nove-Heslo-77")
    user.save()


ENDS = {
    "password": end_by_password,
    "switched off": lambda user, by: users.change_status(user=user, is_active=False, by=by),
    "switched off by hand": lambda user, by: User.objects.filter(pk=user.pk).update(
        is_active=False
    ),
    "switched off and on": lambda user, by: [
        users.change_status(user=user, is_active=is_active, by=by) for is_active in (False, True)
    ],
    "deleted": lambda user, by: users.delete_user(user=user, by=by),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_tokens_die_with_what_they_were_issued_to(api, eva, super_admin, end):
    pair, client = tokens.issue(eva), api(eva)
    assert client.get(ME).status_code == 200

    end(eva, super_admin)

    assert (refresh(api, pair.refresh).status_code, client.get(ME).status_code) == (401, 401)
    assert client.get(ME).json() == ENDED


@pytest.mark.parametrize("end", sorted(ENDS.keys() - {"deleted"}))
def test_a_sign_in_that_the_end_overtakes_gains_nothing(api, eva, super_admin, end):
    as_the_password_was_checked = User.objects.get(pk=eva.pk)
    ENDS[end](eva, super_admin)

    pair = tokens.issue(as_the_password_was_checked)

    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    assert (refresh(api, pair.refresh).status_code, client.get(ME).status_code) == (401, 401)


def test_nothing_is_issued_to_an_account_that_is_gone(eva, super_admin):
    users.delete_user(user=eva, by=super_admin)

    with pytest.raises(tokens.TokenRefused):
        tokens.issue(eva)


def no_refresh_tokens(pair: tokens.Pair) -> dict[str, str]:
    """What may come instead of the pair's refresh token."""
    good, now = pair.refresh, int(time.time())
    deep = base64.urlsafe_b64encode(b'{"alg":"HS256","x":' + b"[" * 5000 + b"]" * 5000 + b"}")
    return {
        "access token": pair.access,
        "expired": forged(good, exp=now - 1),
        "no expiry": forged(good, exp=None),
        "no algorithm": forged(good, key=None, algorithm="none"),
        "another algorithm": forged(good, algorithm="HS384"),
        "another key": forged(good, key="x" * 64),
        "another signature": f"{good[:-4]}AAAA",
        "nobody's": forged(good, sub=str(10**6)),
        "somebody else's": forged(good, sub=str(make.user().pk)),
        "no subject": forged(good, sub=None),
        "an address as the subject": forged(good, sub="eva@example.org"),
        "the end of time": forged(good, exp=10**20),
        "no fingerprint": forged(good, fingerprint=None),
        "no family": forged(good, family=None),
        "no id": forged(good, jti=None),
        "never issued": forged(good, jti="0" * 32),
        "deep header": f"{deep.decode()}.e30.AAAA",
        "cut": good.rpartition(".")[0],
        "words": "not a token",
        "dots": "..",
        "other letters": "žluťoučký.kůň.úpěl",
        "long": "a" * 200_000,
        "long with dots": ".".join(["a" * 100_000] * 3),
    }


def test_what_is_no_refresh_token(api, eva):
    pair = tokens.issue(eva)
    bad = no_refresh_tokens(pair)

    answers = {name: refresh(api, text) for name, text in bad.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(bad, 401)
    assert all(answer.json() == ENDED for answer in answers.values())
    assert all("WWW-Authenticate" in answer.headers for answer in answers.values())
    assert refresh(api, pair.refresh).status_code == 200  # and none of them used it up


ODD_ACCESS = "garbage, refresh token, expired, none, deep, two, address, end of time".split(", ")


@pytest.mark.parametrize("name", ODD_ACCESS)
def test_what_is_no_access_token(api, eva, name):
    pair = tokens.issue(eva)
    header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256"}).encode()).decode()
    deep = base64.urlsafe_b64encode(b'{"x":' + b"[" * 3000 + b"]" * 3000 + b"}").decode()
    text = {
        "garbage": "\xff\xfe.%.!",
        "refresh token": pair.refresh,
        "expired": forged(pair.access, exp=int(time.time()) - 1),
        "none": forged(pair.access, key=None, algorithm="none"),
        "deep": f"{deep}.{header}.AAAA",
        "two": f"{pair.access} {pair.access}",
        "address": forged(pair.access, sub="eva@example.org"),
        "end of time": forged(pair.access, exp=10**20),
    }[name]
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")

    answer = client.get(ME)

    assert (answer.status_code, answer.json()) == (401, ENDED)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic ZXZhOmV2YQ==", "Token x"])
def test_without_a_token(api, db, header):
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=header)

    answer = client.get(ME)

    assert answer.status_code == 401
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize("body", [{}, {"refresh_token": ""}, {"refresh_token": ["x"]}])
@pytest.mark.parametrize("path", [REFRESH, LOGOUT])
def test_without_a_refresh_token(api, eva, path, body):
    answer = api(eva).post(path, body, format="json")

    assert answer.status_code == 422
    assert "refresh_token" in answer.json()["errors"]


def test_signing_out_ends_the_family(api, eva):
    first, elsewhere = tokens.issue(eva), tokens.issue(eva)
    second = refresh(api, first.refresh).json()["refresh_token"]

    answers = [
        api(eva).post(LOGOUT, {"refresh_token": text}, format="json")
        for text in (second, second, first.refresh)
    ]

    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert [answer.content for answer in answers] == [b"", b"", b""]
    assert refresh(api, second).status_code == 401
    assert refresh(api, elsewhere.refresh).status_code == 200
    assert not AuditLog.objects.exists()


def test_signing_somebody_else_out(api, eva, stranger):
    pair = tokens.issue(eva)

    for text in (pair.refresh, pair.access, "x"):
        answer = api(stranger).post(LOGOUT, {"refresh_token": text}, format="json")
        assert (answer.status_code, answer.json()) == (400, NOT_YOURS)

    assert api(None).post(LOGOUT, {"refresh_token": pair.refresh}, format="json").status_code == 401
    assert refresh(api, pair.refresh).status_code == 200


def test_tokens_are_not_kept_and_expired_ones_are_forgotten(api, eva):
    pair = tokens.issue(eva)
    refresh(api, pair.refresh)
    OutstandingToken.objects.update(expires_at=timezone.now())

    newest = tokens.issue(eva)

    row = OutstandingToken.objects.get()
    assert not BlacklistedToken.objects.exists()
    assert not {pair.refresh, newest.refresh, newest.access} & {row.token, row.jti}
    assert repr(newest) == "Pair(expires_in=1800)"


@pytest.mark.django_db(transaction=True)
def test_one_of_two_renewals_at_once_ends_the_family(api, eva):
    pair = tokens.issue(eva)

    answers = at_once(*[lambda: refresh(api, pair.refresh)] * 2)

    assert sorted(answer.status_code for answer in answers) == [200, 401]
    [won] = [answer.json() for answer in answers if answer.status_code == 200]
    assert refresh(api, won["refresh_token"]).status_code == 401
    assert AuditLog.objects.get().action == "REVOKE_TOKENS"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_renewal_at_once_with_the_end_of_the_account_gains_nothing(api, eva, super_admin, end):
    pair = tokens.issue(eva)

    answer, _ended = at_once(lambda: refresh(api, pair.refresh), lambda: end(eva, super_admin))

    assert answer.status_code in {200, 401}
    if answer.status_code == 200:
        assert refresh(api, answer.json()["refresh_token"]).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_a_renewal_at_once_with_signing_out_gains_nothing(api, eva):
    pair, client = tokens.issue(eva), api(eva)

    answer, left = at_once(
        lambda: refresh(api, pair.refresh),
        lambda: client.post(LOGOUT, {"refresh_token": pair.refresh}, format="json"),
    )

    assert left.status_code == 204
    if answer.status_code == 200:
        assert refresh(api, answer.json()["refresh_token"]).status_code == 401
