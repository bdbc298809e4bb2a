"""A template that is being made, drawn for the screen, and where each of its items stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils.translation import get_language

from diplomas.awards.composing import page_of
from diplomas.awards.winners import Winner
from diplomas.editor.moves import ANYWHERE, Box
from diplomas.fonts import FontSet
from diplomas.looks.bounds import within
from diplomas.looks.contract_items import is_of_contract
from diplomas.looks.layout import MM, PAGES, Template
from diplomas.looks.ornaments import Shape
from diplomas.looks.pieces import Page, Text
from diplomas.previews.svg import Surroundings, svg_of
from diplomas.printing.letters import fonts_for


class Drawing(NamedTuple):
    """boxes: of the items, in mm, in their order."""

    page: Page
    own: FontSet
    boxes: list[Box]


def draw(template: Template, winner: Winner) -> Drawing:
    """The template has items of its own, which may be any, as `compose` takes them."""
    own = fonts_for(template, [winner])
    boxes = []
    for item in template.items:
        alone = page_of(replace(template, items=[item]), winner, own)
        boxes.append(_box(item, alone, template, own))
    return Drawing(page_of(template, winner, own), own, boxes)


def markup(page: Page, own: FontSet, title: str, background: str = "") -> str:
    """The page as SVG for a part of an HTML page, which has a style sheet of the fonts; what stands
    on it is escaped, as XML is written.

    background: the address of the picture behind it.
    """
    around = Surroundings(title, get_language() or "en", style_sheet="", background=background)
    document = svg_of(page, own, around).decode()
    return document[document.index("<svg") :]


def _box(item: Mapping[str, Any], alone: Page, template: Template, own: FontSet) -> Box:
    """What the item covers; of a text of ours its box, whether it is full or empty."""
    drawn = _extent(alone.pieces, own)
    if is_of_contract(item):
        return drawn or _stated(item, template.orientation, percent=True)
    if item.get("kind") != "text" and drawn:
        return drawn
    x, y, width, height = _stated(item, template.orientation)
    return x, y, width, height or (drawn[3] if drawn else 5)


def _stated(item: Mapping[str, Any], orientation: str, *, percent: bool = False) -> Box:
    """By the item's own numbers, where it draws nothing."""
    sides = PAGES[orientation]
    x, y = (
        within(item.get(name), 0 if percent else 20, *ANYWHERE) * (side / 100 if percent else 1)
        for name, side in zip("xy", sides, strict=True)
    )
    x, y = min(x, sides[0] - 1), min(y, sides[1] - 1)
    width = within(item.get("width"), max(sides[0] - 2 * x, 1), *ANYWHERE)
    height = within(item.get("height"), 5 if percent else 0, *ANYWHERE)
    return x, y, min(width, sides[0] - x), min(height, sides[1] - y)


def _extent(pieces: Sequence[Text | Shape], own: FontSet) -> Box | None:
    """The box around what is drawn; None around nothing."""
    xs: list[float] = []
    ys: list[float] = []
    for piece in pieces:
        if isinstance(piece, Text):
            style = piece.font, piece.is_bold, piece.is_italic
            xs += [piece.x, piece.x + own.width(piece.text, *style) * piece.size]
            ys += [piece.y - own.capitals(*style) * piece.size, piece.y]
        else:
            for _step, *numbers in piece.path:
                xs += numbers[::2]
                ys += numbers[1::2]
    if not xs:
        return None
    left, top = min(xs) / MM, min(ys) / MM
    return left, top, max(xs) / MM - left, max(ys) / MM - top
