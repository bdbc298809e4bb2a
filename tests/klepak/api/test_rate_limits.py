"""How often each call may be made: by whom, counted where, and what the one too many gets."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from events.models import Event
from klepak.api.rate_limits import LIMITS, count_call
from tests.contracts.access.actors import API_ROUTES
from tests.live import migrate, run

# As the tables of the contract have it.
CONTRACT = """
POST   /api/auth/register                  5
POST   /api/auth/login                    10
POST   /api/auth/refresh                  30
GET    /api/auth/validate-invitation       3
POST   /api/auth/accept-invitation         5
POST   /api/auth/forgot-password           3
POST   /api/auth/reset-password            5
POST   /api/admin/invitations             10
POST   /api/admin/invitations/1/resend    10
POST   /api/events/manual                 10
POST   /api/events/preview-csv            10
POST   /api/events/import                 10
POST   /api/events/1/bootstrap-evaluators 10
GET    /api/events/1/export-csv           10
GET    /api/events/1/export               10
POST   /api/activities                    30
DELETE /api/activities/1                  30
POST   /api/records                       60
POST   /api/records/bulk                  30
POST   /api/records/sync                 120
POST   /api/records/sync/hand-over        30
POST   /api/records/process-image         20
POST   /api/uploads                       60
POST   /api/events/1/diplomas/batches    10
GET    /api/public/diplomas/1                 60
POST   /api/uploads/bulk-delete           20
POST   /api/uploads/resumable             60
"""
ROWS = [tuple(line.split()) for line in CONTRACT.splitlines() if line]
FORGOT = "/api/auth/forgot-password"
MANUAL = "/api/events/manual"


pytestmark = pytest.mark.usefixtures("limited")


def codes(client, method: str, path: str, times: int, **extra) -> list[int]:
    return [client.generic(method, path, **extra).status_code for _ in range(times)]


def passes(client, path: str, times: int, **extra) -> int:
    """How many of so many POSTs were let through."""
    return times - codes(client, "POST", path, times, **extra).count(429)


def test_every_row_of_the_contract_is_held_to_its_limit():
    declared = set()
    for (name, method), rate in LIMITS.items():
        route = API_ROUTES[f"api:{name}"]
        path = reverse(f"api:{name}", kwargs=dict.fromkeys(route.pattern.converters, 1))
        declared.add((method, path, rate))
        assert hasattr(route.callback.cls, method.lower())

    assert declared == {(method, path, f"{number}/m") for method, path, number in ROWS}


@pytest.mark.parametrize(("method", "path", "number"), ROWS, ids=[row[1] for row in ROWS])
def test_the_call_after_the_last_one(api, super_admin, method, path, number):
    client = api(super_admin)

    found = codes(client, method, path, int(number) + 1)

    assert 429 not in found[:-1]
    assert found[-1] == 429


def test_what_the_one_too_many_gets(api, db, clock):
    client = api(None)
    assert passes(client, FORGOT, 4) == 3
    answer = client.post(FORGOT)
    wait = int(answer.headers["Retry-After"])

    assert 1 <= wait <= 60
    assert answer.json()["detail"].startswith(f"Too many requests. Try again in {wait} second")
    assert set(answer.json()) == {"detail"}
    clock.now += wait - 1
    assert answer.status_code == client.post(FORGOT).status_code == 429
    clock.now += 2
    assert client.post(FORGOT).status_code == 422


def test_the_last_second(api, db, clock):
    client = api(None)
    passes(client, FORGOT, 3)
    clock.now += int(client.post(FORGOT).headers["Retry-After"])

    answer = client.post(FORGOT)

    assert answer.headers["Retry-After"] == "1"
    assert answer.json() == {"detail": "Too many requests. Try again in 1 second."}


def test_what_is_refused_does_nothing(api, admin):
    client = api(admin)
    body = {"name": "Tábor", "groups": [{"name": "Bobři"}]}
    for _ in range(10):
        assert client.post(MANUAL, body, format="json").status_code == 201

    assert client.post(MANUAL, body, format="json").status_code == 429
    assert Event.objects.count() == 10


def test_asking_for_the_head_alone_counts_as_well(api, db):
    found = codes(api(None), "HEAD", "/api/auth/validate-invitation?token=x", 4)

    assert found == [400, 400, 400, 429]


def test_slashes_give_no_extra_calls(api, db):
    client = api(None)

    assert passes(client, FORGOT, 2) == 2
    assert passes(client, f"{FORGOT}/", 2) == 1


def test_each_call_has_a_count_of_its_own(api, admin, event):
    client = api(admin)
    passes(client, MANUAL, 11)

    assert passes(client, "/api/events/preview-csv", 1) == 1
    assert codes(client, "GET", f"/api/events/{event.pk}/export-csv", 1) == [200]
    assert codes(client, "GET", "/api/events", 20) == [200] * 20


def test_people_behind_one_address_do_not_share(api, admin, outsider):
    passes(api(admin), MANUAL, 11)

    assert passes(api(outsider), MANUAL, 11) == 10


def test_one_person_at_two_addresses_does(api, admin):
    client = api(admin)

    assert passes(client, MANUAL, 6, REMOTE_ADDR="10.0.0.1") == 6
    assert passes(client, MANUAL, 6, REMOTE_ADDR="10.0.0.2") == 4


def test_with_the_sites_session_and_with_a_token_it_is_the_same_person(api, client, admin):
    client.force_login(admin)

    assert passes(client, MANUAL, 6) == 6
    assert passes(api(admin), MANUAL, 6) == 4


def test_strangers_are_counted_by_their_address(api, db):
    client = api(None)
    passes(client, FORGOT, 4, REMOTE_ADDR="10.0.0.1")

    assert passes(client, FORGOT, 4, REMOTE_ADDR="10.0.0.2") == 3


@pytest.mark.parametrize(
    ("other", "more"),
    [
        ("2001:db8:1:2:ffff::9", 0),
        ("2001:db8:1:3::1", 3),
        ("::ffff:10.0.0.1", 3),
    ],
)
def test_an_ipv6_client_is_the_network_it_has_to_itself(api, db, other, more):
    client = api(None)
    passes(client, FORGOT, 4, REMOTE_ADDR="2001:db8:1:2::1")

    assert passes(client, FORGOT, 4, REMOTE_ADDR=other) == more


def test_an_ipv4_client_is_the_same_on_a_socket_for_both(api, db):
    client = api(None)
    passes(client, FORGOT, 4, REMOTE_ADDR="10.0.0.1")

    assert passes(client, FORGOT, 1, REMOTE_ADDR="::ffff:10.0.0.1") == 0
    assert passes(client, FORGOT, 1, REMOTE_ADDR="::ffff:10.0.0.2") == 1


@pytest.mark.parametrize("trusted", [0, 1])
def test_a_forged_forwarding_gives_no_extra_calls(api, db, settings, trusted):
    """The client is 203.0.113.5; what stands left of it in the header, it has written itself."""
    settings.TRUSTED_PROXIES = trusted
    client = api(None)
    passes(client, FORGOT, 4, HTTP_X_FORWARDED_FOR="6.6.6.1, 203.0.113.5")

    assert passes(client, FORGOT, 3, HTTP_X_FORWARDED_FOR="6.6.6.2, 203.0.113.5") == 0


def test_clients_behind_a_trusted_proxy_are_counted_apart(api, db, settings):
    settings.TRUSTED_PROXIES = 1
    client = api(None)
    passes(client, FORGOT, 4, HTTP_X_FORWARDED_FOR="203.0.113.5")

    assert passes(client, FORGOT, 3, HTTP_X_FORWARDED_FOR="203.0.113.6") == 3


def test_a_setting_switches_it_off(api, db, settings):
    settings.RATELIMIT_ENABLE = False

    assert passes(api(None), FORGOT, 20) == 20


def test_who_is_not_let_in_is_not_counted(api, evaluator, admin):
    assert codes(api(None), "POST", MANUAL, 12) == [401] * 12
    assert codes(api(evaluator), "POST", MANUAL, 12) == [403] * 12


def test_two_at_once_get_no_more_than_one():
    """In threads, as two workers have it, on whichever cache this run has."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    def hammer(_thread):
        return [count_call(request, "records", "POST") for _ in range(50)]

    with ThreadPoolExecutor(2) as threads:
        found = [wait for part in threads.map(hammer, range(2)) for wait in part]

    assert found.count(0) == 60


LOCKED_WITHOUT_REDIS = """
import json
from django.test import Client
from accounts.models import User
User.objects.create_user(email="eva@example.org", password="Sova-Hora-4071", full_name="Eva")
client = Client(headers={"host": "localhost"})
sign_in = {"email": "eva@example.org", "password": "Wrong-4071"}
wrong = [
    client.post("/api/auth/login", sign_in, "application/json").status_code for _ in range(10)
]
asked = [
    client.post("/api/auth/forgot-password", {}, "application/json").status_code for _ in range(5)
]
right = client.post(
    "/api/auth/login", {**sign_in, "password": "Sova-Hora-4071"}, "application/json"
)
print(json.dumps([wrong, asked, right.status_code, "Retry-After" in right.headers]))
"""


def test_without_its_cache_everybody_may_but_accounts_are_still_locked(tmp_path):
    migrate(tmp_path)
    printed = run(
        LOCKED_WITHOUT_REDIS, tmp_path, REDIS_URL="redis://127.0.0.1:9/0", LOG_LEVEL="CRITICAL"
    )

    assert json.loads(printed) == [[401] * 9 + [429], [422] * 5, 429, True]
