"""Why a child process gave foreign bytes back: by its exit code, or by how it ended."""

import signal
from enum import IntEnum
from typing import TypeVar

import structlog

from foundation.neighbours.bounds import Overloaded
from foundation.neighbours.child import ChildFailed

ENDED_BY_BOUNDS = {-signal.SIGKILL, -signal.SIGXCPU}
RETRY_AFTER = 5

Fault = TypeVar("Fault", bound=IntEnum)

log = structlog.get_logger("foundation.neighbours")


def verdict(failure: ChildFailed, faults: type[Fault], event: str) -> Fault:
    """Which of the faults it is: TOO_COSTLY among them where the child took too much, DAMAGED where
    it crashed. event: what the log calls a failure that the child does not tell itself.

    Raises Overloaded where it was not done in time: the machine may have been short of that.
    """
    if failure.code in set(faults):
        return faults(failure.code)
    log.warning(event, code=failure.code, reason=str(failure)[:200])
    if failure.code is None:
        raise Overloaded(RETRY_AFTER) from failure
    return faults["TOO_COSTLY" if failure.code in ENDED_BY_BOUNDS else "DAMAGED"]
