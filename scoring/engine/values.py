"""From the text a judge typed to the value that ranks, and back to text for people.

A value is an integer in thousandths of the activity's unit: milliseconds, millimetres,
milli-points. Nothing is ever ranked on a float or on text. The rules: docs/scoring.md, "Values".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from django.utils.translation import gettext as _

from foundation.text.database_text import NOT_TEXT
from foundation.text.decimals import with_own_point
from foundation.text.names import fold

LARGEST = 10**12
"""The largest value either side of zero, in thousandths."""
LONGEST = 200
"""The longest text that is read, in characters; enough for a list of attempts."""
MARKS_TO_TRIM = 4
"""The least number of marks of which the highest and the lowest are left out."""


class ValueRefused(ValueError):
    """The text does not fit the activity. Its message tells the person what fits."""


class Status(StrEnum):
    """How a participant's turn ended. Blank is none of these: nothing was entered yet."""

    OK = "OK"
    NM = "NM"  # no valid mark
    DNF = "DNF"  # did not finish
    DQ = "DQ"  # disqualified
    DNS = "DNS"  # did not start
    WD = "WD"  # withdrawn from the event


@dataclass(frozen=True, slots=True)
class Choice:
    """One score of a predefined set; points in thousandths."""

    label: str
    points: int


@dataclass(frozen=True, slots=True)
class Rule:
    """How an activity reads, bounds and combines what is typed. Limits in thousandths."""

    type: str
    unit: str = ""
    decimals: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    plausible_minimum: int | None = None
    plausible_maximum: int | None = None
    allows_hours: bool = False
    digits: bool = False
    choices: tuple[Choice, ...] = ()
    combine: str = "SINGLE"
    best_count: int | None = None

    @property
    def is_time(self) -> bool:
        return self.type == "TIME_LOW"

    @property
    def is_boolean(self) -> bool:
        return self.type == "BOOLEAN"

    @property
    def lower_is_better(self) -> bool:
        return self.type in {"TIME_LOW", "NUMERIC_LOW"}

    @property
    def takes_attempts(self) -> bool:
        return self.combine != "SINGLE" and not self.is_boolean

    @property
    def places_after_point(self) -> int:
        """Decimal places of a value: as set, else 2 for times and metres, else at most 3."""
        if self.decimals is not None:
            return self.decimals
        return 2 if self.is_time or self.unit.strip() == "m" else 3

    @property
    def step(self) -> int:
        """The precision, in thousandths."""
        return 10 ** (3 - self.places_after_point)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a text means. `value` in thousandths when the status is OK, else None.

    `attempts`: the valid attempts, best first, where the activity takes several; else empty.
    `reason`: why somebody was disqualified, where the judge wrote it.
    """

    status: Status
    value: int | None = None
    attempts: tuple[int, ...] = ()
    reason: str = ""


STATUS_WORDS = {
    "dns": Status.DNS,
    "dnf": Status.DNF,
    "nm": Status.NM,
    "dq": Status.DQ,
    "-": Status.NM,
    "–": Status.NM,
    "—": Status.NM,
}
PASSED = {"1", "true", "yes", "ano", "✓", "✔"}
FAILED = {"0", "false", "no", "ne", "✗", "✘"}
EMOJI_STYLE = "\ufe0f"
"""What phones put after a ✔ so that it is drawn in colour."""
FOUL = {"x", "×", "✗", "✘"}
PASSED_TURN = {"-", "–", "—"}
NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
DISQUALIFIED = re.compile(
    r"dq[\s:,–-]+(?:\((?P<in_brackets>[^()]+)\)|(?P<reason>.+))", re.IGNORECASE
)


def parse(text: str, rule: Rule) -> Mark:
    """Text as typed -> its meaning under the rule.

    White space around is ignored, a comma is a dot, and the words dns, dnf, nm, dq and "-" stand
    for a status in any activity. Raises ValueRefused with a sentence that says what fits.
    """
    text = text.strip()
    if not text:
        raise ValueRefused(_("Type a result."))
    check_storable(text)
    if (status := STATUS_WORDS.get(text.lower())) is not None:
        return Mark(status)
    if (disqualified := DISQUALIFIED.fullmatch(text)) is not None:
        reason = disqualified["in_brackets"] or disqualified["reason"]
        return Mark(Status.DQ, reason=reason.strip())
    if rule.is_boolean:
        return Mark(Status.OK, _read_boolean(text))
    if rule.takes_attempts:
        return _read_attempts(text, rule)
    return Mark(Status.OK, _read_one(text, rule))


def check_storable(text: str) -> None:
    """Raises ValueRefused where the text is too long to keep, or is not text at all."""
    if len(text) > LONGEST:
        raise ValueRefused(_("This is too long for a result."))
    if NOT_TEXT.search(text):
        raise ValueRefused(_("This is not a text. Type the result again."))


def doubts(mark: Mark, rule: Rule) -> list[str]:
    """Sentences about values outside the plausible range. They warn; nothing is refused.

    Like the limits, the range is one of single attempts, not of their sum.
    """
    values = mark.attempts or (() if mark.value is None else (mark.value,))
    lowest, highest = rule.plausible_minimum, rule.plausible_maximum
    sentences = []
    for value in dict.fromkeys(values):
        if lowest is not None and value < lowest:
            sentence = _("%(value)s is unusually low. Is it right?")
        elif highest is not None and value > highest:
            sentence = _("%(value)s is unusually high. Is it right?")
        else:
            continue
        sentences.append(sentence % {"value": with_own_point(display(value, rule))})
    return sentences


def canonical(value: int, rule: Rule) -> str:
    """The value as the API and exports give it: a plain decimal, "83.4"; pass/fail "1" or "0".

    Where times are typed as digits it always has a point, for "83" would be read as 0.83 s.
    """
    sign = "-" if value < 0 else ""
    whole, thousandths = divmod(abs(value), 1000)
    fraction = f"{thousandths:03d}".rstrip("0")
    if rule.is_time and rule.digits:
        fraction = fraction or "0"
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def display(value: int, rule: Rule) -> str:
    """The value for people: "1:23.40", "5.2", a choice's label; pass/fail as ✓ or ✗. With a point:
    `with_own_point` gives it the decimal mark of the reader's language.
    """
    if rule.is_boolean:
        return "✓" if value else "✗"
    if rule.is_time:
        return _display_time(value, rule)
    if not rule.takes_attempts:
        for choice in rule.choices:
            if choice.points == value:
                return choice.label
    return canonical(value, rule)


def _read_boolean(text: str) -> int:
    word = fold(text).removesuffix(EMOJI_STYLE)
    if word in PASSED:
        return 1000
    if word in FAILED:
        return 0
    raise ValueRefused(
        _("“%(text)s” is neither passed nor failed: type 1 or 0.") % {"text": shorten(text)}
    )


def _read_one(text: str, rule: Rule) -> int:
    """One attempt's text -> thousandths, rounded to the precision and within the limits."""
    if rule.choices:
        return _read_choice(text, rule.choices)
    exact = _read_time(text, rule) if rule.is_time else _read_number(text)
    if abs(exact) > LARGEST:
        raise ValueRefused(_("“%(text)s” is too large.") % {"text": shorten(text)})
    value = _round(exact, rule)
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


def _read_choice(text: str, choices: Sequence[Choice]) -> int:
    word = fold(text)
    for choice in choices:
        if fold(choice.label) == word:
            return choice.points
    try:
        exact = _read_number(text)
    except ValueRefused:
        exact = None
    for choice in choices:
        if choice.points == exact:
            return choice.points
    raise ValueRefused(
        _("“%(text)s” is not one of the scores here: %(choices)s.")
        % {"text": shorten(text), "choices": ", ".join(choice.label for choice in choices)}
    )


def _read_number(text: str) -> Fraction:
    """A finite decimal -> thousandths, exactly."""
    match = NUMBER.fullmatch(text.replace(",", ".").replace("−", "-"))
    if match is None or not (match[2] or match[3]):
        raise ValueRefused(
            _("“%(text)s” is not a number. Type one such as 12 or 12.5.") % {"text": shorten(text)}
        )
    fraction = match[3] or ""
    number = Fraction(int((match[2] or "0") + fraction), 10 ** len(fraction)) * 1000
    return -number if match[1] == "-" else number


def _read_time(text: str, rule: Rule) -> Fraction:
    """A duration -> milliseconds, exactly. The accepted forms: docs/scoring.md, "Values"."""
    refused = ValueRefused(
        _("“%(text)s” is not a time. Type it such as 83.4 or 1:23.4.") % {"text": shorten(text)}
    )
    if rule.digits and re.fullmatch(r"[0-9]{1,9}", text):
        text = f"{text[:-4] or '0'}:{text[-4:-2] or '0'}.{text[-2:]:0>2}"
    parts = text.replace(",", ".").split(":")
    if len(parts) == 3 and not rule.allows_hours:
        minutes, seconds, hundredths = parts
        if not re.fullmatch(r"[0-9]{2}", hundredths) or "." in seconds:
            raise refused
        parts = [minutes, f"{seconds}.{hundredths}"]
    if len(parts) > 3 or not re.fullmatch(r"[0-9]*\.?[0-9]*", parts[-1]):
        raise refused
    *larger, last = parts
    if not last.strip(".") or any(not re.fullmatch(r"[0-9]{1,9}", part) for part in larger):
        raise refused
    total = _read_number(last)
    for position, part in enumerate(reversed(larger), start=1):
        total += int(part) * 1000 * 60**position
    under_sixty = [last, *larger[1:]] if larger else []
    if any(_read_number(part) >= 60_000 for part in under_sixty):
        raise ValueRefused(
            _("“%(text)s”: after a colon there must be less than 60.") % {"text": shorten(text)}
        )
    return total


def _read_attempts(text: str, rule: Rule) -> Mark:
    """A list such as "5,20 x 5,35 -" -> the combined value and the valid attempts, best first.

    Nobody gains by a foul: `_counting` says what it costs. A passed turn is left out.
    """
    turns = [turn for turn in re.split(r"[\s;+]+", text) if turn]
    if not turns:
        raise ValueRefused(_("Type a result."))
    marks = [
        None if turn.lower() in FOUL else _read_one(turn, rule)
        for turn in turns
        if turn not in PASSED_TURN
    ]
    best_first = tuple(
        sorted((mark for mark in marks if mark is not None), reverse=not rule.lower_is_better)
    )
    if not best_first:
        return Mark(Status.NM)
    if rule.combine == "TRIMMED_MEAN" and len(marks) < MARKS_TO_TRIM:
        raise ValueRefused(
            _("It takes at least %(count)d marks to leave out the highest and the lowest.")
            % {"count": MARKS_TO_TRIM}
        )
    counting = _counting(marks, best_first, rule, is_complete=len(best_first) == len(turns))
    if not counting:
        return Mark(Status.NM, attempts=best_first)
    value = _round(_combine(counting, rule), rule)
    if abs(value) > LARGEST:
        raise ValueRefused(_("“%(text)s” is too large.") % {"text": shorten(text)})
    return Mark(Status.OK, value, best_first)


def _counting(
    marks: Sequence[int | None], best_first: Sequence[int], rule: Rule, *, is_complete: bool
) -> Sequence[int]:
    """The marks that are combined; none where there is no valid mark. None in `marks`: a foul.

    Where the highest wins, a foul is worth nothing: 0 in a sum or a mean. Where the lowest wins,
    0 would win; so a foul leaves no valid sum or mean, and neither does a turn passed in a sum.
    """
    match rule.combine:
        case "LAST":
            return [] if marks[-1] is None else [marks[-1]]
        case "BEST":
            return best_first[:1]
        case "BEST_K":
            enough = len(best_first) >= (rule.best_count or 1) or not rule.lower_is_better
            return best_first[: rule.best_count] if enough else []
        case "SUM" if rule.lower_is_better and not is_complete:
            return []
        case _ if rule.lower_is_better and None in marks:
            return []
    return [mark or 0 for mark in marks]


def _combine(marks: Sequence[int], rule: Rule) -> Fraction:
    """Marks that count -> one value, exactly."""
    in_order = sorted(marks)
    middle = len(in_order) // 2
    match rule.combine:
        case "BEST" | "LAST" | "SUM" | "BEST_K":
            return Fraction(sum(marks))
        case "MEAN":
            return Fraction(sum(marks), len(marks))
        case "MEDIAN":
            return Fraction(in_order[middle] + in_order[-middle - 1], 2)
        case "TRIMMED_MEAN":
            return Fraction(sum(in_order[1:-1]), len(in_order) - 2)
    raise ValueError(f"unknown way to combine attempts: {rule.combine}")


def _round(exact: Fraction, rule: Rule) -> int:
    """To the precision: times up, everything else down, as athletics does."""
    steps = exact / rule.step
    return (ceil(steps) if rule.is_time else floor(steps)) * rule.step


def _display_time(value: int, rule: Rule) -> str:
    """At the activity's precision; a value kept from when it was finer loses nothing."""
    seconds, thousandths = divmod(value, 1000)
    minutes, seconds = divmod(seconds, 60)
    places = rule.places_after_point
    digits = f"{thousandths:03d}"
    fraction = digits[:places] + digits[places:].rstrip("0")
    fraction = f".{fraction}" if fraction else ""
    if not minutes and (fraction or not rule.digits):
        return f"{seconds}{fraction}"
    if rule.allows_hours and minutes >= 60:
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}{fraction}"
    return f"{minutes}:{seconds:02d}{fraction}"


def shorten(text: str) -> str:
    """What is quoted back in a sentence: never more than a line."""
    return text if len(text) <= 30 else f"{text[:29]}…"
