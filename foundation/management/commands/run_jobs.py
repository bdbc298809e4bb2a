import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.jobs.runner import INTERVAL, Runner


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
        runner = Runner(interval=interval)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: runner.stop())
        if once:
            runner.run_due()
        else:
            runner.run()
