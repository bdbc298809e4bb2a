"""From the text a judge typed to the value that ranks, and back to text for people.

A value is an integer in thousandths of the activity's unit: milliseconds, millimetres,
milli-points. Nothing is ever ranked on a float or on text. The rules: docs/scoring.md, "Values".
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.text.database_text import NOT_TEXT
from foundation.text.decimals import with_own_point
from foundation.text.names import visible
from scoring.engine.attempts import read_attempts, turns_of
from scoring.engine.heights import read_heights, turns_of_heights
from scoring.engine.marks import (
    LARGEST,
    LONGEST,
    Choice,
    Mark,
    Rule,
    Status,
    ValueRefused,
    shorten,
)
from scoring.engine.single import canonical, display, read_one, unit_beside, unit_of
from scoring.engine.statuses import read_status

__all__ = [
    "LARGEST",
    "LONGEST",
    "UNUSUALLY_HIGH",
    "UNUSUALLY_LOW",
    "Choice",
    "Mark",
    "Rule",
    "Status",
    "ValueRefused",
    "canonical",
    "check_storable",
    "display",
    "doubts",
    "parse",
    "same_turns",
    "shorten",
    "unit_beside",
    "unit_of",
]

UNUSUALLY_LOW = gettext_lazy("%(value)s is unusually low. Is it right?")
UNUSUALLY_HIGH = gettext_lazy("%(value)s is unusually high. Is it right?")


def parse(text: str, rule: Rule) -> Mark:
    """Text as typed -> its meaning under the rule.

    White space around and what nobody sees are ignored, a comma is a dot, and words such as dns, nm
    and "-" stand for a status in any activity. Raises ValueRefused with a sentence that
    says what fits.
    """
    text = visible(text).strip()
    if not text:
        raise ValueRefused(_("Type a result."))
    check_storable(text)
    if (mark := read_status(text)) is not None:
        return mark
    if rule.takes_heights:
        return read_heights(text, rule)
    if rule.takes_attempts:
        return read_attempts(text, rule)
    return Mark(Status.OK, read_one(text, rule))


def check_storable(text: str) -> None:
    """Raises ValueRefused where the text is too long to keep, or is not text at all."""
    if len(text) > LONGEST:
        raise ValueRefused(_("This is too long for a result."))
    if NOT_TEXT.search(text):
        raise ValueRefused(_("This is not a text. Type the result again."))


def same_turns(one: str, other: str, rule: Rule) -> bool:
    """Whether two texts of several attempts have the same turns: fouls and passes as well."""
    turns = turns_of_heights if rule.takes_heights else turns_of
    return turns(one) == turns(other)


def doubts(mark: Mark, rule: Rule) -> list[str]:
    """Sentences about values outside the plausible range. They warn; nothing is refused.

    Like the limits, the range is one of single attempts, not of their sum.
    """
    if mark.attempts and not rule.takes_heights:
        values = mark.attempts
    else:
        values = () if mark.value is None else (mark.value,)
    lowest, highest = rule.plausible_minimum, rule.plausible_maximum
    sentences = []
    for value in dict.fromkeys(values):
        if lowest is not None and value < lowest:
            sentence = UNUSUALLY_LOW
        elif highest is not None and value > highest:
            sentence = UNUSUALLY_HIGH
        else:
            continue
        sentences.append(sentence % {"value": with_own_point(display(value, rule))})
    return sentences
