"""Redis hangs, dies and comes back while scores and boards go on; with a real one, of our own."""

import pytest

from foundation.neighbours.redis_cache import REST
from tests.foundation.neighbours.servers import RedisServer
from tests.foundation.neighbours.site import GUNICORN, Stage, Visitor, timed, until
from tests.live import migrate, serve

SOON = 1.5
"""Seconds for a call, on a machine that does much else. Waiting for every call of the cache, as
long as its driver does by default, takes a board ten times as long."""


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    with RedisServer(tmp_path_factory.mktemp("redis")) as redis:
        yield redis


@pytest.fixture(scope="module")
def visitor(redis, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    migrate(folder)
    stage = Stage.prepared(folder)
    with serve(GUNICORN, folder, REDIS_URL=redis.url, LOG_LEVEL="WARNING") as server:
        yield Visitor(server, stage)


def cache_works(visitor: Visitor) -> bool:
    return visitor.health().json()["redis"] == "ok"


def test_it_hangs_while_scores_and_boards_go_on(visitor, redis):
    assert (visitor.score().status, visitor.board().status) == (201, 200)
    assert cache_works(visitor)
    redis.hang()
    try:
        found = [timed(act) for act in (visitor.score, visitor.board, visitor.score)]
        assert [status for status, _seconds in found] == [201, 200, 201]
        assert max(seconds for _status, seconds in found) < SOON
        crowd = visitor.at_once(40, lambda n: visitor.score(n) if n % 2 else visitor.board())
        assert {answer.status for answer in crowd} <= {200, 201}
        health, seconds = visitor.health(), timed(visitor.health)[1]
        assert (health.status, health.json()["redis"]) == (200, "error")
        assert seconds < 1
    finally:
        redis.go_on()
    assert until(200, lambda: visitor.server.call("GET", "/health/redis")) < REST + 5
    assert visitor.board().status == 200
    # One line when it was down and one when it was back, however many calls went without it.
    lines = visitor.lines()
    assert [(line["neighbour"], line["state"]) for line in lines] == [
        *[("redis", "down"), ("redis", "back")]
    ]
    assert lines[0]["reason"].startswith("TimeoutError")
    assert not any("Traceback" in line for line in visitor.server.lines())


def test_it_dies_and_another_takes_its_place(visitor, redis):
    assert until(200, lambda: visitor.server.call("GET", "/health/redis")) < REST + 5
    redis.kill()
    try:
        assert [timed(visitor.score)[0], timed(visitor.board)[0]] == [201, 200]
        assert not cache_works(visitor)
    finally:
        redis.start()
    assert until(200, lambda: visitor.server.call("GET", "/health/redis")) < REST + 5


def test_after_a_restart_that_nobody_noticed_kept_connections_are_made_anew(visitor, redis):
    assert until(200, lambda: visitor.server.call("GET", "/health/redis")) < REST + 5
    redis.kill()
    redis.start()

    assert cache_works(visitor)
