from collections.abc import Iterable
from itertools import chain

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from foundation.backup import soundness
from foundation.backup.contents import BackupRefused, at_one_moment
from foundation.files import store
from scoring.ledger import verifying


class Command(BaseCommand):
    help = (
        "Hold the results against the ledger, kept files against their hashes, and look for rows"
        " that point nowhere or to another event. Changes nothing, and may run while everybody"
        " works. Ends with 1 where something is wrong."
    )

    def handle(self, **options):
        try:
            soundness.check_migrated(connection)
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        with at_one_moment(connection):
            found = self.show(
                chain(soundness.faults(connection), store.faults(), verifying.faults())
            )
        if found:
            raise CommandError(
                f"{found} faults. Where records differ from the ledger, manage.py rebuild_records"
                " --apply brings them up to it."
            )
        self.stdout.write("Everything is as it should be.")

    def show(self, faults: Iterable[str]) -> int:
        number = 0
        for fault in faults:
            self.stdout.write(fault)
            number += 1
        return number
