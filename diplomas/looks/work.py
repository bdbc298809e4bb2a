"""How much work a template's page is, and how much it may be. Pure.

Texts cost as much as they have letters, wherever they are broken; ornaments as their curves.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from diplomas.looks.bounds import (
    LONGEST,
    LONGEST_NAME,
    LONGEST_STATIC,
    MOST_ITEMS,
    MOST_LETTERS,
    MOST_ORNAMENTS,
)
from diplomas.looks.contract_items import STATIC, is_of_contract

ORNAMENTS = {"frame", "divider", "medal", "qr"}


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
        return LONGEST if "{" in str(text) else min(len(str(text or "")), LONGEST)
    if item.get("type") == STATIC:
        return min(len(text), LONGEST_STATIC) if isinstance(text, str) else 0
    return LONGEST_NAME if isinstance(item.get("key"), str) else 0
