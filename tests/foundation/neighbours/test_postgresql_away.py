"""PostgreSQL hangs, holds a row, loses its connections, dies: 503 meanwhile, then all goes on.

With a real one, of our own. What was confirmed is there at the end.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.foundation.neighbours.servers import PostgresServer
from tests.foundation.neighbours.site import GUNICORN, METRICS_TOKEN, Stage, Visitor, timed, until
from tests.live import run, serve

LIMITS = {
    "DATABASE_CONNECT_TIMEOUT": "2",
    "DATABASE_STATEMENT_TIMEOUT": "2",
    "DATABASE_LOCK_TIMEOUT": "1",
}
LONGEST = 10
"""Seconds until a call has given up, on a machine that does much else; in truth it is five."""
SOON = 1.5
"""A second, and what a busy machine needs."""
SEND_AGAIN = (
    "The database does not answer at the moment. It may have been saved: send it again in a few"
    " seconds, nothing is doubled."
)
TRY_AGAIN = "The database does not answer at the moment. Try again in a few seconds."


@pytest.fixture(scope="module")
def postgres():
    with PostgresServer() as postgres:
        yield postgres


@pytest.fixture(scope="module")
def visitor(postgres, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    variables = {"DATABASE_URL": postgres.url, "RATELIMIT_ENABLE": "false", **LIMITS}
    variables["METRICS_TOKEN"] = METRICS_TOKEN
    variables["EMAIL_FILE_PATH"] = str(folder / "mails")
    run(
        "from django.core.management import call_command; call_command('migrate')",
        folder,
        **variables,
    )
    stage = Stage.prepared(folder, **variables)
    with serve(GUNICORN, folder, LOG_LEVEL="WARNING", **variables) as server:
        yield Visitor(server, stage)


@pytest.fixture
def confirmed(visitor, postgres):
    """Scores confirmed before and after; at the end each of them is in the ledger."""
    values = [visitor.score(number).json()["value_raw"] for number in range(5)]
    yield values
    assert until(201, visitor.score) < LONGEST
    with psycopg.connect(postgres.url) as connection:
        kept = {row[0] for row in connection.execute("SELECT value_raw FROM scoring_entry")}
    assert set(values) <= kept


def outage(answer) -> bool:
    """Whether it is our 503, rather than anything else's."""
    sentence = answer.json()["detail"]
    return answer.status == 503 and answer.headers["Retry-After"] == "5" and sentence == SEND_AGAIN


def test_it_hangs(visitor, postgres, confirmed):
    postgres.hang()
    try:
        assert timed(visitor.health)[1] < SOON
        status, seconds = timed(visitor.score)
        assert (status, seconds < LONGEST) == (503, True)
        assert all(map(outage, visitor.at_once(40, visitor.score)))
        # Nobody waits for it any more but who tries whether it is back, one call at a time.
        assert min(timed(visitor.score)[1] for _ in range(3)) < SOON
        for _ in range(3):
            status, seconds = timed(visitor.health)
            assert (status, seconds < SOON) == (503, True)
        assert visitor.me().json() == {"detail": TRY_AGAIN}
        status, seconds = timed(visitor.metrics)
        assert (status, seconds < SOON) == (200, True)
        figures = visitor.metrics().body.decode().splitlines()
        assert "klepak_database_up 0.0" in figures
        assert 'klepak_breaker_open{neighbour="database"} 1.0' in figures
        assert not any(line.startswith("klepak_job") for line in figures)
    finally:
        postgres.go_on()
    assert until(201, visitor.score) < LONGEST
    assert "klepak_database_up 1.0" in visitor.metrics().body.decode().splitlines()


def test_it_hangs_while_every_thread_waits_for_it(visitor, postgres, confirmed):
    """Whoever watches is answered all the same."""
    visitor.at_once(16, visitor.score)
    postgres.hang()
    try:
        with ThreadPoolExecutor(16) as threads:
            crowd = [threads.submit(visitor.score, number) for number in range(16)]
            time.sleep(0.3)
            status, seconds = timed(visitor.health)
            assert (status, seconds < SOON) == (503, True)
            status, seconds = timed(visitor.metrics)
            assert (status, seconds < SOON) == (200, True)
            assert not any(call.done() for call in crowd)
            assert all(outage(call.result(timeout=60)) for call in crowd)
    finally:
        postgres.go_on()


def test_a_row_is_held(visitor, postgres, confirmed):
    with psycopg.connect(postgres.url) as holder:
        holder.execute("SELECT 1 FROM events_activity FOR UPDATE")
        answer = visitor.score()
        assert outage(answer)
        assert visitor.me().status == 200
        holder.rollback()
    assert visitor.score().status == 201


def test_its_connections_die(visitor, postgres, confirmed):
    visitor.at_once(16, visitor.score)
    postgres.end_connections()

    # Reads: 16 results would also queue for one lock, longer on a busy machine than the limit lets.
    assert {each.status for each in visitor.at_once(16, lambda _number: visitor.me())} == {200}
    assert visitor.score().status == 201


def test_no_connection_is_left(visitor, postgres, confirmed):
    taken = []
    postgres.end_connections()
    try:
        while len(taken) < postgres.MOST_CONNECTIONS:
            try:
                taken.append(psycopg.connect(postgres.url))
            except psycopg.OperationalError:
                break
        crowd = visitor.at_once(16, visitor.score)
        assert {answer.status for answer in crowd} <= {201, 503}
        assert any(map(outage, crowd))
    finally:
        for connection in taken:
            connection.close()
    assert until(201, visitor.score) < LONGEST


def test_it_dies_and_comes_back(visitor, postgres, confirmed):
    postgres.kill()
    try:
        status, seconds = timed(visitor.score)
        assert (status, seconds < LONGEST) == (503, True)
        assert all(map(outage, visitor.at_once(16, visitor.score)))
    finally:
        postgres.start()
    assert until(201, visitor.score) < LONGEST


def test_work_beside_the_requests_goes_on(visitor):
    """Whoever does it has lived through all of this."""
    body = {"email": visitor.stage.email}
    assert visitor.server.call("POST", "/api/auth/forgot-password", body).status == 200
    until = time.monotonic() + 30
    while not list(visitor.server.log.parent.glob("mails/*")):
        assert time.monotonic() < until
        time.sleep(0.2)


def test_the_log_has_a_line_for_each_state_and_no_traceback(visitor):
    lines = visitor.lines()

    states = [(line["neighbour"], line["state"]) for line in lines]
    assert {("database", "down"), ("database", "back"), ("database", "failed")} <= set(states)
    assert len(states) < 20  # for more than a hundred calls that failed
    assert not any("Traceback" in line for line in visitor.server.lines())
