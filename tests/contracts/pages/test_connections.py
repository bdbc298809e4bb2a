"""One connection of a real server, as browsers and phones keep it open for many calls."""

import http.client

import pytest

from tests.live import migrate, serve

GUNICORN = "gunicorn klepak.wsgi --bind 127.0.0.1:{port} --threads 2"
BODY = b'{"a":"' + b"x" * 300_000 + b'"}'
"""More than the server itself reads of a body that nobody wanted."""
JSON = {"Content-Type": "application/json"}
STALE = {"Authorization": "Bearer stale"}
REFUSED = [
    ("PUT", "/api/events/1/diplomas/1", JSON | STALE, 401),
    ("POST", "/api/records/process-image", {"Content-Type": "image/jpeg"} | STALE, 401),
    ("POST", "/api/auth/login", {"Content-Type": "text/plain"}, 415),
    ("POST", "/api/auth/me", JSON, 405),
    ("POST", "/api/nowhere", JSON, 404),
    ("POST", "/api/auth/login", JSON, 422),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gunicorn")
    migrate(folder)
    with serve(GUNICORN, folder) as server:
        yield server


def ask(connection, method, path, body=None, headers=None) -> int:
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def test_it_survives_what_is_refused(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.connect()
    connection.auto_open = 0  # no second connection where the first is lost

    for method, path, headers, status in REFUSED:
        assert ask(connection, method, path, BODY, headers) == status
        assert ask(connection, "GET", "/api/health") == 200
    assert ask(connection, "POST", "/api/auth/login", b" " * 20_000_000, JSON) == 413
    assert ask(connection, "GET", "/api/health") == 200
    connection.close()
