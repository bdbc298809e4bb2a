"""How calls of the API are addressed and answered, whichever it is: paths, https, headers, CORS."""

import pytest
from django.test import Client
from django.test.utils import override_script_prefix
from django.urls import reverse

from events.models import Event
from tests import make
from tests.contracts.access.actors import API_ROUTES, nowhere

MANUAL = "/api/events/manual"
NEW_EVENT = {"name": "Tábor", "groups": [{"name": "Bobři"}]}


@pytest.fixture
def by_https(settings):
    settings.SECURE_SSL_REDIRECT = True


@pytest.fixture
def frontend(settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]
    return "https://app.example.org"


# --- Paths ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("slashes", ["", "/", "//", "///"])
def test_slashes_at_the_end_are_overlooked(api, admin, event, slashes):
    client = api(admin)
    path = f"/api/events/{event.pk}"

    assert client.get(f"/api/events{slashes}").json()[0]["id"] == event.pk
    made = client.post(f"{MANUAL}{slashes}", NEW_EVENT, format="json")
    assert (made.status_code, made.json()["groups_created"]) == (201, 1)
    changed = client.patch(f"{path}{slashes}", {"name": "Jiný"}, format="json")
    assert (changed.status_code, changed.json()["name"]) == (200, "Jiný")
    assert client.put(f"{path}{slashes}").status_code == 405
    assert client.delete(f"{path}{slashes}").status_code == 204


@pytest.mark.parametrize("name", API_ROUTES)
def test_no_address_is_redirected_for_its_slash(api, super_admin, name):
    client = api(super_admin)
    path = reverse(name, kwargs=nowhere(API_ROUTES[name]))

    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]:
        bare = client.generic(method, path)
        slashed = client.generic(method, f"{path}//")
        assert slashed.status_code == bare.status_code
        assert slashed.status_code != 301
        assert slashed.headers.get("Location") == bare.headers.get("Location")


def test_below_the_address_of_another_site(api, admin):
    client = api(admin)
    with override_script_prefix("/klepak/"):
        made = client.post(f"{MANUAL}/", NEW_EVENT, format="json", SCRIPT_NAME="/klepak")
        index = client.get("/api", SCRIPT_NAME="/klepak")

    assert made.status_code == 201
    assert made.wsgi_request.path == f"/klepak{MANUAL}"
    assert (index.status_code, index.url) == (302, "/klepak/api/docs")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api//"])
def test_who_types_the_address_of_the_api_gets_to_read_about_it(client, db, path):
    answer = client.get(path)

    assert (answer.status_code, answer.url) == (302, "/api/docs")
    assert client.post(path).status_code == 405
    assert client.post(path).json() == {"detail": "There is no such method at this address."}


def test_an_address_that_only_begins_like_the_api_is_a_page(client, db):
    assert client.get("/apiary/").headers["Content-Type"] == "text/html; charset=utf-8"


# --- https ---------------------------------------------------------------------------------------


def test_plain_http_is_refused_where_a_redirect_would_lose_the_body(api, admin, by_https):
    client = api(admin)

    for path in [MANUAL, f"{MANUAL}/"]:
        answer = client.post(path, NEW_EVENT, format="json")
        assert answer.status_code == 400
        assert answer.json() == {"detail": "Call this address by https."}
        assert client.post(path, NEW_EVENT, format="json", secure=True).status_code == 201
    assert Event.objects.count() == 2


def test_plain_http_is_redirected_where_nothing_gets_lost(api, admin, by_https):
    answer = api(admin).get("/api/events/?skip=1")

    assert (answer.status_code, answer.url) == (301, "https://testserver/api/events?skip=1")
    assert "Strict-Transport-Security" not in answer.headers


def test_probes_speak_plain_http(client, db, by_https):
    for path in ["/api/health", "/api/health/db", "/api/health/", "/health", "/health/all"]:
        assert client.get(path).status_code == 200


# --- X-Request-ID --------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["a", "0f8fad5b-d9cb-469f-a165-70867728950e", "A.b:c_d-9" * 7])
def test_the_clients_own_request_id_comes_back(client, db, given):
    assert client.get("/api/health", headers={"X-Request-ID": given}).headers["X-Request-ID"] == (
        given
    )


HOSTILE = ["", " ", "x" * 65, 'a"}', "a\nb", "a\r\nSet-Cookie: b", "é", "<script>", "a b", "a\x00"]


@pytest.mark.parametrize("given", HOSTILE)
def test_another_one_is_given_instead_of_a_hostile_one(client, db, given):
    found = client.get("/api/health", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert len(found) == 32
    assert int(found, 16)


def test_every_answer_has_one(client, db, admin, frontend, by_https, settings):
    client.force_login(admin)
    preflight = {"Origin": frontend, "Access-Control-Request-Method": "POST"}
    answers = {
        "the API": client.get("/api/events", secure=True),
        "a page": client.get("/events/", secure=True),
        "no call": client.get("/api/nowhere", secure=True),
        "no page": client.get("/nowhere/", secure=True),
        "too large": client.post(MANUAL, secure=True, CONTENT_LENGTH=str(10**9)),
        "plain http": client.post(MANUAL),
        "a redirect": client.get("/events/"),
        "another host": client.get("/api/events", headers={"Host": "evil.example.org"}),
        "a preflight": client.options(MANUAL, headers=preflight, secure=True),
        "a static file": client.get("/static/css/base.css", secure=True),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "the API": 200,
        "a page": 200,
        "no call": 404,
        "no page": 404,
        "too large": 413,
        "plain http": 400,
        "a redirect": 301,
        "another host": 400,
        "a preflight": 200,
        "a static file": 200,
    }
    ids = [answer.headers["X-Request-ID"] for answer in answers.values()]
    answers["a static file"].close()
    assert len(set(ids)) == len(ids)


# --- Headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/events", 200),
        ("/api/events/999", 404),
        ("/api/nowhere", 404),
        ("/api/groups/1", 405),
        ("/api/health", 200),
        ("/api/events?limit=x", 200),
    ],
)
def test_every_answer_has_the_strict_headers(api, admin, by_https, path, code):
    answer = api(admin).get(path, secure=True)
    headers = answer.headers

    assert answer.status_code == code
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=(self), geolocation=()")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_what_is_refused_unread_has_the_headers_too(client, db, by_https, frontend):
    preflight = {"Origin": frontend, "Access-Control-Request-Method": "POST"}
    for answer in [
        client.post(MANUAL, secure=True, CONTENT_LENGTH=str(10**9)),
        client.post(MANUAL),
        client.options(MANUAL, headers=preflight, secure=True),
    ]:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_under_https_browsers_get_the_header_to_stay_there(db, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000  # as the settings have it with SECURE_SSL_REDIRECT
    client = Client()
    found = client.get("/api/nowhere", secure=True).headers["Strict-Transport-Security"]

    assert found == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/api/nowhere").headers


def test_a_leaderboard_may_be_kept_but_is_asked_about(api, evaluator, event):
    answer = api(evaluator).get(f"/api/events/{event.pk}/leaderboard")

    assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert answer.headers["ETag"]


# --- CORS ----------------------------------------------------------------------------------------


def listed(value: str) -> set[str]:
    return {part.strip().lower() for part in value.split(",")}


def test_a_frontend_elsewhere_may_ask_what_it_needs(client, db, frontend):
    answer = client.options(
        f"{MANUAL}/",
        headers={
            "Origin": frontend,
            "Access-Control-Request-Method": "DELETE",
            "Access-Control-Request-Headers": "authorization, if-none-match, x-request-id",
        },
    )
    headers = answer.headers

    assert (answer.status_code, answer.content) == (200, b"")
    assert headers["Access-Control-Allow-Origin"] == frontend
    assert {"get", "post", "put", "patch", "delete"} <= listed(
        headers["Access-Control-Allow-Methods"]
    )
    assert {"authorization", "content-type", "if-none-match", "x-request-id"} <= listed(
        headers["Access-Control-Allow-Headers"]
    )
    assert "Access-Control-Allow-Credentials" not in headers


def test_it_may_read_every_answer_also_the_refusals(api, admin, event, frontend, limited):
    client, origin = api(admin), {"Origin": frontend}
    answers = [
        client.get("/api/events", headers=origin),
        api(None).get("/api/events", headers=origin),
        client.get("/api/nowhere", headers=origin),
        client.get("/api/groups/1", headers=origin),
        client.post(MANUAL, headers=origin, CONTENT_LENGTH=str(10**9)),
        client.post(MANUAL, {}, format="json", headers=origin),
        *(client.get(f"/api/events/{event.pk}/export-csv", headers=origin) for _ in range(11)),
    ]

    assert [answer.status_code for answer in answers] == (
        [200, 401, 404, 405, 413, 422] + [200] * 10 + [429]
    )
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == frontend
        assert "origin" in listed(answer.headers["Vary"])
        assert {"etag", "retry-after", "x-request-id", "content-disposition"} <= listed(
            answer.headers["Access-Control-Expose-Headers"]
        )


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example.org", "http://app.example.org", "https://app.example.org.evil", "null"],
)
def test_others_may_not(api, admin, frontend, origin):
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}

    for answer in [
        api(admin).get("/api/events", headers=asked),
        api(None).options("/api/events", headers=asked),
    ]:
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_pages_are_for_nobody_elsewhere(client, evaluator, frontend):
    client.force_login(evaluator)

    for path in ["/my-groups/", "/health", "/apiary/"]:
        assert (
            "Access-Control-Allow-Origin"
            not in client.get(path, headers={"Origin": frontend}).headers
        )


@pytest.mark.parametrize("part", ["", "/boards", "x"])
def test_a_cache_may_give_what_is_public_to_any_site(api, event, frontend, part):
    """One answer for all: the same headers with the origin of whomever, and without one."""
    path = f"/api/public/events/{make.published(event).slug}{part}"
    asked = [{}, {"Origin": frontend}, {"Origin": "https://school.example"}]

    answers = [api(None).get(path, headers=headers) for headers in asked]

    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "origin" not in listed(answer.headers.get("Vary", ""))
    names = ("Vary", "ETag", "Cache-Control", "Access-Control-Expose-Headers")
    assert len({tuple(map(answer.headers.get, names)) for answer in answers}) == 1
