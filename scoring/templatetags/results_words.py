"""How templates show results that were computed for the API."""

from datetime import date

from django import template
from django.utils.formats import date_format

from foundation.text.decimals import with_own_point
from scoring.boards.board_words import board_words, category_words, gender_words
from scoring.standings.tie_words import tie_words

register = template.Library()

register.filter("own_point", with_own_point)
register.filter("gender_words", gender_words)
register.filter("category_words", category_words)
register.simple_tag(board_words)
register.simple_tag(tie_words)


@register.filter
def iso_day(text: str) -> str:
    """A day of the API, for people."""
    return date_format(date.fromisoformat(text))
