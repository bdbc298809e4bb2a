"""What is refused says why, and changes nothing: damage, a full disk, a database in use."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError
from django.db import connection, connections

from events.models import Event
from foundation.backup import manifest
from foundation.backup.contents import BackupRefused
from foundation.backup.making import KINDS, check_room
from foundation.backup.manifest import Manifest
from foundation.neighbours.postgresql.base import breaker
from tests.foundation.backup.places import elsewhere, files_of_at_most, tables

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about files of SQLite")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="about its programs")
FILE = KINDS[connection.vendor].FILE


def flip(path: Path) -> None:
    """Change one bit in the middle of the file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def rewrite(folder: Path, **changed) -> None:
    """A manifest that says something else, and is whole."""
    known = manifest.read(folder)
    fields = {name: getattr(known, name) for name in Manifest.__slots__}
    manifest.write(Manifest(**fields | changed), folder)


def newer(folder: Path) -> None:
    known = manifest.read(folder).migrations
    rewrite(folder, migrations=known | {"scoring": [*known["scoring"], "9999_medals"]})


def elsewhere_in(folder: Path) -> None:
    files = manifest.read(folder).files
    rewrite(folder, files=files | {"../stolen": {"sha256": "", "size": 0}})


OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}
DAMAGED = {
    "a bit of the database": (
        lambda folder: flip(folder / FILE),
        f"The backup is damaged: {FILE} is not what was backed up. Take another one.",
    ),
    "a bit of the manifest": (
        lambda folder: flip(folder / "manifest.json"),
        "The backup is damaged: manifest.json was changed. Take another one.",
    ),
    "an empty manifest": (
        lambda folder: (folder / "manifest.json").write_bytes(b""),
        "The backup is damaged: manifest.json was changed. Take another one.",
    ),
    "a list for a manifest": (
        lambda folder: (folder / "manifest.json").write_bytes(b"[]"),
        "The backup is damaged: manifest.json was changed. Take another one.",
    ),
    "a file that is missing": (
        lambda folder: (folder / FILE).unlink(),
        f"The backup is damaged: {FILE} is missing. Take another one.",
    ),
    "a file outside": (
        elsewhere_in,
        "The backup is damaged: manifest.json was changed. Take another one.",
    ),
    "half a backup": (
        lambda folder: (folder / "manifest.json").unlink(),
        "{folder} is no whole backup: it has no manifest.json, which is written last.",
    ),
    "the folder of all backups": (
        lambda folder: (
            shutil.copytree(folder, folder / folder.name) and (folder / "manifest.json").unlink()
        ),
        "{folder} has several backups. Name one of them, such as {folder}/{folder.name}.",
    ),
    "no folder": (shutil.rmtree, "There is no folder {folder}."),
    "a newer release": (
        newer,
        "The backup was made by a newer release: this one does not know scoring.9999_medals."
        " Install that release, or a later one, and restore with it.",
    ),
    "a newer format": (
        lambda folder: rewrite(folder, format=2),
        "The backup has format 2, which this release does not know. Install the release that made"
        " it, or a later one, and restore with it.",
    ),
    "the other database": (
        lambda folder: rewrite(folder, database=OTHER[connection.vendor]),
        "This is a backup of {NAMES[0]}, and DATABASE_URL names {NAMES[1]}. Restore it there.",
    ),
}
NAMES = ["PostgreSQL", "SQLite"] if connection.vendor == "sqlite" else ["SQLite", "PostgreSQL"]


def test_damage_and_strangers_are_refused_and_change_nothing(backup, run, tmp_path):
    whole = backup()
    with elsewhere(tmp_path) as name:
        for case, (damage, sentence) in DAMAGED.items():
            folder = tmp_path / case
            shutil.copytree(whole, folder)
            damage(folder)
            with pytest.raises(CommandError) as refusal:
                run("restore", folder)
            assert str(refusal.value) == sentence.format(folder=folder, NAMES=NAMES), case
        if connection.vendor == "sqlite":
            assert not Path(name).exists()
        else:
            assert tables() == []


def test_a_database_with_somebody_in_it_is_left_as_it_is(event, backup, run):
    made = backup()
    Event.objects.update(name="Since then")

    with pytest.raises(CommandError) as refusal:
        run("restore", made)

    assert str(refusal.value) == (
        "The database is not empty: it has accounts or events. A backup is only put into an empty"
        " one, so that nothing is lost; move the present one aside, or name another one in"
        " DATABASE_URL."
    )
    assert Event.objects.get().name == "Since then"


def test_a_database_that_is_in_use(backup, run, tmp_path):
    made = backup()
    with elsewhere(tmp_path):
        with closing(connection.copy()) as other:
            with other.cursor() as cursor:
                cursor.execute("CREATE TABLE mine (number integer)")
                cursor.execute("SELECT * FROM mine")
            with pytest.raises(CommandError, match="The database is in use"):
                run("restore", made)
            assert tables() == ["mine"]
        run("restore", made)
        assert "mine" not in tables()


def test_fewer_rows_than_were_backed_up(backup, run, tmp_path):
    made = backup()
    rewrite(made, counts=manifest.read(made).counts | {"events_event": 7})

    with elsewhere(tmp_path), pytest.raises(CommandError) as refusal:
        run("restore", made)

    assert str(refusal.value) == (
        "The backup was restored, but these tables have not as many rows as were backed up:"
        " events_event. Do not work with it; restore another one."
    )


def test_a_disk_that_is_full(event, run, tmp_path):
    folder = tmp_path / "full"
    connection.close()
    with files_of_at_most(20_000), pytest.raises(CommandError) as refusal:
        run("backup", folder)

    assert "could not copy the database" in str(refusal.value) or "pg_dump" in str(refusal.value)
    assert list(folder.iterdir()) == []


def test_files_that_do_not_fit(event, run, settings, tmp_path):
    settings.MEDIA_ROOT.mkdir()
    with (settings.MEDIA_ROOT / "film").open("wb") as file:
        file.truncate(64_000_000)
    folder = tmp_path / "full"
    with files_of_at_most(32_000_000), pytest.raises(CommandError) as refusal:
        run("backup", folder)

    assert str(refusal.value) == (
        f"The backup could not be written to {folder}: File too large. Nothing is left of it."
    )
    assert list(folder.iterdir()) == []


def test_room_is_left_for_the_database_itself(tmp_path):
    check_room(tmp_path, 1)
    with pytest.raises(BackupRefused, match=r"^There is not enough room in .* may take 1048576 MB"):
        check_room(tmp_path, 1 << 40)


def test_no_folder_to_write_to(event, run, settings, tmp_path):
    with pytest.raises(CommandError, match="Name a folder for the backup, or set BACKUP_DIR"):
        run("backup")
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match=r"could not be written to .*/file: File exists"):
        run("backup", tmp_path / "file")
    settings.BACKUP_DIR = str(tmp_path / "backups")
    assert run("backup").startswith(f"Backed up to {tmp_path}/backups/")


def test_nothing_to_back_up(run, tmp_path):
    with elsewhere(tmp_path), pytest.raises(CommandError, match=r"no database|no tables yet"):
        run("backup", tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


@on_sqlite
def test_a_log_of_a_database_that_is_gone_is_not_mixed_in(event, backup, run, tmp_path):
    made = backup()
    with elsewhere(tmp_path) as name:
        with closing(sqlite3.connect(name, isolation_level=None)) as gone:
            gone.execute("PRAGMA journal_mode = WAL")
            gone.execute("CREATE TABLE gone (number)")
            kept = {end: Path(name + end).read_bytes() for end in ("-wal", "-shm")}
        Path(name).unlink()
        for end, content in kept.items():
            Path(name + end).write_bytes(content)

        run("restore", made)

        assert [row.name for row in Event.objects.all()] == [event.name]
        assert "gone" not in tables()
        assert run("verify") == "Everything is as it should be.\n"


@on_sqlite
def test_what_is_no_database_is_named(backup, run, tmp_path):
    made = backup()
    with elsewhere(tmp_path) as name:
        Path(name).write_bytes(b"no database at all, " * 100)
        with pytest.raises(CommandError, match="The present database cannot be read: file is not"):
            run("restore", made)
        assert Path(name).read_bytes().startswith(b"no database at all")


def program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)


@on_postgresql
def test_programs_that_are_missing_or_old(run, monkeypatch, tmp_path):
    needed = connection.pg_version // 10_000
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(CommandError) as refusal:
        run("backup", tmp_path / "backups")
    assert str(refusal.value) == (
        "pg_dump is not on this machine. Install PostgreSQL's client programs, version"
        f" {needed} or newer (on Debian the package postgresql-client), so that they are the first"
        " on the PATH."
    )
    program(tmp_path / "bin", "pg_dump", 'echo "pg_dump (PostgreSQL) 9.6.24"')
    with pytest.raises(CommandError, match=rf"has version 9 and the database {needed}: it would"):
        run("backup", tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


@on_postgresql
def test_the_check_warns_where_the_days_backup_cannot_be_made(settings, monkeypatch, tmp_path):
    def warnings() -> list[str]:
        return [each.msg for each in run_checks() if each.id == "klepak.W003"]

    settings.BACKUP_DIR = str(tmp_path)
    assert warnings() == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert warnings() == [
        "BACKUP_DIR asks for a backup each day, which needs pg_dump and pg_restore."
    ]
    settings.BACKUP_DIR = ""
    assert warnings() == []


@on_postgresql
def test_a_server_that_is_away(event, backup, run, monkeypatch, tmp_path):
    made = backup()
    connections.close_all()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "NAME", "nowhere")
        for command in (["backup", tmp_path / "backups"], ["restore", made]):
            with pytest.raises(
                CommandError, match=r"^The database (cannot be read|does not answer): "
            ):
                run(*command)
        connections.close_all()
    breaker.note_answer()  # nobody has to wait for its rest


@on_postgresql
def test_the_password_is_on_no_command_line(run, monkeypatch, tmp_path):
    real, seen = shutil.which("pg_dump"), tmp_path / "seen"
    program(tmp_path / "bin", "pg_dump", f'echo "$PGPASSWORD: $0 $*" >> {seen}; exec {real} "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{Path(real).parent}:/usr/bin:/bin")
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "Tajné-7")

    run("backup", tmp_path / "backups")

    lines = seen.read_text().splitlines()
    assert lines[-1].startswith("Tajné-7: ")
    assert "Tajné-7" not in lines[-1].partition(": ")[2]


@on_postgresql
def test_a_dump_that_postgresql_refuses_leaves_nothing(event, backup, run, tmp_path):
    made = backup()
    with elsewhere(tmp_path):
        with connection.cursor() as cursor:  # in the way of a table of the same name
            cursor.execute("CREATE VIEW events_event AS SELECT 1")
            cursor.execute("CREATE TABLE mine (number integer)")
        with pytest.raises(CommandError, match=r"PostgreSQL refused the backup: .*already exists"):
            run("restore", made)
        assert tables() == ["mine"]
