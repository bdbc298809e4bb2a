from collections.abc import Iterable
from itertools import chain

from django.core.management.base import BaseCommand, CommandError

from accounts.files import parts
from foundation.files import collecting, store


class Command(BaseCommand):
    help = (
        "Hold every kept file against its hash, and name what is missing, damaged, or in the"
        " storage and known to no row. Changes nothing. Ends with 1 where something is wrong."
    )

    def handle(self, **options):
        if found := self.show(chain(store.faults(), collecting.strays(), parts.strays())):
            raise CommandError(f"{found} faults. Strays go by themselves after a day.")
        self.stdout.write("Every file is as it was kept.")

    def show(self, faults: Iterable[str]) -> int:
        number = 0
        for fault in faults:
            self.stdout.write(fault)
            number += 1
        return number
