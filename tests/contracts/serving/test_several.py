"""Several web machines: whatever one knows, the other knows at once. Here two processes share a
database and nothing else, each with a cache of its own.
"""

import http.client
from urllib.parse import urlencode

import pytest

from tests.contracts.serving.day import GUNICORN, PASSWORD, PLAIN
from tests.live import serve

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def other(stage, server):
    with serve(f"{GUNICORN} --workers 1", stage.folder, **PLAIN) as other:
        yield other


def sign_in(server) -> str:
    """The cookie of a session, by the form."""
    page = server.call("GET", "/sign-in/")
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = page.body.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    fields = {"csrfmiddlewaretoken": token, "username": "eva@example.org", "password": PASSWORD}
    answer = server.call("POST", "/sign-in/", urlencode(fields), **FORM, Cookie=cookie)
    assert answer.status == 302
    cookies = http.client.HTTPMessage.get_all(answer.headers, "Set-Cookie")
    return next(each.partition(";")[0] for each in cookies if each.startswith("sessionid"))


def values(server, stage) -> set[str]:
    path = f"/api/activities/{stage.activity}/records"
    answer = server.call("GET", path, Authorization=f"Bearer {stage.token}")
    return {record["value"] for record in answer.json()}


def board(server, stage) -> bytes:
    path = f"/api/events/{stage.event}/leaderboard"
    return server.call("GET", path, Authorization=f"Bearer {stage.token}").body


def test_who_signed_in_at_one_is_known_at_the_other(server, other):
    cookie = sign_in(server)

    assert other.call("GET", "/my-groups/", Cookie=cookie).status == 200


def test_a_score_is_on_the_others_board_at_once(server, other, stage):
    for value in range(901, 905):
        before = board(other, stage)
        method, path, body, headers = stage.score(value, 3)
        assert server.call(method, path, body, **headers).status == 201

        after = board(other, stage)
        assert str(value) in after.decode()
        assert after != before
