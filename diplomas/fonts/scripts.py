"""Which letters take more than to be set one after another, and how a line runs. Pure."""

import re
import unicodedata
from itertools import groupby

from bidi import algorithm

SEPARATOR = " · "
RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLO", "RLI"})
JOINERS = "\u200c\u200d"
"""They join letters, and emoji, or keep them apart; they mean nothing between other characters."""
SELECTORS = "\ufe0e\ufe0f"
"""They ask for a coloured emoji or a plain one: on paper all are plain."""
SHAPED_ALPHABETS = range(0x0590, 0x10A0)
"""From Hebrew and Arabic by the alphabets of India to Thai and Burmese: letters that join, change
places or carry others.
"""
SHAPED_BEYOND = range(0x1780, 0x17FF), range(0x1A20, 0x1AAF), range(0x1B00, 0x1C50)
"""Khmer, Tai Tham, those of Indonesia."""
BEYOND_16_BITS = 0x10000
"""Emoji among them: several make up one picture. And reportlab writes no such number rightly into
its table of what a font's glyphs are."""


def is_joined(character: str) -> bool:
    """Whether its glyph depends on its neighbours, by rules that only a font made for it has."""
    code = ord(character)
    return code in SHAPED_ALPHABETS or any(code in block for block in SHAPED_BEYOND)


def is_complex(character: str) -> bool:
    """Whether it takes more than to set its glyph after the one before."""
    if character < "\u0300":
        return False
    return (
        is_joined(character)
        or ord(character) >= BEYOND_16_BITS
        or unicodedata.category(character)[0] == "M"
        or unicodedata.bidirectional(character) in RIGHT_TO_LEFT
        or character in JOINERS
    )


def without_idle_joiners(text: str) -> str:
    """The text without selectors, and with joiners only between what they can join."""
    if not any(each in text for each in (*JOINERS, *SELECTORS)):
        return text
    kept = [each for each in text if each not in SELECTORS]
    around = zip(["", *kept[:-1]], kept, [*kept[1:], ""], strict=True)
    return "".join(
        each
        for before, each, after in around
        if each not in JOINERS or (before and after and is_complex(before) and is_complex(after))
    )


def visual_order(text: str) -> list[tuple[int, str, bool]]:
    """The line in parts of one direction, from left to right: (place in the text, part as it is
    read, whether it runs from right to left). By Unicode's bidirectional algorithm, for itself of
    what stands between " · ": the first letter says where that begins.
    """
    if not any(unicodedata.bidirectional(each) in RIGHT_TO_LEFT for each in text):
        return [(0, text, False)]
    found, start = [], 0
    for chain in re.split(f"({SEPARATOR})", text):
        found += [(start + at, *part) for at, *part in _ordered(chain)] if chain else []
        start += len(chain)
    return found


def _ordered(text: str) -> list[tuple[int, str, bool]]:
    levels = _levels(text)
    order = list(range(len(text)))
    for level in range(max(levels), 0, -1):
        order = _turned(order, levels, level)
    parts = []
    for level, places in groupby(order, key=levels.__getitem__):
        is_backwards = bool(level % 2)
        read = sorted(places)
        parts.append((read[0], text[read[0] : read[-1] + 1], is_backwards))
    return parts


def _levels(text: str) -> list[int]:
    """How deep each character is nested; at odd levels text runs from right to left. What the
    algorithm leaves out, joiners for one, goes with what is before it.
    """
    base = algorithm.get_base_level(text)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    algorithm.get_embedding_levels(text, storage)
    given = storage["chars"][:]  # the same objects get their levels
    algorithm.explicit_embed_and_overrides(storage)
    counted = set(map(id, storage["chars"]))
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    levels: list[int] = []
    for each in given:
        before = levels[-1] if levels else base
        levels.append(each["level"] if id(each) in counted else before)
    return levels


def _turned(order: list[int], levels: list[int], level: int) -> list[int]:
    """Every stretch of at least this level turned round."""
    turned: list[int] = []
    for is_turned, places in groupby(order, key=lambda place: levels[place] >= level):
        stretch = list(places)
        turned += reversed(stretch) if is_turned else stretch
    return turned
