"""A request on its way in: how much of it is there, and how long it may still take. Pure."""

import re
from enum import Enum

LONGEST_HEAD = 64 * 1024
LARGEST = 2 * 1024 * 1024
"""Of a body that is received before a thread sees the request: whatever anybody may send."""
HEAD_WITHIN = 10.0
"""Seconds from the first byte to the end of the head."""

END = b"\r\n\r\n"
LENGTH = re.compile(rb"(?i)\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n")
CODED = re.compile(rb"(?i)\r\ntransfer-encoding[ \t]*:")
EXPECTS = re.compile(rb"(?i)\r\nexpect:[ \t]*100-continue[ \t]*\r\n")


class State(Enum):
    UNFINISHED = 1
    COMPLETE = 2
    LARGE = 3
    """The head is there; the body is too large, or of no known length, to be waited for."""
    TOO_LONG = 4
    """The head is."""


class Pace:
    """Who sends, or takes, at least `rate` bytes a second, after `patience` seconds, may go on."""

    def __init__(self, now: float, patience: float, rate: float):
        self._until, self._rate = now + patience, rate

    def moved(self, count: int) -> None:
        self._until += count / self._rate

    def left(self, now: float) -> float:
        return self._until - now


class Arrival:
    """The bytes of one request. What they mean, the server's own parser says; this only looks for
    the end of the head and the length of the body.
    """

    def __init__(self, now: float, received: bytes = b""):
        self.received = bytearray()
        self.since = now
        self.state = State.UNFINISHED
        self.is_awaited = False  # the client asks whether it shall send the body
        self._needed = 0
        self._pace: Pace | None = None
        if received:
            self.feed(received, now)

    def feed(self, data: bytes, now: float) -> None:
        if not self.received:
            self.since = now
        looked_at = max(0, len(self.received) - len(END))
        self.received += data
        if self._needed:
            self._pace.moved(len(data))
        elif (end := self.received.find(END, looked_at)) >= 0:
            self._begin_body(end + len(END), now)
        elif len(self.received) > LONGEST_HEAD:
            self.state = State.TOO_LONG
        if self.state is State.UNFINISHED and 0 < self._needed <= len(self.received):
            self.state = State.COMPLETE

    def until(self) -> float:
        """When it is given up, unless more of it comes."""
        if self._pace is None:
            return self.since + HEAD_WITHIN
        return self._pace.left(0)

    def _begin_body(self, begin: int, now: float) -> None:
        head = bytes(self.received[:begin])
        length = LENGTH.search(head)
        digits = length[1] if length else b"0"
        size = int(digits) if len(digits) < 16 else LARGEST + 1
        self._needed = begin + size
        self._pace = Pace(now, patience=20, rate=1024)
        self._pace.moved(len(self.received) - begin)
        if size > LARGEST or CODED.search(head):
            self.state = State.LARGE
        self.is_awaited = EXPECTS.search(head) is not None and len(self.received) < self._needed
