"""A result as the text that it is given out as: in a field, to programs, in a file.

Each text, sent back the way it came, means the same result: people and clients save all rows of a
page as they got them, and nothing may change by that.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from foundation.text.decimals import with_own_point
from scoring.engine.heights import heights_text
from scoring.engine.numbers import show_number
from scoring.engine.shorthand import in_hundredths
from scoring.engine.statuses import read_status
from scoring.engine.values import Rule, Status, ValueRefused, canonical, display, parse
from scoring.models import Entry, Record

TURN = re.compile(r"[^\s;+]+")
"""One attempt in a list of several."""
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
"""What a browser's number field shows; with a decimal comma or a plus it would stay empty."""


def describe(record: Record | Entry | None, rule: Rule) -> str:
    """A result as the API and the trail give it: "1:23.40", "DNF", "DQ (false start)"; empty for no
    result. On pages `with_own_point` makes it "1:23,40" for Czechs.
    """
    if record is None or record.status == Entry.Status.CLEARED:
        return ""
    if record.status != Status.OK:
        return f"{record.status} ({record.reason})" if record.reason else str(record.status)
    return display(record.value, rule)


def describe_in_full(record: Record | Entry | None, rule: Rule, *, own_point: bool = False) -> str:
    """The same with the attempts behind it, where there are several: "5.35 (5.20 x 5.35)". By the
    value alone one that was corrected may look as before.

    own_point: the value with the decimal mark of the reader's language.
    """
    text = describe(record, rule)
    text = with_own_point(text) if own_point else text
    if record is None or not rule.takes_attempts or read_status(record.value_raw):
        return text
    attempts = " ".join(record.value_raw.split())
    return f"{text} ({attempts})" if len(TURN.findall(attempts)) > 1 else text


def stored_text(record: Record | None, rule: Rule) -> tuple[str, str]:
    """A record -> (value, status) as the fields show it: a result's text, or a status key."""
    if record is None:
        return "", ""
    if record.status != Status.OK and not _is_of_attempts(record, rule):
        return "", record.status
    if rule.takes_attempts:
        return " ".join(record.value_raw.split()), ""  # a field has one line
    text = canonical if rule.is_boolean else display
    return with_own_point(text(record.value, rule)), ""


def _is_of_attempts(record: Record, rule: Rule) -> bool:
    """Whether the status follows from the attempts typed, such as fouls alone: they go on."""
    typed = record.value_raw
    return rule.takes_attempts and bool(typed) and read_status(typed) is None


def program_texts(record: Record, rule: Rule) -> tuple[str, str | None]:
    """(value_raw, attempts_raw) as the API gives them.

    Clients of the contract show a plain number in their fields. So of several attempts value_raw
    is the value that counts, and what was typed is attempts_raw; of a single result it is None.
    """
    typed = _unambiguous(record, rule)
    if not rule.takes_attempts or not record.value_raw or read_status(record.value_raw):
        return typed, None
    return record.status if record.value is None else canonical(record.value, rule), typed


def file_text(record: Record, rule: Rule) -> str:
    """The result as typed; where a file would be read otherwise (12345 for 2:03.45), plainly."""
    if record.status != Status.OK:
        plain = f"{record.status} ({record.reason})" if record.reason else record.status
        return _first_equivalent([record.value_raw, plain], record, rule) or plain
    texts = [
        record.value_raw,
        display(record.value, rule),
        canonical(record.value, rule),
        _attempts_text(record, rule),
    ]
    return _first_equivalent(texts, record, rule) or record.value_raw


def is_sent_back(text: str, record: Record, rule: Rule, source: str) -> bool:
    """Whether the text is the one that such a sender was shown of the record."""
    if source == Entry.Source.API:
        is_number = record.value is not None and _number(text, rule) == record.value
        return is_number or text in program_texts(record, rule)
    if source in {Entry.Source.IMPORT, Entry.Source.SHEET}:
        return text == file_text(record, rule)
    return text == stored_text(record, rule)[0] != ""


def _unambiguous(record: Record, rule: Rule) -> str:
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


def _number(text: str, rule: Rule) -> int | None:
    """The value of a plain number or time, to thousandths and without limits; None for others."""
    one = Rule(rule.type, decimals=3, allows_hours=rule.allows_hours)
    try:
        return parse(text, one).value
    except ValueRefused:
        return None


def _attempts_text(record: Record, rule: Rule) -> str:
    if rule.takes_heights:
        return heights_text(record.attempts, rule)
    return "; ".join(display(attempt, rule) for attempt in record.attempts)


def _first_equivalent(texts: Iterable[str], record: Record, rule: Rule) -> str:
    """The first text that reads as this same result; "" where none does."""
    return next((text for text in texts if text and _reads_as(text, record, rule)), "")
