"""Letters that join, carry marks or change places, as glyphs of a font where HarfBuzz puts them.

HarfBuzz and not arabic-reshaper: the alphabets of India, Thai and emoji made of several need it as
much as Arabic, and browsers draw by the same rules, so that a preview shows what is printed.
"""

from itertools import pairwise
from typing import NamedTuple

import uharfbuzz
from reportlab.pdfbase.ttfonts import TTFont

MISSING = 0
"""The glyph that every font has for what it lacks."""


class Glyph(NamedTuple):
    """A glyph of a font, in ems. advance: to the next one. dx, dy: how far it is moved, y upwards.
    text: what it stands for, "" where the one before does for both.
    """

    number: int
    text: str
    advance: float
    dx: float = 0
    dy: float = 0


def shaped(text: str, font: TTFont, is_backwards: bool) -> tuple[Glyph, ...]:
    """The glyphs from left to right of a text that runs in one direction."""
    face = font.hbFace  # made once, and gone with the font
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_backwards else "ltr"
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    texts = _texts(text, [info.cluster for info in infos], is_backwards)
    em, count = face.upem, face.glyph_count
    return tuple(
        Glyph(
            # HarfBuzz chooses among a font's tables of characters by itself, and believes them.
            info.codepoint if info.codepoint < count else MISSING,
            words,
            position.x_advance / em,
            position.x_offset / em,
            position.y_offset / em,
        )
        for info, position, words in zip(infos, positions, texts, strict=True)
    )


def _texts(text: str, clusters: list[int], is_backwards: bool) -> list[str]:
    """What each glyph stands for: the characters of its cluster one by one, the last glyph in
    reading order for what is left of them.
    """
    in_order = range(len(clusters) - 1, -1, -1) if is_backwards else range(len(clusters))
    starts = sorted({*clusters, len(text)})
    end_of = dict(pairwise(starts))
    found = [""] * len(clusters)
    of_cluster: dict[int, list[int]] = {}
    for place in in_order:
        of_cluster.setdefault(clusters[place], []).append(place)
    for start, places in of_cluster.items():
        left = text[start : end_of[start]]
        for place in places[:-1]:
            found[place], left = left[:1], left[1:]
        found[places[-1]] = left
    return found
