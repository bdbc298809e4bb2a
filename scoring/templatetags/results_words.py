"""How templates show results that were computed for the API."""

from django import template

from foundation.text.decimals import with_own_point

register = template.Library()

register.filter("own_point", with_own_point)
