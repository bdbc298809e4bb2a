"""How templates show results that were computed for the API."""

from django import template

from foundation.text.decimals import with_own_point
from scoring.boards.board_words import board_words, category_words, gender_words
from scoring.standings.tie_words import tie_words

register = template.Library()

register.filter("own_point", with_own_point)
register.filter("gender_words", gender_words)
register.filter("category_words", category_words)
register.simple_tag(board_words)
register.simple_tag(tie_words)
