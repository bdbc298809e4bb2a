import argparse
import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import Organisation
from events.evaluators.new_logins import BootstrapLogin, bootstrap_evaluators
from events.importing.new_event import ImportRefused, import_event, plan_event, read_csv
from events.importing.plan import Plan
from events.life.lifecycle import build_event
from events.rosters.columns import METADATA, SYSTEM_FIELDS
from events.rosters.doubts import read_people
from foundation.tables import xlsx_files
from foundation.tables.table import MAX_BYTES, Table

DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


class Command(BaseCommand):
    help = "Create an event from a CSV or XLSX file with a header row. All rows or none."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument("--name", required=True, help="name of the event")
        parser.add_argument("--organisation", metavar="SLUG", help="short name; the default one")
        parser.add_argument("--date", type=day, metavar="YYYY-MM-DD", help="day of the event")
        parser.add_argument(
            "--map",
            type=assignment,
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help=f"which column is which field: {', '.join(SYSTEM_FIELDS)}, or {METADATA}",
        )
        parser.add_argument(
            "--header-row",
            type=int,
            metavar="NUMBER",
            help="row of the headers, 0 for none; without it, it is looked for",
        )
        parser.add_argument(
            "--encoding", help="of the letters, where they can be read in more ways than one"
        )
        parser.add_argument(
            "--accept-doubts",
            action="store_true",
            help="take what is doubtful as it is read; without it, nothing doubtful is imported",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")
        parser.add_argument(
            "--bootstrap", action="store_true", help="create a login for every group, print them"
        )

    def handle(self, *, path, name, organisation, date, dry_run, bootstrap, **options):
        organisation = find_organisation(organisation)
        event = {"name": name, "organisation": organisation, "by": None, "date": date}
        try:
            table = read_table(path, options["header_row"], options["encoding"])
            source = {"table": table, "mapping": dict(options["map"])}
            plan = plan_event(**source, date=date)
            self.print_plan(plan)
            if dry_run:
                check(plan, event)
                self.stdout.write(_("Dry run: nothing was written."))
                return
            if not plan.errors and not options["accept_doubts"]:
                refuse_doubts(plan)
            summary = import_event(**source, **event, file_name=path.name)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        made = {"event": summary.event, "pk": summary.event.pk}
        self.stdout.write(self.style.SUCCESS(_("Event %(pk)d created: %(event)s") % made))
        if bootstrap:
            self.print_logins(bootstrap_evaluators(event=summary.event, by=None).created)

    def print_plan(self, plan: Plan) -> None:
        """What was recognised and what would be made; errors are left to the refusal."""
        table = plan.table
        sentence = (
            _("Encoding: %(encoding)s, delimiter: %(delimiter)s, data rows: %(rows)d")
            if table.delimiter
            else _("Format: %(encoding)s, data rows: %(rows)d")
        )
        source = {"encoding": table.encoding, "rows": len(table.rows)}
        self.stdout.write(
            sentence % {**source, "delimiter": DELIMITER_NAMES.get(table.delimiter, "")}
        )
        self.stdout.write(_("Columns:"))
        for column in plan.columns:
            if column.header:
                self.stdout.write(f"  {column.header} → {column.field or METADATA}")
        names = ", ".join(group.name for group in plan.groups)
        self.stdout.write(_("Groups: %(count)d") % {"count": len(plan.groups)})
        if names:
            self.stdout.write(f"  {names}")
        self.stdout.write(_("Participants: %(count)d") % {"count": len(plan.participants)})
        for problem in plan.warnings:
            self.stdout.write(self.style.WARNING(problem.message))

    def print_logins(self, logins: list[BootstrapLogin]) -> None:
        """The one time the passwords are seen: an aligned table."""
        self.stdout.write(_("Team logins, shown only this once:"))
        rows = [(login.group.name, login.user.login, login.password) for login in logins]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(f"  {'  '.join(cells).rstrip()}")


def refuse_doubts(plan: Plan) -> None:
    """Nothing doubtful is imported unasked."""
    if plan.doubts:
        sentence = _(
            "Nothing was imported, because this is doubtful. If it is right, repeat it with"
        )
        lines = [problem.message for problem in plan.doubts]
        raise CommandError("\n".join([*lines, f"{sentence} --accept-doubts"]))


def check(plan: Plan, event: dict) -> None:
    """Refuse just what the import would refuse."""
    build_event(**event)
    if plan.errors:
        raise ImportRefused(plan)


def read_table(path: Path, header_row: int | None = None, encoding: str | None = None) -> Table:
    """A workbook by its content, anything else as CSV by its name. Raises ValidationError."""
    content = read_file(path)
    if xlsx_files.is_workbook(content):
        return read_people(content, path.name, header_row=header_row)
    return read_csv(content, path.name, header_row=header_row, encoding=encoding)


def read_file(path: Path) -> bytes:
    """The content, or as much of it as it takes to see that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise CommandError(_("There is no file %(path)s.") % {"path": path}) from error
    except IsADirectoryError as error:
        raise CommandError(_("%(path)s is a directory, not a file.") % {"path": path}) from error
    except OSError as error:
        reason = {"path": path, "reason": error.strerror}
        raise CommandError(_("%(path)s cannot be read: %(reason)s.") % reason) from error


def find_organisation(slug: str | None) -> Organisation:
    """The organisation of the short name; none named: the default one."""
    if slug is None:
        return Organisation.objects.default()
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        known = ", ".join(f"{each.slug} ({each.name})" for each in Organisation.objects.all())
        raise CommandError(
            _("There is no organisation %(slug)s. There are: %(known)s.")
            % {"slug": slug, "known": known}
        )
    return organisation


def assignment(text: str) -> tuple[str, str]:
    """A column and its field from "Jméno=first_name"; the column may have an = in its name too."""
    column, sign, field = text.rpartition("=")
    if not sign:
        raise argparse.ArgumentTypeError(_("write it as COLUMN=FIELD, such as Jméno=first_name"))
    return column, field.strip()


def day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("write the date as YYYY-MM-DD")) from error
