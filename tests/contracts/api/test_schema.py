"""The API's description: whole, free of complaints, and the same about every call."""

import json
import re

import pytest
from django.conf import settings
from django.core.management import call_command

from klepak.api.rate_limits import LIMITS
from klepak.api.urls import urlpatterns

METHODS = ["get", "post", "put", "patch", "delete"]
ABOUT_ITSELF = {"index", "schema", "docs", "redoc"}
FOR_ANYBODY = {
    "GET /api/health",
    "GET /api/health/all",
    "GET /api/health/db",
    "GET /api/health/redis",
    "POST /api/auth/register",
    "POST /api/auth/login",
    "POST /api/auth/refresh",
    "GET /api/auth/validate-invitation",
    "POST /api/auth/accept-invitation",
    "POST /api/auth/forgot-password",
    "POST /api/auth/reset-password",
    "GET /api/public/diplomas/{code}",
    "GET /api/public/events/{slug}",
    "GET /api/public/events/{slug}/boards",
    "GET /api/public/events/{slug}/standings",
    "GET /api/public/events/{slug}/participants/{code}",
}
OPEN_TOO = {"GET /api/uploads/{file_pk}/download"}
"""For who is signed in, and at times for anybody."""
REQUEST_ID = {"$ref": "#/components/headers/X-Request-ID"}


@pytest.fixture
def schema(client):
    return client.get("/api/schema").json()


@pytest.fixture
def calls(schema):
    """ "METHOD /path" -> the operation, with what its answers refer to in their place."""
    components = schema["components"]["responses"]

    def answers(operation: dict) -> dict:
        return {
            status: components[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
            for status, answer in operation["responses"].items()
        }

    return {
        f"{method.upper()} {path}": {**operation, "responses": answers(operation)}
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    }


def addresses() -> dict[str, tuple[str, str]]:
    """ "METHOD /path" -> (name of the address, method), by the table of addresses."""
    found = {}
    for part in urlpatterns:
        path = re.sub(r"<\w+:(.+?)>", r"{\1}", str(part.pattern))
        if part.name not in ABOUT_ITSELF:
            for method in [each for each in METHODS if hasattr(part.callback.cls, each)]:
                found[f"{method.upper()} /api/{path}"] = (part.name, method.upper())
    return found


def test_the_generator_has_no_complaints(tmp_path):
    file = tmp_path / "schema.yaml"

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))

    assert file.read_text("utf-8").startswith("openapi: 3.")


def test_every_call_is_described(calls):
    assert set(calls) == set(addresses())


def test_every_call_is_described_by_itself(calls):
    tags = {tag["name"] for tag in settings.SPECTACULAR_SETTINGS["TAGS"]}
    ids = [operation["operationId"] for operation in calls.values()]

    assert len(set(ids)) == len(ids)
    for call, operation in calls.items():
        assert operation["summary"], call
        assert len(operation["tags"]) == 1, call
        assert set(operation["tags"]) <= tags, call
        assert not re.match(r"(GET|POST)\b", operation.get("description", "")), call
        for status, answer in operation["responses"].items():
            assert answer["description"], (call, status)


def test_whom_it_is_for(calls, schema):
    schemes = schema["components"]["securitySchemes"]

    assert schemes["bearer"] == {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", "sessionid")
    for call, operation in calls.items():
        ways = [next(iter(way), None) for way in operation.get("security", [])]
        known = ["bearer", "session", *([None] if call in OPEN_TOO else [])]
        assert ways == ([None] if call in FOR_ANYBODY else known), call
        assert call in FOR_ANYBODY or {"401", "403"} <= set(operation["responses"]), call


def test_every_refusal_has_the_one_shape(calls, schema):
    shapes = schema["components"]["schemas"]
    assert shapes["Error"]["required"] == ["detail"]
    assert shapes["FieldErrors"]["required"] == ["detail", "errors"]

    for call, operation in calls.items():
        for status, answer in operation["responses"].items():
            if int(status) < 400 or call.startswith("GET /api/health"):
                continue
            shape = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert "detail" in shapes[shape]["required"], (call, status)


def test_every_answer_has_the_requests_id(calls):
    for call, operation in calls.items():
        for status, answer in operation["responses"].items():
            assert answer["headers"]["X-Request-ID"] == REQUEST_ID, (call, status)


def test_limits_are_documented(calls):
    limited = {call for call, address in addresses().items() if address in LIMITS}

    assert len(limited) == len(LIMITS)
    for call, operation in calls.items():
        documented = re.findall(r"At most (\d+) calls a minute\.", operation.get("description", ""))
        if call not in limited:
            assert documented == [], call
            continue
        assert documented == [LIMITS[addresses()[call]].partition("/")[0]], call
        assert "Retry-After" in operation["responses"]["429"]["headers"], call


@pytest.mark.parametrize(
    ("call", "statuses"),
    [
        ("GET /api/health", "200 503"),
        ("GET /api/auth/me", "200 401 403 503"),
        ("POST /api/auth/login", "200 400 401 403 409 411 413 415 422 429 503"),
        ("POST /api/auth/register", "201 400 403 409 411 413 415 422 429 503"),
        ("GET /api/admin/users", "200 401 403 422 503"),
        ("GET /api/events/{event_pk}/diplomas", "200 401 403 404 503"),
        ("POST /api/events/{event_pk}/diplomas", "201 400 401 403 404 409 411 413 415 422 429 503"),
        ("DELETE /api/events/{event_pk}/diplomas/{template_pk}", "204 400 401 403 404 409 503"),
        ("POST /api/activities", "201 400 401 403 404 409 411 413 415 422 429 503"),
        ("POST /api/records/bulk", "200 201 400 401 403 404 409 411 413 415 422 429 503"),
    ],
)
def test_what_a_call_can_answer(calls, call, statuses):
    assert list(calls[call]["responses"]) == statuses.split()


@pytest.mark.parametrize(
    ("query", "accept", "kind", "beginning"),
    [
        ("", None, "application/json", b"{"),
        ("", "text/html, */*;q=0.8", "application/json", b"{"),
        ("", "image/png", "application/json", b"{"),
        ("", "application/yaml", "application/yaml", b"openapi: 3"),
        ("", "application/vnd.oai.openapi", "application/vnd.oai.openapi", b"openapi: 3"),
        ("", "application/vnd.oai.openapi+json", "application/vnd.oai.openapi+json", b"{"),
        ("?format=json", None, "application/json", b"{"),
        ("?format=yaml", None, "application/yaml", b"openapi: 3"),
        ("?format=nonsense&lang=cs&version=%00", None, "application/json", b"{"),
    ],
)
def test_anybody_may_read_it(client, query, accept, kind, beginning):
    answer = client.get(f"/api/schema{query}", headers={"accept": accept} if accept else {})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.content.startswith(beginning)
    assert "Competitions with many disciplines" in answer.content.decode()


def test_it_is_in_english_whoever_asks(client):
    czech = client.get("/api/schema", headers={"accept-language": "cs"}).content

    assert "Replace a diploma template" in czech.decode()
    assert json.loads(czech) == client.get("/api/schema").json()


CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
    "worker-src 'self'",
}


@pytest.mark.parametrize("path", ["/api/docs", "/api/docs?script=", "/api/redoc"])
def test_the_pages_are_for_anybody_and_as_closed_as_the_others(client, path):
    answer = client.get(path)
    policy = set(answer.headers["Content-Security-Policy"].split("; "))

    assert answer.status_code == 200
    if path != "/api/redoc":
        assert policy == CSP
        return
    [styles] = policy - CSP - {"worker-src 'self' blob:"}
    assert re.fullmatch(r"style-src 'self'( 'sha256-[\w+/]+='){2}", styles)
    assert CSP - policy == {"style-src 'self'", "worker-src 'self'"}
