"""What stands on a diploma, in words, for whoever does not read JSON."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from diplomas.fonts.own_fonts import OwnFonts
from diplomas.looks.cases import texts_of
from diplomas.looks.contract_items import STATIC, is_bold, is_italic, is_of_contract
from diplomas.looks.layout import Template, own_items
from foundation.text.decimals import with_own_point

MOST_TEXTS = 2
"""Of those that differ from diploma to diploma: the rest is in the editor."""
NO_SIZE = 10_000
"""In points: what is older than the checks may have any number."""


def in_words(template: Template) -> list[str]:
    """A line for each item, in the order of drawing; one for the look that comes with the product.

    `template`: a `DiplomaTemplate` or a `layout.Template`.
    """
    items = own_items(template)
    if not items:
        return [_("The look that comes with the product")]
    return [item_in_words(item) for item in items if isinstance(item, Mapping)]


def fonts_in_words(template: Template) -> list[str]:
    """A line for each font of the template's own, with whether texts can be set in it on paper."""
    fonts = OwnFonts(template.fonts)
    return [
        name
        if fonts.get(name)
        else _(
            "“%(font)s” cannot be printed: the file is broken, or may not be embedded. Its texts "
            "are set in the product’s fonts."
        )
        % {"font": name}
        for name in fonts
    ]


def item_in_words(item: Mapping[str, Any]) -> str:
    """Such as: text “{name}”, 52 points, bold."""
    if not is_of_contract(item):
        return _own_item(item)
    what = _quoted(item.get("text")) if item.get("type") == STATIC else _of_key(item.get("key"))
    parts = [what, _points(item.get("fontSize"))]
    parts += _style(is_bold(item.get("fontWeight")), is_italic(item.get("fontStyle")))
    return ", ".join(filter(None, parts))


def _own_item(item: Mapping[str, Any]) -> str:
    shapes = {
        "line": _("a line"),
        "rectangle": _("a rectangle"),
        "frame": _("a frame"),
        "divider": _("an ornament"),
        "medal": _("a medal"),
        "qr": _("a QR code"),
    }
    shape = shapes.get(str(item.get("kind")))
    style = _style(item.get("bold") is True, item.get("italic") is True)
    texts = texts_of(item) or [""]
    quoted = [*map(_quoted, texts[:MOST_TEXTS]), *(["…"] if len(texts) > MOST_TEXTS else [])]
    words = [" / ".join(quoted), _points(item.get("size")), *style]
    return shape or ", ".join(filter(None, words))


def _style(is_bold: bool, is_italic: bool) -> list[str]:
    return [*([_("bold")] if is_bold else []), *([_("italic")] if is_italic else [])]


def _of_key(key: Any) -> str:
    names = {
        "participant_name": _("the winner’s name"),
        "name": _("the winner’s name"),
        "group": _("the group"),
        "place": _("the place"),
        "place_name": _("the place in words"),
        "gender": _("girls or boys"),
        "category": _("gender and age category"),
        "result": _("the result"),
        "activity": _("the activity"),
        "event": _("the event"),
        "date": _("the date"),
        "event_place": _("where the event is held"),
        "organisation": _("the organisation"),
        "total": _("the total of the standings"),
        "k_of_m": _("in how many activities there is a result"),
        **{f"signature_{number}": _("who signs") for number in range(1, 5)},
    }
    return names.get(str(key)) or _("“%(key)s”, which is not known and prints nothing") % {
        "key": key
    }


def _quoted(text: Any) -> str:
    return _("text “%(text)s”") % {"text": text or ""}


def _points(size: Any) -> str:
    if isinstance(size, bool) or not isinstance(size, int | float) or abs(size) >= NO_SIZE:
        return ""
    return _("%(size)s points") % {"size": with_own_point(f"{size:g}")}
