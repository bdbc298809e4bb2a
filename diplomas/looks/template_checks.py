"""What may be stored in a diploma template, whichever way it comes."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diplomas.fonts.own_fonts import font_problem
from diplomas.looks.bounds import LONGEST_NAME, MOST_ITEMS
from diplomas.looks.item_checks import item_problems
from diplomas.looks.work import check_work
from foundation.text.database_text import is_deeper, is_storable

MOST_FONTS = 20
LARGEST_ITEMS = 1024 * 1024
LARGEST_FONTS = 8 * 1024 * 1024
"""As JSON, in bytes. With the largest image they fit in what the API reads at once."""
DEEPEST = 10
"""Levels of lists and objects in one item or font."""


def check_items(items: Any) -> None:
    """Raises ValidationError unless they are a list of JSON objects within the bounds, each of
    them an item, which a page can be drawn from in a moment (`work`); by field
    ("items.1.fontSize") where items are to blame.
    """
    _check_objects(items, most=MOST_ITEMS, largest=LARGEST_ITEMS)
    problems = {
        f"items.{index}.{field}": _("Item %(number)d, %(field)s: %(problem)s")
        % {"number": index + 1, "field": field, "problem": problem}
        for index, item in enumerate(items)
        for field, problem in item_problems(item).items()
    }
    if problems:
        raise ValidationError(problems)
    check_work(items)


def check_fonts(fonts: Any) -> None:
    """As `check_items`; every font has a name of its own and a file that may be embedded:
    {"name": "Lato", "data": "data:font/ttf;base64,…"}.
    """
    _check_objects(fonts, most=MOST_FONTS, largest=LARGEST_FONTS)
    names = [font.get("name") for font in fonts]
    if not all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME for name in names):
        raise ValidationError(_("Every font needs a name of at most 255 characters."))
    if len(set(names)) < len(names):
        raise ValidationError(_("Every font needs a name of its own."))
    problems = {
        f"fonts.{index}.data": _("Font “%(name)s”: %(problem)s")
        % {"name": font["name"], "problem": problem}
        for index, font in enumerate(fonts)
        if (problem := font_problem(font.get("data")))
    }
    if problems:
        raise ValidationError(problems)


def _check_objects(objects: Any, *, most: int, largest: int) -> None:
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
