from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from foundation.backup.contents import BackupRefused
from foundation.backup.making import files_elsewhere
from foundation.backup.restoring import restore_backup


class Command(BaseCommand):
    help = (
        "Put a backup of manage.py backup into an empty installation that does not run, and bring"
        " it up to this release. Whatever is refused changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("dir", help="the folder of one backup, with its manifest.json")

    def handle(self, *, dir, **options):
        try:
            restored = restore_backup(Path(dir))
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        rows = sum(restored.counts.values())
        self.stdout.write(
            f"Restored {len(restored.counts)} tables with {rows} rows, as they were on"
            f" {restored.made_at}. Run manage.py verify, then start the web processes."
        )
        if sentence := files_elsewhere():
            self.stdout.write(sentence)
