"""Which JSON both databases take. Pure."""

import math
import re

NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")


def is_storable(data) -> bool:
    """Whether it is JSON as RFC 8259 has it: no NaN, and text without NUL and lone surrogates.

    Raises RecursionError where it is nested without end.
    """
    if isinstance(data, dict):
        return all(is_storable(key) and is_storable(value) for key, value in data.items())
    if isinstance(data, list):
        return all(map(is_storable, data))
    if isinstance(data, float):
        return math.isfinite(data)
    return not (isinstance(data, str) and NOT_TEXT.search(data))


def is_deeper(data, levels: int) -> bool:
    """Whether lists and objects are nested in more than `levels` levels; stops looking there."""
    if not isinstance(data, dict | list):
        return False
    parts = data.values() if isinstance(data, dict) else data
    return levels == 0 or any(is_deeper(part, levels - 1) for part in parts)
