"""The points of combined events: decathlon, heptathlon, and those indoors.

Track: ⌊A·(B − T)^C⌋ with the time T in seconds; jumps: ⌊A·(M − B)^C⌋ with M in centimetres; throws
the same with M in metres. Nothing below the base gives points. Source: World Athletics, "Scoring
Tables for Combined Events" (2001), whose coefficients these are.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from enum import StrEnum
from functools import lru_cache
from math import floor

PRECISE = Context(prec=40, rounding=ROUND_FLOOR)
NEAR_WHOLE = 1e-6
"""A float this near to a whole number may be on its wrong side; decimals then decide."""


class Measured(StrEnum):
    """What of a discipline is measured. TRACK: seconds; JUMP: centimetres; THROW: metres."""

    TRACK = "TRACK"
    JUMP = "JUMP"
    THROW = "THROW"


@dataclass(frozen=True, slots=True)
class Formula:
    """A, B and C of one discipline for one sex, as the table prints them."""

    measured: Measured
    a: Decimal
    b: Decimal
    c: Decimal


@dataclass(frozen=True, slots=True)
class Discipline:
    """The formulas of one discipline; women None where the table has none."""

    men: Formula
    women: Formula | None

    @property
    def is_timed(self) -> bool:
        return self.men.measured == Measured.TRACK


_PRINTED = """
60m        TRACK 58.015  11.5  1.81 | 46.0849  13    1.81
100m       TRACK 25.4347 18    1.81 | 17.857   21    1.81
200m       TRACK 5.8425  38    1.81 | 4.99087  42.5  1.81
400m       TRACK 1.53775 82    1.81 | 1.34285  91.7  1.81
800m       TRACK 0.13279 235   1.85 | 0.11193  254   1.88
1000m      TRACK 0.08713 305.5 1.85 |
1500m      TRACK 0.03768 480   1.85 | 0.02883  535   1.88
3000m      TRACK 0.0105  1005  1.85 | 0.00683  1150  1.88
60mh       TRACK 20.5173 15.5  1.92 | 20.0479  17    1.835
100mh      TRACK 5.74352 28.5  1.92 | 9.23076  26.7  1.835
110mh      TRACK 5.74352 28.5  1.92 | 9.23076  26.7  1.835
400mh      TRACK 1.1466  92    1.81 | 0.99674  103   1.81
high_jump   JUMP 0.8465  75    1.42 | 1.84523  75    1.348
pole_vault  JUMP 0.2797  100   1.35 | 0.44125  100   1.35
long_jump   JUMP 0.14354 220   1.4  | 0.188807 210   1.41
triple_jump JUMP 0.06533 640   1.4  | 0.08559  600   1.41
shot       THROW 51.39   1.5   1.05 | 56.0211  1.5   1.05
discus     THROW 12.91   4     1.1  | 12.331   3     1.1
javelin    THROW 10.14   7     1.08 | 15.9803  3.8   1.04
hammer     THROW 13.0941 5.5   1.05 | 13.3174  5     1.05
"""


def _read(line: str) -> tuple[str, Discipline]:
    men, women = line.split("|")
    key, measured, *of_men = men.split()
    of_women = women.split()
    return key, Discipline(
        Formula(Measured(measured), *map(Decimal, of_men)),
        Formula(Measured(measured), *map(Decimal, of_women)) if of_women else None,
    )


DISCIPLINES = dict(map(_read, _PRINTED.strip().splitlines()))
"""Key as in the API -> formulas. Both keys of the high hurdles are one discipline: boys over 110 m
and girls over 100 m.
"""


def points_for(value: int, formula: Formula) -> int:
    """Points of a value in thousandths: milliseconds, or millimetres.

    A time is rounded up to hundredths first, a distance down to centimetres: the table knows no
    finer ones.
    """
    timed = formula.measured == Measured.TRACK
    return _points(-(-value // 10) if timed else value // 10, formula)


@lru_cache(maxsize=100_000)
def _points(hundredths: int, formula: Formula) -> int:
    """Points of hundredths of a second, or of centimetres."""
    gap = _gap(hundredths, formula)
    if gap <= 0:
        return 0
    quick = float(formula.a) * float(gap) ** float(formula.c)
    if abs(quick - round(quick)) > NEAR_WHOLE:
        return floor(quick)
    power = PRECISE.power(gap, formula.c)
    return int(PRECISE.multiply(formula.a, power).to_integral_value(ROUND_FLOOR))


def _gap(hundredths: int, formula: Formula) -> Decimal:
    """How much better than the base, in the unit of the formula."""
    match formula.measured:
        case Measured.TRACK:
            return formula.b - Decimal(hundredths) / 100
        case Measured.JUMP:
            return hundredths - formula.b
        case Measured.THROW:
            return Decimal(hundredths) / 100 - formula.b
    raise ValueError(f"unknown measure: {formula.measured}")


def value_for(points: int, formula: Formula) -> int | None:
    """The weakest value in thousandths that gives at least so many points; None where none does,
    because no race takes no time.
    """
    if formula.measured == Measured.TRACK:
        best, base = 1, int(formula.b * 100)
        if _points(best, formula) < points:
            return None
        return 10 * -_first(lambda at: _points(-at, formula) >= points, -base, -best)
    top = 100
    while _points(top, formula) < points:
        top *= 2
    return 10 * _first(lambda at: _points(at, formula) >= points, 0, top)


def _first(holds, low: int, high: int) -> int:
    """The least number from low to high at which it holds; it does at `high`, and from there on."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
