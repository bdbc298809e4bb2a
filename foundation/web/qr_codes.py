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
    rows = segno.make_qr(text, error="m").matrix
    return QrCode(
        size=len(rows) + 2 * QUIET_ZONE,
        path="".join(
            f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z"
            for y, row in enumerate(rows)
            for x, length in _dark_runs(row)
        ),
    )


def _dark_runs(row: bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin in the row, and how many are beside each other."""
    runs, x = [], 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            runs.append((x, length))
        x += length
    return runs
