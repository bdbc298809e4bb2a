"""Moments counted by hours, days, months or years of a zone, whichever is readable. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import NamedTuple

MOST_STEPS = 62
"""Two months of days; more are put together into longer steps."""
HOUR = timedelta(hours=1)


class TimeStep(NamedTuple):
    """An hour, a day, a month or a year: when it begins, how many moments are in it, and how many
    there were until its end.

    is_twice: the clock shows this hour twice, on the day on which it is set back.
    """

    begins: datetime
    count: int
    total: int
    is_twice: bool = False


class Course(NamedTuple):
    """The steps one after the other, also those in which nothing happened. unit: "hour", "day",
    "month" or "year".
    """

    unit: str
    steps: list[TimeStep]


def course_of(moments: Sequence[datetime], zone: tzinfo, before: int = 0) -> Course:
    """The moments, aware ones in any order, in the steps of the zone.

    before: how many there were earlier; totals go on from there.
    """
    if not moments:
        return Course("hour", [])
    first, last = min(moments).astimezone(zone), max(moments).astimezone(zone)
    unit = next(unit for unit in UNITS if unit == "year" or _length(unit, first, last))
    begin_of, after = UNITS[unit]
    counts = Counter(begin_of(moment.astimezone(zone)) for moment in moments)
    steps, total, at = [], before, begin_of(first)
    while at <= begin_of(last):
        total += counts[at]
        steps.append(TimeStep(_in_zone(at, zone), counts[at], total))
        at = after(at)
    return Course(unit, _with_twice(steps) if unit == "hour" else steps)


def _length(unit: str, first: datetime, last: datetime) -> bool:
    """Whether so many steps of the unit are few enough."""
    spans = {
        "hour": (last - first) / HOUR,
        "day": (last.date() - first.date()).days,
        "month": 12 * (last.year - first.year) + last.month - first.month,
    }
    return spans[unit] < MOST_STEPS - 1


def _hour(moment: datetime) -> datetime:
    """In UTC, where no hour is there twice and none is missing."""
    return moment.replace(minute=0, second=0, microsecond=0).astimezone(UTC)


def _day(moment: datetime) -> datetime:
    """By the zone's calendar alone: what its clock shows at midnight is nobody's business here."""
    return datetime.combine(moment.date(), time.min)


def _month(moment: datetime) -> datetime:
    return _day(moment).replace(day=1)


def _year(moment: datetime) -> datetime:
    return _month(moment).replace(month=1)


UNITS: dict[str, tuple[Callable[[datetime], datetime], Callable[[datetime], datetime]]] = {
    "hour": (_hour, lambda at: at + HOUR),
    "day": (_day, lambda at: at + timedelta(days=1)),
    "month": (_month, lambda at: _month(at + timedelta(days=31))),
    "year": (_year, lambda at: at.replace(year=at.year + 1)),
}
"""Unit -> which step a moment of the zone is in, and the step after one."""


def _in_zone(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)


def _with_twice(steps: list[TimeStep]) -> list[TimeStep]:
    clocks = Counter(step.begins.replace(tzinfo=None, fold=0) for step in steps)
    return [
        step._replace(is_twice=clocks[step.begins.replace(tzinfo=None, fold=0)] > 1)
        for step in steps
    ]
