"""Why bytes that are kept cannot be had."""

from foundation.neighbours.bounds import Overloaded

RETRY_AFTER = 5
"""Seconds."""


class FilesUnreachable(Overloaded):
    """The storage does not answer, or takes nothing; it may do so in a few seconds."""

    def __init__(self, reason: str):
        super().__init__(RETRY_AFTER)
        self.reason = reason

    def __str__(self):
        return self.reason


class FileLost(FilesUnreachable):
    """The storage answers and has not these bytes, or others in their place."""
