"""Charts as whole numbers on a grid of their own: numbers in, places of bars and lines out. Pure.

A template of each kind draws it as SVG (`templates/klepak/analytics`), coloured by style sheets
alone. x goes to the right, y downwards. As wide as a phone, so that letters are as large there as
beside them; every number stands in a table as well.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from klepak.analytics.summaries import Summary

WIDTH = 360
HEIGHT = 200
LEFT, RIGHT, TOP, BOTTOM = 36, 8, 18, 24
"""White around the plot of a chart over time, in which the letters stand."""
LABELS = 112
"""How wide the names before rows are."""
ROW, THICKNESS = 24, 12
"""How high a row is, and what is drawn in it."""
LONGEST_LABEL = 18
WIDEST_BAR = 48
LETTER = 6
"""How wide one is, about."""
CLOCK_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
"""Seconds between the marks of an axis of times."""
HOUR = 3_600_000


class Bar(NamedTuple):
    """A rectangle; title: what it is, in full."""

    x: int
    y: int
    width: int
    height: int
    title: str


class Tick(NamedTuple):
    """A mark of an axis: where, and what stands there."""

    at: int
    label: str


class TimeChart(NamedTuple):
    """Bars over time, or a line: points as SVG has them. limit: the height of the line of what is
    expected, None without one.
    """

    bars: list[Bar]
    points: str
    limit: int | None
    x_ticks: list[Tick]
    y_ticks: list[Tick]


class Box(NamedTuple):
    """A row: five numbers on one axis. label: shortened; title: in full. y: the row's middle."""

    y: int
    label: str
    title: str
    lowest: int
    lower_quartile: int
    median: int
    upper_quartile: int
    highest: int

    @property
    def top(self) -> int:
        return self.y - THICKNESS // 2

    @property
    def foot(self) -> int:
        return self.y + THICKNESS // 2

    @property
    def width(self) -> int:
        """Of the box; where all of it is one value, as much as can be seen."""
        return max(self.upper_quartile - self.lower_quartile, 1)


class BoxChart(NamedTuple):
    """bottom: where the axis is; letters: where the texts of its marks stand."""

    height: int
    boxes: list[Box]
    ticks: list[Tick]

    @property
    def bottom(self) -> int:
        return self.height - BOTTOM

    @property
    def letters(self) -> int:
        return self.height - 8


class RowBar(NamedTuple):
    """A row: a bar as long as its number. label: shortened; title: in full; y: the row's middle."""

    y: int
    label: str
    title: str
    width: int
    words: str

    @property
    def top(self) -> int:
        return self.y - THICKNESS // 2

    @property
    def words_at(self) -> int:
        """Behind the end of the bar."""
        return LABELS + RIGHT + self.width + 6


class RowChart(NamedTuple):
    height: int
    rows: list[RowBar]


def bar_chart(counts: Sequence[tuple[str, int]]) -> TimeChart:
    """(when, how many) of steps one after the other."""
    ticks = marks(0, max(count for _label, count in counts))
    step = Fraction(WIDTH - LEFT - RIGHT, len(counts))
    width = max(min(floor(step) - 2, WIDEST_BAR), 1)
    bars = []
    for number, (label, count) in enumerate(counts):
        x = LEFT + floor((number + Fraction(1, 2)) * step - Fraction(width, 2))
        y = _y(count, ticks[-1])
        if count:
            bars.append(Bar(x, y, width, HEIGHT - BOTTOM - y, f"{label}: {count}"))
    return TimeChart(bars, "", None, _x_ticks([label for label, _count in counts]), _y_ticks(ticks))


def total_chart(totals: Sequence[tuple[str, int]], expected: int, before: int = 0) -> TimeChart:
    """(when, how many until its end), how many are expected in the end, and how many there were
    when it begins.
    """
    ticks = marks(0, max(expected, *(total for _label, total in totals)))
    step = Fraction(WIDTH - LEFT - RIGHT, len(totals))
    places = [
        (LEFT + floor((number + 1) * step), _y(total, ticks[-1]))
        for number, (_label, total) in enumerate(totals)
    ]
    begin = (LEFT, _y(before, ticks[-1]))
    points = " ".join(f"{x},{y}" for x, y in (begin, *places))
    limit = _y(expected, ticks[-1]) if expected else None
    labels = [label for label, _total in totals]
    return TimeChart([], points, limit, _x_ticks(labels), _y_ticks(ticks))


def box_chart(
    rows: Sequence[tuple[str, Summary]], text_of: Callable[[int], str], *, is_time: bool
) -> BoxChart:
    """(name, its numbers) below each other on one axis, whose marks read as `text_of` has them."""
    lowest = min(summary.lowest for _name, summary in rows)
    highest = max(summary.highest for _name, summary in rows)
    ticks = marks(lowest, highest, is_time=is_time)
    room = WIDTH - LABELS - 2 * RIGHT

    def x(value: Fraction) -> int:
        return LABELS + RIGHT + round((value - ticks[0]) * room / Fraction(ticks[-1] - ticks[0]))

    boxes = [
        Box(_row_y(number), shortened(name), name, *map(x, summary[1:]))
        for number, (name, summary) in enumerate(rows)
    ]
    shown = [Tick(x(Fraction(tick)), text_of(tick)) for tick in ticks]
    return BoxChart(TOP + ROW * len(rows) + BOTTOM, boxes, _thinned(shown, room))


def row_chart(rows: Sequence[tuple[str, int, str]], whole: int) -> RowChart:
    """(name, number, the number in words) below each other; whole: the number of the longest."""
    room = WIDTH - LABELS - 2 * RIGHT - 40
    bars = [
        RowBar(_row_y(nth) - TOP // 2, shortened(name), name, room * number // (whole or 1), words)
        for nth, (name, number, words) in enumerate(rows)
    ]
    return RowChart(ROW * len(rows) + TOP, bars)


def marks(lowest: Fraction | int, highest: Fraction | int, *, is_time: bool = False) -> list[int]:
    """Whole multiples of a step that reads well, from the lowest or below it to the highest or
    above: two at least, seven at most. Times are in milliseconds: their steps are those of clocks.
    """
    step = _step_from(Fraction(highest - lowest, 5), is_time=is_time)
    first = floor(Fraction(lowest) / step)
    last = max(ceil(Fraction(highest) / step), first + 1)
    return [number * step for number in range(first, last + 1)]


def _step_from(wanted: Fraction, *, is_time: bool) -> int:
    """The smallest step that reads well and is not below the wanted one."""
    if is_time and wanted > 500:
        clock = (1000 * seconds for seconds in CLOCK_STEPS if 1000 * seconds >= wanted)
        return next(clock, ceil(wanted / HOUR) * HOUR)
    power = 1
    while 5 * power < wanted:
        power *= 10
    return next(first * power for first in (1, 2, 5) if first * power >= wanted)


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"


def _row_y(number: int) -> int:
    return TOP + ROW * number + ROW // 2


def _y(count: int, highest: int) -> int:
    return HEIGHT - BOTTOM - round(Fraction(count, highest) * (HEIGHT - TOP - BOTTOM))


def _y_ticks(ticks: Sequence[int]) -> list[Tick]:
    return [Tick(_y(tick, ticks[-1]), str(tick)) for tick in ticks]


def _x_ticks(labels: Sequence[str]) -> list[Tick]:
    room = WIDTH - LEFT - RIGHT
    step = Fraction(room, len(labels))
    ticks = [
        Tick(LEFT + floor((number + Fraction(1, 2)) * step), label)
        for number, label in enumerate(labels)
    ]
    return _thinned(ticks, room)


def _thinned(ticks: list[Tick], room: int) -> list[Tick]:
    """As many of them, evenly, as there is room for what stands there."""
    widest = LETTER * (2 + max(len(tick.label) for tick in ticks))
    return ticks[:: ceil(len(ticks) * widest / room)]
