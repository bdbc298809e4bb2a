"""How a group's identifier is shown: a colour as a colour, everything else as it was written."""

import re

from django import template
from django.utils.html import format_html

register = template.Library()

COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
DOT = (
    '<svg viewBox="0 0 16 16" width="16" height="16" role="img" aria-label="{0}">'
    '<circle cx="8" cy="8" r="7" fill="{0}" stroke="currentColor"/></svg>'
)


@register.simple_tag
def group_mark(identifier: str) -> str:
    """ "#d62828" is a dot of that colour; "hnědá" or "7" is told."""
    return format_html(DOT, identifier) if COLOUR.fullmatch(identifier) else identifier
