"""API_AT_ROOT: the calls of the API answer without /api too, and pages stay where they are."""

import pytest
from django.conf import settings as product
from django.test import Client
from django.urls import resolve, reverse

from events.models import Event
from foundation.api.paths import is_api
from klepak.api.rate_limits import LIMITS
from tests import make
from tests.contracts.access.actors import API_ROUTES, HEADERS_APART, PAGE_ROUTES, call, nowhere
from tests.live import migrate, run, serve

AT_ROOT = {name: route for name, route in API_ROUTES.items() if name != "api:index"}
PROBES = {"health", "health-db", "health-redis", "health-all"}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
NEW_EVENT = {"name": "Tábor", "groups": [{"name": "Bobři"}]}


@pytest.fixture(autouse=True)
def at_root(settings):
    paths = f"{settings.API_PATHS}|{settings.API_PATHS_AT_ROOT}"
    settings.API_PATHS = settings.CORS_URLS_REGEX = paths
    settings.SECURE_REDIRECT_EXEMPT = [paths]
    settings.ROOT_URLCONF = "tests.klepak.api.root_urls"


def address(routes, name) -> str:
    return reverse(name, kwargs=nowhere(routes[name]))


def bare(name) -> str:
    return address(AT_ROOT, name).removeprefix("/api")


def test_it_is_off_unless_asked_for():
    assert product.API_AT_ROOT is False


@pytest.mark.parametrize("name", AT_ROOT)
def test_every_call_is_at_both(name):
    one, other = resolve(address(AT_ROOT, name)), resolve(bare(name))

    assert (other.func, other.url_name, other.kwargs) == (one.func, one.url_name, one.kwargs)
    assert is_api(bare(name))


def test_pages_keep_their_addresses():
    for name, route in PAGE_ROUTES.items():
        if name in PROBES or not route.name:
            continue
        keys = route.pattern.converters
        has_only_ids = {type(each).__name__ for each in keys.values()} <= {"IntConverter"}
        if has_only_ids and route.pattern.regex.groups == len(keys):
            path = address(PAGE_ROUTES, name) if name != "home" else "/"
            assert not is_api(path), name
            assert resolve(path).url_name == route.name


@pytest.mark.parametrize("actor", [None, "admin"])
def test_both_answer_alike(request, api, event, actor):
    client = api(actor and request.getfixturevalue(actor))
    for name in AT_ROOT.keys() - {"api:docs", "api:redoc"}:
        for method in METHODS:
            one, other = (
                call(client, method, path) for path in (address(AT_ROOT, name), bare(name))
            )
            same = [
                (
                    answer.status_code,
                    answer.content,
                    {k: v for k, v in answer.headers.items() if k not in HEADERS_APART},
                )
                for answer in (one, other)
            ]
            assert same[0] == same[1], (method, name)


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_documentation(client, db, path):
    assert client.get(path).status_code == client.get(f"/api{path}").status_code == 200


def test_what_can_be_done_at_one_can_be_done_at_the_other(api, admin, organisation):
    client = api(admin)

    made = client.post("/events/manual", NEW_EVENT, format="json")
    event = made.json()["event_id"]
    changed = client.patch(f"/events/{event}", {"name": "Jiný"}, format="json")

    assert (made.status_code, changed.json()["name"]) == (201, "Jiný")
    assert client.get(f"/api/events/{event}").json() == changed.json()
    assert client.delete(f"/events/{event}").status_code == 204
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/events/x",
        "/events/1/nothing",
        "/auth/nothing",
        "/admin/users/x",
        "/admin/audit-logs/1",
        f"/events/{2**70}",
    ],
)
def test_what_is_not_there_is_a_sentence_in_json(api, admin, path):
    answer = api(admin).get(path)

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/json"
    assert set(answer.json()) == {"detail"}


def test_pages_are_pages(as_admin, event):
    html = "text/html; charset=utf-8"
    for path in ("/events/", f"/admin/events/event/{event.pk}/change/", "/admin/", "/nothing/"):
        assert as_admin.get(path).headers["Content-Type"] == html
    assert as_admin.get("/sign-in").url == "/sign-in/"  # no call of the API
    assert as_admin.get("/admin/events/event").url == "/admin/events/event/"


def test_answers_are_in_english_whatever_the_browser_asks(api, db):
    answer = api(None).get("/events", HTTP_ACCEPT_LANGUAGE="cs")

    assert answer.json()["detail"] == "Authentication credentials were not provided."


def test_limits_count_both_as_one(api, limited, db):
    client, body = api(None), {"email": "nobody@example.org", "password": "x"}
    most = int(LIMITS["login", "POST"].partition("/")[0])

    answers = [
        client.post(("/api" if number % 2 else "") + "/auth/login", body, format="json")
        for number in range(most + 1)
    ]

    assert [answer.status_code for answer in answers] == most * [401] + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_session_needs_its_csrf_token_at_both(admin):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin)

    for path in ("/api/events/manual", "/events/manual"):
        answer = browser.post(path, NEW_EVENT, content_type="application/json")
        assert (answer.status_code, set(answer.json())) == (403, {"detail"})
    assert not Event.objects.exists()


def test_other_frontends_may_call_both(client, db, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]
    asked = {"HTTP_ORIGIN": "https://app.example.org", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}

    for path in ("/api/auth/login", "/auth/login"):
        answer = client.options(path, **asked)
        assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example.org"
    assert "Access-Control-Allow-Origin" not in client.options("/sign-in/", **asked).headers


def test_nothing_that_is_sent_is_lost_by_a_redirect_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()

    answer = client.post("/auth/login", {}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, {"detail": "Call this address by https."})
    assert client.get("/events?skip=1").url == "https://testserver/events?skip=1"


def test_a_body_is_bounded_at_both(api, admin):
    for path in ("/api/events/1", "/events/1"):
        answer = api(admin).patch(path, "x" * (product.MAX_BODY + 1), content_type="text/plain")
        assert answer.status_code == 413


def test_a_running_server(tmp_path):
    migrate(tmp_path)
    make_boss = (
        "from accounts.models import User; User.objects.create_superuser("
        f"'boss@example.org', '{make.PASSWORD}', full_name='Boss')"
    )
    run(make_boss, tmp_path)
    command = "gunicorn klepak.wsgi --bind 127.0.0.1:{port} --threads 2"
    with serve(command, tmp_path, API_AT_ROOT="true") as server:
        body = {"email": "boss@example.org", "password": make.PASSWORD}
        token = server.call("POST", "/auth/login", body).json()["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        users = server.call("GET", "/admin/users", **bearer)
        nobody = server.call("GET", "/admin/users")
        nothing = server.call("GET", "/admin/users/1/nothing")
        page = server.call("GET", "/admin/")
        health = server.call("GET", "/health")

    assert [user["email"] for user in users.json()] == ["boss@example.org"]
    assert (nobody.status, set(nobody.json())) == (401, {"detail"})
    assert (nothing.status, set(nothing.json())) == (404, {"detail"})
    assert (page.status, page.headers["Location"]) == (302, "/admin/login/?next=/admin/")
    assert (health.status, health.json()["status"]) == (200, "ok")
    assert '"path": "/admin/users", "status": 200' in "\n".join(server.lines())
