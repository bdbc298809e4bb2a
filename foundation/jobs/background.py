"""Work that nobody waits for: a few threads beside the one that answers the request."""

import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial

import structlog
from django.db import connections

log = structlog.get_logger("foundation.jobs.background")

WORKERS = 4
LONGEST_QUEUE = 200
PAUSE = 0.25
"""Seconds by which work begins later, so that the answer has gone out undisturbed by it."""

_lock = threading.Lock()
_under_way: set[Future] = set()


def run(work: Callable[..., None], **arguments) -> None:
    """Do the work soon, in a thread with a database connection of its own; returns at once.

    It sees the context of the request (its address and id, for the audit trail and the log). What
    is queued is still done when the process ends. When too much waits already, it is left undone;
    that and any error are logged, by the name of the work, without its arguments.
    """
    name = work.__name__.strip("_")
    with _lock:
        if len(_under_way) >= LONGEST_QUEUE:
            log.error("too much waits to be done, this was left out", work=name)
            return
        try:
            future = _threads().submit(contextvars.copy_context().run, _do, work, arguments)
        except RuntimeError:  # the process is ending, or the system gives it no more threads
            log.exception("could not be begun", work=name)
            return
        _under_way.add(future)
    future.add_done_callback(partial(_done, name))


def under_way() -> set[Future]:
    """What has not been finished yet."""
    with _lock:
        return set(_under_way)


@cache
def _threads() -> ThreadPoolExecutor:
    """Made by the first work, so in the process that serves; joined by Python when it ends."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="background")


def _do(work: Callable[..., None], arguments: dict) -> None:
    time.sleep(PAUSE)
    try:
        work(**arguments)
    finally:
        connections.close_all()  # this thread's own


def _done(name: str, future: Future) -> None:
    if error := future.exception():
        log.error("failed", work=name, exc_info=error)
    with _lock:
        _under_way.discard(future)
