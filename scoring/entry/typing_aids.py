"""What the scripts of an entry page know of the activity, to help and to warn while one types."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.models import Activity
from scoring.engine.attempts import MARKS_TO_TRIM
from scoring.engine.suspects import FAR, FAR_NUMBER, FAR_TIME, SAME, is_measured
from scoring.engine.values import UNUSUALLY_HIGH, UNUSUALLY_LOW, Rule
from scoring.entry.entry_page import EntryRow
from scoring.rules.activity_rules import rule_of

USUAL_ATTEMPTS = 3
"""Boxes of a row, where nothing says that there are more attempts."""
SCRIPTS = ["js/radio-keys.js", "js/finding.js", "js/undo.js", "js/doubts.js"]
"""What helps on every entry page."""


@dataclass(frozen=True, slots=True)
class TypingAids:
    """`usual`: of `suspects.usual_value`; the sentences warn as the server does."""

    rule: Rule
    usual: int | None

    low = UNUSUALLY_LOW
    high = UNUSUALLY_HIGH
    far = FAR
    same = SAME

    @property
    def far_away(self) -> str:
        return FAR_TIME if self.rule.is_time else FAR_NUMBER

    @property
    def is_measured(self) -> bool:
        return is_measured(self.rule)

    @property
    def fewest_attempts(self) -> int:
        """Boxes that everybody has."""
        if self.rule.combine == "TRIMMED_MEAN":
            return MARKS_TO_TRIM
        return max(USUAL_ATTEMPTS, self.rule.best_count or 0)

    @property
    def needed_attempts(self) -> int:
        """With fewer the server takes none, so nothing is sent before."""
        return MARKS_TO_TRIM if self.rule.combine == "TRIMMED_MEAN" else 0

    @property
    def first_height(self) -> str:
        """Where the bar may begin, in the unit; "" where the activity does not say."""
        limits = (self.rule.plausible_minimum, self.rule.minimum)
        first = next((limit for limit in limits if limit), None)
        return "" if first is None else str(first / 1000)


def aids_of(activity: Activity, rows: Sequence[EntryRow]) -> TypingAids:
    """rows: after `entry_page.look_for_doubts`, which knows what is usual."""
    return TypingAids(rule_of(activity), rows[0].usual if rows else None)


def scripts_of(activity: Activity) -> list[str]:
    """The scripts that this activity's page needs."""
    return [*SCRIPTS, *widgets_of(activity)]


def widgets_of(activity: Activity) -> list[str]:
    """The scripts that draw its rows: boxes or bars, where there are any."""
    rule = rule_of(activity)
    if rule.takes_heights:
        return ["js/heights.js"]
    return ["js/attempts.js"] if rule.takes_attempts else []
