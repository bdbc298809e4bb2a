"""What both databases take as text, JSON and id: the one rule, whatever a door answers. Pure."""

import math
import re

LARGEST_ID = 2**63 - 1
NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")
"""What no database keeps as text: the null character and halves of surrogate pairs."""
NOT_IN_A_TABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""As `NOT_TEXT`, and the control characters but tabs, line ends and page breaks: a file with one
is no text, and no cell holds one."""


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


def only_printable(text: str) -> str:
    """The text without what cannot be shown, and so without what cannot be stored."""
    return "".join(filter(str.isprintable, text))
