"""Computed things kept in the cache together with the versions they were made from.

One entry per thing, not per version: a newer one takes the older one's place, so what is kept
stays small however often results change. An entry made from other versions counts as missing,
whoever wrote it and in whatever order, so nothing needs to be invalidated.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.cache import cache

FORMAT = 7
"""Moves on with any change to what is kept: it is a part of the keys in the cache, so a new
release does not even unpack what an old one left there."""
SECONDS = 3600
"""How long something unused stays."""

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
    found = _read({key: versions})
    if key in found:
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
    found = _read({keys[each]: made_from for each, made_from in versions.items()})
    if missing := [each for each, key in keys.items() if key not in found]:
        made = dict(make(missing))
        _write({keys[each]: (versions[each], thing) for each, thing in made.items()})
        found |= {keys[each]: thing for each, thing in made.items()}
    return {each: found[key] for each, key in keys.items() if key in found}


def _read(versions: Mapping[str, Any]) -> dict[str, Any]:
    """Key -> thing, for those that are there and were made from just these versions."""
    memory = _memory.get()
    if memory is not None:
        found = {key: memory[key] for key in versions if key in memory}
    else:
        found = cache.get_many(versions, version=FORMAT)
    return {key: thing for key, (made_from, thing) in found.items() if made_from == versions[key]}


def _write(entries: Mapping[str, tuple[Any, Any]]) -> None:
    """entries: key -> (versions, thing)."""
    memory = _memory.get()
    if memory is not None:
        memory |= entries
    else:
        cache.set_many(dict(entries), SECONDS, version=FORMAT)
