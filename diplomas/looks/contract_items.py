"""Items as clients of the first API make them: a line of text each, placed by percent. Pure.

    type        STATIC, with `text`; or DYNAMIC, with `key`: participant_name, place ("1."),
                activity, category ("Girls · 10–12"), or a placeholder of ours; an unknown one
                prints nothing
    x, y        the left end and the top of its capitals, in percent of the page
    centerH, centerV    whether it stands in the page's middle instead
    fontSize    in points
    fontWeight  "bold", or 600 and more, is bold
    fontStyle   "italic" and "oblique" are italic
    fontFamily  else the template's default font, else sans
    color       "#" and 3, 4, 6 or 8 hexadecimal digits; black where it is none

A line that would leave the page shrinks, down to half its size; then it is moved.
"""

from collections.abc import Mapping
from typing import Any

from diplomas.looks.bounds import LONGEST_STATIC, OF_CONTRACT, within
from diplomas.looks.colors import hex_color
from diplomas.looks.pieces import Metrics, Text

STATIC, DYNAMIC = "STATIC", "DYNAMIC"
BLACK = "#000000"
SANS = "sans"
BOLD_FROM = 600


def is_of_contract(item: Mapping[str, Any]) -> bool:
    """Whether the item is one of these; others have a `kind` and no `type`."""
    return "type" in item or "kind" not in item


def meaning(item: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the item has printed: the same for items that a client wrote in different words."""
    family = item.get("fontFamily")
    return (
        item.get("text") if item.get("type") == STATIC else (DYNAMIC, item.get("key")),
        *(item.get(name) for name in ("x", "y", "fontSize")),
        is_bold(item.get("fontWeight")),
        is_italic(item.get("fontStyle")),
        "" if family is None or family == "default" else family,
        hex_color(item.get("color")),
        item.get("centerH") is True,
        item.get("centerV") is True,
    )


def contract_values(values: Mapping[str, str]) -> dict[str, str]:
    """What the keys stand for, by the values of our own placeholders."""
    gender, category = values.get("gender", ""), values.get("category", "")
    place = values.get("place", "")
    return {
        **{key: text for key, text in values.items() if "." not in key},
        "participant_name": values.get("name", ""),
        "place": f"{place}." if place else "",
        "category": " · ".join(filter(None, [gender[:1].upper() + gender[1:], category])),
    }


def is_bold(weight: Any) -> bool:
    text = str(weight).strip().lower()
    return text in {"bold", "bolder"} or (text.isdecimal() and int(text[:9]) >= BOLD_FROM)


def is_italic(style: Any) -> bool:
    """ "oblique 14deg", as CSS has it, too."""
    return str(style).strip().lower().partition(" ")[0] in {"italic", "oblique"}


def contract_text(
    item: Mapping[str, Any],
    values: Mapping[str, str],
    page: tuple[float, float],
    default_font: str,
    metrics: Metrics,
) -> list[Text]:
    """The item's line on a page of this width and height; none where it has nothing to show.

    values: as `contract_values` gives them.
    """
    text = _words(item, values)
    if not text:
        return []
    family = item.get("fontFamily")
    own = family if isinstance(family, str) and family.strip() not in {"", "default"} else ""
    font = own or default_font or SANS
    bold, italic = is_bold(item.get("fontWeight")), is_italic(item.get("fontStyle"))
    page_width, page_height = page
    x = 0.0 if item.get("centerH") is True else _number(item, "x", 0) / 100 * page_width
    width = metrics.width(text, font, bold, italic)
    size = _size(_number(item, "fontSize", 12), width, page_width, x)
    centred = (page_width - width * size) / 2
    capitals = metrics.capitals(font, bold, italic) * size
    top = _number(item, "y", 0) / 100 * page_height
    if item.get("centerV") is True:
        top = (page_height - capitals) / 2
    return [
        Text(
            text=text,
            font=font,
            size=size,
            color=hex_color(item.get("color")) or BLACK,
            x=centred if item.get("centerH") is True else min(x, centred * 2),
            y=min(top + capitals, page_height),
            is_bold=bold,
            is_italic=italic,
        )
    ]


def _size(size: float, width: float, page_width: float, x: float) -> float:
    """The size at which the text fits: beside x, or else on the page at all."""
    if not width:
        return size
    beside = max((page_width - x) / width, size / 2)
    return min(size, beside, page_width / width)


def _words(item: Mapping[str, Any], values: Mapping[str, str]) -> str:
    if item.get("type") == STATIC:
        text = item.get("text")
    else:
        key = item.get("key")
        text = values.get(key) if isinstance(key, str) else None
    return " ".join(text.split())[:LONGEST_STATIC] if isinstance(text, str) else ""


def _number(item: Mapping[str, Any], key: str, default: float) -> float:
    return within(item.get(key), default, *OF_CONTRACT[key])
