"""Asks a neighbour whether it is well, for an answer in time whatever it does."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.core.cache import cache
from django.db import Error, connection

from foundation.neighbours import patience

WITHIN = 0.7
"""Seconds for the answer; whoever asks for two neighbours waits for both at the same time."""
Read = TypeVar("Read")


class _Question:
    """Asked once, in a thread of its own."""

    def __init__(self, ask: Callable[[], bool]):
        self.asked_at = time.monotonic()
        self.is_answered = threading.Event()
        self.is_well = False
        threading.Thread(target=self._run, args=[ask], name="probe", daemon=True).start()

    def _run(self, ask: Callable[[], bool]) -> None:
        try:
            self.is_well = ask()
        finally:
            self.is_answered.set()


class Probe:
    """One question at a time, shared by all who ask meanwhile: threads that hang never pile up.

    Who asks is answered `within` so many seconds of when the question was: no answer is a no.
    """

    def __init__(self, ask: Callable[[], bool], *, within: float = WITHIN):
        self._ask, self._within = ask, within
        self._lock = threading.Lock()
        self._question: _Question | None = None

    def start(self) -> _Question:
        with self._lock:
            if self._question is None or self._question.is_answered.is_set():
                self._question = _Question(self._ask)
            return self._question

    def is_well(self, question: _Question | None = None) -> bool:
        """question: one that was started before, where several neighbours are asked together."""
        question = question or self.start()
        left = question.asked_at + self._within - time.monotonic()
        return question.is_answered.wait(max(0, left)) and question.is_well


class Reading(Generic[Read]):
    """What a neighbour has, asked for as a Probe asks; None where it does not come in time.

    read: gives None where the neighbour cannot be read.
    """

    def __init__(self, read: Callable[[], Read | None], *, within: float = WITHIN):
        self._read, self._latest = read, None
        self._probe = Probe(self._has_read, within=within)

    def _has_read(self) -> bool:
        self._latest = self._read()
        return self._latest is not None

    def start(self) -> _Question:
        return self._probe.start()

    def value(self, question: _Question | None = None) -> Read | None:
        """question: as for `Probe.is_well`."""
        return self._latest if self._probe.is_well(question) else None


def _database_answers() -> bool:
    """By a connection of this thread, which is closed again."""
    try:
        with patience.of_a_request(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:  # of the query, or of a connection that cannot be made
        return False
    finally:
        connection.close()
    return True


def _cache_answers() -> bool:
    """Whether a written value can be read back: the Redis cache swallows its own errors."""
    cache.set("health", "ok", timeout=10)
    return cache.get("health") == "ok"


database = Probe(_database_answers)
cache_in_use = Probe(_cache_answers)
