"""Hours, days, months and years of a zone, also where its clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from klepak.analytics.report import words_of
from klepak.analytics.time_steps import MOST_STEPS, course_of

PRAGUE = ZoneInfo("Europe/Prague")
INDIA = ZoneInfo("Asia/Kolkata")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_hours_in_which_nothing_came_are_there_and_totals_go_on():
    course = course_of(
        [at(2026, 7, 4, 9, 59), at(2026, 7, 4, 7, 0), at(2026, 7, 4, 7, 30)], PRAGUE, before=10
    )

    assert course.unit == "hour"
    assert [(words_of(step, course), step.count, step.total) for step in course.steps] == [
        ("09:00", 2, 12),
        ("10:00", 0, 12),
        ("11:00", 1, 13),
    ]


def test_the_hour_that_the_clock_shows_twice_is_two_hours():
    # 25 October 2026: at 03:00 in Prague it becomes 02:00, which is 01:00 UTC.
    moments = [at(2026, 10, 25, 0, 30), at(2026, 10, 25, 1, 30), at(2026, 10, 25, 2, 0)]

    course = course_of(moments, PRAGUE)

    assert [words_of(step, course) for step in course.steps] == [
        "02:00 CEST",
        "02:00 CET",
        "03:00",
    ]
    assert [step.count for step in course.steps] == [1, 1, 1]


def test_the_hour_that_is_left_out_is_no_step():
    course = course_of([at(2026, 3, 29, 0, 30), at(2026, 3, 29, 1, 30)], PRAGUE)

    assert [words_of(step, course) for step in course.steps] == ["01:00", "03:00"]


def test_hours_begin_where_those_of_the_zone_do():
    course = course_of([at(2026, 7, 4, 6, 45)], INDIA)  # 12:15 there

    assert [words_of(step, course) for step in course.steps] == ["12:00"]


def test_longer_times_have_longer_steps_and_never_too_many():
    first = at(2026, 10, 1, 12)
    units = {}
    for days in (1, 3, 40, 70, 1_800, 4_000, 36_500):
        course = course_of([first, first + timedelta(days=days)], PRAGUE)
        units[days] = course.unit
        assert course.steps[-1].total == 2
        assert days > 4_000 or len(course.steps) <= MOST_STEPS

    assert units == {
        1: "hour", 3: "day", 40: "day", 70: "month", 1_800: "month", 4_000: "year", 36_500: "year",
    }  # fmt: skip


def test_a_day_ends_at_midnight_of_the_zone_also_when_it_has_25_hours():
    moments = [
        at(2026, 10, 24, 21, 59, 59), at(2026, 10, 24, 22), at(2026, 10, 25, 22, 59, 59),
        at(2026, 10, 25, 23), at(2026, 11, 20),
    ]  # fmt: skip

    course = course_of(moments, PRAGUE)

    assert [(step.begins.day, step.count) for step in course.steps if step.count] == [
        (24, 1), (25, 2), (26, 1), (20, 1),
    ]  # fmt: skip
    assert len(course.steps) == 28


def test_nothing_has_no_steps():
    assert course_of([], PRAGUE).steps == []
