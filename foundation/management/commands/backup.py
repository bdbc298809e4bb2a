from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.backup.contents import BackupRefused
from foundation.backup.making import files_elsewhere, make_backup


class Command(BaseCommand):
    help = (
        "Back up the database and the files that are kept into a new folder in DIR, named by the"
        " time in UTC, while everybody works on. The settings (.env) are not in it."
    )

    def add_arguments(self, parser):
        parser.add_argument("dir", nargs="?", help="a folder; BACKUP_DIR where it is left out")

    def handle(self, *, dir, **options):
        folder = dir or settings.BACKUP_DIR
        if not folder:
            raise CommandError("Name a folder for the backup, or set BACKUP_DIR.")
        try:
            made = make_backup(Path(folder))
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Backed up to {made}")
        if sentence := files_elsewhere():
            self.stdout.write(sentence)
