"""One line in the log for a neighbour that is down, and one when it is back: not one a call."""

import threading
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger("foundation.neighbours")

EVERY = 60.0
"""Seconds in which the same state of the same neighbour is written once at most."""
LONGEST_REASON = 200


class Reports:
    """Of one process; threads share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self._lock = threading.Lock()
        self._written: dict[tuple[str, str], float] = {}

    def report(self, neighbour: str, state: str, reason: str = "") -> None:
        """reason: what the neighbour's driver gives as one; nothing personal, no row, no query."""
        if not self._is_due((neighbour, state)):
            return
        more = {"reason": " ".join(reason.split())[:LONGEST_REASON]} if reason else {}
        log.warning("neighbour", neighbour=neighbour, state=state, **more)

    def _is_due(self, key: tuple[str, str]) -> bool:
        now = self.clock()
        with self._lock:
            if key in self._written and now - self._written[key] < EVERY:
                return False
            self._written[key] = now
            return True


_reports = Reports()
report = _reports.report
