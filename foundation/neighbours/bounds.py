"""How much of what is costly runs at once in one process, so that it leaves room for all else."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from foundation.neighbours.reports import report


class Overloaded(Exception):
    """Too much of it runs already, and enough wait. retry_after: in seconds."""

    def __init__(self, retry_after: int):
        super().__init__(retry_after)
        self.retry_after = retry_after


class Bound:
    """name: of the work, for the log. at_once: how many run. waiting: how many more may wait for
    their turn, each at most `seconds`: who waits holds a thread, which others need.
    """

    def __init__(self, name: str, *, at_once: int, waiting: int = 0, seconds: float = 0):
        self.name, self.at_once, self.waiting, self.seconds = name, at_once, waiting, seconds
        self._turn = threading.Condition()
        self._running = self._waiting = 0

    @contextmanager
    def turn(self, *, patient: bool = False) -> Iterator[None]:
        """Inside, one of the places is taken. patient: for work that nobody waits for, and which
        waits for as long as it takes. Raises Overloaded.
        """
        self._take(patient)
        try:
            yield
        finally:
            with self._turn:
                self._running -= 1
                self._turn.notify()

    def _take(self, patient: bool) -> None:
        with self._turn:
            if self._running >= self.at_once:
                if not patient and self._waiting >= self.waiting:
                    self._refuse()
                self._wait(patient)
            self._running += 1

    def _wait(self, patient: bool) -> None:
        """Until a place is free; another who has just come may take it first."""
        until = time.monotonic() + self.seconds
        self._waiting += 0 if patient else 1
        try:
            while self._running >= self.at_once:
                left = None if patient else until - time.monotonic()
                if left is not None and left <= 0:
                    self._refuse()
                self._turn.wait(left)
        finally:
            self._waiting -= 0 if patient else 1

    def _refuse(self) -> None:
        report(self.name, "overloaded")
        raise Overloaded(retry_after=max(2, round(self.seconds)))
