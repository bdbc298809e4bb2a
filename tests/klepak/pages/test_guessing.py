"""Guesses are few: by every form that hashes a password, from one address or by one account."""

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.sign_in.passwords import BoundedHasher
from foundation.neighbours.bounds import Bound
from tests import make

PAGE = reverse("accounts:sign-in")
API = "/api/auth/login"
WRONG = "Wrong-Guess-1188"
REAL_HASHER = "accounts.sign_in.passwords.BoundedHasher"


@pytest.fixture
def people(db):
    return [make.user() for _ in range(12)]


def guess(client, person, **extra):
    return client.post(PAGE, {"username": person.email, "password": WRONG}, **extra)


def sign_in(person, **extra):
    """In a browser of their own."""
    body = {"username": person.email, "password": make.PASSWORD}
    return Client().post(PAGE, body, **extra)


@pytest.mark.usefixtures("limited")
def test_one_address_has_ten_guesses_a_minute(client, people, clock):
    found = [guess(client, person).status_code for person in people]

    assert found == [200] * 10 + [429] * 2
    answer = sign_in(people[0])  # the right one would be a guess, too
    wait = int(answer.headers["Retry-After"])
    assert 1 <= wait <= 60
    assert answer.status_code == 429
    assert f"Wait {wait} second" in answer.content.decode()
    assert sign_in(people[0], REMOTE_ADDR="10.0.0.2").status_code == 302
    clock.now += wait + 1
    assert sign_in(people[0]).status_code == 302


@pytest.mark.usefixtures("limited")
def test_a_whole_venue_signs_in_from_one_address(people):
    assert [sign_in(person).status_code for person in people * 2] == [302] * 24


@pytest.mark.usefixtures("limited")
def test_guesses_by_page_and_by_program_count_together(client, people):
    program = APIClient()
    for person in people[:6]:
        body = {"email": person.email, "password": WRONG}
        assert program.post(API, body, format="json").status_code == 401
    assert [guess(client, person).status_code for person in people[6:]] == [200] * 4 + [429] * 2

    body = {"email": people[0].email, "password": make.PASSWORD}
    assert program.post(API, body, format="json").status_code == 429


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize("page", ["accounts:password-change", "admin:password_change"])
def test_ones_own_password_is_no_way_round(client, admin, page):
    client.force_login(admin)
    body = {"old_password": WRONG, "new_password1": "x", "new_password2": "x"}
    found = [client.post(reverse(page), body).status_code for _ in range(12)]

    assert 429 not in found[:10]
    assert found[10:] == [429, 429]


@pytest.mark.usefixtures("limited")
def test_passwords_of_others_are_set_so_often_a_minute(client, super_admin, evaluator):
    client.force_login(super_admin)
    path = reverse("admin:auth_user_password_change", args=[evaluator.pk])
    found = [client.post(path, {"password1": "x", "password2": "y"}).status_code for _ in range(11)]

    assert (429 in found[:10], found[10]) == (False, 429)


@pytest.fixture
def no_room(monkeypatch):
    """All places for hashing are taken, and nobody may wait."""
    bound = Bound("password hashing", at_once=1)
    monkeypatch.setattr(BoundedHasher, "bound", bound)
    with bound.turn():
        yield


def test_who_finds_no_room_to_hash_is_asked_to_come_again(settings, people, no_room):
    settings.PASSWORD_HASHERS = [REAL_HASHER, "django.contrib.auth.hashers.MD5PasswordHasher"]
    client = Client(raise_request_exception=False)
    page = client.post(PAGE, {"username": "nobody@example.org", "password": WRONG})
    body = {"email": "nobody@example.org", "password": WRONG}
    answer = APIClient(raise_request_exception=False).post(API, body, format="json")

    assert (page.status_code, page.headers["Retry-After"]) == (503, "2")
    assert "<h1>Too much is going on</h1>" in page.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.json()["detail"].startswith("Too much is going on at the moment. Nothing was")


def test_commands_and_jobs_wait_for_room(settings, monkeypatch):
    """Nobody waits for them, so they are not refused; here there is room."""
    settings.PASSWORD_HASHERS = [REAL_HASHER]
    monkeypatch.setattr(BoundedHasher, "bound", Bound("password hashing", at_once=1))

    made = make_password(make.PASSWORD)

    assert made.startswith("pbkdf2_sha256$1000000$")
    assert check_password(make.PASSWORD, made)
    assert not check_password(WRONG, made)
