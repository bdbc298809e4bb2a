"""Leaves a neighbour alone for a while after it has failed, instead of waiting for it every time.

A neighbour that hangs costs each call its whole time-out; with many calls a page, and many pages at
once, it takes the site along. So after one failure nobody asks it any more; when the rest is over
one call tries, while the others still go without, and its answer lets everybody ask again.
"""

import threading
import time
from collections.abc import Callable

from foundation.metrics import breakers
from foundation.neighbours.reports import report


class Breaker:
    """Of one neighbour in one process; threads share it.

    rest: seconds for which the neighbour is left alone after a failure.
    """

    def __init__(
        self,
        neighbour: str,
        *,
        rest: float,
        clock: Callable[[], float] = time.monotonic,
        report: Callable[..., None] = report,
    ):
        self.neighbour, self.rest = neighbour, rest
        self._clock, self._report = clock, report
        self._lock = threading.Lock()
        self._rests_until: float | None = None
        breakers.begin(neighbour)

    @property
    def is_open(self) -> bool:
        """Whether the neighbour is being left alone."""
        return self._rests_until is not None

    def may_ask(self) -> bool:
        """Whether to make this call; whoever makes it notes afterwards how it went.

        A caller that never does so does no harm: the next one tries after another rest.
        """
        if self._rests_until is None:  # without the lock: this is asked for every call
            return True
        with self._lock:
            now = self._clock()
            if self._rests_until is None:
                return True
            if now < self._rests_until:
                return False
            self._rests_until = now + self.rest  # this call is the one that tries
            return True

    def note_failure(self, reason: str = "") -> None:
        with self._lock:
            self._rests_until = self._clock() + self.rest
            breakers.count_failure(self.neighbour)
        self._report(self.neighbour, "down", reason)

    def note_answer(self) -> None:
        if self._rests_until is None:
            return
        with self._lock:
            was_open, self._rests_until = self._rests_until is not None, None
            breakers.note_recovery(self.neighbour)
        if was_open:
            self._report(self.neighbour, "back")
