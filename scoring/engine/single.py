"""One result or one attempt: read, rounded, held within the limits, and shown."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from django.utils.translation import gettext as _

from foundation.text.decimals import with_own_point
from foundation.text.names import fold
from scoring.engine.marks import LARGEST, Choice, Rule, ValueRefused, shorten
from scoring.engine.numbers import read_number, show_number
from scoring.engine.statuses import OFFERED
from scoring.engine.times import read_time, show_time

PASSED = {"1", "true", "yes", "ano", "✓", "✔"}
FAILED = {"0", "false", "no", "ne", "✗", "✘"}
SECONDS = "s"
EMOJI_STYLE = "\ufe0f"
"""What phones put after a ✔ so that it is drawn in colour."""


def read_one(text: str, rule: Rule, *, may_be_zero: bool = False) -> int:
    """One attempt's text -> thousandths, rounded to the precision and within the limits.

    may_be_zero: also where it is a time, such as penalty seconds that are added to one.
    """
    if rule.is_boolean:
        return _read_boolean(text)
    if rule.choices:
        return _read_choice(text, rule.choices)
    exact = read_time(text, rule) if rule.is_time else read_number(text)
    if abs(exact) > LARGEST:
        raise ValueRefused(_("“%(text)s” is too large.") % {"text": shorten(text)})
    if rule.is_time and not (exact or may_be_zero):
        raise no_time(text)
    value = rounded(exact, rule)
    if rule.minimum is not None and value < rule.minimum:
        raise ValueRefused(
            _("“%(text)s” is below the lowest possible value, %(limit)s.")
            % {"text": shorten(text), "limit": with_own_point(display(rule.minimum, rule))}
        )
    if rule.maximum is not None and value > rule.maximum:
        raise ValueRefused(
            _("“%(text)s” is above the highest possible value, %(limit)s.")
            % {"text": shorten(text), "limit": with_own_point(display(rule.maximum, rule))}
        )
    return value


def no_time(text: str) -> ValueRefused:
    """The refusal of a time of zero: nothing that is run takes no time."""
    return ValueRefused(
        _("“%(text)s” is no time. No time measured? Type DNF or NM.") % {"text": shorten(text)}
    )


def rounded(exact: Fraction, rule: Rule) -> int:
    """To the precision: times up, everything else down, as athletics does."""
    steps = exact / rule.step
    return (ceil(steps) if rule.is_time else floor(steps)) * rule.step


def canonical(value: int, rule: Rule) -> str:
    """The value as the API and exports give it: a plain decimal, "83.4"; pass/fail "1" or "0"."""
    return show_number(value)


def display(value: int, rule: Rule) -> str:
    """The value for people: "1:23.40", "2.00" metres, "5.2" points, a choice's label; pass/fail as
    ✓ or ✗. With a point: `with_own_point` gives it the decimal mark of the reader's language.
    """
    if rule.is_boolean:
        return "✓" if value else "✗"
    if rule.is_time:
        return show_time(value, rule)
    if not rule.takes_attempts:
        for choice in rule.choices:
            if choice.points == value:
                return choice.label
    return show_number(value, rule.places_after_point if rule.shows_all_places else 0)


def unit_of(kind: str, unit: str) -> str:
    """What the values of an activity are counted in: of times seconds, else the unit as set."""
    return SECONDS if kind == "TIME_LOW" else unit


def unit_beside(shown: str, plain: str, kind: str, unit: str) -> str:
    """The unit to stand behind a value: none behind minutes, a label of a set of scores, or passed
    and failed. shown, plain: the value by `display` and by `canonical`.
    """
    is_word = kind == "BOOLEAN" or (kind == "SCORE_SET" and shown != plain)
    return "" if is_word or ":" in shown else unit_of(kind, unit)


def _read_boolean(text: str) -> int:
    word = fold(text).removesuffix(EMOJI_STYLE)
    if word in PASSED:
        return 1000
    if word in FAILED:
        return 0
    raise ValueRefused(
        _("“%(text)s” is neither passed nor failed: type 1 or 0, or %(words)s.")
        % {"text": shorten(text), "words": OFFERED}
    )


def _read_choice(text: str, choices: Sequence[Choice]) -> int:
    word = fold(text)
    for choice in choices:
        if fold(choice.label) == word:
            return choice.points
    try:
        exact = read_number(text)
    except ValueRefused:
        exact = None
    for choice in choices:
        if choice.points == exact:
            return choice.points
    raise ValueRefused(
        _("“%(text)s” is not one of the scores here: %(choices)s. Or type %(words)s.")
        % {
            "text": shorten(text),
            "choices": ", ".join(choice.label for choice in choices),
            "words": OFFERED,
        }
    )
