from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from foundation.backup.contents import BackupRefused, at_one_moment
from foundation.backup.soundness import check_migrated
from scoring.ledger.rebuilding import differences, rebuild
from scoring.ledger.verifying import in_words


class Command(BaseCommand):
    help = (
        "Show which results are not what the ledger says; with --apply make them so. The ledger"
        " itself is never changed. May run while everybody works."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="write it, not only show it")

    def handle(self, *, apply, **options):
        try:
            check_migrated(connection)
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        found, activities = 0, set()
        with at_one_moment(connection):
            for difference in differences():
                found += 1
                activities.add(difference.cell[0])
                if not apply:
                    self.stdout.write(in_words(difference))
        if not found:
            self.stdout.write("Every result is what the ledger says. There is nothing to do.")
        elif not apply:
            self.stdout.write(f"{found} results would be made anew with --apply.")
        else:
            made = sum(self.rebuild(activity) for activity in sorted(activities))
            self.stdout.write(f"{made} results were made anew; the audit trail has them.")

    def rebuild(self, activity: int) -> int:
        try:
            found = rebuild(activity)
        except ValidationError as error:
            self.stderr.write(f"Activity {activity}: {' '.join(error.messages)}")
            return 0
        for difference in found:
            self.stdout.write(in_words(difference))
        return len(found)
