"""How much of what is costly runs at once, who waits, and who is refused."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from foundation.neighbours.bounds import Bound, Overloaded


class Work:
    """Counts how much of it runs at once, until it is let go."""

    def __init__(self, bound: Bound):
        self.bound = bound
        self.now = self.most = self.done = 0
        self.lock = threading.Lock()
        self.go_on, self.has_begun = threading.Event(), threading.Semaphore(0)

    def do(self, *, patient: bool = False) -> bool:
        """Whether it was done rather than refused."""
        try:
            with self.bound.turn(patient=patient):
                with self.lock:
                    self.now += 1
                    self.most = max(self.most, self.now)
                self.has_begun.release()
                self.go_on.wait(30)
                with self.lock:
                    self.now -= 1
                    self.done += 1
        except Overloaded:
            return False
        return True


def in_threads(work: Work, times: int, **how) -> list[bool]:
    """The work `times` over at once; it is let go once all that may run does."""
    with ThreadPoolExecutor(times) as threads:
        futures = [threads.submit(work.do, **how) for _ in range(times)]
        for _ in range(min(times, work.bound.at_once)):
            assert work.has_begun.acquire(timeout=30)
        while sum(f.done() for f in futures) + len(waiting(work, times)) < times:
            threading.Event().wait(0.01)
        work.go_on.set()
        return [future.result(timeout=30) for future in futures]


def waiting(work: Work, times: int) -> range:
    """As many as may run or wait."""
    return range(min(times, work.bound.at_once + work.bound.waiting))


def test_so_many_run_so_many_wait_and_the_rest_is_refused():
    work = Work(Bound("work", at_once=2, waiting=3, seconds=30))

    found = in_threads(work, 9)

    assert (work.most, work.done, found.count(False)) == (2, 5, 4)


def test_nobody_waits_for_ever():
    work = Work(Bound("work", at_once=1, waiting=5, seconds=0.05))
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(work.do)
        assert work.has_begun.acquire(timeout=30)
        with pytest.raises(Overloaded) as refused, work.bound.turn():
            pass
        work.go_on.set()
        assert first.result(timeout=30)

    assert refused.value.retry_after == 2
    with work.bound.turn():
        pass


def test_work_that_nobody_waits_for_is_patient():
    work = Work(Bound("work", at_once=1, waiting=0, seconds=0))
    with ThreadPoolExecutor(4) as threads:
        futures = [threads.submit(work.do, patient=True) for _ in range(4)]
        assert work.has_begun.acquire(timeout=30)
        work.go_on.set()

        assert [future.result(timeout=30) for future in futures] == [True] * 4
    assert work.most == 1


def test_a_fault_gives_the_place_back():
    bound = Bound("work", at_once=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), bound.turn():
            1 / 0  # noqa: B018
