"""Whether a neighbour is well, in time, whatever it does."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from foundation.neighbours.probes import Probe


class Neighbour:
    """Hangs until it is let go; counts how often it was asked."""

    def __init__(self):
        self.asked = 0
        self.go_on = threading.Event()

    def ask(self) -> bool:
        self.asked += 1
        return self.go_on.wait(30)


@pytest.fixture
def neighbour():
    neighbour = Neighbour()
    yield neighbour
    neighbour.go_on.set()


def test_one_that_hangs_is_not_waited_for(neighbour):
    probe = Probe(neighbour.ask, within=0.1)
    started = time.monotonic()

    assert not probe.is_well()
    assert time.monotonic() - started < 5


def test_threads_that_hang_do_not_pile_up(neighbour):
    probe = Probe(neighbour.ask, within=0.05)
    before = threading.active_count()

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _number: probe.is_well(), range(60)))

    assert answers == [False] * 60
    assert neighbour.asked == 1
    assert threading.active_count() <= before + 1


def test_it_recovers(neighbour):
    probe = Probe(neighbour.ask, within=0.05)
    assert not probe.is_well()
    neighbour.go_on.set()

    until = time.monotonic() + 10
    while not Probe(neighbour.ask).is_well() or not probe.is_well():
        assert time.monotonic() < until


def test_an_answer_is_asked_for_anew():
    answers = iter([True, False])
    probe = Probe(lambda: next(answers))

    assert [probe.is_well(), probe.is_well()] == [True, False]
