"""High jump and pole vault: attempts at each height, read from one text.

"1.10 o 1.15 xo 1.20 xxx": the height, then o for a bar that was cleared, x for a failure, - for a
pass; many cards have a dash for each attempt that was passed, so "x--" is "x-". A height alone was
cleared at the first attempt: "1.10 1.15". Source: docs/scoring.md, "Heights".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from foundation.text.decimals import with_own_point
from scoring.engine.marks import Mark, Rule, Status, ValueRefused, shorten
from scoring.engine.single import display, read_one
from scoring.engine.statuses import OFFERED

OUT = 3
"""Failures in a row that end the competition, at one height or at several."""
A_HEIGHT = 3
"""Attempts that there are at a height."""
SIGN = {"o": "o", "0": "o", "○": "o", "✓": "o", "✔": "o", "x": "x", "×": "x", "✗": "x", "✘": "x"}
SIGN |= dict.fromkeys("-–—", "-")
SIGNS = "".join(SIGN.keys() - {"0"})
TOKEN = re.compile(
    rf"[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+|[{re.escape(SIGNS)}]|[^\s0-9]+", re.IGNORECASE
)
BETWEEN = re.compile(r"[;:+=|/]|,(?=\s|$)")
"""What may stand between heights and signs, and means nothing."""


class Bar(NamedTuple):
    """One height in thousandths, and the signs of the attempts at it, such as "xo"."""

    height: int
    signs: str


def read_heights(text: str, rule: Rule) -> Mark:
    """The highest bar cleared; NM where none was. `attempts`: as `Mark` has it of heights."""
    bars = list(_bars(text, rule))
    if not bars:
        raise ValueRefused(_("Type a result."))
    _check_order(bars, rule)
    _check_signs(bars, rule)
    cleared = [bar.height for bar in reversed(bars) if "o" in bar.signs]
    failures = [-bar.height for bar in bars for sign in bar.signs if sign == "x"]
    attempts = (*cleared, *failures)
    if not cleared:
        return Mark(Status.NM, attempts=attempts)
    return Mark(Status.OK, cleared[0], attempts)


def turns_of_heights(text: str) -> list[str]:
    """The signs at each height, one text per height; a height alone has none, and of several dashes
    one is left.
    """
    found = [""]
    for token in TOKEN.findall(BETWEEN.sub(" ", text)):
        if (sign := SIGN.get(token.lower())) is not None:
            found[-1] += sign
        else:
            found.append("")
    return [re.sub("-+", "-", signs) or "o" for signs in found[1:]]


def failures_of(value: int, attempts: Sequence[int]) -> tuple[int, int]:
    """(failures at the last height cleared, failures in all up to it): what splits a tie."""
    failed_at = [-attempt for attempt in attempts if attempt < 0]
    return failed_at.count(value), sum(height <= value for height in failed_at)


def heights_text(attempts: Sequence[int], rule: Rule) -> str:
    """A text that reads back as these attempts: "1.10 o 1.15 xo"."""
    signs: dict[int, str] = {}
    for attempt in sorted(attempts):  # failures come first
        signs[abs(attempt)] = signs.get(abs(attempt), "") + ("o" if attempt >= 0 else "x")
    bars = [Bar(height, signs[height]) for height in sorted(signs)]
    return " ".join(f"{display(bar.height, rule)} {_complete(bar, bars[-1])}" for bar in bars)


def _complete(bar: Bar, last: Bar) -> str:
    is_left = "o" not in bar.signs and bar is not last
    return f"{bar.signs}-" if is_left else bar.signs


def _bars(text: str, rule: Rule) -> Iterator[Bar]:
    """The heights as typed, each with its signs."""
    height, signs = None, ""
    for token in TOKEN.findall(BETWEEN.sub(" ", text)):
        if (sign := SIGN.get(token.lower())) is not None:
            if height is None:
                raise ValueRefused(
                    _("Type the height first, then o, x or -: such as 1.10 o 1.15 xo 1.20 xxx.")
                )
            signs += sign
            continue
        if height is not None:
            yield Bar(height, signs or "o")
        height, signs = _height(token, rule), ""
    if height is not None:
        yield Bar(height, signs or "o")


def _height(token: str, rule: Rule) -> int:
    if not re.fullmatch(r"[0-9.,]+", token):
        raise ValueRefused(
            _(
                "“%(text)s” is neither a height nor o, x or -. Type it such as 1.10 o 1.15 xo"
                " 1.20 xxx, or %(words)s."
            )
            % {"text": shorten(token), "words": OFFERED}
        )
    height = read_one(token, rule)
    if height <= 0:
        raise ValueRefused(_("“%(text)s” is no height.") % {"text": shorten(token)})
    return height


def _shown(bar: Bar, rule: Rule) -> str:
    return with_own_point(display(bar.height, rule))


def _check_order(bars: Sequence[Bar], rule: Rule) -> None:
    for lower, higher in pairwise(bars):
        if lower.height >= higher.height:
            raise ValueRefused(
                _("The heights must rise: %(second)s comes after %(first)s.")
                % {"first": _shown(lower, rule), "second": _shown(higher, rule)}
            )


def _check_signs(bars: Sequence[Bar], rule: Rule) -> None:
    """Refuses what cannot have happened. A bar left open is clear only where it is the last."""
    in_a_row = 0
    for bar in bars:
        at = {"height": _shown(bar, rule)}
        if in_a_row >= OUT:
            raise ValueRefused(
                _("%(height)s comes after three failures in a row, which end the competition.") % at
            )
        if not re.fullmatch(r"x*(o|-*)", bar.signs):
            raise ValueRefused(
                _("At %(height)s: after o or - nothing more is jumped at the height.") % at
            )
        in_a_row += bar.signs.count("x")
        if in_a_row > OUT or (in_a_row == OUT and not bar.signs.endswith("x")):
            raise ValueRefused(
                _("At %(height)s: three failures in a row end the competition.") % at
            )
        if bar.signs.endswith("-") and len(bar.signs) > A_HEIGHT:
            raise ValueRefused(_("At %(height)s: there are only three attempts at a height.") % at)
        if bar.signs.endswith("x") and in_a_row < OUT and bar is not bars[-1]:
            raise ValueRefused(
                _("At %(height)s: was it cleared? Add o, or - where the rest was passed.") % at
            )
        if bar.signs.endswith("o"):
            in_a_row = 0
