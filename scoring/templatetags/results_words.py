"""How templates show results that were computed for the API."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from foundation.text.decimals import with_own_point
from scoring.boards import board_words
from scoring.public.row_html import board_rows
from scoring.standings.tie_words import tie_words

register = template.Library()

register.filter("own_point", with_own_point)
for words in (
    board_words.unplaced_words,
    board_words.letters_meaning,
    board_words.total_words,
):
    register.filter(words)
for words in (board_words.board_words, board_words.place_text, tie_words, board_rows):
    register.simple_tag(words)


@register.filter
def iso_day(text: str) -> str:
    """A day of the API, for people."""
    return date_format(date.fromisoformat(text))


@register.filter
def iso_moment(text: str) -> str:
    """A moment of the API, for people."""
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")
