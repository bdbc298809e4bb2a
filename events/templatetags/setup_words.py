"""Words that the pages of the set-up say."""

from django import template

from events.life.readiness import few as few_names

register = template.Library()


@register.filter
def few(names: list[str]) -> str:
    """“Eva, Jana, Petr and 5 more”."""
    return few_names(names)
