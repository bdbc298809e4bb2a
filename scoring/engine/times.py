"""Durations: from text to milliseconds and back. The accepted forms: docs/scoring.md, "Times"."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

from django.utils.translation import gettext as _

from foundation.text.decimals import with_own_point
from scoring.engine.marks import Rule, ValueRefused, shorten
from scoring.engine.numbers import read_number
from scoring.engine.statuses import OFFERED

FIELD = r"[0-9]+|[0-9]*[.,][0-9]+|[0-9]+[.,]|[0-9]+:[0-9.,:]*|:[0-9.,]+"
"""A piece of a time that a blank has cut into pieces."""
MOST_PIECES = 3


def read_time(text: str, rule: Rule) -> Fraction:
    """A duration -> milliseconds, exactly."""
    refused = ValueRefused(
        _("“%(text)s” is not a time. Type it such as 83.4 or 1:23.4, or %(words)s.")
        % {"text": shorten(text), "words": OFFERED}
    )
    if re.search(r"\s", text):
        raise _with_blanks(text, rule) or refused
    parts = text.replace(",", ".").split(":")
    if len(parts) == 3 and not (rule.allows_hours or parts[0] == "00"):
        minutes, seconds, hundredths = parts
        if not re.fullmatch(r"[0-9]{2}", hundredths) or "." in seconds:
            raise refused
        parts = [minutes, f"{seconds}.{hundredths}"]
    if len(parts) > 3 or not re.fullmatch(r"[0-9]*\.?[0-9]*", parts[-1]):
        raise refused
    *larger, last = parts
    if not last.strip(".") or any(not re.fullmatch(r"[0-9]{1,9}", part) for part in larger):
        raise refused
    total = read_number(last)
    for position, part in enumerate(reversed(larger), start=1):
        total += int(part) * 1000 * 60**position
    under_sixty = [last, *larger[1:]] if larger else []
    if any(read_number(part) >= 60_000 for part in under_sixty):
        raise ValueRefused(
            _("“%(text)s”: after a colon there must be less than 60.") % {"text": shorten(text)}
        )
    return total


def show_time(value: int, rule: Rule) -> str:
    """At the activity's precision; a value kept from when it was finer loses nothing.

    Where times are typed as digits it never is digits alone: typed again, "5" could be 0.05.
    """
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


def stands_alone(turn: str) -> bool:
    """Whether the text looks like a time of its own, not like a piece of one: 12.3, 1:23, 942.

    One or two digits alone may as well be the minutes or the seconds of the time beside them.
    """
    return not re.fullmatch(r"[0-9]{1,2}", turn)


def refuse_pieces(turns: Sequence[str], rule: Rule) -> None:
    """Raises ValueRefused for times with only blanks between them that may be pieces of one."""
    if len(turns) < 2 or all(map(stands_alone, turns)):
        return
    text = " ".join(turns)
    several = {"text": shorten(text), "list": shorten("; ".join(turns))}
    if offers := _offers(text, rule):
        raise ValueRefused(
            _(
                "“%(text)s” has blanks inside. Did you mean %(times)s? Type it so. Between several"
                " times put a semicolon: %(list)s."
            )
            % {**several, "times": offers}
        )
    raise ValueRefused(
        _("“%(text)s” may be one time or several. Between several times put a semicolon: %(list)s.")
        % several
    )


def _with_blanks(text: str, rule: Rule) -> ValueRefused | None:
    """The refusal of pieces that could be one time, with what was probably meant."""
    if not (offers := _offers(text, rule)):
        return None
    sentence = _("“%(text)s” has blanks inside. Did you mean %(times)s? Type it so.")
    return ValueRefused(sentence % {"text": shorten(text), "times": offers})


def _offers(text: str, rule: Rule) -> str:
    """The times that the pieces could be, such as "9:58 or 9.58"; "" where they are none."""
    pieces = text.split()
    if len(pieces) > MOST_PIECES or not all(re.fullmatch(FIELD, piece) for piece in pieces):
        return ""
    times = [with_own_point(joined.replace(",", ".")) for joined in _joined(pieces, rule)]
    return _(" or ").join(dict.fromkeys(times))


def _joined(pieces: Sequence[str], rule: Rule) -> Iterator[str]:
    """The ways to join the pieces that read as a time, none of them zero."""
    for marks in product(*(_marks_between(left, right) for left, right in pairwise(pieces))):
        joined = "".join(map("".join, zip(pieces, [*marks, ""], strict=True)))
        if joined.count(".") + joined.count(",") > 1 or (
            joined.count(":") > 1 and not rule.allows_hours
        ):
            continue
        try:
            if read_time(joined, rule):
                yield joined
        except ValueRefused:
            continue


def _marks_between(left: str, right: str) -> list[str]:
    """What can stand between two pieces instead of the blank."""
    if left[-1] in ".,:" or right[0] in ".,:":
        return [""]
    whole = re.split("[.,:]", right)[0]
    marks = [":"] if len(whole) == 2 and not re.search("[.,]", left) else []
    return [*marks, "."] if right == whole and len(whole) <= 2 else marks
