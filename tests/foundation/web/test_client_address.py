"""Whose address counts behind how many proxies."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import AuditLog
from foundation.web.client_address import client_address, client_network
from tests import make


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, None, "10.0.0.1"),
        (0, "203.0.113.5", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.9", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "6.6.6.6, ", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
        (1, "203.0.113.5:4711", "10.0.0.1"),
        (1, " 2001:DB8::1 ", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
    ],
)
def test_forwarded_addresses(settings, trusted, forwarded, expected):
    settings.TRUSTED_PROXIES = trusted
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")

    assert client_address(request) == expected


@pytest.mark.parametrize(
    ("connection", "expected"),
    [
        ("", "127.0.0.1"),
        ("/run/klepak.sock", "127.0.0.1"),
        ("fe80::7%wlan0", "fe80::7"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
    ids=["unix socket", "named socket", "local IPv6 address with its zone", "socket for both"],
)
def test_connections_without_a_plain_address(connection, expected):
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=connection)) == expected


@pytest.mark.parametrize(
    ("connection", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("::1", "::"),
        ("fe80::7%wlan0", "fe80::"),
    ],
)
def test_an_ipv6_client_is_the_network_it_has_to_itself(connection, expected):
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=connection)) == expected


def test_another_address_of_the_same_phone_gives_no_extra_tries(client, evaluator, settings):
    settings.RATELIMIT_ENABLE = settings.AXES_ENABLED = True

    def sign_in(address):
        body = {"username": evaluator.email, "password": "Wrong-4071"}
        return client.post(reverse("accounts:sign-in"), body, REMOTE_ADDR=address).status_code

    assert [sign_in(f"2001:db8:1:2::{number}") for number in range(1, 11)] == [200] * 9 + [429]
    assert sign_in("2001:db8:1:3::1") == 200


def test_the_trail_keeps_the_address_that_can_be_believed(client, evaluator, settings):
    settings.TRUSTED_PROXIES = 1
    client.post(
        reverse("accounts:sign-in"),
        {"username": evaluator.email, "password": make.PASSWORD},
        headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.5"},
        REMOTE_ADDR="fe80::1%eth0",
    )

    assert AuditLog.objects.get(action="LOGIN").ip == "203.0.113.5"


def test_signing_in_over_a_local_ipv6_address(client, evaluator):
    client.post(
        reverse("accounts:sign-in"),
        {"username": evaluator.email, "password": make.PASSWORD},
        REMOTE_ADDR="fe80::1%eth0",
    )

    assert AuditLog.objects.get(action="LOGIN").ip == "fe80::1"
