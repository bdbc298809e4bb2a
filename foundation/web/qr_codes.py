"""QR codes as paths of an SVG drawing, for pages that allow neither inline styles nor scripts."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET_ZONE = 4
"""Modules of white around the code: ISO/IEC 18004 asks for four."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """size: modules per side with the white around them. path: the dark ones, as <path d="…">."""

    size: int
    path: str


def draw(text: str) -> QrCode:
    """The smallest code of this text that still reads with 15 % of it covered by dirt (level M)."""
    size, runs = dark_runs(text)
    return QrCode(size, "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in runs))


def dark_runs(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """The same code for a drawing of another kind: its size, and (x, y, length) of the dark modules
    that stand beside each other, from the upper left corner of the white around them.
    """
    rows = segno.make_qr(text, error="m").matrix
    runs = [
        (x + QUIET_ZONE, y + QUIET_ZONE, length)
        for y, row in enumerate(rows)
        for x, length in _dark_runs(row)
    ]
    return len(rows) + 2 * QUIET_ZONE, runs


def _dark_runs(row: bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin in the row, and how many are beside each other."""
    runs, x = [], 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            runs.append((x, length))
        x += length
    return runs
