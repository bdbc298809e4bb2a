"""Several attempts, or the marks of several judges, in one text: read and combined."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from django.utils.translation import gettext as _

from scoring.engine.marks import LARGEST, Mark, Rule, Status, ValueRefused, shorten
from scoring.engine.single import no_time, read_one, rounded
from scoring.engine.statuses import STATUS_WORDS
from scoring.engine.times import refuse_pieces

MARKS_TO_TRIM = 4
"""The least number of marks of which the highest and the lowest are left out."""
FOUL = {"x", "×", "✗", "✘"}
PASSED_TURN = {"-", "–", "—"}


def read_attempts(text: str, rule: Rule) -> Mark:
    """A list such as "5,20 x 5,35 -" -> the combined value and the valid attempts, best first.

    Nobody gains by a foul: `_counting` says what it costs. A passed turn is left out.
    """
    turns = _turns(text, rule)
    if not turns:
        raise ValueRefused(_("Type a result."))
    adds_up = rule.combine == "SUM"
    marks = [
        None if turn.lower() in FOUL else read_one(turn, rule, may_be_zero=adds_up)
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
    value = rounded(_combine(counting, rule), rule)
    if abs(value) > LARGEST:
        raise ValueRefused(_("“%(text)s” is too large.") % {"text": shorten(text)})
    if rule.is_time and not value:
        raise no_time(text)
    return Mark(Status.OK, value, best_first)


def turns_of(text: str) -> str:
    """What each turn was: o for a mark, x for a foul, - for a pass."""
    turns = re.split(r"[\s;+]+", text.strip(" ;+"))
    return "".join(
        "-" if turn in PASSED_TURN else "x" if turn.lower() in FOUL else "o" for turn in turns
    )


def _turns(text: str, rule: Rule) -> list[str]:
    """The attempts as typed. Refuses what may be pieces of one time, and words among attempts."""
    turns = re.sub("[;+]", " ", text).split()
    for turn in turns if len(turns) > 1 else []:
        if turn.lower() in STATUS_WORDS and turn not in PASSED_TURN:
            raise ValueRefused(
                _(
                    "“%(text)s” cannot stand among attempts: type it alone, or x for a foul and -"
                    " for a turn that was passed."
                )
                % {"text": shorten(turn)}
            )
    if rule.is_time:
        check_pieces(text, rule)
    return turns


def check_pieces(text: str, rule: Rule) -> None:
    """Raises ValueRefused where times with only blanks between them may be pieces of one."""
    for stretch in re.split("[;+]", text):
        for is_mark, times in groupby(stretch.split(), _is_no_time):
            if not is_mark:
                refuse_pieces(list(times), rule)


def _is_no_time(turn: str) -> bool:
    return turn.lower() in FOUL or turn in PASSED_TURN


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
