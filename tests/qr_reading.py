"""Reads QR codes back, module by module, so that tests need no camera: byte mode, undamaged."""

import re

from segno import consts

MASKS = [
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
]
LEVELS = {1: "L", 0: "M", 3: "Q", 2: "H"}
"""The two bits of the format -> how much may be damaged."""


def read_path(path: str, size: int, quiet: int = 4) -> str:
    """The text of a code drawn by `foundation.web.qr_codes.draw`: M x y h length v1 h-length z."""
    side = size - 2 * quiet
    matrix = [[0] * side for _row in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        for column in range(int(x) - quiet, int(x) - quiet + int(length)):
            matrix[int(y) - quiet][column] = 1
    return read(matrix)


def read(matrix: list[list[int]]) -> str:
    side = len(matrix)
    version = (side - 17) // 4
    format_bits = (
        sum(bit << (14 - place) for place, bit in enumerate(_format(matrix))) ^ 0b101010000010010
    )
    level, mask = LEVELS[format_bits >> 13], MASKS[format_bits >> 10 & 7]
    bits = [
        matrix[row][column] ^ mask(row, column)
        for row, column in _way(side)
        if not _is_function(row, column, side, version)
    ]
    words = [_number(bits[first : first + 8]) for first in range(0, len(bits) - 7, 8)]
    return _text(_in_order(words, version, level), version)


def _format(matrix) -> list[int]:
    row = [matrix[8][column] for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    return row + [matrix[line][8] for line in (7, 5, 4, 3, 2, 1, 0)]


def _way(side: int):
    """The zigzag: two columns at a time from the right, up and down; column 6 is left out."""
    up = True
    for right in [*range(side - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(side - 1, -1, -1) if up else range(side):
            yield row, right
            yield row, right - 1
        up = not up


def _is_function(row: int, column: int, side: int, version: int) -> bool:
    in_corner = (row < 9 and (column < 9 or column >= side - 8)) or (row >= side - 8 and column < 9)
    in_version = version > 6 and (
        (row < 6 and side - 11 <= column < side - 8) or (column < 6 and side - 11 <= row < side - 8)
    )
    centres = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}
    in_alignment = any(
        abs(row - a) < 3 and abs(column - b) < 3
        for a in centres
        for b in centres
        if (a, b) not in corners
    )
    return in_corner or in_version or in_alignment or 6 in (row, column)


def _in_order(words: list[int], version: int, level: str) -> list[int]:
    """The data of all blocks, one block after the other; the code has them interleaved."""
    kinds = consts.ECC[version][getattr(consts, f"ERROR_LEVEL_{level}")]
    lengths = [kind.num_data for kind in kinds for _block in range(kind.num_blocks)]
    blocks = [[] for _length in lengths]
    rest = iter(words)
    for place in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if place < length:
                block.append(next(rest))
    return [word for block in blocks for word in block]


def _text(words: list[int], version: int) -> str:
    bits = [word >> place & 1 for word in words for place in range(7, -1, -1)]
    assert _number(bits[:4]) == 4, "not in byte mode"
    counted = 8 if version < 10 else 16
    count, start = _number(bits[4 : 4 + counted]), 4 + counted
    found = [_number(bits[start + 8 * place : start + 8 * place + 8]) for place in range(count)]
    return bytes(found).decode()


def _number(bits: list[int]) -> int:
    return int("".join(map(str, bits)), 2)
