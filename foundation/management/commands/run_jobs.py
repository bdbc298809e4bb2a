import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.jobs.runner import INTERVAL, Runner, all_queues


class Command(BaseCommand):
    help = (
        "Work beside the requests: imports of long tables, mails, what is due each hour or day. "
        "Any number of these may run, on any number of machines. Stops by SIGTERM or Ctrl+C when "
        "the job at hand is done."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument(
            "--interval", type=float, default=INTERVAL, help="seconds between two looks for work"
        )

    def handle(self, *, once, interval, **options):
        if settings.JOBS == "immediate":
            raise CommandError("With JOBS=immediate every job is done at once, by who asks for it.")
        if not 0.01 <= interval <= 3600:
            raise CommandError("The interval is between 0.01 and 3600 seconds.")
        if once:
            runners = [Runner()]
        else:
            runners = [Runner(queues=[name], interval=interval) for name in all_queues()]
        asked_to_stop = threading.Event()

        def stop(*_signal):
            asked_to_stop.set()
            stop_all(runners)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        if once:
            runners[0].run_due()
            return
        _run_beside_each_other(runners)
        if not asked_to_stop.is_set():
            raise CommandError("A thread failed, see above. Start this process again.")


def stop_all(runners: list[Runner]) -> None:
    for runner in runners:
        runner.stop()


def _run_beside_each_other(runners: list[Runner]) -> None:
    """Not in the main thread, where a signal could come while it holds the lock of its bell.

    Where one fails, all end: whoever watches the process would not see that half of it is dead.
    """

    def run(runner: Runner) -> None:
        try:
            runner.run()
        finally:
            stop_all(runners)

    threads = [threading.Thread(target=run, args=[runner]) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
