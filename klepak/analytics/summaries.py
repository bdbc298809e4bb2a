"""Values of an activity as a few numbers, and what two of these are apart. Pure.

Exact: values are thousandths of the unit, and a median between two of them is a fraction.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from statistics import quantiles
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.text.decimals import with_own_point
from scoring.engine.numbers import show_number
from scoring.engine.single import display, rounded
from scoring.engine.values import Rule, unit_of

MINUTE = 60_000


class Summary(NamedTuple):
    """Five numbers of `count` values, in thousandths. Quartiles as spreadsheets have them
    (inclusive): the lowest value is the quantile 0, the highest the quantile 1.
    """

    count: int
    lowest: Fraction
    lower_quartile: Fraction
    median: Fraction
    upper_quartile: Fraction
    highest: Fraction


def summary_of(values: Sequence[int]) -> Summary | None:
    """None where there are no values."""
    if not values:
        return None
    # Quarters of whole numbers of this size are floats without loss.
    middle = quantiles(values, n=4, method="inclusive") if values[1:] else [*values] * 3
    return Summary(len(values), *map(Fraction, (min(values), *middle, max(values))))


def as_shown(value: Fraction, rule: Rule) -> int:
    """In whole thousandths, as precise as the activity shows its results: a median is rounded as a
    result is, times up and everything else down.
    """
    return rounded(value, rule) if rule.shows_all_places else floor(value)


def in_format(value: Fraction, rule: Rule) -> str:
    """As pages show a result of the activity."""
    return with_own_point(display(as_shown(value, rule), rule))


def difference_in_words(now: Fraction, before: Fraction, rule: Rule) -> str:
    """How much better or worse, "0.3 s faster": the difference of what is shown of both."""
    apart = as_shown(now, rule) - as_shown(before, rule)
    if not apart:
        return _("the same")
    is_better = (apart < 0) == rule.lower_is_better
    amount = {"amount": _amount(abs(apart), rule)}
    if rule.is_time:
        return (_("%(amount)s faster") if is_better else _("%(amount)s slower")) % amount
    return (_("%(amount)s better") if is_better else _("%(amount)s worse")) % amount


def share_difference_in_words(now: int, before: int) -> str:
    """The same of two shares in percent."""
    apart = now - before
    if not apart:
        return _("the same")
    sentence = (
        ngettext("%(count)d percentage point more", "%(count)d percentage points more", apart)
        if apart > 0
        else ngettext(
            "%(count)d percentage point fewer", "%(count)d percentage points fewer", -apart
        )
    )
    return sentence % {"count": abs(apart)}


def percent(part: int, whole: int) -> int:
    """Rounded to whole ones, halves up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _amount(thousandths: int, rule: Rule) -> str:
    if rule.is_time and thousandths >= MINUTE:
        return with_own_point(display(thousandths, rule))
    number = show_number(thousandths, rule.places_after_point if rule.shows_all_places else 0)
    unit = unit_of(rule.type, rule.unit).strip()
    return " ".join(filter(None, [with_own_point(number), unit]))
