"""docs/operations.md word for word: its commands are what is run here, by a shell."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from foundation.backup import sqlite_files
from scoring.models import Entry, Record
from tests import make
from tests.contracts.house.sources import ROOT
from tests.foundation.backup.places import in_nobodys

pytestmark = pytest.mark.django_db(transaction=True)
FOLDER, EXAMPLE = "/srv/backups", "2026-07-04T030000Z"
SOUND = "Everything is as it should be.\n"


def blocks() -> list[str]:
    """The commands of the section, block by block."""
    document = (ROOT / "docs" / "operations.md").read_text("utf-8")
    _before, _title, rest = document.partition("\n## Backup and back\n")
    found: list[list[str]] = [[]]
    for line in rest.partition("\n## ")[0].splitlines():
        if line.startswith("    "):
            found[-1].append(line.strip())
        elif line and found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


BACKUP, EMERGENCY, NEW_DATABASE, VERIFY, REBUILD = blocks()


class Machine:
    """A folder as the documented one, with a `sudo` that notes what it was asked for."""

    def __init__(self, folder: Path, **variables: str):
        self.folder, self.backups = folder / "klepak", folder / "backups"
        self.folder.mkdir()
        (self.folder / ".venv").symlink_to(sys.prefix)
        (self.folder / "manage.py").symlink_to(ROOT / "manage.py")
        self.asked = folder / "asked"
        programs = folder / "bin"
        programs.mkdir()
        script = f'echo "$*" >> {self.asked}; [ "$1" != -u ] || {{ shift 2; exec "$@"; }}'
        (programs / "sudo").write_text(f"#!/bin/sh\n{script}\n")
        (programs / "sudo").chmod(0o700)
        self.variables = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": settings.SECRET_KEY,
            "LOG_LEVEL": "WARNING",
            **variables,
        }

    def run(self, commands: str) -> str:
        """What they write to the standard output, once all of them have succeeded."""
        commands = commands.replace(FOLDER, str(self.backups))
        if EXAMPLE in commands:
            [made] = self.backups.iterdir()
            commands = commands.replace(EXAMPLE, made.name)
        answer = subprocess.run(
            ["sh", "-e", "-c", commands],
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


@pytest.fixture
def entered(activity, group, super_admin):
    """What the ledger has on the day before."""
    for text in ("12.5", "13", "DNF"):
        make.record(activity, make.participant(group), text, by=super_admin)
    return list(Entry.objects.order_by("pk").values_list("pk", "value", "status"))


def test_every_command_is_known():
    assert f".venv/bin/python manage.py backup {FOLDER}" == BACKUP
    assert VERIFY == ".venv/bin/python manage.py verify"
    assert VERIFY in EMERGENCY
    assert REBUILD.splitlines() == [
        ".venv/bin/python manage.py rebuild_records",
        ".venv/bin/python manage.py rebuild_records --apply",
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the way of SQLite")
def test_an_emergency_on_sqlite(entered, tmp_path):
    file = tmp_path / "klepak" / "db.sqlite3"
    machine = Machine(tmp_path, DATABASE_URL=f"sqlite:///{file}")
    sqlite_files.copy(connection, file)
    connection.close()
    assert machine.run(BACKUP).startswith("Backed up to ")
    with closing(sqlite3.connect(file, isolation_level=None)) as day:
        day.execute("PRAGMA journal_mode = WAL")
        day.execute("DELETE FROM scoring_record")
    file.write_bytes(b"an unlucky hand" + file.read_bytes()[15:])

    written = machine.run(EMERGENCY)

    assert written.startswith("Restored ")
    assert written.endswith(SOUND)
    assert machine.asked.read_text().splitlines() == [
        "systemctl stop klepak-web klepak-jobs",
        "systemctl start klepak-web klepak-jobs",
    ]
    assert (machine.folder / "aside" / "db.sqlite3").read_bytes().startswith(b"an unlucky")
    with closing(sqlite3.connect(file)) as restored:
        rows = restored.execute("SELECT id, value, status FROM scoring_entry ORDER BY id")
        assert list(rows) == entered
        restored.execute("UPDATE scoring_record SET value_raw = '99'")
        restored.commit()
    assert machine.run(REBUILD).count(" results w") == 2
    with closing(sqlite3.connect(file)) as rebuilt:
        rows = rebuilt.execute("SELECT value_raw FROM scoring_record ORDER BY participant_id")
        assert [text for (text,) in rows] == ["12.5", "13", "DNF"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the way of PostgreSQL")
def test_an_emergency_on_postgresql(entered, tmp_path):
    """The new database is of a role that may do nothing else."""
    given = connection.get_connection_params()
    socket, old = given["host"], given["dbname"]
    stop, _aside, restore, verify, _start = EMERGENCY.splitlines()
    in_nobodys("CREATE ROLE klepak LOGIN")
    try:
        machine = Machine(
            tmp_path,
            DATABASE_URL=f"postgresql://{given['user']}@/{old}?host={socket}",
            PGHOST=socket,
            PGUSER=given["user"],
        )
        machine.run(BACKUP)
        assert list(Record.objects.values_list("pk")) != []
        machine.run("\n".join([stop, NEW_DATABASE]))
        machine.variables["DATABASE_URL"] = f"postgresql://klepak@/klepak_restored?host={socket}"

        written = machine.run("\n".join([restore, verify, REBUILD]))

        assert written.startswith("Restored ")
        assert SOUND in written
        query = "SELECT count(*), max(id) FROM scoring_entry"
        counted = f'psql --username klepak --tuples-only --csv -c "{query}" klepak_restored'
        assert machine.run(counted) == f"{len(entered)},{entered[-1][0]}\n"
    finally:
        in_nobodys("DROP DATABASE IF EXISTS klepak_restored")
        in_nobodys("DROP ROLE klepak")
