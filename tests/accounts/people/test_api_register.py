"""POST /auth/register, by what REGISTRATION says."""

import pytest

from accounts.models import AuditLog, User
from events.models import EventEvaluator
from tests import make
from tests.threads import at_once

REGISTER = "/api/auth/register"
NEW = {
    "email": "Jana@Example.ORG",
    "password": "Vydra-Hora-Kolo-4071",
    "full_name": " Jana  Nováková ",
}


def register(api, **changes):
    return api(None).post(REGISTER, {**NEW, **changes}, format="json")


def test_an_organiser_who_waits(api, db):
    answer = register(api)

    assert answer.status_code == 201
    user = User.objects.get()
    created_at = answer.json().pop("created_at")
    assert answer.json() | {"created_at": created_at} == {
        "id": user.pk,
        "email": "jana@example.org",
        "username": None,
        "full_name": "Jana Nováková",
        "role": "ADMIN",
        "is_active": False,
        "created_at": created_at,
    }
    assert user.check_password(NEW["password"])
    assert (user.language, user.memberships.count()) == ("", 0)
    log = AuditLog.objects.get()
    assert (log.actor, log.action, log.resource_type, log.resource_id) == (
        user,
        "REGISTER",
        "user",
        user.pk,
    )
    assert log.detail == "Jana Nováková registered and waits to be let in as an organiser"
    assert (log.organisation, log.changes, log.ip) == (None, {}, "127.0.0.1")


def test_who_waits_cannot_sign_in_until_let_in(api, super_admin):
    user_pk = register(api).json()["id"]
    login = {"email": NEW["email"], "password": NEW["password"]}

    waiting = api(None).post("/api/auth/login", login, format="json")
    api(super_admin).patch(f"/api/admin/users/{user_pk}", {"is_active": True}, format="json")
    let_in = api(None).post("/api/auth/login", login, format="json")

    assert (waiting.status_code, let_in.status_code) == (403, 200)


def test_where_it_is_open_an_evaluator_without_rights(api, db, event, settings):
    settings.REGISTRATION = "open"

    answer = register(api, language="cs", role="SUPER_ADMIN", is_active=True)

    assert answer.status_code == 201
    user = User.objects.get(email="jana@example.org")
    assert (user.role, user.is_active, user.language) == ("EVALUATOR", True, "cs")
    assert not EventEvaluator.objects.filter(user=user).exists()
    assert not user.memberships.exists()
    assert api(user).get("/api/auth/me").json()["organisations"] == []
    assert AuditLog.objects.get().detail == "Jana Nováková registered as an evaluator"


def test_where_it_is_closed_nobody(api, db, settings):
    settings.REGISTRATION = "closed"

    answer = register(api)

    assert (answer.status_code, answer.json()) == (403, {"detail": "Registration is closed."})
    assert not User.objects.exists()
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize("email", ["eva@example.org", "EVA@example.ORG", " Eva@example.org "])
def test_an_address_that_is_taken(api, db, email):
    make.user(email="eva@example.org")

    answer, weak = register(api, email=email), register(api, email=email, password="weak")

    assert (answer.status_code, answer.json()) == (409, {"detail": "Email already registered"})
    assert (weak.status_code, set(weak.json()["errors"])) == (422, {"password"})
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_address(api):
    answers = at_once(*[lambda: register(api)] * 2)

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {"detail": "Email already registered"} in [answer.json() for answer in answers]
    assert (User.objects.count(), AuditLog.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"email": None}, "email", "This field may not be null."),
        ({"email": "no address"}, "email", "Enter a valid email address."),
        ({"email": "a" * 250 + "@b.cz"}, "email", "Ensure this field has no more than 254"),
        ({"email": "a\x00@b.cz"}, "email", "Null characters are not allowed."),
        ({"email": ["a@b.cz"]}, "email", "Enter a valid email address."),
        ({"full_name": "  "}, "full_name", "This field may not be blank."),
        ({"full_name": "x" * 256}, "full_name", "Ensure this field has no more than 255"),
        ({"full_name": "a\x00"}, "full_name", "Null characters are not allowed."),
        ({"full_name": {}}, "full_name", "Not a valid string."),
        ({"password": "Aa1-"}, "password", "The password must have 8 to 128 characters."),
        ({"password": "vydra-hora-4071"}, "password", "The password needs an uppercase letter"),
        ({"password": "Vydra-Hora-Kolo"}, "password", "The password needs an uppercase letter"),
        ({"password": "VydraHora4071"}, "password", "The password needs an uppercase letter"),
        ({"password": "A1-" + "x" * 126}, "password", "Ensure this field has no more than 128"),
        ({"password": "Jana@Example.ORG1"}, "password", "The password is too similar to"),
        ({"password": "   "}, "password", "The password must have 8 to 128 characters."),
        ({"language": "de"}, "language", '"de" is not a valid choice.'),
    ],
)
def test_what_does_not_fit(api, db, changes, field, sentence):
    answer = register(api, **changes)

    assert answer.status_code == 422
    found = answer.json()
    assert found["detail"].startswith(f"{field}: {sentence}")
    assert found["errors"][field][0].startswith(sentence)
    assert not User.objects.exists()


@pytest.mark.parametrize("field", NEW)
def test_what_is_missing(api, db, field):
    body = {name: value for name, value in NEW.items() if name != field}

    answer = api(None).post(REGISTER, body, format="json")

    assert answer.status_code == 422
    assert answer.json()["errors"] == {field: ["This field is required."]}


@pytest.mark.parametrize("email", ["a@" + "ž" * 60 + ".cz", '"a b"@x.cz', "a@[::1]", "ž@x.cz"])
def test_odd_addresses_are_no_crash(api, db, email):
    assert register(api, email=email).status_code in {201, 422}


def test_a_password_keeps_its_spaces(api, db):
    register(api, password=" Vydra-Hora-4071 ")

    assert User.objects.get().check_password(" Vydra-Hora-4071 ")


def test_the_longest_name(api, db):
    answer = register(api, full_name="ž" * 255)

    assert (answer.status_code, answer.json()["full_name"]) == (201, "ž" * 255)
