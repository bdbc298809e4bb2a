"""Where bars, lines and boxes stand; axes that read well."""

import pytest

from klepak.analytics import charts
from klepak.analytics.summaries import summary_of


@pytest.mark.parametrize(
    ("lowest", "highest", "is_time", "expected"),
    [
        (0, 7, False, [0, 2, 4, 6, 8]),
        (0, 1, False, [0, 1]),
        (5, 5, False, [5, 6]),
        (-3, 3, False, [-4, -2, 0, 2, 4]),
        (9_190, 14_440, True, [8_000, 10_000, 12_000, 14_000, 16_000]),
        (60_000, 290_000, True, [60_000, 120_000, 180_000, 240_000, 300_000]),
        (10_000, 10_100, True, [10_000, 10_020, 10_040, 10_060, 10_080, 10_100]),
        (0, 10**12, True, None),
    ],
)
def test_axes(lowest, highest, is_time, expected):
    found = charts.marks(lowest, highest, is_time=is_time)

    assert found == (expected or found)
    assert 2 <= len(found) <= 7
    assert found[0] <= lowest and highest <= found[-1]


def test_boxes_stand_on_one_axis():
    rows = [("Girls · 10–12", summary_of([8_000, 10_000, 16_000])), ("x" * 40, summary_of([8_000]))]

    chart = charts.box_chart(rows, str, is_time=True)

    wide, narrow = chart.boxes
    begin, end = charts.LABELS + charts.RIGHT, charts.WIDTH - charts.RIGHT
    # The axis goes from 8 to 16 seconds; quartiles are at 9 and 13.
    assert (wide.lowest, wide.highest) == (begin, end)
    assert [wide.lower_quartile, wide.median, wide.upper_quartile] == [
        begin + (end - begin) * share // 8 for share in (1, 2, 5)
    ]
    assert narrow.lowest == narrow.highest == begin and narrow.width == 1
    assert (len(narrow.label), narrow.title) == (charts.LONGEST_LABEL, "x" * 40)
    assert chart.ticks[0].label == "8000"


def test_bars_and_the_line_of_what_is_expected():
    bars = charts.bar_chart([("a", 4), ("b", 0), ("c", 2)])
    line = charts.total_chart([("a", 4), ("b", 4), ("c", 6)], expected=8, before=2)

    assert [(bar.title, bar.height) for bar in bars.bars] == [("a: 4", 158), ("c: 2", 79)]
    heights = [int(point.split(",")[1]) for point in line.points.split()]
    assert heights == [136, 97, 97, 58]  # 2, 4, 4 and 6 of 8
    assert line.limit == charts.TOP


def test_letters_never_touch():
    chart = charts.bar_chart([(f"30 Nov 2026 {hour:02}:00", 1) for hour in range(60)])

    assert 0 < len(chart.x_ticks) <= 4
