"""A page as SVG: the pieces that the PDF has, in the same places. Pure.

Fonts come with the style sheet that the picture names: `web_fonts`. In an <img> browsers fetch
none, so a page shows the picture as a part of itself, or by its own address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from diplomas.fonts import FontSet, Run
from diplomas.fonts.drawing import BOLD_LINE, SLANT, placed
from diplomas.looks.ornaments import Shape
from diplomas.looks.pieces import Page, Text

NAMESPACE = "http://www.w3.org/2000/svg"
POINT = 25.4 / 72
"""In millimetres."""
MITER_LIMIT = "10"
"""Of a PDF; SVG's own would cut sharper corners."""
LENGTH = len("#rrggbb")
NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters with which a file is no XML at all; a database keeps them."""

ElementTree.register_namespace("", NAMESPACE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """title: of the picture, in words. language: of what stands on it. style_sheet, background:
    addresses; "" for no background.
    """

    title: str
    language: str
    style_sheet: str
    background: str = ""


def svg_of(page: Page, own: FontSet, around: Surroundings) -> bytes:
    """own: the fonts that the page was composed with."""
    root = ElementTree.Element(
        _tag("svg"),
        {
            "width": f"{_number(page.width * POINT)}mm",
            "height": f"{_number(page.height * POINT)}mm",
            "viewBox": f"0 0 {_number(page.width)} {_number(page.height)}",
            "role": "img",
            "lang": around.language,
        },
    )
    _add(root, "title").text = NOT_XML.sub("", around.title)
    everything = {"width": _number(page.width), "height": _number(page.height)}
    _add(root, "rect", everything | {"fill": "#ffffff"})
    if around.background:
        cut = {"href": around.background, "preserveAspectRatio": "xMidYMid slice"}
        _add(root, "image", everything | cut)
    for piece in page.pieces:
        if isinstance(piece, Text):
            _add_text(root, piece, own)
        else:
            _add_shape(root, piece)
    sheet = f'<?xml-stylesheet type="text/css" href={quoteattr(around.style_sheet)}?>\n'
    drawn = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{sheet}{drawn}\n'.encode()


def fonts_of(page: Page, own: FontSet) -> list[str]:
    """The names of the fonts that the page's texts are set in, each once."""
    texts = (piece for piece in page.pieces if isinstance(piece, Text))
    return list(dict.fromkeys(run.font for text in texts for run in _runs(text, own)))


def _runs(piece: Text, own: FontSet) -> Iterable[Run]:
    return own.runs(piece.text, piece.font, piece.is_bold, piece.is_italic)


def _add_text(root: ElementTree.Element, piece: Text, own: FontSet) -> None:
    for x, run in placed(_runs(piece, own), piece.x, piece.size, piece.spacing):
        what = {
            "x": _number(x),
            "y": _number(piece.y),
            "font-family": run.font,
            "font-size": _number(piece.size),
            **_paint("fill", piece.color),
        }
        if run.glyphs:
            what["class"] = "shaped"
        elif piece.spacing:
            what["letter-spacing"] = _number(piece.spacing)
        if run.is_backwards:  # and still its left end stands at x
            what |= {"direction": "rtl", "text-anchor": "end"}
        if run.is_outlined:
            what |= _paint("stroke", piece.color)
            what |= {
                "stroke-width": _number(piece.size * BOLD_LINE),
                "stroke-miterlimit": MITER_LIMIT,
            }
        if run.is_slanted:
            what["transform"] = f"matrix(1 0 {-SLANT} 1 {_number(x)} {_number(piece.y)})"
            what |= {"x": "0", "y": "0"}
        _add(root, "text", what).text = NOT_XML.sub("", run.text)


def _add_shape(root: ElementTree.Element, shape: Shape) -> None:
    steps = (" ".join([step, *map(_number, numbers)]) for step, *numbers in shape.path)
    what = {"d": " ".join(steps)}
    what |= _paint("fill", shape.fill) if shape.fill else {"fill": "none"}
    if shape.stroke:
        what |= _paint("stroke", shape.stroke)
        what |= {"stroke-width": _number(shape.thickness), "stroke-miterlimit": MITER_LIMIT}
    _add(root, "path", what)


def _paint(name: str, color: str) -> dict[str, str]:
    paint = {name: color[:LENGTH]}
    if color[LENGTH:]:
        paint[f"{name}-opacity"] = _number(int(color[LENGTH:], 16) / 255)
    return paint


def _add(
    root: ElementTree.Element, name: str, what: dict[str, str] | None = None
) -> ElementTree.Element:
    return ElementTree.SubElement(root, _tag(name), what or {})


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
