"""Who does the work: a loop around the worker of django-tasks-db, as a thread or as a process.

Its `db_worker` command cannot be used as it is: it takes over the signals of its process, which
only a main thread may do, and a task whose worker was killed stays RUNNING for ever. So the loop
here asks its `Worker` for one batch at a time, and between two batches takes up what was left
behind and looks at the clock.
"""

import os
import threading
import time
from collections.abc import Sequence

from django.conf import settings
from django.db import Error, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from foundation.jobs import clock, queue, work
from foundation.neighbours.outages import reason_of
from foundation.neighbours.reports import report

INTERVAL = 1.0
"""Seconds between two looks for work that other processes enqueued."""
CLOCK_INTERVAL = 60.0
AFTER_ERROR = 10.0
"""Seconds before a database that does not answer, or has no tables yet, is asked again."""


class Runner:
    """Does what is due, until it is stopped. A job that has been begun is finished first."""

    def __init__(
        self,
        *,
        queues: Sequence[str] | None = None,
        interval: float = INTERVAL,
        pause: float = 0,
    ):
        """queues: whose work it does, all by default; what was left behind it takes up of every
        queue. interval: seconds between two looks where nobody rings; pause: before each.
        """
        self.queues = list(queues or all_queues())
        self.interval, self.pause = interval, pause
        self.bell = threading.Event()
        self._is_stopped = False
        self._clock_due = 0.0
        self._worker = Worker(
            queue_names=self.queues,
            excluded_queue_names=[],
            backend_name="default",
            worker_id=get_random_string(32),
            interval=0,
            batch=True,
            startup_delay=False,
            max_tasks=None,
        )

    def stop(self) -> None:
        self._is_stopped = True
        self._worker.running = False
        self.bell.set()

    def run(self) -> None:
        """Work until `stop` is called; a database that is away is waited for."""
        while not self._is_stopped:
            time.sleep(self.pause)
            self.bell.clear()
            wait = self.interval
            try:
                self.run_due()
            except Error as error:
                report("database", "cannot look for work", reason_of(error))
                wait = AFTER_ERROR
            finally:
                connections.close_all()  # this thread's own
            if not self._is_stopped:
                self.bell.wait(wait)

    def run_due(self) -> None:
        """Everything that is due now, then return."""
        close_old_connections()
        if time.monotonic() >= self._clock_due:
            clock.enqueue_due()
            self._clock_due = time.monotonic() + CLOCK_INTERVAL
        queue.take_up_left()
        ready = DBTaskResult.objects.ready().filter(queue_name__in=self.queues)
        if ready.exists():  # looking takes no lock, as a batch would
            self._worker.run()


def all_queues() -> list[str]:
    return settings.TASKS["default"]["QUEUES"]


class Embedded:
    """The threads of a web process, one for each queue. Made anew where a fork has lost them."""

    INTERVAL = 5.0
    PAUSE = 0.25
    """Seconds by which new work begins later, so that the answer has gone out undisturbed by it."""
    PATIENCE = 5.0
    """Seconds that a process which ends waits for its threads to give back their work."""

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        """Begin as in a new process: after a fork others' threads are gone, and what they locked
        would stay locked for ever.
        """
        self._lock = threading.Lock()
        self._running: dict[str, tuple[threading.Thread, Runner]] = {}

    def wake(self) -> None:
        """There is work: start the threads where they are not there yet, and ring for them."""
        with self._lock:
            for name in all_queues():
                thread, _runner = self._running.get(name, (None, None))
                if not (work.stopping.is_set() or (thread and thread.is_alive())):
                    self._running[name] = self._started(name)
            runners = [runner for _thread, runner in self._running.values()]
        for runner in runners:
            runner.bell.set()

    def stop(self) -> None:
        """Called when the process ends: work is given back at its next heart-beat, or goes on in
        somebody else's hands when its lease is over.
        """
        work.stopping.set()
        with self._lock:
            running = list(self._running.values())
        for _thread, runner in running:
            runner.stop()
        until = time.monotonic() + self.PATIENCE
        for thread, _runner in running:
            thread.join(max(0, until - time.monotonic()))

    def _started(self, name: str) -> tuple[threading.Thread, Runner]:
        runner = Runner(queues=[name], interval=self.INTERVAL, pause=self.PAUSE)
        thread = threading.Thread(target=runner.run, name=f"jobs {name}", daemon=True)
        thread.start()
        return thread, runner


embedded = Embedded()
os.register_at_fork(after_in_child=embedded.forget)
