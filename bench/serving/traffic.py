"""Phones that enter results and a probe that asks for /health, whatever happens meanwhile."""

import http.client
import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bench.serving.site import Person
from tests.contracts.serving.day import beside
from tests.contracts.serving.proxy import ask
from tests.live import Answer

PAUSE = 0.05
"""Seconds between two results of a phone, and between two questions of the probe."""
PATIENCE = 60
"""Seconds in which everything must go on again."""
SAVED = {200, 201}
NO_ANSWER = 0

Connect = Callable[[], http.client.HTTPConnection]


@dataclass(frozen=True, slots=True)
class Call:
    """status: NO_ANSWER where the connection broke or nothing came in time. In seconds."""

    began: float
    seconds: float
    status: int


class Line:
    """A connection that is kept, as phones keep it, and made anew when it broke."""

    def __init__(self, connect: Connect):
        self._connect, self._connection = connect, connect()

    def call(self, method: str, path: str, body=None, **headers: str) -> tuple[Call, Answer | None]:
        began, answer = time.monotonic(), None
        try:
            answer = ask(self._connection, method, path, body, **headers)
        except (OSError, http.client.HTTPException):
            self._connection.close()
        status = answer.status if answer else NO_ANSWER
        return Call(began, time.monotonic() - began, status), answer

    def close(self) -> None:
        self._connection.close()


class Traffic:
    """Each phone enters a value until it is acknowledged, as the entry page does, then the next.

    No value is entered twice, in whatever run, so each can be looked for in the ledger. A phone
    goes round among its people: none of them calls more often than the product's limits allow.
    """

    values = itertools.count(1)

    def __init__(
        self, connect: Connect, phones: Sequence[Sequence[Person]], acknowledged: set[str]
    ):
        self._connect, self._phones = connect, phones
        self._acknowledged = acknowledged
        self._stop = threading.Event()
        self.scores: list[Call] = []
        self.probes: list[Call] = []

    def forget_calls(self) -> None:
        """What came before does not count; what was acknowledged stays acknowledged."""
        self.scores.clear()
        self.probes.clear()

    def wait_for_score_since(self, moment: float) -> float:
        """Until something that was sent after the moment is acknowledged; the seconds after it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for call in list(self.scores):
                if call.began >= moment and call.status in SAVED:
                    return call.began + call.seconds - moment
            time.sleep(0.05)
        raise TimeoutError(f"nothing is acknowledged {PATIENCE} s later")

    @contextmanager
    def at_work(self) -> Iterator["Traffic"]:
        works = [lambda people=people: self._enter(people) for people in self._phones]
        with beside(self._probe, *works):
            try:
                yield self
            finally:
                self._stop.set()

    def _enter(self, people: Sequence[Person]) -> None:
        line = Line(self._connect)
        for number, value in enumerate(self.values):
            person = people[number % len(people)]
            body = {
                "activity_id": person.activity,
                "participant_id": person.participants[number % len(person.participants)],
                "value_raw": str(value),
            }
            while not self._stop.wait(PAUSE):
                call, _answer = line.call(
                    "POST", "/api/records", body, Authorization=f"Bearer {person.token}"
                )
                self.scores.append(call)
                if call.status in SAVED:
                    self._acknowledged.add(str(value))
                    break
            if self._stop.is_set():
                break
        line.close()

    def _probe(self) -> None:
        line = Line(self._connect)
        while not self._stop.wait(PAUSE):
            self.probes.append(line.call("GET", "/health")[0])
        line.close()
