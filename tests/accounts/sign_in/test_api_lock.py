"""The lock on repeated failures is one for the API and the page."""

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from accounts.models import AuditLog
from tests import make

LOGIN = "/api/auth/login"
LOCKED = {
    "detail": "Signing in to this account from here failed too often."
    " Wait 15 minutes and try again, or ask your organiser for the password."
}


@pytest.fixture(autouse=True)
def lock(settings, db):
    """Only the lock: the limit on calls would otherwise come first."""
    settings.AXES_ENABLED = True


@pytest.fixture
def eva(lock):
    return make.user(email="eva@example.org", full_name="Eva")


def log_in(client, email, password=make.PASSWORD, address="10.0.0.1", kind="json", **headers):
    return client.post(
        LOGIN,
        {"email": email, "password": password},
        format=kind,
        headers=headers,
        REMOTE_ADDR=address,
    )


def fail(client, times, email="eva@example.org", **where):
    return [log_in(client, email, "Wrong-4071", **where).status_code for _ in range(times)]


def sign_in_page(client, email, password):
    form = {"username": email, "password": password}
    return client.post(reverse("accounts:sign-in"), form, REMOTE_ADDR="10.0.0.1")


def test_the_tenth_failure_locks_even_against_the_right_password(api, eva):
    assert fail(api(None), 10) == [401] * 9 + [429]

    answer = log_in(api(None), eva.email)
    assert (answer.status_code, answer.json()) == (429, LOCKED)
    assert 890 < int(answer.headers["Retry-After"]) <= 900


def test_the_page_and_the_api_count_together(api, client, eva):
    fail(api(None), 5)
    fail(api(None), 2, kind="multipart")
    found = [sign_in_page(client, eva.email, "Wrong-4071").status_code for _ in range(3)]

    assert found == [200, 200, 429]
    assert log_in(api(None), eva.email).status_code == 429
    assert sign_in_page(client, eva.email, make.PASSWORD).status_code == 429
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("door", ["api", "page"])
def test_a_success_by_either_starts_anew(api, client, eva, door):
    fail(api(None), 9)
    if door == "api":
        assert log_in(api(None), eva.email).status_code == 200
    else:
        assert sign_in_page(client, eva.email, make.PASSWORD).status_code == 302

    assert fail(api(None), 9) == [401] * 9


def test_case_spaces_and_the_name_of_the_field_give_no_extra_tries(api, eva):
    spellings = ["eva@example.org", "EVA@example.org", " Eva@Example.Org "]
    found = [log_in(api(None), spellings[n % 3], "Wrong-4071").status_code for n in range(9)]
    body = {"username": "EVA@EXAMPLE.ORG", "password": "Wrong-4071"}
    last = api(None).post(LOGIN, body, format="json", REMOTE_ADDR="10.0.0.1")

    assert found == [401] * 9
    assert last.status_code == 429


def test_only_this_account_from_this_address_is_locked(api, eva):
    other = make.user()
    fail(api(None), 10)

    assert log_in(api(None), other.email).status_code == 200
    assert log_in(api(None), eva.email, address="10.0.0.2").status_code == 200


def test_a_success_elsewhere_gives_no_extra_tries(api, eva):
    fail(api(None), 9)

    assert log_in(api(None), eva.email, address="10.0.0.2").status_code == 200

    assert fail(api(None), 1) == [429]


def test_forging_the_address_or_the_browser_gives_no_extra_tries(api, eva):
    found = [
        log_in(
            api(None),
            eva.email,
            "Wrong-4071",
            x_forwarded_for=f"203.0.113.{n}",
            user_agent=f"browser {n}",
        ).status_code
        for n in range(10)
    ]

    assert found == [401] * 9 + [429]


@pytest.mark.parametrize("email", ["nobody@example.org", "x" * 100_000])
def test_addresses_without_an_account_are_locked_alike(api, email):
    assert fail(api(None), 10, email=email) == [401] * 9 + [429]


def test_ten_failures_leave_ten_rows_and_what_the_lock_refuses_none(api, eva):
    fail(api(None), 15)

    logs = AuditLog.objects.values_list("action", "detail", "resource_id")
    assert (
        list(logs)
        == [("LOGIN_FAILED", f"Somebody tried a wrong password for Eva ({eva.email})", eva.pk)] * 10
    )


def test_what_was_typed_is_kept_nowhere(api, eva):
    """People type their password where the address belongs."""
    fail(api(None), 1, email="Tajne-Heslo-1", kind="multipart")
    log_in(api(None), eva.email)

    kept = str(list(AccessAttempt.objects.values())) + str(list(AuditLog.objects.values()))
    assert "tajne" not in kept.lower()
    assert "eva@example.org" not in kept
    assert not AccessLog.objects.exists()


def test_an_account_that_waits_is_not_locked_by_the_right_password(api):
    ina = make.user(is_active=False)

    assert [log_in(api(None), ina.email).status_code for _ in range(11)] == [403] * 11


def test_a_lock_opens_by_itself(api, eva, settings):
    fail(api(None), 10)
    settings.AXES_COOLOFF_TIME = 0.0000001  # hours: all of them have passed by now

    assert log_in(api(None), eva.email).status_code == 200


def test_the_limit_on_calls_is_another_one(api, eva, limited):
    """Ten a minute for an address, whoever is meant; its sentence names the seconds."""
    assert [log_in(api(None), make.user().email).status_code for _ in range(10)] == [200] * 10

    answer = log_in(api(None), eva.email)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.json() != LOCKED
    assert log_in(api(None), eva.email, address="10.0.0.2").status_code == 200
