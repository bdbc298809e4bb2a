"""What a value read off a sheet means in an activity, and the text to send back for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from foundation.text.decimals import with_own_point
from scoring.engine.shorthand import readings
from scoring.engine.statuses import read_status
from scoring.engine.values import (
    Mark,
    Rule,
    Status,
    ValueRefused,
    canonical,
    display,
    doubts,
    parse,
    shorten,
)

TIME_UNITS = ["s", "sec", "sek", "min"]


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A value as read. text: what means the same wherever it is entered; as read where it means
    nothing. mark: what it means, None for nothing. reasons: sentences that say why to look at it.
    plain: of several attempts the value that counts, as a plain number, or the status; else "".
    """

    text: str
    mark: Mark | None
    reasons: tuple[str, ...] = ()
    plain: str = ""


def read_cell(read: str, rule: Rule) -> ReadCell:
    """A value that is not blank, as read off a sheet -> its meaning under the activity's rule.

    A unit behind the number is overlooked. Statuses and what can be read in two ways are to be
    looked at, as is what the activity refuses or finds unusual.
    """
    read = read.strip()
    try:
        read, mark = _without_unit(read, rule)
    except ValueRefused as error:
        return ReadCell(read, None, (str(error),))
    text = _same_anywhere(read, mark, rule)
    reasons = doubts(mark, rule)
    if mark.status != Status.OK:
        reasons.append(_("Is it really %(status)s?") % {"status": mark.status})
    elif len(readings(read, rule)) > 1 or _means(read, replace(rule, digits=False)) != mark:
        reasons.append(
            _("“%(text)s” was read as %(value)s. Is it right?")
            % {"text": shorten(read), "value": with_own_point(display(mark.value, rule))}
        )
    return ReadCell(text or read, mark, tuple(reasons), _plain(read, mark, rule))


def _plain(read: str, mark: Mark, rule: Rule) -> str:
    if not rule.takes_attempts or read_status(read):
        return ""
    if mark.status != Status.OK:
        return mark.status.value
    return canonical(mark.value, rule)


def _without_unit(read: str, rule: Rule) -> tuple[str, Mark]:
    """The text that could be understood, with or without the unit at its end, and its meaning."""
    try:
        return read, _parse(read, rule)
    except ValueRefused:
        units = [rule.unit.strip(), *(TIME_UNITS if rule.is_time else [])]
        known = "|".join(re.escape(unit) for unit in units if unit)
        shorter = re.sub(rf"\s*(?:{known})\.?$", "", read, flags=re.IGNORECASE) if known else read
        if shorter == read or (mark := _means(shorter, rule)) is None:
            raise
        return shorter, mark


def _same_anywhere(read: str, mark: Mark, rule: Rule) -> str | None:
    """A text that means the mark on our pages and in the API alike, where "83" is 83 seconds even
    if the activity's times are typed as digits. None if there is no such text.
    """
    rules = (rule, replace(rule, digits=False))
    return next(
        (
            text
            for text in _texts(read, mark, rule)
            if all(_means(text, other) == mark for other in rules)
        ),
        None,
    )


def _texts(read: str, mark: Mark, rule: Rule) -> Iterator[str]:
    """Ways to write the mark, the most like what is on the paper first."""
    if mark.status != Status.OK and read_status(read):
        yield mark.status.value
    elif mark.status == Status.OK:
        if rule.is_time or rule.choices:
            yield display(mark.value, rule)
        yield canonical(mark.value, rule)
    yield " ".join(read.split())
    single = replace(rule, combine="SINGLE")
    turns = [_turn(turn, single) for turn in re.split(r"[\s;+]+", read)]
    yield " ".join(turns)
    yield "; ".join(turns)  # with blanks alone "85 90" could be one time


def _turn(turn: str, single: Rule) -> str:
    """One of several attempts; a foul or a passed turn stays as it is."""
    mark = _means(turn, single)
    return canonical(mark.value, single) if mark and mark.status == Status.OK else turn


def _parse(text: str, rule: Rule) -> Mark:
    """Of digits that may be two times, the hundredths: people look at them anyway."""
    return parse(readings(text, rule)[0].text, rule)


def _means(text: str, rule: Rule) -> Mark | None:
    try:
        return _parse(text, rule)
    except ValueRefused:
        return None
