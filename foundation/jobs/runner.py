"""Who does the work: a loop around the worker of django-tasks-db, as a thread or as a process.

Its `db_worker` command cannot be used as it is: it takes over the signals of its process, which
only a main thread may do, and a task whose worker was killed stays RUNNING for ever. So the loop
here asks its `Worker` for one batch at a time, and between two batches takes up what was left
behind and looks at the clock.
"""

import threading
import time

import structlog
from django.db import Error, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from foundation.jobs import clock, queue, work

INTERVAL = 1.0
"""Seconds between two looks for work that other processes enqueued."""
CLOCK_INTERVAL = 60.0
AFTER_ERROR = 10.0
"""Seconds before a database that does not answer, or has no tables yet, is asked again."""

log = structlog.get_logger("foundation.jobs.runner")


class Runner:
    """Does what is due, until it is stopped. A job that has been begun is finished first."""

    def __init__(self, *, interval: float = INTERVAL, pause: float = 0):
        """interval: seconds between two looks where nobody rings; pause: before each."""
        self.interval, self.pause = interval, pause
        self.bell = threading.Event()
        self._is_stopped = False
        self._clock_due = 0.0
        self._worker = Worker(
            queue_names=["default"],
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
                log.warning("cannot look for work", reason=type(error).__name__)
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
        if DBTaskResult.objects.ready().exists():  # looking takes no lock, as a batch would
            self._worker.run()


class Embedded:
    """The threads of a web process. Made anew where a fork has lost them.

    Two of them, so that a mail server that hangs does not hold up a table.
    """

    THREADS = 2
    INTERVAL = 5.0
    PAUSE = 0.25
    """Seconds by which new work begins later, so that the answer has gone out undisturbed by it."""
    PATIENCE = 5.0
    """Seconds that a process which ends waits for its threads to give back their work."""

    def __init__(self):
        self._lock = threading.Lock()
        self._running: list[tuple[threading.Thread, Runner]] = []

    def wake(self) -> None:
        """There is work: start the threads where they are not there yet, and ring for them."""
        with self._lock:
            alive = [pair for pair in self._running if pair[0].is_alive()]
            if not work.stopping.is_set():
                alive += [self._started() for _ in range(self.THREADS - len(alive))]
            self._running = alive
        for _thread, runner in alive:
            runner.bell.set()

    def stop(self) -> None:
        """Called when the process ends: work is given back at its next heart-beat, or goes on in
        somebody else's hands when its lease is over.
        """
        work.stopping.set()
        for _thread, runner in self._running:
            runner.stop()
        until = time.monotonic() + self.PATIENCE
        for thread, _runner in self._running:
            thread.join(max(0, until - time.monotonic()))

    def _started(self) -> tuple[threading.Thread, Runner]:
        runner = Runner(interval=self.INTERVAL, pause=self.PAUSE)
        thread = threading.Thread(target=runner.run, name="jobs", daemon=True)
        thread.start()
        return thread, runner


embedded = Embedded()
