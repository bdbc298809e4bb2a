"""How the API says no: always {"detail": "<sentence>"}, whatever it is sent."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from klepak.api.parsers import DEEPEST
from scoring.publishing.codes import code_of
from tests import make
from tests.contracts.access.actors import API_ROUTES
from tests.live import run

REGISTER = "/api/auth/register"
DEEP = "[" * 100_000
NOT_UTF_8 = '{"email": "Štěpánka"}'.encode("cp1250")
HOSTILE = {
    "not JSON": b"{",
    "half of it": b'{"email": "a@example.org"',
    "a trailing comma": b'{"email": "a@example.org",}',
    "nothing but a NUL": b"\x00",
    "another encoding": NOT_UTF_8,
    "UTF-16": '{"email": "x"}'.encode("utf-16"),
    "a list": b"[]",
    "a text": b'"email"',
    "a number": b"1",
    "nothing": b"null",
    "not a number": b'{"email": NaN}',
    "infinity": b'{"email": [-Infinity]}',
    "beyond what a float holds": b'{"email": 1e400}',
    "more digits than Python reads": b'{"email": %s}' % (b"9" * 5000),
    "nested without end": DEEP.encode(),
    "nested objects without end": b'{"a":' * 100_000,
    "nested too deeply": b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1),
    "a NUL in a text": b'{"email": "a\\u0000@example.org"}',
    "a NUL in a key": b'{"email": {"a\\u0000": 1}}',
    "half a surrogate pair": b'{"email": [{"a": "\\ud83d"}]}',
    "half a pair in a key": b'{"\\udc00": 1}',
}


def post(client, body: bytes, path=REGISTER, content_type="application/json", **headers):
    return client.generic("POST", path, body, content_type, headers=headers)


def detail_of(answer) -> dict:
    """The refusal, after a look at its shape."""
    refusal = answer.json()
    assert isinstance(refusal["detail"], str)
    assert refusal["detail"]
    assert refusal.keys() <= {"detail", "errors"}
    for sentences in refusal.get("errors", {}).values():
        assert all(isinstance(sentence, str) for sentence in sentences)
    return refusal


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_bodies_that_cannot_be_read(client, db, body):
    answer = post(client, body)

    assert answer.status_code == 422
    assert "password" not in detail_of(answer)["errors"]  # whoever read it would miss a password


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (
            b'{"a":}',
            {
                "detail": "The body is not JSON: expecting value in line 1, column 6.",
                "errors": {},
            },
        ),
        (NOT_UTF_8, {"detail": "The body is not JSON: it is not in UTF-8.", "errors": {}}),
        (b"[1]", {"detail": "Send a JSON object.", "errors": {}}),
        (
            b"NaN",
            {"detail": "The body is not JSON: a number is too large, or is none.", "errors": {}},
        ),
        (DEEP.encode(), {"detail": "The body is nested too deeply.", "errors": {}}),
        (
            b'{"records": [{}, {"value_raw": "\\u0000"}]}',
            {
                "detail": "records.1.value_raw: Null characters are not allowed.",
                "errors": {"records.1.value_raw": ["Null characters are not allowed."]},
            },
        ),
        (
            b'{"\\ud800": 1}',
            {
                "detail": "Half a surrogate pair is not a character.",
                "errors": {"non_field_errors": ["Half a surrogate pair is not a character."]},
            },
        ),
    ],
)
def test_what_is_wrong_with_a_body_is_in_the_answer(client, db, body, refusal):
    assert post(client, body).json() == refusal


def test_a_body_as_deep_as_allowed_is_read(client, db):
    body = b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST

    assert "email" in post(client, body).json()["errors"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"", "text/plain"),
        (b"", ""),
        (b"{}", "application/json"),
        (b"\xef\xbb\xbf{}", "application/json"),
        (b"{}", "application/json; charset=utf-7"),
        (b"{}", "application/json; charset=nonsense"),
    ],
)
def test_missing_fields_are_named(client, db, body, content_type):
    answer = post(client, body, content_type=content_type)

    assert answer.status_code == 422
    assert answer.json() == {
        "detail": "email: This field is required.",
        "errors": {
            field: ["This field is required."] for field in ["email", "password", "full_name"]
        },
    }


def test_of_a_key_given_twice_the_last_one_counts(client, db):
    body = b'{"email": "no address", "email": "a@example.org"}'

    assert post(client, body).json()["errors"].keys() == {"password", "full_name"}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "text/html; charset=utf-8", "application/xml", "x" * 5000]
)
def test_another_content_type(client, db, content_type):
    answer = post(client, b"{}", content_type=content_type)

    assert answer.status_code == 415
    assert detail_of(answer)["detail"].startswith("Unsupported media type")


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é"],
)
def test_a_multipart_body_without_a_boundary(api, admin, content_type):
    answer = post(api(admin), b"--x", "/api/events/preview-csv", content_type)

    assert answer.status_code == 422
    assert "boundary" in detail_of(answer)["detail"]


WITH_BODY = [
    (name, method)
    for name, route in API_ROUTES.items()
    for method in ["POST", "PUT", "PATCH", "DELETE"]
    if hasattr(getattr(route.callback, "cls", None), method.lower())
]
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n--x--\r\n'
FORMS = {
    "a form with a NUL": (b"email=a%00&name=%00&token=%00", FORM),
    "a form in another encoding": (b"email=%ff&name=%9a", f"{FORM}; charset=utf-7"),
    "a form with half a pair": (b"email=+2AA-&name=+2AA-", f"{FORM}; charset=utf-7"),
    "a text for a file": (PART % (b"file", b"", b"x\x00"), MULTIPART),
    "a file without a name": (PART % (b"file", b'; filename=""', b"x"), MULTIPART),
    "an empty file": (PART % (b"file", b'; filename="a.csv"', b""), MULTIPART),
    "a file that breaks off": (b'--x\r\nContent-Disposition: form-data; name="file"', MULTIPART),
}


@pytest.fixture
def numbers(organisation, event, group, participant, activity, evaluator, admin):
    """What stands in addresses, by its name there."""
    published = make.published(event, by=admin, standings=True)
    return {
        "slug": published.slug,
        "code": code_of(published.code_key, participant.pk),
        "job_pk": make.exported_file(event, admin).pk,
        "file_pk": make.file(admin).pk,
        "upload_pk": make.upload(admin).pk,
        "organisation_pk": organisation.pk,
        "event_pk": event.pk,
        "group_pk": group.pk,
        "participant_pk": participant.pk,
        "activity_pk": activity.pk,
        "user_pk": evaluator.pk,
        "category_pk": make.age_category(event, 10, 12).pk,
        "record_pk": make.record(activity, participant, "12.5").pk,
        "invitation_pk": 1,
        "template_pk": 1,
    }


HOSTILE_TO_ALL = [
    "half of it",
    "UTF-16",
    "a list",
    "nothing",
    "beyond what a float holds",
    "nested without end",
    "a NUL in a text",
    "a NUL in a key",
    "half a surrogate pair",
]
"""Of each kind one; the others meet the same parser, and are sent to one call above."""


@pytest.mark.parametrize(("name", "method"), WITH_BODY, ids=map(" ".join, WITH_BODY))
def test_no_call_is_upset_by_what_it_is_sent(api, super_admin, numbers, name, method):
    client = api(super_admin)
    wanted = API_ROUTES[name].pattern.converters
    path = reverse(name, kwargs={part: numbers[part] for part in wanted})
    bodies = [
        *((HOSTILE[name], "application/json") for name in HOSTILE_TO_ALL),
        *FORMS.values(),
        (b"x", "text/plain"),
    ]

    for body, content_type in bodies:
        answer = client.generic(method, path, body, content_type)

        assert answer.status_code < 500
        if answer.status_code >= 400:
            detail_of(answer)


READ = [
    name
    for name, route in API_ROUTES.items()
    if hasattr(getattr(route.callback, "cls", None), "get")
]
QUERIES = [
    "format=xml",
    "skip=%00&limit=%00&token=%00&delimiter=%00&q=%00&role=%00&action=%00&lang=%00&version=%00",
    "activity=%00&gender=%00&category=%00&participant=%00&dry_run=%00",
    "activity=9999999999999999999999&gender=%ff&category=%ff&participant=-1&from=x",
    "skip=%ff&limit=%ff&token=%ff&delimiter=%ff&q=%ff&role=%ff&action=%ff&lang=%ff&version=%ff",
    "skip=+2AA-&limit=+2AA-&token=+2AA-&delimiter=+2AA-&q=+2AA-&role=+2AA-&lang=+2AA-",
    f"skip={'9' * 30}&limit={'9' * 5000}&user_id={'9' * 30}&resource_id={'9' * 30}",
    "skip=-1&limit=0&user_id=-1&delimiter=&token=&since=x&until=9999-99-99",
    "lang=%0d%0aa&version=%0d%0aSet-Cookie:a",
]


@pytest.mark.parametrize("name", READ)
def test_no_read_is_upset_by_its_query(api, super_admin, numbers, name):
    client = api(super_admin)
    wanted = API_ROUTES[name].pattern.converters
    path = reverse(name, kwargs={part: numbers[part] for part in wanted})

    for query in QUERIES:
        answer = client.generic("GET", f"{path}?{query}", b"", "text/plain; charset=utf-7")

        assert answer.status_code < 500, query
        if answer.status_code >= 400:
            detail_of(answer)


@pytest.mark.parametrize("accept", ["text/html", "text/csv", "application/xml", "nonsense", ";;,"])
def test_it_answers_in_json_whatever_is_accepted(api, admin, accept):
    for path, code in [("/api/events", 200), ("/api/groups/1", 405), ("/api/nowhere", 404)]:
        answer = api(admin).get(path, headers={"Accept": accept})

        assert answer.status_code == code
        assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "path",
    [
        "/api/nowhere",
        "/api/events/%00",
        "/api/events/%FF",
        "/api/events/-1",
        "/api/events/1.5",
        "/api/events/%F0%9F%98%80",
        "/api/events/1/../2",
        "/api//events",
        "/api/" + "x" * 5000,
    ],
)
def test_an_address_that_is_not_there(client, db, path):
    for method in ["GET", "POST", "DELETE"]:
        answer = client.generic(method, path)

        assert answer.status_code == 404
        assert detail_of(answer) == {"detail": "There is nothing at this address."}


@pytest.mark.parametrize("method", ["PUT", "TRACE", "NONSENSE"])
def test_a_method_that_is_not_there(client, db, method):
    answer = client.generic(method, "/api/events/1")

    assert answer.status_code == 405
    assert detail_of(answer) == {"detail": "There is no such method at this address."}
    assert answer.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"


def test_which_methods_there_are(client, db):
    answer = client.options("/api/events/1")

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"


def test_another_host(client, db):
    answer = client.get("/api/events", headers={"Host": "evil.example.org"})

    assert answer.status_code == 400
    assert detail_of(answer) == {"detail": "The request could not be read."}


@pytest.mark.parametrize("content_type", ["application/json", FORM, "multipart/form-data"])
def test_a_call_with_a_session_needs_its_csrf_token(admin, content_type):
    strict = Client(enforce_csrf_checks=True)
    strict.get("/sign-in/")
    token = {"X-CSRFToken": strict.cookies["csrftoken"].value}
    strict.force_login(admin)
    path = "/api/events/manual"

    refused = post(strict, b"", path, content_type)

    assert refused.status_code == 403
    assert detail_of(refused) == {
        "detail": "This page is too old. Load it again, then repeat what you did."
    }
    assert strict.get("/api/events").status_code == 200
    assert post(strict, b"{}", path, **token).status_code == 422


LARGEST = {"/api/auth/login": 2, "/api/records/bulk": 2, "/api/events/import": 16}


@pytest.mark.parametrize("path", LARGEST)
def test_too_large_a_body(api, admin, path):
    largest = b" " * (LARGEST[path] * 1024 * 1024)
    client = api(admin)

    answer = post(client, largest + b" ", path)

    assert answer.status_code == 413
    assert detail_of(answer) == {
        "detail": "This is too large. Send less at once, or a smaller file."
    }
    assert post(client, largest, path, "text/plain").status_code == 415


def test_a_length_that_is_none_is_no_body(api, admin):
    client = api(admin)

    for length in ["-1", "x", "9" * 5000]:
        answer = client.generic(
            "POST", "/api/events/manual", b"", "application/json", CONTENT_LENGTH=length
        )
        assert answer.status_code == 422


def test_a_body_without_a_length(api, admin):
    """No server says how much there is to read then, so nothing would be read."""
    answer = api(admin).generic(
        "POST", "/api/events/manual", headers={"Transfer-Encoding": "chunked"}
    )

    assert answer.status_code == 411
    assert detail_of(answer) == {"detail": "Say by a Content-Length how long the body is."}


WITHOUT_DATABASE = """
import json
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "localhost"})
client.cookies["sessionid"] = "a" * 32
sign_in = json.dumps({"email": "a@example.org", "password": "x"})
answers = [
    client.get("/api/events"),
    client.post("/api/auth/login", sign_in, "application/json"),
    client.get("/api/auth/me", headers={"Authorization": "Bearer x"}),
    client.get("/api/nowhere"),
]
for answer in answers:
    assert answer.headers["X-Request-ID"]
print(json.dumps([[answer.status_code, answer.json()] for answer in answers]))
"""


@pytest.mark.parametrize("debug", ["true", "false"])
def test_without_a_database_it_still_refuses_in_json(tmp_path, debug):
    nowhere = f"sqlite:///{tmp_path}/no-folder/scores.sqlite3"

    found = json.loads(run(WITHOUT_DATABASE, tmp_path, DATABASE_URL=nowhere, DEBUG=debug))

    away = {"detail": "The database does not answer at the moment. Try again in a few seconds."}
    assert found == [
        [503, away],
        [503, away],
        [401, {"detail": "Your sign-in has ended. Sign in again."}],
        [404, {"detail": "There is nothing at this address."}],
    ]
