"""What may be stored in a diploma template, whichever way it comes.

`items` and `fonts` belong to the client that made them: any JSON objects, kept as they are. What
`layout` does not know it passes over.
"""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diplomas.looks.layout import MOST_ITEMS
from foundation.text.database_text import is_deeper, is_storable

MOST_FONTS = 20
LARGEST_ITEMS = 1024 * 1024
LARGEST_FONTS = 8 * 1024 * 1024
"""As JSON, in bytes. With the largest image they fit in what the API reads at once."""
DEEPEST = 10
"""Levels of lists and objects in one item or font."""
LONGEST_FONT_NAME = 255


def check_items(items: Any) -> None:
    """Raises ValidationError unless they are a list of JSON objects within the bounds."""
    _check_objects(items, most=MOST_ITEMS, largest=LARGEST_ITEMS)


def check_fonts(fonts: Any) -> None:
    """As `check_items`; besides, every font has a name of its own: {"name": "Lato", …}."""
    _check_objects(fonts, most=MOST_FONTS, largest=LARGEST_FONTS)
    names = [font.get("name") for font in fonts]
    if not all(isinstance(name, str) and 0 < len(name) <= LONGEST_FONT_NAME for name in names):
        raise ValidationError(_("Every font needs a name of at most 255 characters."))
    if len(set(names)) < len(names):
        raise ValidationError(_("Every font needs a name of its own."))


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
