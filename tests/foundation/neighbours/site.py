"""The product as it runs, with a competition in it, and what people do there all day."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.live import Answer, Server, run

GUNICORN = "gunicorn klepak.wsgi --bind 127.0.0.1:{port} --workers 1"
"""As its own settings have it, with one process, for each has breakers of its own."""
METRICS_TOKEN = "only-for-tests-" + "7" * 20
PREPARE = """
import json
from accounts.models import User
from accounts.sign_in import tokens
from tests import make
event = make.event(name="Tábor")
group = make.group(event)
people = [make.participant(group).pk for _ in range(20)]
activity = make.activity(event)
eva = make.user()
make.assign(eva, group)
print(json.dumps([event.pk, activity.pk, people, eva.email, tokens.issue(eva).access]))
"""


@dataclass(frozen=True)
class Stage:
    event: int
    activity: int
    people: list[int]
    email: str
    token: str

    @classmethod
    def prepared(cls, folder: Path, **variables: str) -> "Stage":
        return cls(*json.loads(run(PREPARE, folder, **variables).splitlines()[-1]))


@dataclass(frozen=True)
class Visitor:
    """Somebody who scores at the site, and what was confirmed to them."""

    server: Server
    stage: Stage
    values = count(1)

    def call(self, method: str, path: str, body: dict | None = None) -> Answer:
        bearer = {"Authorization": f"Bearer {self.stage.token}"}
        return self.server.call(method, path, body, **bearer)

    def score(self, number: int = 0) -> Answer:
        body = {
            "activity_id": self.stage.activity,
            "participant_id": self.stage.people[number % len(self.stage.people)],
            "value_raw": str(next(self.values)),
        }
        return self.call("POST", "/api/records", body)

    def board(self) -> Answer:
        return self.call("GET", f"/api/events/{self.stage.event}/leaderboard")

    def me(self) -> Answer:
        return self.call("GET", "/api/auth/me")

    def health(self) -> Answer:
        return self.server.call("GET", "/health")

    def metrics(self) -> Answer:
        return self.server.call("GET", "/metrics", Authorization=f"Bearer {METRICS_TOKEN}")

    def at_once(self, times: int, act: Callable[[int], Answer]) -> list[Answer]:
        with ThreadPoolExecutor(times) as threads:
            return list(threads.map(act, range(times)))

    def lines(self, logger: str = "foundation.neighbours") -> list[dict]:
        """What was logged by that logger."""
        found = [json.loads(line) for line in self.server.lines() if line.startswith("{")]
        return [line for line in found if line["logger"] == logger]


def timed(act: Callable[[], Answer]) -> tuple[int, float]:
    """(status, seconds) of a call."""
    started = time.perf_counter()
    status = act().status
    return status, time.perf_counter() - started


def until(status: int, act: Callable[[], Answer], seconds: float = 30) -> float:
    """Calls until it answers so; the seconds that took."""
    started = time.monotonic()
    while act().status != status:
        assert time.monotonic() - started < seconds
        time.sleep(0.1)
    return time.monotonic() - started
