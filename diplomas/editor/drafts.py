"""A template that is being made: everything of it, and what can be done with its items. Pure.

A draft goes to the browser and back as a whole; nothing of it is stored until it is saved.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diplomas.design.versions import State
from diplomas.looks.bounds import MOST_ITEMS, within
from diplomas.looks.built_in import DEFAULT, LANDSCAPE
from diplomas.looks.contract_items import DYNAMIC, is_of_contract
from diplomas.looks.layout import PAGES, Template, own_items
from diplomas.looks.template_checks import LARGEST_ITEMS, check_objects
from diplomas.models.looks import StoredLook
from foundation.pictures.crops import Crop, crop_of

Items = list[dict[str, Any]]


@dataclass(frozen=True)
class Draft:
    """chosen: the index of the item whose fields are shown; None: of none.
    seen: the token of the state that was there when it was begun. crop: the part of the picture;
    None: all of it.
    """

    name: str
    orientation: str
    items: Items = field(default_factory=list)
    chosen: int | None = None
    seen: str = ""
    crop: Crop | None = None

    @property
    def item(self) -> dict[str, Any] | None:
        return None if self.chosen is None else self.items[self.chosen]

    @property
    def page(self) -> tuple[float, float]:
        """Width and height in mm."""
        return PAGES[self.orientation]

    def with_item(self, item: dict[str, Any]) -> "Draft":
        """With another one in place of the chosen."""
        items = [item if index == self.chosen else each for index, each in enumerate(self.items)]
        return replace(self, items=items)

    def choosing(self, index: int) -> "Draft":
        return replace(self, chosen=index if 0 <= index < len(self.items) else None)


def begun(state: State) -> Draft:
    """Of the template as it is stored: its draft, or else what is published. Where diplomas are
    printed in the product's own look, its items, with words in the active language.
    """
    look = state.look
    orientation = look.orientation if look.orientation in PAGES else LANDSCAPE
    items = [deepcopy(item) for item in own_items(look) if isinstance(item, dict)]
    if not items:
        items = json.loads(json.dumps(DEFAULT[orientation], default=str))  # of lazy words
    crop = crop_of(look.background_crop)
    return Draft(look.name, orientation, items, None, state.token, crop)


def read_items(text: str) -> Items:
    """Items as they come back from the browser. Raises ValidationError for what is none."""
    if len(text) > LARGEST_ITEMS:
        raise ValidationError(_("This is too large: at most %(size)d MB.") % {"size": 1})
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This must be a list of JSON objects.")) from error
    check_objects(items, most=MOST_ITEMS, largest=LARGEST_ITEMS)
    return items


def is_locked(item: dict[str, Any]) -> bool:
    return item.get("locked") is True


def raised(draft: Draft) -> Draft:
    """The chosen item one earlier in the order of drawing."""
    return _swapped(draft, -1)


def lowered(draft: Draft) -> Draft:
    return _swapped(draft, 1)


def duplicated(draft: Draft) -> Draft:
    """Right after the chosen one, a little to the right of it and below."""
    if draft.chosen is None or len(draft.items) >= MOST_ITEMS:
        return draft
    copy = deepcopy(draft.items[draft.chosen])
    for name in "xy":
        if isinstance(copy.get(name), int | float):
            copy[name] = min(copy[name] + 4, 95)
    items = [*draft.items]
    items.insert(draft.chosen + 1, copy)
    return replace(draft, items=items, chosen=draft.chosen + 1)


def in_language(draft: Draft, language: str, below: float) -> Draft:
    """With the chosen text once more in this language, so many mm below as far as the page goes."""
    again = duplicated(draft)
    if again is draft or again.item is None or draft.item is None:
        return draft
    place = {axis: draft.item[axis] for axis in "xy" if axis in draft.item}
    item = {**again.item, **place, "language": language}
    height = draft.page[1]
    down, most = (below / height * 100, 100) if is_of_contract(item) else (below, height)
    if isinstance(item.get("y"), int | float):
        item["y"] = round(min(within(item["y"], 0, 0, most) + down, most), 1)
    return again.with_item(item)


def has_language(item: dict[str, Any]) -> bool:
    """Whether it is a text that may be said in another language."""
    return item.get("type") == DYNAMIC if is_of_contract(item) else item.get("kind") == "text"


def deleted(draft: Draft) -> Draft:
    """Without the chosen item, unless it is locked; the one after it is chosen then."""
    if draft.item is None or is_locked(draft.item):
        return draft
    items = [each for index, each in enumerate(draft.items) if index != draft.chosen]
    chosen = min(draft.chosen or 0, len(items) - 1)
    return replace(draft, items=items, chosen=chosen if items else None)


def locked(draft: Draft) -> Draft:
    """With the chosen item locked, or free again."""
    if draft.item is None:
        return draft
    rest = {name: value for name, value in draft.item.items() if name != "locked"}
    return draft.with_item(rest if is_locked(draft.item) else {**rest, "locked": True})


def added(draft: Draft, kind: str) -> Draft:
    """With a new item of this kind on top of the others, in the middle of the page."""
    if len(draft.items) >= MOST_ITEMS or kind not in NEW:
        return draft
    width, height = draft.page
    new = {"kind": kind, **NEW[kind]}
    new["x"] = round((width - new["width"]) / 2, 1)
    new["y"] = round((height - new.get("height", 0)) / 2, 1)
    if kind == "text":
        new["text"] = _("New text")
    return replace(draft, items=[*draft.items, new], chosen=len(draft.items))


def as_template(draft: Draft, stored: StoredLook) -> Template:
    """As it would be printed, were it published."""
    return Template(
        orientation=draft.orientation,
        name=draft.name,
        bg_image_url=stored.bg_image_url,
        items=draft.items,
        fonts=stored.fonts,
        default_font=stored.default_font,
        background_crop=draft.crop and draft.crop.as_json(),
    )


def _swapped(draft: Draft, way: int) -> Draft:
    if draft.chosen is None or not 0 <= draft.chosen + way < len(draft.items):
        return draft
    items, here = [*draft.items], draft.chosen
    items[here], items[here + way] = items[here + way], items[here]
    return replace(draft, items=items, chosen=here + way)


NEW: dict[str, dict[str, Any]] = {
    "text": {"width": 120, "height": 12, "size": 20},
    "line": {"width": 80, "height": 0, "thickness": 0.6},
    "rectangle": {"width": 80, "height": 40, "thickness": 0.6},
    "frame": {"width": 120, "height": 80},
    "divider": {"width": 110},
    "medal": {"width": 36},
    "qr": {"width": 18},
}
"""kind -> what a new item of it has, beside its place."""
CHANGES: dict[str, Callable[[Draft], Draft]] = {
    "up": raised,
    "down": lowered,
    "duplicate": duplicated,
    "delete": deleted,
    "lock": locked,
}
"""What a press of a button does to the chosen item."""
