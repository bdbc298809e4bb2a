"""A restore whose process is killed leaves all of the backup or nothing, and can be run again."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from events.models import Event
from foundation.backup import manifest
from tests.contracts.house.sources import ROOT
from tests.foundation.backup.places import elsewhere, tables

pytestmark = pytest.mark.django_db(transaction=True)
FILL = {
    "sqlite": "CREATE TABLE ballast AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
    " FROM n WHERE i < 20000) SELECT i, randomblob(2000) AS content FROM n",
    "postgresql": "CREATE TABLE ballast AS SELECT i, repeat(md5(i::text), 60) AS content"
    " FROM generate_series(1, 20000) AS n(i)",
}
"""Some 40 MB, so that there is a middle to be killed in."""


@pytest.fixture
def ballast():
    with connection.cursor() as cursor:
        cursor.execute(FILL[connection.vendor])
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE ballast")
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")


def address(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    given = connection.get_connection_params()
    return f"postgresql://{given['user']}@/{name}?host={given['host']}"


def is_writing(name: str) -> bool:
    """Whether the restore has begun to write by now."""
    if connection.vendor == "sqlite":
        return Path(f"{name}-journal").exists() and Path(name).stat().st_size > 0
    return others("backend_xid IS NOT NULL", name) > 0


def others(condition: str, name: str) -> int:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usesysid IS NOT NULL"
            f" AND {condition}",
            [name],
        )
        return cursor.fetchone()[0]


def await_true(condition, *arguments) -> None:
    deadline = time.monotonic() + 30
    while not condition(*arguments):
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_a_killed_restore_leaves_all_or_nothing(event, ballast, backup, run, tmp_path):
    made = backup()
    with elsewhere(tmp_path) as name:
        variables = {
            "PATH": os.environ["PATH"],
            "ENV_FILE": os.devnull,
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": address(name),
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "restore", str(made)], cwd=ROOT, env=variables
        )
        await_true(is_writing, name)
        process.kill()
        process.wait()
        if connection.vendor == "postgresql":
            await_true(lambda: others("true", name) == 0)

        left = tables()
        assert left == [] or sorted(left) == sorted(manifest.read(made).counts)
        if left:
            pytest.skip("The restore was over before it could be killed.")
        assert run("restore", made).startswith("Restored ")
        assert list(Event.objects.values_list("pk", "name")) == [(event.pk, event.name)]
        assert run("verify") == "Everything is as it should be.\n"
