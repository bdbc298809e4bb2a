import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.fixture(autouse=True)
def programs(monkeypatch, transactional_db):
    """PostgreSQL's programs are those of the server that the tests run on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
            [folder] = cursor.fetchone()
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(autouse=True)
def no_files_yet(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def run():
    """run("backup", folder) -> what the command writes."""

    def of(*command) -> str:
        written = StringIO()
        call_command(*map(str, command), stdout=written, stderr=written)
        return written.getvalue()

    return of


@pytest.fixture
def backup(tmp_path, run):
    """backup() -> the folder of a new backup."""

    def make():
        written = run("backup", tmp_path / "backups")
        folder = tmp_path / "backups" / written.rpartition("/")[2].strip()
        assert written == f"Backed up to {folder}\n"
        return folder

    return make
