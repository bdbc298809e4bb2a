"""What differs between two looks, in sentences. Pure.

Items have no names: one that was changed is known by what it says, else by where it stands.
"""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from diplomas.editor.item_form import ALIGNMENTS, LABELS, LENGTHS, NAMED_COLORS
from diplomas.looks.contract_items import is_bold, is_italic, is_of_contract
from diplomas.looks.layout import own_items
from diplomas.looks.wording import item_in_words
from diplomas.models import DiplomaTemplate
from diplomas.models.looks import StoredLook
from foundation.text.decimals import with_own_point

Item = Mapping[str, Any]
Pair = tuple[Item | None, Item | None]
NAMING = ("kind", "type", "text", "cases", "key")
"""The fields by which an item is called."""
IN_POINTS = {"size", "min_size", "fontSize", "thickness"}
LONGEST = 60
"""Of a text within a sentence, in characters."""


def differences(old: StoredLook, new: StoredLook) -> list[str]:
    """A sentence for each; none where both look the same."""
    return [
        *_of_sheet(old, new),
        *_of_background(old, new),
        *_of_fonts(old, new),
        *_of_items(old, new),
    ]


def _of_sheet(old: StoredLook, new: StoredLook) -> Iterator[str]:
    if old.name != new.name:
        values = {"old": _short(old.name), "new": _short(new.name)}
        yield _("The template was called “%(old)s”, and is called “%(new)s”.") % values
    if old.orientation != new.orientation:
        is_upright = new.orientation == DiplomaTemplate.Orientation.PORTRAIT
        yield _("The sheet stands upright.") if is_upright else _("The sheet lies on its side.")
    if old.default_font != new.default_font:
        values = {"old": old.default_font or "–", "new": new.default_font or "–"}
        yield _("Default font: %(old)s → %(new)s.") % values


def _of_background(old: StoredLook, new: StoredLook) -> Iterator[str]:
    before, after = old.file_references["bg_image_url"], new.file_references["bg_image_url"]
    if before != after:
        if not after[0]:
            yield _("The picture behind everything was removed.")
        else:
            yield (
                _("The picture behind everything was replaced.")
                if before[0]
                else _("A picture was put behind everything.")
            )
    elif old.background_crop != new.background_crop:
        yield _("Another part of the picture is printed.")


def _of_fonts(old: StoredLook, new: StoredLook) -> Iterator[str]:
    before, after = (
        {str(font): (font.entry, font.file_id) for font in look.font_rows} for look in (old, new)
    )
    texts = {
        _("Font added: “%(name)s”."): [name for name in after if name not in before],
        _("Font removed: “%(name)s”."): [name for name in before if name not in after],
        _("Font replaced: “%(name)s”."): [
            name for name in after if name in before and before[name] != after[name]
        ],
    }
    for text, names in texts.items():
        yield from (text % {"name": _short(name)} for name in names)


def _of_items(old: StoredLook, new: StoredLook) -> Iterator[str]:
    before, after = own_items(old), own_items(new)
    if not before and after:
        yield _("The look that comes with the product was replaced by an own one.")
        return
    if before and not after:
        yield _("It is the look that comes with the product.")
        return
    pairs, is_reordered = paired(before, after)
    for one, other in pairs:
        if one is None:
            yield _("Added: %(item)s.") % {"item": item_in_words(other)}
        elif other is None:
            yield _("Removed: %(item)s.") % {"item": item_in_words(one)}
        else:
            yield from _of_item(one, other)
    if is_reordered:
        yield _("The order of drawing was changed.")


def paired(before: Sequence[Any], after: Sequence[Any]) -> tuple[list[Pair], bool]:
    """Each item with what has become of it, None for what is gone or new; and whether those that
    are left come in another order.
    """
    old = {index: each for index, each in enumerate(before) if isinstance(each, Mapping)}
    new = {index: each for index, each in enumerate(after) if isinstance(each, Mapping)}
    found: list[tuple[int, int]] = []
    for key in (_all, _called, _placed, _kind):
        waiting: dict[Hashable, list[int]] = {}
        for index in old:
            waiting.setdefault(key(old[index]), []).append(index)
        for index in list(new):
            if same := waiting.get(key(new[index])):
                found.append((same.pop(0), index))
                del old[found[-1][0]], new[index]
    found.sort()
    order = [index for _old, index in found]
    pairs: list[Pair] = [(before[index], after[other]) for index, other in found]
    pairs += [(item, None) for item in old.values()] + [(None, item) for item in new.values()]
    return pairs, order != sorted(order)


def _all(item: Item) -> Hashable:
    return json.dumps(item, sort_keys=True, default=str)


def _called(item: Item) -> Hashable:
    return json.dumps([item.get(name) for name in NAMING], default=str)


def _placed(item: Item) -> Hashable:
    return json.dumps([item.get(name) for name in ("kind", "type", "x", "y")], default=str)


def _kind(item: Item) -> Hashable:
    return json.dumps([item.get("kind"), item.get("type")], default=str)


def _of_item(old: Item, new: Item) -> Iterator[str]:
    """What differs, in the order of the editor's form; what is not there by the field's name."""
    names = [*LABELS, *(name for name in {**old, **new} if name not in LABELS)]
    changed = [name for name in names if old.get(name) != new.get(name)]
    if not changed:
        return
    called = item_in_words({name: old[name] for name in NAMING if name in old})
    called = called[:1].upper() + called[1:]
    if moves := [name for name in ("x", "y") if name in changed]:
        yield _moved(called, old, new, moves)
    for name in changed:
        if name in moves:
            continue
        values = {"item": called, "what": _label(name)}
        if name == "locked":
            yield (
                _("%(item)s was locked.") if new.get(name) else _("%(item)s was unlocked.")
            ) % values
        elif name == "cases" or name not in LABELS:
            yield _("%(item)s: %(what)s was changed.") % values
        else:
            show = _shown(name, old)
            values |= {"old": show(old.get(name)), "new": _shown(name, new)(new.get(name))}
            yield _("%(item)s: %(what)s %(old)s → %(new)s.") % values


def _moved(called: str, old: Item, new: Item, names: Sequence[str]) -> str:
    texts = {
        ("x",): _("%(item)s moved from %(old)s to %(new)s, from the left."),
        ("y",): _("%(item)s moved from %(old)s to %(new)s, from the top."),
        ("x", "y"): _("%(item)s moved from %(old)s to %(new)s, from the left and the top."),
    }
    ends = (" × ".join(_shown(name, item)(item.get(name)) for name in names) for item in (old, new))
    return texts[tuple(names)] % dict(zip(("old", "new"), ends, strict=True), item=called)


def _label(name: str) -> str:
    if name == "cases":
        return _("a text that differs from diploma to diploma")
    label = str(LABELS.get(name, f"“{_short(name)}”"))
    return label[:1].lower() + label[1:]


def _shown(name: str, item: Item) -> Callable[[Any], str]:
    """How a value of the field is written."""
    checks = {"fontWeight": is_bold, "fontStyle": is_italic}
    is_check = name in {"bold", "italic", "centerH", "centerV", *checks}
    unit = ("%" if is_of_contract(item) else "mm") if name in LENGTHS else ""
    unit = _("points") if name in IN_POINTS else unit
    known = {"align": ALIGNMENTS, "color": NAMED_COLORS, "fill": NAMED_COLORS}.get(name, {})

    def show(value: Any) -> str:
        if is_check:
            return _("yes") if checks.get(name, bool)(value) else _("no")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{with_own_point(f'{value:g}')} {unit}".strip()
        if value is None or value == "":
            return "–"
        if isinstance(value, str):
            return str(known.get(value) or f"“{_short(value)}”")
        return "…"

    return show


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
