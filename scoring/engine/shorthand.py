"""Times typed as digits alone, on a phone's keypad: what they may stand for. Pure.

Only pages where people type know this shorthand; to a program, and in a file, 83 is 83 seconds.
"""

import re
from dataclasses import dataclass, replace

from foundation.text.decimals import with_own_point
from scoring.engine.attempts import check_pieces
from scoring.engine.values import Rule, ValueRefused, display, parse

DIGITS = re.compile(r"[0-9]{1,9}")
SEPARATORS = re.compile(r"([\s;+]+)")
"""What stands between attempts; kept when a list of them is taken apart."""
A_SECOND = 1000
"""No race takes less, unless the activity's plausible range begins lower."""


@dataclass(frozen=True, slots=True)
class Reading:
    """text: means the same wherever it is entered. shown: for people, "9.42 s" or "15:42"."""

    text: str
    shown: str


def readings(text: str, rule: Rule) -> list[Reading]:
    """What the text may stand for: one where it is clear, two for the person to choose from.

    Digits without separators are hundredths from the right ("942" is 9.42) or whole seconds:
    whichever falls into the plausible range, both where both or none do. Of several attempts all
    that are not clear are read in the same way. Any other text, and what cannot be read at all,
    stands for itself.
    """
    text = text.strip()
    parts = SEPARATORS.split(text) if rule.takes_attempts else [text]
    if not (rule.is_time and rule.digits and any(map(DIGITS.fullmatch, parts))):
        return [Reading(text, text)]
    if rule.takes_attempts and _may_be_pieces(text, rule):
        return [Reading(text, text)]  # the ledger asks what was meant
    one = replace(rule, combine="SINGLE")
    meanings = [_meanings(part, one) if DIGITS.fullmatch(part) else [part] for part in parts]
    whole = ["".join(choice[0] for choice in meanings), "".join(choice[-1] for choice in meanings)]
    return [Reading(each, _shown(each, rule)) for each in dict.fromkeys(whole)]


def _may_be_pieces(text: str, rule: Rule) -> bool:
    try:
        check_pieces(text, rule)
    except ValueRefused:
        return True
    return False


def as_hundredths(text: str) -> str:
    """Digits from the right as hundredths, seconds and minutes: "12345" -> "1:23.45"."""
    if len(text) <= 4:
        return f"{int(text[:-2] or 0)}.{text[-2:]:0>2}"
    return f"{int(text[:-4])}:{text[-4:-2]}.{text[-2:]}"


def in_hundredths(text: str) -> str:
    """A list of attempts in which all digits alone are hundredths."""
    parts = SEPARATORS.split(text)
    return "".join(as_hundredths(part) if DIGITS.fullmatch(part) else part for part in parts)


def _meanings(digits: str, one: Rule) -> list[str]:
    """One text, or two: as hundredths, then as seconds. `one`: the rule of a single attempt."""
    possible = [text for text in (as_hundredths(digits), digits) if _value(text, one) is not None]
    plausible = [text for text in possible if _is_plausible(_value(text, one), one)]
    if len(plausible) == 1:
        return plausible
    return possible or [digits]


def _value(text: str, one: Rule) -> int | None:
    try:
        return parse(text, one).value
    except ValueRefused:
        return None


def _is_plausible(value: int, one: Rule) -> bool:
    lowest = A_SECOND if one.plausible_minimum is None else one.plausible_minimum
    return lowest <= value and (one.plausible_maximum is None or value <= one.plausible_maximum)


def _shown(text: str, rule: Rule) -> str:
    if rule.takes_attempts or (value := _value(text, rule)) is None:
        return text
    shown = display(value, replace(rule, digits=False))
    if ":" in shown:
        return with_own_point(shown.removesuffix("." + "0" * rule.places_after_point))
    return f"{with_own_point(shown)} s"
