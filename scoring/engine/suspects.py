"""Values to look at: far from all the others, or just the same as somebody else's.

Minutes taken for seconds, a digit too many, a result that was typed into two rows.

Pure: values are integers in thousandths of the activity's unit, as in `scoring.engine.values`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from foundation.text.decimals import with_own_point
from scoring.engine.values import Mark, Rule, Status, display, doubts

ENOUGH = 5
"""Results an activity needs before any of them can be called unusual."""
FAR = 7
"""Times the median, or a fraction of it, that counts as far: a lost decimal point makes ten."""
MEASURES = {"m", "cm", "mm", "km", "kg", "g", "s", "min"}
"""Units in which a value is measured. One point where most have ten is nothing to wonder at."""
FAR_TIME = gettext_lazy(
    "%(value)s is far from what is usual here (%(usual)s). Minutes taken for seconds?"
)
FAR_NUMBER = gettext_lazy(
    "%(value)s is far from what is usual here (%(usual)s). Is the decimal point right?"
)
SAME = gettext_lazy("The same as %(name)s: %(value)s. Is it right?")
TENTH = 100
"""In thousandths. Times by hand are in tenths, and two people often share one of these."""


class ComparedResult(NamedTuple):
    """What somebody of a group achieved, and the entry that says so; entries are numbered in the
    order in which they came.
    """

    entry_id: int
    group_id: int | None
    name: str
    value: int
    attempts: Sequence[int]


def is_measured(rule: Rule) -> bool:
    """Whether values are read off a tape, scales or a watch, which hardly shows two people the
    same twice, and where it is also odd to be far below the usual.
    """
    if rule.is_boolean or rule.choices:
        return False
    return rule.is_time or rule.unit.strip().lower() in MEASURES


def may_be_same(rule: Rule) -> bool:
    """Whether there are results in the activity that two people hardly share by chance."""
    return is_measured(rule) and not rule.takes_heights and (rule.takes_attempts or rule.is_time)


def same_before(results: Iterable[ComparedResult], rule: Rule) -> dict[int, str]:
    """Id of an entry -> the name of who had just the same in the same group before it.

    What counts: the same several measured values in any order, or the same time to a hundredth.
    """
    first: dict[tuple, str] = {}
    found = {}
    for result in sorted(results) if may_be_same(rule) else []:
        values = tuple(result.attempts) if rule.takes_attempts else (result.value,)
        may_be_chance = len(values) < 2 if rule.takes_attempts else result.value % TENTH == 0
        if may_be_chance:
            continue
        key = (result.group_id, values)
        if key in first:
            found[result.entry_id] = first[key]
        else:
            first[key] = result.name
    return found


def usual_value(values: Sequence[int], rule: Rule) -> int | None:
    """The median of the values, by which each is judged; None where none can be judged.

    values: all results of one activity. Sets of scores and passes are never judged, and neither
    are fewer values than ENOUGH.
    """
    if rule.is_boolean or rule.choices or len(values) < ENOUGH:
        return None
    middle = median_low(sorted(values))
    return middle if middle > 0 else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the results of an activity are judged by. usual: of `usual_value`; same: of
    `same_before`.
    """

    rule: Rule
    usual: int | None = None
    same: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, results: Sequence[ComparedResult], rule: Rule) -> "Comparison":
        """results: all that the activity has."""
        usual = usual_value([result.value for result in results], rule)
        return cls(rule, usual, same_before(results, rule))

    def reasons(self, entry_id: int, value: int | None, attempts: Sequence[int]) -> list[str]:
        """Sentences that say why this result should be looked at; none where there is nothing to
        doubt. value: None for a status such as DNS.
        """
        if value is None:
            return []
        outside = doubts(Mark(Status.OK, value, tuple(attempts)), self.rule)
        far = outside or [suspicion(value, self.usual, self.rule)]
        return list(filter(None, [*far, self._same(entry_id, attempts or [value])]))

    def _same(self, entry_id: int, values: Sequence[int]) -> str:
        if entry_id not in self.same:
            return ""
        shown = "; ".join(with_own_point(display(value, self.rule)) for value in values)
        return SAME % {"name": self.same[entry_id], "value": shown}


def suspicion(value: int, usual: int | None, rule: Rule) -> str:
    """A sentence about a value that is far from the usual one; "" where it is not."""
    if usual is None or value <= 0:
        return ""
    if value < FAR * usual and (value * FAR > usual or not is_measured(rule)):
        return ""
    sentence = FAR_TIME if rule.is_time else FAR_NUMBER
    shown = {"value": display(value, rule), "usual": display(usual, rule)}
    return sentence % {name: with_own_point(text) for name, text in shown.items()}
