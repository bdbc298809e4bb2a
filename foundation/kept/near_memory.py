"""What a process keeps at hand of what is kept under versions: no way to the cache, no unpacking.

Whoever reads gets the thing itself, so it must never be changed.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

MOST = 24 * 1024 * 1024
"""Bytes, as they are told; what is made of packed objects takes some times as many."""
SHARE = 6
SECONDS = 3600
"""How long something stays."""
SWEPT_EVERY = 60.0


class Held(NamedTuple):
    thing: Any
    size: int
    until: float


class NearMemory:
    """Up to so many bytes; what was not used for longest goes first, and all after SECONDS. Threads
    share it.

    Nothing is kept that would take more than a SHARE-th of it alone.
    """

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic):
        self._most, self._clock = most, clock
        self._held: OrderedDict[Hashable, Held] = OrderedDict()
        self._size = 0
        self._swept_at = clock()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any | None:
        with self._lock:
            self._sweep()
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key].thing

    def keep(self, key: Hashable, thing: Any, size: int) -> None:
        with self._lock:
            self._forget(key)
            if size > self._most // SHARE:
                return
            self._held[key] = Held(thing, size, self._clock() + SECONDS)
            self._size += size
            while self._size > self._most:
                self._forget(next(iter(self._held)))

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._size = 0

    def _sweep(self) -> None:
        now = self._clock()
        if now < self._swept_at + SWEPT_EVERY:
            return
        self._swept_at = now
        for key in [key for key, held in self._held.items() if held.until < now]:
            self._forget(key)

    def _forget(self, key: Hashable) -> None:
        if (held := self._held.pop(key, None)) is not None:
            self._size -= held.size


near = NearMemory()
"""That of this process."""
