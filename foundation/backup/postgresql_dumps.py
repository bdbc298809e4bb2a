"""PostgreSQL: a dump by pg_dump of one moment while others write, and the dump put back.

The programs are PostgreSQL's own and read its password from their environment, never from the
command line, which others on the machine can see.
"""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from foundation.backup.contents import (
    BackupRefused,
    Contents,
    at_one_moment,
    check_empty,
    contents_of,
)

FILE = "database.dump"
VARIABLES = {
    "dbname": "PGDATABASE",
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}
"""Parameter of a connection -> the variable by which PostgreSQL's programs read it."""


def size(connection: BaseDatabaseWrapper) -> int:
    """An upper limit: the dump is compressed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def copy(connection: BaseDatabaseWrapper, file: Path) -> Contents:
    """Write the database as it is at one moment to the file. Raises BackupRefused."""
    dump, restore = _program("pg_dump", connection), _program("pg_restore", connection)
    with closing(connection.copy()) as second, at_one_moment(second):
        with second.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        what = ["--format=custom", "--no-owner", "--no-privileges", "--no-password"]
        _run([dump, *what, f"--snapshot={snapshot}", f"--file={file}"], connection)
        contents = contents_of(second)
    _run([restore, f"--file={os.devnull}", file], connection)  # reads all of it
    return contents


def check(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Raises BackupRefused where the file cannot be put into the connection's database now."""
    _program("psql", connection)
    _run([_program("pg_restore", connection), f"--file={os.devnull}", file], connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
        )
        others = cursor.fetchone()[0]
    if others:
        raise BackupRefused(
            "The database is in use by other connections. Stop the web processes and"
            " manage.py run_jobs first."
        )
    check_empty(connection)


def put(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Make the database what the file is, in one transaction. Raises BackupRefused."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    names = [connection.ops.quote_name(table) for table in tables]
    connection.close()
    arguments = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    with tempfile.TemporaryFile() as complaints:
        psql = subprocess.Popen(  # noqa: S603  PostgreSQL's own programs, without a shell
            [_program("psql", connection), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=_environment(connection),
        )
        try:
            psql.stdin.write(b"BEGIN;\n")
            psql.stdin.writelines(f"DROP TABLE {name} CASCADE;\n".encode() for name in names)
            _feed(connection, file, psql, complaints)
            psql.stdin.write(b"COMMIT;\nANALYZE;\n")
        except BrokenPipeError:
            pass  # it stopped at a statement, and its complaint is the reason
        finally:
            with suppress(BrokenPipeError):
                psql.stdin.close()
            psql.wait()
        if psql.returncode:
            complaints.seek(0)
            raise BackupRefused(f"PostgreSQL refused the backup: {_last_line(complaints.read())}")


def _feed(connection: BaseDatabaseWrapper, file: Path, psql: subprocess.Popen, complaints) -> None:
    """Without a COMMIT behind it, nothing of a half dump stays."""
    dump = subprocess.Popen(  # noqa: S603  PostgreSQL's own program, without a shell
        [_program("pg_restore", connection), "--no-owner", "--no-privileges", "--file=-", file],
        stdout=subprocess.PIPE,
        stderr=complaints,
    )
    try:
        shutil.copyfileobj(dump.stdout, psql.stdin)
    finally:
        dump.stdout.close()
        dump.wait()
    if dump.returncode:
        psql.kill()
        raise BackupRefused("The backup cannot be read to its end. Take another one.")


def _program(name: str, connection: BaseDatabaseWrapper) -> str:
    """Where PostgreSQL's program is; raises BackupRefused where it is missing or too old."""
    needed = connection.pg_version // 10_000
    path = shutil.which(name)
    install = (
        f"Install PostgreSQL's client programs, version {needed} or newer (on Debian the package"
        " postgresql-client), so that they are the first on the PATH."
    )
    if path is None:
        raise BackupRefused(f"{name} is not on this machine. {install}")
    asked = [path, "--version"]
    answer = subprocess.run(  # noqa: S603  the program that was found on the path, its version
        asked, capture_output=True, text=True, check=False
    )
    found = re.search(r"\) (\d+)", answer.stdout)
    if found is None or int(found[1]) < needed:
        version = found[1] if found else "unknown"
        raise BackupRefused(
            f"{path} has version {version} and the database {needed}: it would be refused."
            f" {install}"
        )
    return path


def _run(command: list, connection: BaseDatabaseWrapper) -> None:
    answer = subprocess.run(  # noqa: S603  PostgreSQL's own programs, without a shell
        command,
        env=_environment(connection),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if answer.returncode:
        name = Path(command[0]).name
        raise BackupRefused(f"{name} did not succeed: {_last_line(answer.stderr)}")


def _environment(connection: BaseDatabaseWrapper) -> dict[str, str]:
    given = connection.get_connection_params()
    named = {VARIABLES[key]: str(value) for key, value in given.items() if key in VARIABLES}
    return {**os.environ, **named, "PGAPPNAME": "backup"}


def _last_line(output: bytes) -> str:
    """The reason; whatever rows of people stand above it is left out."""
    lines = output.decode(errors="replace").strip().splitlines()
    reasons = [line for line in lines if re.search(r"error|fatal", line, re.IGNORECASE)]
    return (reasons or lines or ["no reason was given"])[-1].strip()
