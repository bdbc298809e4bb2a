"""Values that are far from all the others: a digit too many, minutes taken for seconds.

Pure: values are integers in thousandths of the activity's unit, as in `scoring.engine.values`.
"""

from collections.abc import Sequence
from statistics import median_low

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


def is_measured(rule: Rule) -> bool:
    """Whether it is also odd to be far below the usual."""
    return rule.is_time or rule.unit.strip().lower() in MEASURES


def usual_value(values: Sequence[int], rule: Rule) -> int | None:
    """The median of the values, by which each is judged; None where none can be judged.

    values: all results of one activity. Sets of scores and passes are never judged, and neither
    are fewer values than ENOUGH.
    """
    if rule.is_boolean or rule.choices or len(values) < ENOUGH:
        return None
    middle = median_low(sorted(values))
    return middle if middle > 0 else None


def reasons_to_doubt(
    value: int | None, attempts: Sequence[int], usual: int | None, rule: Rule
) -> list[str]:
    """Sentences that say why the result should be looked at; none where there is nothing to doubt.

    value: None for a status such as DNS. usual: of `usual_value`.
    """
    if value is None:
        return []
    outside = doubts(Mark(Status.OK, value, tuple(attempts)), rule)
    return outside or list(filter(None, [suspicion(value, usual, rule)]))


def suspicion(value: int, usual: int | None, rule: Rule) -> str:
    """A sentence about a value that is far from the usual one; "" where it is not."""
    if usual is None or value <= 0:
        return ""
    if value < FAR * usual and (value * FAR > usual or not is_measured(rule)):
        return ""
    sentence = FAR_TIME if rule.is_time else FAR_NUMBER
    shown = {"value": display(value, rule), "usual": display(usual, rule)}
    return sentence % {name: with_own_point(text) for name, text in shown.items()}
