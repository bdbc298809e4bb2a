"""What the engine talks about: the rule of an activity, the mark that a text means, a refusal."""

from dataclasses import dataclass
from enum import StrEnum

LARGEST = 10**12
"""The largest value either side of zero, in thousandths."""
LONGEST = 200
"""The longest text that is read, in characters; enough for a list of attempts."""
LENGTHS = {"mm", "cm", "dm", "m", "km"}
"""Units of a distance or a height."""


class ValueRefused(ValueError):
    """The text does not fit the activity. Its message tells the person what fits."""


class Status(StrEnum):
    """How a participant's turn ended. Blank is none of these: nothing was entered yet."""

    OK = "OK"
    NM = "NM"  # no valid mark
    DNF = "DNF"  # did not finish
    DQ = "DQ"  # disqualified
    DNS = "DNS"  # did not start
    WD = "WD"  # withdrawn from the event


@dataclass(frozen=True, slots=True)
class Choice:
    """One score of a predefined set; points in thousandths."""

    label: str
    points: int


@dataclass(frozen=True, slots=True)
class Rule:
    """How an activity reads, bounds and combines what is typed. Limits in thousandths."""

    type: str
    unit: str = ""
    decimals: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    plausible_minimum: int | None = None
    plausible_maximum: int | None = None
    allows_hours: bool = False
    digits: bool = False
    choices: tuple[Choice, ...] = ()
    combine: str = "SINGLE"
    best_count: int | None = None

    @property
    def is_time(self) -> bool:
        return self.type == "TIME_LOW"

    @property
    def is_boolean(self) -> bool:
        return self.type == "BOOLEAN"

    @property
    def is_length(self) -> bool:
        """Whether it is a distance or a height: there nobody gets a mark of zero."""
        return self.type == "NUMERIC_HIGH" and self.unit.strip().lower() in LENGTHS

    @property
    def lower_is_better(self) -> bool:
        return self.type in {"TIME_LOW", "NUMERIC_LOW"}

    @property
    def takes_attempts(self) -> bool:
        return self.combine != "SINGLE" and not self.is_boolean

    @property
    def takes_heights(self) -> bool:
        """Whether attempts are jumps over bars, as in high jump."""
        return self.combine == "HEIGHTS" and not self.is_boolean

    @property
    def places_after_point(self) -> int:
        """Decimal places of a value: as set, else 2 for times and metres, else at most 3."""
        if self.decimals is not None:
            return self.decimals
        return 2 if self.is_time or self.unit.strip() == "m" else 3

    @property
    def shows_all_places(self) -> bool:
        """Whether people see 2.00 rather than 2: times, metres, other lengths with set decimals."""
        unit = self.unit.strip()
        is_length = unit.lower() in LENGTHS
        return self.is_time or (is_length and (self.decimals is not None or unit == "m"))

    @property
    def step(self) -> int:
        """The precision, in thousandths."""
        return 10 ** (3 - self.places_after_point)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a text means. `value` in thousandths when the status is OK, else None.

    `attempts`: the valid attempts, best first, where the activity takes several; else empty. Of
    heights: those cleared, the highest first, then for every failure the height as a negative.
    `reason`: why somebody was disqualified, where the judge wrote it.
    """

    status: Status
    value: int | None = None
    attempts: tuple[int, ...] = ()
    reason: str = ""


def shorten(text: str) -> str:
    """What is quoted back in a sentence: never more than a line."""
    return text if len(text) <= 30 else f"{text[:29]}…"
