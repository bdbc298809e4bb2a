"""Many guesses from many addresses: scores stay quick, for few passwords are hashed at once."""

import threading
from itertools import count

from tests.foundation.neighbours.site import GUNICORN, Stage, Visitor, timed
from tests.live import migrate, serve

LONGEST = 8
"""Seconds for a score, on a machine that does much else; without a bound it takes half a minute."""


def test_scores_stay_quick(tmp_path):
    migrate(tmp_path)
    visitor = Visitor(None, Stage.prepared(tmp_path))
    numbers, statuses, broken, stop = count(), [], [], threading.Event()

    def guess() -> None:
        while not stop.is_set():
            number = next(numbers)
            body = {"email": f"user{number}@example.org", "password": "Wrong-Guess-1188"}
            address = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250}"}
            try:
                answer = visitor.server.call("POST", "/api/auth/login", body, **address)
            except OSError as error:
                broken.append(error)
            else:
                statuses.append(answer.status)

    with serve(GUNICORN, tmp_path, TRUSTED_PROXIES="1", LOG_LEVEL="WARNING") as server:
        visitor = Visitor(server, visitor.stage)
        assert visitor.score().status == 201
        guessing = [threading.Thread(target=guess) for _ in range(30)]
        for thread in guessing:
            thread.start()
        try:
            scores = [timed(visitor.score) for _ in range(5)]
        finally:
            stop.set()
            for thread in guessing:
                thread.join()

    assert {status for status, _seconds in scores} == {201}
    assert max(seconds for _status, seconds in scores) < LONGEST
    assert set(statuses) <= {401, 503}
    assert 503 in statuses
    assert len(broken) < len(statuses) / 50, broken
    assert [line["state"] for line in visitor.lines()] == ["overloaded"]
