"""From a template and one winner's values to what stands where on the page. Pure.

A template's `items` are drawn in their order. Each is a dict: one of the first API's contract, as
`contract_items` describes it, or one of ours, which follow here. Their positions and sizes are in
mm from the page's top left corner, font sizes and thicknesses in points. What is missing or makes
no sense gets its default, unknown keys and kinds are passed over, and nothing leaves the page.

    every kind  kind, x, y, width, height, color
    text        text with {placeholders}, or `cases` of it, font ("serif", "sans", "gentium plus",
                "handwriting" or one of the template's own; else the template's default font),
                size, min_size, bold, italic (true or false), lines, align ("left", "center",
                "right"), spacing (in ems)
    line        thickness; runs from (x, y) to (x + width, y + height)
    rectangle   thickness, fill
    frame       the double border
    divider     the tapering ornament, centred on y
    medal       the rosette, as wide as the width; with its ribbons 1.45 times as high
    qr          the code of a text, by itself of the {address} where a diploma can be looked up; as
                high as it is wide, white around it included; nothing where the text is empty

Any item, of either dialect, may have a `language` of its own ("cs", "en"): its placeholders and
cases are those of that language, whatever the language of the rest.

A color is "#rrggbb" or another that `colors` reads, or one of ink, muted, metal, metal_light,
metal_dark; the metal is gold, silver or bronze by the place.

A text stands in the middle of its box's height. Where it is too wide it shrinks down to
`min_size`, then breaks into up to `lines` lines, then shrinks on until it fits.
Placeholders are the keys of the values; one that nobody knows stays as written, so that the
mistake is seen. A text is a chain of parts between " · ": a part is left out when all its
placeholders are empty.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from diplomas.fonts.scripts import SEPARATOR, is_complex
from diplomas.looks import ornaments
from diplomas.looks.bounds import LONGEST, MOST_ITEMS, OURS, within
from diplomas.looks.built_in import DEFAULT, FIRST_ITEMS, LANDSCAPE, PORTRAIT
from diplomas.looks.cases import text_of, texts_of
from diplomas.looks.colors import INK, MUTED, hex_color
from diplomas.looks.contract_items import (
    DYNAMIC,
    contract_text,
    contract_values,
    is_of_contract,
    meaning,
)
from diplomas.looks.fitting import LINE_HEIGHT, fit
from diplomas.looks.ornaments import METALS, PLAIN, Metal, Shape
from diplomas.looks.pieces import Metrics, Page, Text

PAGES = {LANDSCAPE: (297, 210), PORTRAIT: (210, 297)}
"""Width and height of A4 in mm."""
MM = 72 / 25.4
"""Points in a millimetre."""
MEDAL_HEIGHT = 2.9
"""Of the rosette with its ribbons, in radii."""
SMALLEST_FRAME = 60
"""Below it, in points, the corners of a frame would run into each other."""
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CAPITALS = 0.65
"""Height of a line's capitals, in ems: what is put in the middle of a box."""


@dataclass(frozen=True)
class Template:
    """What a diploma is made from; `DiplomaTemplate` has the same attributes.

    Without items it is the layout that comes with the product, with "Diploma" for a title.
    `background_crop`: as `pictures.crops` has it. `fonts` are the organiser's own; a font that is
    not at hand is set in serif.
    """

    orientation: str = LANDSCAPE
    name: str = ""
    bg_image_url: str = ""
    items: Sequence[Mapping[str, Any]] = ()
    fonts: Sequence[Any] = ()
    default_font: str = ""
    background_crop: Any = None


@dataclass(frozen=True, slots=True)
class Item:
    """A template's item made safe, in points. `below` is what the page has under `y`."""

    raw: Mapping[str, Any]
    x: float
    y: float
    width: float
    height: float
    below: float
    metal: Metal
    default_font: str
    metrics: Metrics = field(repr=False)

    def number(self, key: str, default: float, high: float | None = None) -> float:
        """Within what may be stored; `high` where it is less here."""
        lowest, highest = OURS[key]
        return within(self.raw.get(key), default, lowest, highest if high is None else high)

    def color(self, key: str, default: str) -> str:
        """The colour as `hex_color` has it; `default` may be "" for none."""
        named = {
            "ink": INK,
            "muted": MUTED,
            "metal": self.metal.base,
            "metal_light": self.metal.light,
            "metal_dark": self.metal.dark,
        }
        value = self.raw.get(key)
        chosen = named.get(value) if isinstance(value, str) else None
        return chosen or hex_color(value) or named.get(default, default)


NO_OTHERS: Mapping[str, Mapping[str, str]] = {}


def compose(
    template: Template,
    values: Mapping[str, str],
    metrics: Metrics,
    others: Mapping[str, Mapping[str, str]] = NO_OTHERS,
) -> Page:
    """One winner's page. `values`: placeholder -> text, "place" among them as a numeral. `others`:
    language -> the same in it, for items that have one (`languages_of`).

    Whatever an organiser stored in the template, a page comes out of it.
    """
    orientation = template.orientation if template.orientation in PAGES else LANDSCAPE
    width, height = (side * MM for side in PAGES[orientation])
    metal = METALS.get(values.get("place", ""), PLAIN)
    pieces: list[Text | Shape] = []
    for raw in drawn_items(template):
        own = others.get(str(raw.get("language")), values)
        if is_of_contract(raw):
            by_key = contract_values(own)
            pieces += contract_text(raw, by_key, (width, height), template.default_font, metrics)
        elif draw := KINDS.get(str(raw.get("kind"))):
            item = _item(raw, width, height, metal, template.default_font, metrics)
            pieces += draw(item, own)
    return Page(width, height, pieces)


def drawn_items(template: Template) -> list[Mapping[str, Any]]:
    """All that is on the page: the organiser's own, or those that come with the product."""
    orientation = template.orientation if template.orientation in PAGES else LANDSCAPE
    items = own_items(template) or DEFAULT[orientation]
    return [item for item in items[:MOST_ITEMS] if isinstance(item, Mapping)]


def names_in(template: Template) -> frozenset[str]:
    """The placeholders whose values may stand on it, and with "when." what its cases look at."""
    return frozenset(name for item in drawn_items(template) for name in _names(item))


def languages_of(template: Template) -> list[str]:
    """Those that items of it have for themselves, each once."""
    given = (item.get("language") for item in drawn_items(template))
    return list(dict.fromkeys(each for each in given if isinstance(each, str) and each))


def _names(item: Mapping[str, Any]) -> Iterator[str]:
    if is_of_contract(item):
        if item.get("type") == DYNAMIC:
            yield str(item.get("key"))
        return
    for text in texts_of(item):
        yield from PLACEHOLDER.findall(text)
    cases = item.get("cases")
    for case in cases if isinstance(cases, list) else ():
        when = case.get("when") if isinstance(case, Mapping) else None
        for name in when if isinstance(when, Mapping) else ():
            yield f"when.{name}"


def own_items(template: Template) -> Sequence[Any]:
    """What the organiser has put on the diploma; nothing of it leaves the layout that comes with
    the product, and so does the template that every event has from the start, as long as its look
    is what it was. A name says nothing of the look, and the layout is there in both orientations.
    """
    items = template.items if isinstance(template.items, list | tuple) else ()
    is_first = len(items) == len(FIRST_ITEMS) and all(
        isinstance(item, Mapping) and is_of_contract(item) and meaning(item) == meaning(first)
        for item, first in zip(items, FIRST_ITEMS, strict=True)
    )
    if not is_first:
        return items
    is_more = template.bg_image_url or template.fonts or template.default_font  # files are read
    return items if is_more else ()


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; parts whose placeholders are all empty go."""
    parts = []
    for part in text.split(SEPARATOR):
        known = [name for name in PLACEHOLDER.findall(part) if name in values]
        if not known or any(values[name] for name in known):
            filled = PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), part)
            parts.append(" ".join(filled.split()))
    return SEPARATOR.join(filter(None, parts))


def _item(raw, page_width, page_height, metal, default_font, metrics) -> Item:
    """The item's box in points, kept within the page."""
    width_mm, height_mm = page_width / MM, page_height / MM
    x = within(raw.get("x"), 20, 0, width_mm - 1)
    y = within(raw.get("y"), 20, 0, height_mm - 1)
    width = within(raw.get("width"), max(width_mm - 2 * x, 1), 0, width_mm - x)
    height = within(raw.get("height"), 0, 0, height_mm - y)
    box = (x * MM, y * MM, width * MM, height * MM, page_height - y * MM)
    return Item(raw, *box, metal, default_font, metrics)


def _text(item: Item, values: Mapping[str, str]) -> list[Text]:
    text = fill(text_of(item.raw, values), values)[:LONGEST]
    if not text:
        return []
    size = item.number("size", 12)
    smallest = item.number("min_size", size * 0.6, size)
    spacing = 0 if any(map(is_complex, text)) else item.number("spacing", 0)
    font = str(item.raw.get("font") or item.default_font or "serif")
    bold, italic = item.raw.get("bold") is True, item.raw.get("italic") is True
    box_height = item.height or min(size * LINE_HEIGHT, item.below)

    def width_of(words: str) -> float:
        return item.metrics.width(words, font, bold, italic) + spacing * (len(words) - 1)

    most = int(item.number("lines", 2))
    lines, size = fit(text, width_of, (item.width, box_height), (size, smallest), most)
    first = item.y + (box_height - (len(lines) - 1) * size * LINE_HEIGHT + CAPITALS * size) / 2
    share = {"left": 0, "right": 1}.get(str(item.raw.get("align")), 0.5)
    color = item.color("color", "ink")
    return [
        Text(
            text=words,
            font=font,
            size=size,
            color=color,
            x=item.x + (item.width - width_of(words) * size) * share,
            y=first + line * size * LINE_HEIGHT,
            spacing=spacing * size,
            is_bold=bold,
            is_italic=italic,
        )
        for line, words in enumerate(lines)
    ]


def _line(item: Item, values: Mapping[str, str]) -> list[Shape]:
    thickness = item.number("thickness", 0.6)
    color = item.color("color", "ink")
    return [ornaments.line(item.x, item.y, item.width, item.height, color, thickness)]


def _rectangle(item: Item, values: Mapping[str, str]) -> list[Shape]:
    return [
        ornaments.rectangle(
            item.x,
            item.y,
            item.width,
            item.height,
            fill=item.color("fill", ""),
            stroke=item.color("color", "ink"),
            thickness=item.number("thickness", 0.6),
        )
    ]


def _frame(item: Item, values: Mapping[str, str]) -> Sequence[Shape]:
    if min(item.width, item.height) < SMALLEST_FRAME:
        return []
    ink = item.color("color", "ink")
    return ornaments.frame(item.x, item.y, item.width, item.height, ink, item.metal)


def _divider(item: Item, values: Mapping[str, str]) -> Sequence[Shape]:
    return ornaments.divider(item.x, item.y, item.width, item.metal)


def _medal(item: Item, values: Mapping[str, str]) -> list[Text | Shape]:
    radius = min(item.width / 2, item.below / MEDAL_HEIGHT)
    x, y = item.x + radius, item.y + radius
    place = values.get("place", "")
    size = radius * 0.92
    width = item.metrics.width(place, "serif") * size
    number = Text(place, "serif", size, item.metal.dark, x - width / 2, y + CAPITALS * size / 2)
    shapes = ornaments.medal(x, y, radius, item.color("color", "ink"), item.metal)
    return [*shapes, *([number] if place else [])]


def _qr(item: Item, values: Mapping[str, str]) -> Sequence[Shape]:
    text = fill(str(item.raw.get("text") or "{address}")[:LONGEST], values)[:LONGEST]
    side, color = min(item.width, item.below), item.color("color", "ink")
    return [ornaments.qr_code(item.x, item.y, side, text, color)] if text else []


KINDS: dict[str, Callable[[Item, Mapping[str, str]], Sequence[Text | Shape]]] = {
    "text": _text,
    "line": _line,
    "rectangle": _rectangle,
    "frame": _frame,
    "divider": _divider,
    "medal": _medal,
    "qr": _qr,
}
