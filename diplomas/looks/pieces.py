"""What a page is made of, in points, y downwards from the top left corner. Pure."""

from dataclasses import dataclass
from typing import Protocol

from diplomas.looks.ornaments import Shape


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. (x, y) is the left end of its baseline, `spacing` is between letters;
    `color` as `colors.hex_color` has it.
    """

    text: str
    font: str
    size: float
    color: str
    x: float
    y: float
    spacing: float = 0
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Everything in points, y downwards from the top left corner; pieces in drawing order."""

    width: float
    height: float
    pieces: list[Text | Shape]


class Metrics(Protocol):
    """How large letters are at size 1; `diplomas.fonts.FontSet` knows."""

    def width(self, text: str, font: str, is_bold: bool = False, is_italic: bool = False) -> float:
        """Of the text in one line."""

    def capitals(self, font: str, is_bold: bool = False, is_italic: bool = False) -> float:
        """How high the font's capitals are."""
