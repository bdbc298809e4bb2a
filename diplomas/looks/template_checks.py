"""What may be stored in a diploma template, whichever way it comes."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diplomas.fonts.font_checks import font_problem
from diplomas.looks.bounds import (
    LONGEST,
    LONGEST_NAME,
    LONGEST_STATIC,
    MOST_ITEMS,
    MOST_LETTERS,
    MOST_ORNAMENTS,
)
from diplomas.looks.cases import texts_of
from diplomas.looks.contract_items import STATIC, is_of_contract
from diplomas.looks.item_checks import item_problems
from foundation.text.database_text import is_deeper, is_storable

ORNAMENTS = {"frame", "divider", "medal", "qr"}
"""Texts cost as much as they have letters, wherever they are broken; these as their curves."""
MOST_FONTS = 20
LARGEST_ITEMS = 1024 * 1024
LARGEST_FONTS = 8 * 1024 * 1024
"""As JSON, in bytes. With the largest image they fit in what the API reads at once."""
DEEPEST = 10
"""Levels of lists and objects in one item or font."""


def check_items(items: Any) -> None:
    """Raises ValidationError unless they are a list of JSON objects within the bounds, each of
    them an item, which a page can be drawn from in a moment (`check_work`); by field
    ("items.1.fontSize") where items are to blame.
    """
    check_objects(items, most=MOST_ITEMS, largest=LARGEST_ITEMS)
    problems = {
        f"items.{index}.{field}": _("Item %(number)d, %(field)s: %(problem)s")
        % {"number": index + 1, "field": field, "problem": problem}
        for index, item in enumerate(items)
        for field, problem in item_problems(item).items()
    }
    if problems:
        raise ValidationError(problems)
    check_work(items)


def check_fonts(fonts: Any, is_kept: Callable[[bytes], bool]) -> None:
    """As `check_items`; every font has a name of its own and a file that may be embedded:
    {"name": "Lato", "data": "data:font/ttf;base64,…"}. is_kept: as `font_problem` has it.
    """
    check_objects(fonts, most=MOST_FONTS, largest=LARGEST_FONTS)
    names = [font.get("name") for font in fonts]
    if not all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME for name in names):
        raise ValidationError(_("Every font needs a name of at most 255 characters."))
    if len(set(names)) < len(names):
        raise ValidationError(_("Every font needs a name of its own."))
    problems = {}
    for index, font in enumerate(fonts):
        if problem := font_problem(font.get("data"), is_kept):
            words = {"name": font["name"], "problem": problem.sentence}
            problems[f"fonts.{index}.data"] = _("Font “%(name)s”: %(problem)s") % words
            if problem.is_costly:
                break  # nobody waits for twenty of them
    if problems:
        raise ValidationError(problems)


def check_objects(objects: Any, *, most: int, largest: int) -> None:
    """Raises ValidationError unless they are a list of at most so many JSON objects, of so many
    bytes together, as a database can store them; what is in each stays open.
    """
    if not isinstance(objects, list) or not all(isinstance(each, dict) for each in objects):
        raise ValidationError(_("This must be a list of JSON objects."))
    if len(objects) > most:
        raise ValidationError(_("There may be at most %(most)d of them.") % {"most": most})
    if any(is_deeper(each, DEEPEST) for each in objects):
        raise ValidationError(_("This is nested too deeply."))
    if not is_storable(objects):
        raise ValidationError(_("This JSON cannot be stored. Simplify it."))
    if len(json.dumps(objects, ensure_ascii=False).encode()) > largest:
        raise ValidationError(
            _("This is too large: at most %(size)d MB.") % {"size": largest // 1024**2},
            code="too_large",
        )


def check_work(items: Sequence[Any]) -> None:
    """Raises ValidationError where a page with these items would be too much work.

    They may be any, as templates have them that are older than the checks.
    """
    drawn = [item for item in items[:MOST_ITEMS] if isinstance(item, Mapping)]
    letters = sum(map(_most_letters, drawn))
    if letters > MOST_LETTERS:
        raise ValidationError(
            _(
                "All texts together may have at most %(most)d characters, and these may have"
                " %(count)d: shorten them. A text with a placeholder counts as long as it may get."
            )
            % {"most": MOST_LETTERS, "count": letters}
        )
    ornaments = sum(str(item.get("kind")) in ORNAMENTS for item in drawn)
    if ornaments > MOST_ORNAMENTS:
        raise ValidationError(
            _(
                "There may be at most %(most)d frames, dividers, medals and QR codes; there are"
                " %(count)d."
            )
            % {"most": MOST_ORNAMENTS, "count": ornaments}
        )


def _most_letters(item: Mapping[str, Any]) -> int:
    """How long the item's text may get, whatever the values."""
    text = item.get("text")
    if not is_of_contract(item):
        texts = texts_of(item)
        return LONGEST if any("{" in each for each in texts) else max(map(len, texts), default=0)
    if item.get("type") == STATIC:
        return min(len(text), LONGEST_STATIC) if isinstance(text, str) else 0
    return LONGEST_NAME if isinstance(item.get("key"), str) else 0
