"""`value_raw` in answers: clients show it to people, and send it back unchanged."""

import re
from dataclasses import replace

from scoring.engine.numbers import show_number
from scoring.engine.shorthand import in_hundredths
from scoring.engine.values import Rule, ValueRefused, canonical, parse
from scoring.models import Record

TURN = re.compile(r"[^\s;+]+")
"""One attempt in a list of several."""
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
"""What a browser's number field shows; with a decimal comma or a plus it would stay empty."""


def text_for_programs(record: Record, rule: Rule) -> str:
    """What was typed, if every client reads the same result from it; else an unambiguous text.

    "12345" may have been kept for 1:23.45 by an earlier version, and "1:23:45" is an hour and more
    to other clients: both are given as "83.45". So is what the activity would read in another way
    by now. A number has a point ("12,5" is "12.5"), passed and failed are "1" and "0": other
    clients know no other way. Where a status was chosen with a key, nothing was typed, and it is
    the status.
    """
    typed = record.value_raw
    if not typed:
        return record.status
    is_right = _reads_as(typed, record, rule)
    if is_right and _is_plain(typed, record, rule):
        return typed
    if not rule.takes_attempts:
        return record.status if record.value is None else canonical(record.value, rule)
    one = replace(rule, combine="SINGLE")
    in_seconds = TURN.sub(lambda turn: _in_seconds(turn[0], one, is_right), typed)
    return in_seconds if _reads_as(in_seconds, record, rule) else typed


def _reads_as(text: str, record: Record, rule: Rule) -> bool:
    try:
        return record.matches(parse(text, rule))
    except ValueRefused:
        return False


def _is_plain(typed: str, record: Record, rule: Rule) -> bool:
    """Whether clients can show the text in their fields and would read the same result from it."""
    if record.value is None or rule.takes_attempts or rule.type == "SCORE_SET":
        return not _may_be_hours(typed, rule)
    if rule.is_boolean:
        return typed in {"0", "1"}
    return not _may_be_hours(typed, rule) if rule.is_time else bool(PLAIN_NUMBER.fullmatch(typed))


def _may_be_hours(text: str, rule: Rule) -> bool:
    turns = TURN.findall(text)
    return (
        rule.is_time
        and not rule.allows_hours
        and any(turn.count(":") > 1 and not turn.startswith("00:") for turn in turns)
    )


def _in_seconds(turn: str, one: Rule, is_right: bool) -> str:
    """The turn as typed; in seconds where it is ambiguous. `one`: the rule that reads one turn.

    is_right: whether digits alone are seconds, as they are read; else they were hundredths.
    """
    if not (turn.isdigit() or _may_be_hours(turn, one)):
        return turn
    try:
        mark = parse(turn if is_right else in_hundredths(turn), one)
    except ValueRefused:  # the activity's limits were changed since
        return turn
    return show_number(mark.value, places=1)  # with blanks alone "85 90" could be one time
