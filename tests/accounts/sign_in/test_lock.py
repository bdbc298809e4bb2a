"""Ten failed sign-ins lock an account for one address, and nobody else."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from tests import make

SIGN_IN = reverse("accounts:sign-in")


@pytest.fixture(autouse=True)
def limits(settings, clock, db):
    """The clock is that of the limits by address; the lock goes by the database's."""
    settings.RATELIMIT_ENABLE = True
    settings.AXES_ENABLED = True


@pytest.fixture
def eva(limits):
    return make.user(email="eva@example.org")


def sign_in(client, email, password=make.PASSWORD, address="10.0.0.1", **headers):
    return client.post(
        SIGN_IN, {"username": email, "password": password}, headers=headers, REMOTE_ADDR=address
    )


def fail(client, times, email="eva@example.org", **where):
    return [sign_in(client, email, "Wrong-4071", **where).status_code for _ in range(times)]


def test_the_tenth_failure_locks_even_against_the_right_password(client, eva):
    assert fail(client, 10) == [200] * 9 + [429]

    assert sign_in(client, eva.email).status_code == 429
    assert SESSION_KEY not in client.session


def test_nine_failures_and_a_success_start_anew(client, eva, clock):
    fail(client, 9)

    assert sign_in(client, eva.email).status_code == 302
    client.logout()
    clock.now += 61
    assert fail(client, 9) == [200] * 9


def test_case_and_spaces_give_no_extra_tries(client, eva):
    spellings = ["eva@example.org", "EVA@example.org", " Eva@Example.Org "]

    found = [sign_in(client, spellings[n % 3], "Wrong-4071").status_code for n in range(10)]

    assert found == [200] * 9 + [429]


def test_only_this_account_from_this_address_is_locked(client, eva, clock):
    other = make.user()
    fail(client, 10)
    clock.now += 61  # the address may guess again; the account is locked for longer
    assert sign_in(client, eva.email).status_code == 429

    assert sign_in(client, other.email).status_code == 302
    client.logout()
    assert sign_in(client, eva.email, address="10.0.0.2").status_code == 302


def test_a_forged_forwarding_gives_no_extra_tries(client, eva):
    found = [
        sign_in(client, eva.email, "Wrong-4071", x_forwarded_for=f"203.0.113.{n}").status_code
        for n in range(10)
    ]

    assert found[-1] == 429


def test_accounts_that_do_not_exist_are_locked_alike(client):
    assert fail(client, 10, email="nobody@example.org") == [200] * 9 + [429]


def test_a_lock_opens_by_itself(client, eva, settings, clock):
    fail(client, 10)
    clock.now += 61
    settings.AXES_COOLOFF_TIME = 0.0000001  # hours: all of them have passed by now

    assert sign_in(client, eva.email).status_code == 302


@pytest.mark.parametrize("language", ["en", "cs"])
def test_the_page_explains_the_lock_in_the_readers_language(client, eva, language):
    fail(client, 9)
    answer = sign_in(client, eva.email, "Wrong-4071", accept_language=language)
    text = answer.content.decode()

    with translation.override(language):
        assert f"<h1>{gettext('Too many attempts')}</h1>" in text
    assert answer.status_code == 429
    assert 890 < int(answer.headers["Retry-After"]) <= 900
    assert f'<html lang="{language}">' in text


def test_without_limits_nothing_is_locked(client, eva, settings):
    settings.AXES_ENABLED = settings.RATELIMIT_ENABLE = False

    assert fail(client, 11) == [200] * 11
    assert sign_in(client, eva.email).status_code == 302
