"""When a neighbour is asked, left alone and tried again, by a clock that the test sets on."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from foundation.neighbours.breaker import Breaker
from foundation.neighbours.reports import EVERY, Reports


@pytest.fixture
def clock():
    clock = SimpleNamespace(now=100.0)
    clock.read = lambda: clock.now
    return clock


@pytest.fixture
def states():
    return []


@pytest.fixture
def breaker(clock, states):
    def report(neighbour, state, reason=""):
        states.append((neighbour, state, reason))

    return Breaker("redis", rest=5, clock=clock.read, report=report)


def test_a_neighbour_that_answers_is_asked_every_time(breaker, states):
    for _ in range(3):
        assert breaker.may_ask()
        breaker.note_answer()

    assert (breaker.is_open, states) == (False, [])


def test_after_a_failure_it_is_left_alone_and_then_tried_by_one(breaker, clock):
    breaker.note_failure()

    assert breaker.is_open
    clock.now += 4.9
    assert not breaker.may_ask()
    clock.now += 0.1
    assert [breaker.may_ask() for _ in range(3)] == [True, False, False]


def test_an_answer_lets_everybody_ask_again(breaker, clock, states):
    breaker.note_failure("refused")
    clock.now += 5
    breaker.may_ask()
    breaker.note_answer()

    assert not breaker.is_open
    assert [breaker.may_ask() for _ in range(3)] == [True, True, True]
    assert states == [("redis", "down", "refused"), ("redis", "back", "")]


def test_a_second_failure_begins_another_rest(breaker, clock):
    breaker.note_failure()
    clock.now += 5
    assert breaker.may_ask()
    clock.now += 2
    breaker.note_failure()

    clock.now += 4.9
    assert not breaker.may_ask()
    clock.now += 0.1
    assert breaker.may_ask()


def test_a_try_that_never_ends_does_not_close_the_door_for_ever(breaker, clock):
    breaker.note_failure()
    clock.now += 5
    assert breaker.may_ask()
    clock.now += 5

    assert [breaker.may_ask(), breaker.may_ask()] == [True, False]


def test_of_many_threads_one_tries(breaker, clock):
    breaker.note_failure()
    clock.now += 5

    with ThreadPoolExecutor(20) as threads:
        found = Counter(threads.map(lambda _number: breaker.may_ask(), range(200)))

    assert found == {True: 1, False: 199}


def test_one_line_for_each_state_and_minute(clock):
    reports = Reports(clock.read)
    with capture_logs() as lines:
        for _ in range(3):
            reports.report("redis", "down", "a reason\nof " + "two lines" * 50)
            reports.report("redis", "back")
        reports.report("database", "down")
        clock.now += EVERY
        reports.report("redis", "down")

    assert [(line["neighbour"], line["state"]) for line in lines] == [
        *[("redis", "down"), ("redis", "back"), ("database", "down"), ("redis", "down")]
    ]
    assert lines[0]["reason"].startswith("a reason of two lines")
    assert len(lines[0]["reason"]) == 200
    assert "reason" not in lines[1]
