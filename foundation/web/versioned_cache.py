"""Computed things kept in the cache together with the versions they were made from.

One entry per thing, not per version: a newer one takes the older one's place, so what is kept
stays small however often results change. An entry made from other versions counts as missing,
whoever wrote it and in whatever order, so nothing needs to be invalidated.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.cache import cache

FORMAT = 6
"""Moves on with any change to what is kept: it is a part of the keys in the cache, so a new
release does not even unpack what an old one left there."""
SECONDS = 3600
"""How long something unused stays."""

_memory: ContextVar[dict[str, Any] | None] = ContextVar("versioned_cache.memory", default=None)


@contextmanager
def apart() -> Iterator[None]:
    """Inside, things are kept in a memory of its own, which is empty at first.

    For whoever reads a database as it was at one moment: what others keep under the versions of
    that moment may be newer than they are.
    """
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def get_many(versions: Mapping[str, Any]) -> dict[str, Any]:
    """Key -> thing, for those that are there and were made from just these versions."""
    memory = _memory.get()
    if memory is not None:
        found = {key: memory[key] for key in versions if key in memory}
    else:
        found = cache.get_many(versions, version=FORMAT)
    return {key: thing for key, (made_from, thing) in found.items() if made_from == versions[key]}


def get(key: str, versions: Any) -> Any | None:
    return get_many({key: versions}).get(key)


def keep_many(things: Mapping[str, Any], versions: Mapping[str, Any]) -> None:
    entries = {key: (versions[key], thing) for key, thing in things.items()}
    memory = _memory.get()
    if memory is not None:
        memory |= entries
    else:
        cache.set_many(entries, SECONDS, version=FORMAT)


def keep(key: str, versions: Any, thing: Any) -> None:
    keep_many({key: thing}, {key: versions})
