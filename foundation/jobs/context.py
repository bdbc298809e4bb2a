"""What a job takes along from the request that asked for it: language, request id, and more."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

import structlog
from django.utils import translation

CARRIED: dict[str, ContextVar[str | None]] = {}
"""Name -> variable whose value goes along; other floors add theirs with `carry`."""


def carry(name: str, variable: ContextVar[str | None]) -> None:
    CARRIED[name] = variable


def current() -> dict[str, str | None]:
    """The context of now, as JSON."""
    found = {"language": translation.get_language()}
    found["request_id"] = structlog.contextvars.get_contextvars().get("request_id")
    return found | {name: variable.get() for name, variable in CARRIED.items()}


@contextmanager
def restored(kept: dict[str, str | None], **logged: object) -> Iterator[None]:
    """Inside, everything is as it was for `current()`. logged: goes into every line of the log."""
    with ExitStack() as stack:
        stack.enter_context(translation.override(kept.get("language")))
        bound = logged | {"request_id": kept["request_id"]} if kept.get("request_id") else logged
        stack.enter_context(structlog.contextvars.bound_contextvars(**bound))
        for name, variable in CARRIED.items():
            stack.callback(variable.reset, variable.set(kept.get(name)))
        yield
