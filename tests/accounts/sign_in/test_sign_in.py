"""The way in and out by user name or e-mail address and password."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import AuditLog, User
from tests import make

SIGN_IN = reverse("accounts:sign-in")
WRONG = "The user name, the address or the password is wrong. Check them and try again."
WRONG_PASSWORD = "Somebody tried a wrong password for Eva Měřičová"
NO_ACCOUNT = "Somebody tried an address that has no account"


def sign_in(client, email, password=make.PASSWORD, **fields):
    return client.post(SIGN_IN, {"username": email, "password": password, **fields})


def is_signed_in(client) -> bool:
    return SESSION_KEY in client.session


@pytest.fixture
def eva(db):
    return make.user(email="Eva.Mericova@Example.ORG", full_name="Eva Měřičová")


@pytest.mark.parametrize(
    "typed",
    ["eva.mericova@example.org", "EVA.MERICOVA@EXAMPLE.ORG", "  Eva.Mericova@example.org "],
)
def test_the_address_in_any_case(client, eva, typed):
    answer = sign_in(client, typed)

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session[SESSION_KEY] == str(eva.pk)


@pytest.mark.parametrize(
    ("role", "start"),
    [("SUPER_ADMIN", "/events/"), ("ADMIN", "/events/"), ("EVALUATOR", "/my-groups/")],
)
def test_everybody_starts_where_their_work_is(client, db, role, start):
    answer = client.post(
        SIGN_IN, {"username": make.user(role).email, "password": make.PASSWORD}, follow=True
    )

    assert answer.redirect_chain[-1] == (start, 302)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("email", "password", "detail"),
    [
        ("eva.mericova@example.org", "Sova-Hora-4072", WRONG_PASSWORD),
        ("eva.mericova@example.org", make.PASSWORD.lower(), WRONG_PASSWORD),
        ("eva.mericova@example.org", f" {make.PASSWORD}", WRONG_PASSWORD),
        ("eva.mericova@example.org", make.PASSWORD + "x" * 200, WRONG_PASSWORD),
        ("nobody@example.org", make.PASSWORD, NO_ACCOUNT),
        ("inactive@example.org", "Sova-Hora-4072", "Somebody tried a wrong password for Ina"),
        ("' OR 1=1 --", make.PASSWORD, NO_ACCOUNT),
    ],
)
def test_all_failures_look_alike(client, eva, email, password, detail):
    make.user(email="inactive@example.org", full_name="Ina", is_active=False)

    answer = sign_in(client, email, password)

    assert answer.status_code == 200
    assert list(answer.context["form"].non_field_errors()) == [WRONG]
    assert not is_signed_in(client)
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.changes) == ("LOGIN_FAILED", None, {})
    assert log.detail.startswith(f"{detail}: …" if detail == NO_ACCOUNT else f"{detail} ({email})")


def test_who_is_not_let_in_yet_learns_so_by_the_right_password_only(client, organisation):
    ina = make.user("ADMIN", organisation=organisation, full_name="Ina", is_active=False)

    answer = sign_in(client, ina.email)

    assert answer.status_code == 200
    assert list(answer.context["form"].non_field_errors()) == [
        "This account cannot be used: it waits for approval, or it was switched off."
        " Ask whoever runs your competitions."
    ]
    assert not is_signed_in(client)
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.organisation) == ("LOGIN_FAILED", None, organisation)
    assert (log.resource_type, log.resource_id) == ("user", ina.pk)
    assert log.detail == f"Ina ({ina.email}) knew the password, but the account is not active"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"username": "eva.mericova@example.org"},
        {"password": make.PASSWORD},
        {"username": "a" * 255, "password": "x"},
        {"username": "eva\x00@example.org", "password": "x"},
        {"username": "eva.mericova@example.org", "password": "\x00"},
    ],
    ids=["nothing", "no password", "no address", "too long", "null in address", "null in password"],
)
def test_what_cannot_be_right_is_no_crash(client, eva, fields):
    answer = client.post(SIGN_IN, fields)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not is_signed_in(client)


def test_the_password_never_comes_back(client, eva):
    answer = sign_in(client, eva.email, "Tajne-Heslo-1")

    assert b"Tajne-Heslo-1" not in answer.content


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/events/", "/events/"),
        ("/events/7/leaderboard/?activity=3", "/events/7/leaderboard/?activity=3"),
        ("http://testserver/events/", "http://testserver/events/"),
        ("https://evil.example.org/", "/"),
        ("//evil.example.org/", "/"),
        ("///evil.example.org/", "/"),
        ("\\\\evil.example.org/", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///evil.example.org", "/"),
    ],
)
def test_next_leads_only_to_our_own_pages(client, eva, target, lands):
    shown = client.get(SIGN_IN, {"next": target})
    answer = sign_in(client, eva.email, next=target)

    assert shown.context["next"] == (target if lands == target else "")
    assert (answer.status_code, answer.url) == (302, lands)


def test_next_is_text_on_the_page(client, db):
    answer = client.get(SIGN_IN, {"next": '/"><script>alert(1)</script>'})

    assert b"<script>alert" not in answer.content


def test_who_is_signed_in_goes_on(client, eva):
    client.force_login(eva)

    assert client.get(SIGN_IN).url == "/"
    assert client.get(SIGN_IN, {"next": "/events/"}).url == "/events/"
    assert client.get(SIGN_IN, {"next": "https://evil.example.org/"}).url == "/"


def test_the_session_gets_a_new_key_with_the_person(client, eva):
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    sign_in(client, eva.email)

    assert client.session.session_key != planted


def test_a_sign_in_is_in_the_trail(client, eva):
    sign_in(client, eva.email)
    log = AuditLog.objects.get()

    assert (log.actor, log.action, log.detail) == (eva, "LOGIN", "Eva Měřičová signed in")
    assert (log.resource_type, log.resource_id, log.ip) == ("user", eva.pk, "127.0.0.1")
    assert log.changes == {}


def test_signing_in_needs_the_forms_token(eva):
    strict = Client(enforce_csrf_checks=True)

    answer = sign_in(strict, eva.email)

    assert answer.status_code == 403
    assert b"This form was too old" in answer.content
    assert not is_signed_in(strict)


def test_signing_out_ends_the_session_and_only_by_a_post(client, eva):
    client.force_login(eva)

    assert client.get(reverse("accounts:sign-out")).status_code == 405
    assert is_signed_in(client)

    answer = client.post(reverse("accounts:sign-out"))

    assert (answer.status_code, answer.url) == (302, SIGN_IN)
    assert not is_signed_in(client)
    assert client.get("/my-groups/").url == f"{SIGN_IN}?next=/my-groups/"


def test_signing_out_leads_nowhere_else(client, eva):
    client.force_login(eva)

    answer = client.post(reverse("accounts:sign-out"), {"next": "https://evil.example.org/"})

    assert answer.url == SIGN_IN


def test_a_new_password_ends_all_sessions(client, eva):
    client.force_login(eva)
    eva.set_password("Nove-Heslo-77")
    eva.save()

    assert client.get("/my-groups/").url.startswith(SIGN_IN)


def test_deactivating_ends_all_sessions(client, eva):
    client.force_login(eva)
    User.objects.filter(pk=eva.pk).update(is_active=False)

    assert client.get("/my-groups/").url.startswith(SIGN_IN)


def test_deleting_ends_all_sessions(client, eva):
    client.force_login(eva)
    eva.delete()

    assert client.get("/my-groups/").url.startswith(SIGN_IN)


def test_a_part_of_a_page_asked_for_while_signed_out_is_a_sentence(client, activity, participant):
    path = reverse("scoring:row-save", args=[participant.group_id, activity.pk, participant.pk])

    answer = client.post(path, {}, headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "Not saved: you are signed out."


def test_sessions_of_earlier_releases_go_on(client, eva):
    """Each names the backend that let its user in, by a path that must not move."""
    client.force_login(eva, backend="accounts.sign_in.AccountBackend")

    assert client.get(reverse("scoring:my-groups")).status_code == 200
