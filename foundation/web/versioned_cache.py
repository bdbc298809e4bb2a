"""Computed things kept in the cache together with the versions they were made from.

One entry per thing, not per version: a newer one takes the older one's place, so what is kept
stays small however often results change. An entry made from other versions counts as missing,
whoever wrote it and in whatever order, so nothing needs to be invalidated.

What was read or made last is also at hand in the process, unpacked, so it must never be changed.
What many ask for at once is made by one of them; the others wait for it.
"""

import pickle
import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.cache import cache

from foundation.kept.near_memory import SECONDS, near

FORMAT = 11
"""Moves on with any change to what is kept: it is a part of the keys in the cache, so a new
release does not even unpack what an old one left there."""
PATIENCE = 5.0
"""Seconds to wait for somebody else who makes the same thing; then it is made twice."""

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")

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


def kept(key: str, versions: Any, make: Callable[[], Thing]) -> Thing:
    """The thing of this key, as it was made from just these versions, or made now and kept."""
    wanted = {key: versions}
    found = _read(wanted)
    if key in found:
        return found[key]
    with _alone([key]) as had_to_wait:
        if had_to_wait and key in (found := _read(wanted)):
            return found[key]
        thing = make()
        _write({key: (versions, thing)})
        return thing


def kept_each(
    prefix: str,
    versions: Mapping[Key, Any],
    make: Callable[[list[Key]], Iterable[tuple[Key, Thing]]],
) -> dict[Key, Thing]:
    """The thing of each, in the order of `versions`: those that are not at hand are made together.

    prefix: what tells their keys from others. versions: what each is made from. make: from those
    that are missing to pairs of each and its thing; what it leaves out is not in the answer.
    """
    keys = {each: f"{prefix}:{each}" for each in versions}
    wanted = {keys[each]: made_from for each, made_from in versions.items()}
    found = _read(wanted)
    if any(key not in found for key in wanted):
        with _alone(wanted.keys() - found.keys()) as had_to_wait:
            if had_to_wait:
                found = _read(wanted)
            if missing := [each for each, key in keys.items() if key not in found]:
                made = dict(make(missing))
                _write({keys[each]: (versions[each], thing) for each, thing in made.items()})
                found |= {keys[each]: thing for each, thing in made.items()}
    return {each: found[key] for each, key in keys.items() if key in found}


def clear() -> None:
    """Empties the cache, and what is at hand in this process."""
    cache.clear()
    near.clear()


def _read(versions: Mapping[str, Any]) -> dict[str, Any]:
    """Key -> thing, for those that are there and were made from just these versions."""
    memory = _memory.get()
    if memory is not None:
        there = {key: memory[key] for key in versions if key in memory}
        return {key: thing for key, (old, thing) in there.items() if old == versions[key]}
    found = {}
    for key, wanted in versions.items():
        at_hand = near.get((FORMAT, key))
        if at_hand is not None and at_hand[0] == wanted:
            found[key] = at_hand[1]
    if missing := [key for key in versions if key not in found]:
        for key, (made_from, packed) in cache.get_many(missing, version=FORMAT).items():
            if made_from == versions[key]:
                found[key] = pickle.loads(packed)  # noqa: S301  as the cache itself does
                near.keep((FORMAT, key), (made_from, found[key]), len(packed))
    return found


def _write(entries: Mapping[str, tuple[Any, Any]]) -> None:
    """entries: key -> (versions, thing)."""
    memory = _memory.get()
    if memory is not None:
        memory |= entries
        return
    packed = {}
    for key, (made_from, thing) in entries.items():
        packed[key] = made_from, pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
        near.keep((FORMAT, key), (made_from, thing), len(packed[key][1]))
    cache.set_many(packed, SECONDS, version=FORMAT)


# --- One at a time -------------------------------------------------------------------------------

_makers: dict[str, threading.Lock] = {}
"""Key -> held while the thing is made."""
_of_makers = threading.Lock()


@contextmanager
def _alone(keys: Collection[str]) -> Iterator[bool]:
    """Inside, no other thread makes any of these things, unless it lost its patience; whether
    somebody did when it was asked.

    What is made may ask for other things, whose keys it waits for while it holds its own: things
    are made of simpler ones, so nobody waits in a circle.
    """
    if _memory.get() is not None:
        yield False
        return
    held, had_to_wait = [], False
    try:
        for key in sorted(keys):
            with _of_makers:
                lock = _makers.setdefault(key, threading.Lock())
            if not lock.acquire(blocking=False):
                had_to_wait = True
                if not lock.acquire(timeout=PATIENCE):
                    continue
            held.append((key, lock))
        yield had_to_wait
    finally:
        for key, lock in held:
            with _of_makers:
                if _makers.get(key) is lock:
                    del _makers[key]
            lock.release()
