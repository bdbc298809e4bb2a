"""Signing in by a short user name, where an address does it too."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditLog, PasswordReset, User
from accounts.sign_in import password_resets
from tests import make

SIGN_IN = reverse("accounts:sign-in")
FORGOT = reverse("accounts:forgot-password")
LOGIN = "/api/auth/login"
ASK = "A user name has no mailbox. Ask your organiser for a new password"


@pytest.fixture
def bobri(organisation):
    return make.user(
        username="bobri-4f2k",
        email="bobri-4f2k@tabor.invalid",
        full_name="Bobři",
        is_team=True,
        organisation=organisation,
    )


def sign_in(client, name, password=make.PASSWORD):
    return client.post(SIGN_IN, {"username": name, "password": password})


def log_in(client, **body):
    return client.post(LOGIN, {"password": make.PASSWORD, **body}, format="json")


@pytest.mark.parametrize(
    "typed", ["bobri-4f2k", " Bobri-4F2K ", "bobri-4f2k@tabor.invalid", "BOBRI-4f2k@Tabor.invalid"]
)
def test_the_page_takes_the_name_and_the_address_in_any_case(client, bobri, typed):
    answer = sign_in(client, typed)

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session[SESSION_KEY] == str(bobri.pk)


def test_the_field_is_one_that_phones_leave_alone(client, db):
    page = client.get(SIGN_IN).content.decode()

    field = re.search(r"<input[^>]*id=.id_username.[^>]*>", page).group()
    for attribute in (
        'type="text"',
        'autocomplete="username"',
        'autocapitalize="none"',
        'spellcheck="false"',
    ):
        assert attribute in field
    assert re.search(r'<label for="id_username">\s*User name or e-mail address', page)


@pytest.mark.parametrize(
    "names",
    [
        {"username": "bobri-4f2k"},
        {"username": " BOBRI-4f2k"},
        {"email": "bobri-4f2k"},
        {"email": "bobri-4f2k@tabor.invalid"},
        {"username": "bobri-4f2k@tabor.invalid"},
        {"email": "", "username": "bobri-4f2k"},
        {"email": "bobri-4f2k", "username": "somebody else"},
    ],
)
def test_the_api_takes_either_in_either_field(api, bobri, names):
    answer = log_in(api(None), **names)

    assert answer.status_code == 200
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access_token']}")
    me = client.get("/api/auth/me").json()
    assert (me["id"], me["username"], me["email"]) == (
        bobri.pk,
        "bobri-4f2k",
        "bobri-4f2k@tabor.invalid",
    )


@pytest.mark.parametrize("name", ["bobri-4f2l", "bobri", "b" * 60, "bobri 4f2k"])
def test_a_wrong_name_is_a_wrong_address(api, client, bobri, name):
    answer = log_in(api(None), username=name)

    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid email or password"})
    assert sign_in(client, name).status_code == 200
    assert SESSION_KEY not in client.session


def test_switched_off_is_another_answer(api, bobri):
    User.objects.update(is_active=False)

    answer = log_in(api(None), username="bobri-4f2k")

    assert (answer.status_code, answer.json()) == (403, {"detail": "Account not yet approved"})


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ({"password": "x"}, {"email", "username"}),
        ({"email": " ", "username": None, "password": "x"}, {"email", "username"}),
        ({}, {"email", "username", "password"}),
        ({"username": "bobri-4f2k"}, {"password"}),
    ],
)
def test_all_that_is_missing_is_named_at_once(api, bobri, body, missing):
    answer = api(None).post(LOGIN, body, format="json")

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == missing


def test_the_new_names_what_was_signed_in_with(client, bobri):
    sign_in(client, "BOBRI-4f2k")
    client.logout()
    sign_in(client, "bobri-4f2k@tabor.invalid")
    client.logout()
    sign_in(client, "bobri-4f2k", "Wrong-4071")

    rows = AuditLog.objects.order_by("pk").values_list("action", "resource_id", "detail")
    assert [row[:2] for row in rows] == [
        ("LOGIN", bobri.pk),
        ("LOGIN", bobri.pk),
        ("LOGIN_FAILED", bobri.pk),
    ]
    assert rows[0][2] == "Bobři signed in as bobri-4f2k"
    assert rows[1][2] == "Bobři signed in"


@pytest.fixture
def lock(settings, db):
    settings.RATELIMIT_ENABLE = True
    settings.AXES_ENABLED = True


def test_the_lock_counts_by_the_account_however_it_is_named(lock, api, client, bobri):
    for number in range(9):
        name = ["bobri-4f2k", "bobri-4f2k@tabor.invalid", "BOBRI-4F2K"][number % 3]
        assert sign_in(client, name, "Wrong-4071").status_code == 200
    assert sign_in(client, "bobri-4f2k", "Wrong-4071").status_code == 429

    assert sign_in(client, "bobri-4f2k@tabor.invalid").status_code == 429
    assert log_in(api(None), username="bobri-4f2k").status_code == 429
    assert log_in(api(None), email="bobri-4f2k@tabor.invalid").status_code == 429


def test_a_success_by_name_clears_the_failures_by_address(lock, client, bobri):
    for _ in range(9):
        sign_in(client, "bobri-4f2k@tabor.invalid", "Wrong-4071")
    sign_in(client, "bobri-4f2k")
    client.logout()

    assert sign_in(client, "bobri-4f2k@tabor.invalid", "Wrong-4071").status_code == 200


def test_a_name_that_nobody_has_is_locked_alike(lock, client):
    found = [sign_in(client, "nobody-here", "Wrong-4071").status_code for _ in range(10)]

    assert found == [200] * 9 + [429]


@pytest.mark.parametrize("name", ["ab", "a" * 51, "bobří", "bo bri", "bobri@x", "a/b", "bobri\n1"])
@pytest.mark.django_db
def test_the_database_keeps_the_rule(name):
    with pytest.raises(DatabaseError), transaction.atomic():  # too long is no constraint's error
        make.user(username=name)
    person = make.user()
    person.username = name
    with pytest.raises(ValidationError) as refusal:
        person.full_clean()
    assert "username" in refusal.value.message_dict


@pytest.mark.django_db
def test_names_are_lower_case_unique_and_never_empty():
    assert make.user(username=" Bobri.4_F-2k ").username == "bobri.4_f-2k"
    assert [make.user(username="").username, make.user().username] == [None, None]
    with pytest.raises(IntegrityError), transaction.atomic():
        make.user(username="BOBRI.4_f-2k")
    assert User.objects.filter(username="BOBRI.4_F-2K").count() == 1


@pytest.mark.parametrize("name", ["bobri-4f2k", " Bobri-4F2K", "nobody-here"])
def test_a_forgotten_password_of_a_name_says_whom_to_ask(client, api, bobri, name):
    assert 'type="email"' not in client.get(FORGOT).content.decode()  # asks for an "@" itself
    page = client.post(FORGOT, {"email": name})
    answer = api(None).post("/api/auth/forgot-password", {"email": name}, format="json")

    assert page.status_code == 422
    assert ASK in page.content.decode()
    assert answer.status_code == 422
    assert answer.json()["errors"]["email"][0].startswith(ASK)
    assert not AuditLog.objects.exists()


def test_a_team_is_never_mailed_whatever_its_address(bobri, django_capture_on_commit_callbacks):
    User.objects.update(email="bobri-4f2k@teams.example.org")

    with django_capture_on_commit_callbacks(execute=True):
        password_resets.ask(email="bobri-4f2k@teams.example.org")

    assert mail.outbox == []
    assert not PasswordReset.objects.exists()
    assert AuditLog.objects.get().action == "FORGOT_PASSWORD"


def test_teams_from_before_get_the_name_of_their_address(organisation):
    old = make.user(email="draci-9x8y@tabor.invalid", is_team=True)
    double = make.user(email="draci-9x8y@jiny.invalid", is_team=True)
    short = make.user(email="a@tabor.invalid", is_team=True)
    person = make.user(email="jana.novakova@example.org")

    import_module("accounts.migrations.0009_team_user_names").name_teams(apps, None)

    names = dict(User.objects.values_list("pk", "username"))
    assert names == {old.pk: "draci-9x8y", double.pk: None, short.pk: None, person.pk: None}


def test_people_are_found_by_their_user_name(api, admin, bobri):
    found = api(admin).get("/api/admin/users?q=BOBRI-4f").json()

    assert [(each["id"], each["username"]) for each in found] == [(bobri.pk, "bobri-4f2k")]
