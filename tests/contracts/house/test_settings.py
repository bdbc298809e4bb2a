"""Settings come from the environment, are documented, and are safe where nobody set them."""

import ast
import json
import os
import re
import runpy
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from accounts.models import User
from klepak.checks import check_files
from klepak.settings import database_settings
from tests import make
from tests.contracts.house.architecture import FLOORS
from tests.contracts.house.sources import ROOT, files, name_of

KEY = "k" * 32
ABOUT_THE_FILE_ITSELF = {"ENV_FILE"}
"""Says where the file with the others is, so it cannot stand in it."""
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite only")


def variables_read() -> dict[str, ast.expr | None]:
    """Name -> default, of every env.…("NAME", default=…) in the settings."""
    tree = ast.parse((ROOT / "klepak/settings.py").read_text("utf-8"))
    return {
        node.args[0].value: next(
            (keyword.value for keyword in node.keywords if keyword.arg == "default"), None
        )
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "env"
        and node.func.attr != "read_env"
    }


def variables_documented() -> dict[str, str]:
    text = (ROOT / ".env.example").read_text("utf-8")
    return dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", text, re.MULTILINE))


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """`manage.py` in an environment of its own, without anybody's .env."""
    environment = {
        "PATH": os.defpath,
        "DJANGO_SETTINGS_MODULE": "klepak.settings",
        "ENV_FILE": os.devnull,
        **variables,
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_under(**variables: str) -> dict:
    """The settings as they are read in that environment, without anybody's .env. They are a plain
    module: run once more here they tell what they would tell a new process.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in variables_read():
            patch.delenv(name, raising=False)
        for name, value in {"ENV_FILE": os.devnull, **variables}.items():
            patch.setenv(name, value)
        return runpy.run_path(str(ROOT / "klepak/settings.py"))


def refusal_of(**variables: str) -> str:
    """The sentence by which settings refuse that environment."""
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_under(**variables)
    return str(refused.value)


def test_every_variable_is_documented_and_every_documented_one_is_read():
    assert set(variables_documented()) == set(variables_read()) - ABOUT_THE_FILE_ITSELF


def test_documented_defaults_are_the_real_ones():
    """Taken as it is, the example changes no setting at all."""
    bare = settings_under(SECRET_KEY=KEY)
    with_example = settings_under(SECRET_KEY=KEY, ENV_FILE=str(ROOT / ".env.example"))

    assert comparable(with_example) == comparable(bare)


def comparable(found: dict) -> dict:
    """Functions and such are made anew each time."""
    names = {name: value for name, value in found.items() if name.isupper()}
    return json.loads(json.dumps(names, default=plain))


def plain(value) -> str:
    return str(value) if hasattr(value, "__fspath__") else type(value).__name__


def test_nothing_else_reads_the_environment():
    allowed = {"klepak/settings.py", "klepak/asgi.py", "klepak/wsgi.py"}
    handing_it_on = {
        "foundation/backup/postgresql_dumps.py",  # to PostgreSQL's own programs
        "foundation/neighbours/child.py",  # a little of it, to Python in a child process
    }
    readers = {
        name_of(path)
        for path in files("*.py", *FLOORS)
        if re.search(r"os\.environ|os\.getenv|environ\.Env", path.read_text("utf-8"))
    }

    assert readers == allowed | handing_it_on


@pytest.mark.parametrize("key", [None, "", "k" * 31], ids=["missing", "empty", "short"])
def test_without_a_good_secret_key_there_are_no_settings(key):
    assert refusal_of(**({} if key is None else {"SECRET_KEY": key})) == (
        "Set SECRET_KEY to a random text of at least 32 characters; see .env.example."
    )


def test_where_settings_are_refused_nothing_starts():
    done = manage("check", SECRET_KEY="k" * 31)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "Set SECRET_KEY to a random text of at least 32 characters; see .env.example.\n"
    )


def test_earlier_keys_are_as_long_as_keys_are():
    assert refusal_of(SECRET_KEY=KEY, SECRET_KEY_FALLBACKS=f"{KEY},short") == (
        "Set SECRET_KEY_FALLBACKS to earlier values of SECRET_KEY, separated by commas, or leave it"
        " empty; see .env.example."
    )
    found = settings_under(SECRET_KEY=KEY, SECRET_KEY_FALLBACKS=f"{KEY},{KEY}")
    assert found["SECRET_KEY_FALLBACKS"] == [KEY, KEY]


def test_who_does_the_work_beside_the_requests_is_one_of_three():
    assert refusal_of(SECRET_KEY=KEY, JOBS="threads") == (
        "Set JOBS to embedded, worker or immediate; see .env.example."
    )
    for jobs in ("embedded", "worker", "immediate"):
        assert settings_under(SECRET_KEY=KEY, JOBS=jobs)["JOBS"] == jobs


@pytest.mark.parametrize("name", ["SECURITY_CONTACT", "PRIVACY_CONTACT"])
def test_whom_to_write_to_is_an_address_that_a_link_can_lead_to(name):
    for contact in ("", "mailto:a@example.org", "https://example.org/contact"):
        assert settings_under(SECRET_KEY=KEY, **{name: contact})[name] == contact
    for contact in ("a@example.org", "javascript:alert(1)", "mailto:a@b.cz\nExpires: never"):
        refusal = refusal_of(SECRET_KEY=KEY, **{name: contact})
        assert refusal.startswith(f"Set {name} to mailto:somebody@example.org or ")


def test_who_deploys_without_a_contact_reads_a_note(settings):
    def notes():
        found = run_checks(include_deployment_checks=True)
        return [note.id for note in found if note.id.startswith("klepak.I")]

    settings.SECURITY_CONTACT = settings.PRIVACY_CONTACT = ""
    assert notes() == ["klepak.I001", "klepak.I002"]
    settings.SECURITY_CONTACT = settings.PRIVACY_CONTACT = "https://example.org/contact"
    assert notes() == []


@pytest.mark.parametrize("token", ["t", "t" * 31])
def test_a_short_token_for_metrics_is_refused(token):
    refusal = refusal_of(SECRET_KEY=KEY, METRICS_TOKEN=token)

    assert refusal.startswith("Set METRICS_TOKEN to a random text of at least 32 characters,")
    assert settings_under(SECRET_KEY=KEY, METRICS_TOKEN="t" * 32)["METRICS_TOKEN"] == "t" * 32


S3 = {"STORAGE_PROVIDER": "s3", "S3_BUCKET": "b", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "s"}


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"STORAGE_PROVIDER": "ftp"}, "Set STORAGE_PROVIDER to local or s3;"),
        (S3 | {"S3_BUCKET": ""}, "STORAGE_PROVIDER=s3 needs S3_BUCKET, which is empty;"),
        (S3 | {"S3_ACCESS_KEY": ""}, "STORAGE_PROVIDER=s3 needs S3_ACCESS_KEY, which is empty;"),
        (S3 | {"S3_SECRET_KEY": ""}, "STORAGE_PROVIDER=s3 needs S3_SECRET_KEY, which is empty;"),
        (S3 | {"S3_FOLDER": "/"}, "Set S3_FOLDER to a folder in the bucket;"),
        (S3 | {"S3_TIMEOUT": "0"}, "Set S3_TIMEOUT to at most 30 seconds;"),
    ],
)
def test_a_half_configured_storage_is_refused(variables, sentence):
    assert refusal_of(SECRET_KEY=KEY, **variables).startswith(sentence)
    default = settings_under(SECRET_KEY=KEY, **S3)["STORAGES"]["default"]
    assert default["BACKEND"] == "foundation.files.bucket.BucketFiles"


def test_nothing_starts_where_files_cannot_be_kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "new" / "files"
    assert check_files() == []

    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file" / "files"
    [problem] = check_files()
    assert problem.msg == (
        f"Backgrounds and fonts cannot be kept in {tmp_path}/file/files: {tmp_path}/file"
        " cannot be written to."
    )
    settings.STORAGE_PROVIDER = "s3"
    assert check_files() == []


def test_in_production_django_has_no_complaints():
    done = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        SECRET_KEY="".join(map(chr, range(48, 100))),
        ALLOWED_HOSTS="scores.example.org",
        SITE_URL="https://scores.example.org",
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("given", "site", "frontend"),
    [
        ({}, "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ({"SITE_URL": "https://a.example/"}, "https://a.example", "https://a.example"),
        ({"FRONTEND_URL": "https://b.example/"}, "https://b.example", "https://b.example"),
        (
            {"SITE_URL": "https://a.example", "FRONTEND_URL": "https://b.example/app"},
            "https://a.example",
            "https://b.example/app",
        ),
        ({"SITE_URL": "", "FRONTEND_URL": "https://b.example"}, *["https://b.example"] * 2),
    ],
)
def test_our_own_address_and_the_frontends_are_one_unless_both_are_given(given, site, frontend):
    found = settings_under(SECRET_KEY=KEY, **given)

    assert (found["SITE_URL"], found["FRONTEND_URL"]) == (site, frontend)


@pytest.mark.parametrize(
    ("site", "hosts", "ids"),
    [
        ("https://scores.example.org", ["scores.example.org"], []),
        ("https://Scores.example.org:8443", [".example.org"], []),
        ("http://[::1]:8000", ["[::1]"], []),
        ("https://scores.example.org", ["*"], []),
        ("https://scores.example.org", ["localhost", "127.0.0.1"], ["klepak.W002"]),
        ("scores.example.org", ["scores.example.org"], ["klepak.W001"]),
        ("https://", ["*"], ["klepak.W001"]),
    ],
)
def test_the_check_warns_of_links_that_nobody_would_be_let_in_by(settings, site, hosts, ids):
    settings.SITE_URL, settings.ALLOWED_HOSTS = site, hosts

    assert [warning.id for warning in run_checks() if warning.id.startswith("klepak")] == ids


def test_the_check_names_the_host(settings):
    done = manage("check", SECRET_KEY=KEY, SITE_URL="https://scores.example.org")

    assert done.returncode == 0
    assert "ALLOWED_HOSTS does not have scores.example.org" in done.stderr


@pytest.mark.parametrize(
    ("file", "variables", "address"),
    [
        ("DEBUG=true", {}, "http://127.0.0.1:8123"),
        ("SITE_URL=", {}, "http://127.0.0.1:8123"),
        ("FRONTEND_URL=http://127.0.0.1:4200", {}, "http://127.0.0.1:8123"),
        ("DEBUG=true", {"SITE_URL": "http://10.0.0.5:8123"}, "http://10.0.0.5:8123"),
        ("SITE_URL=http://10.0.0.5:8123", {}, ""),  # the settings read the file
    ],
)
def test_make_run_serves_where_its_links_lead(tmp_path, file, variables, address):
    """The recipe's last command, with a program in place of the server that prints what it got."""
    recipe = subprocess.run(
        ["make", "--no-print-directory", "-n", "run", "PORT=8123"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    (tmp_path / ".env").write_text(f"{file}\n", "utf-8")
    server = tmp_path / ".venv/bin/python"
    server.parent.mkdir(parents=True)
    server.write_text('#!/bin/sh\necho "$SITE_URL $3"\n', "utf-8")
    server.chmod(0o755)

    done = subprocess.run(
        ["sh", "-c", "\n".join(recipe.stdout.splitlines()[-2:])],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"{address} 8123\n"


def test_for_development_no_key_is_needed():
    done = manage("check", DEBUG="true")

    assert done.returncode == 0, done.stderr


def test_debug_is_off_and_cookies_are_secure_by_default():
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]

    def found(**variables):
        return [settings_under(**variables)[name] for name in names]

    assert found(SECRET_KEY=KEY) == [False, True, True, True]
    assert found(DEBUG="true") == [True, False, False, False]


SQLITE = "foundation.neighbours.sqlite3"
POSTGRESQL = "foundation.neighbours.postgresql"


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("", SQLITE, ROOT / "db.sqlite3"),
        ("sqlite:////var/lib/klepak/scores.sqlite3", SQLITE, "/var/lib/klepak/scores.sqlite3"),
        ("postgresql://anna:se%40cret@db:5433/klepak", POSTGRESQL, "klepak"),
        ("postgresql+asyncpg://anna:se%40cret@db:5433/klepak", POSTGRESQL, "klepak"),
    ],
)
def test_database_by_url(url, engine, name):
    database = database_settings(url)

    assert (database["ENGINE"], database["NAME"]) == (engine, name)
    if engine == POSTGRESQL:
        assert [database[part] for part in ("USER", "PASSWORD", "HOST", "PORT")] == [
            "anna",
            "se@cret",
            "db",
            5433,
        ]
        assert database["CONN_HEALTH_CHECKS"]
    else:
        assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@on_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_sqlite_is_set_up_for_many_writers_and_power_cuts(db, pragma, value):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)


@on_sqlite
def test_sqlite_transactions_take_their_turn_at_the_beginning(db):
    """Within the test's own transaction, which has not written anything yet."""
    somebody = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
    try:
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            somebody.execute("BEGIN IMMEDIATE")
        assert somebody.execute("SELECT count(*) FROM accounts_user").fetchone() == (0,)
    finally:
        somebody.close()


PAGES = [reverse("accounts:sign-in"), reverse("admin:index"), "/nowhere/", "/events/1/", "/health"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_strict_headers(client, super_admin, path):
    client.force_login(super_admin)
    headers = client.get(path).headers
    policy = dict(
        directive.strip().partition(" ")[::2]
        for directive in headers["Content-Security-Policy"].split(";")
    )

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, evaluator):
    client.post(
        reverse("accounts:sign-in"), {"username": evaluator.email, "password": make.PASSWORD}
    )
    client.get(reverse("scoring:my-groups"))
    session = client.cookies[settings.SESSION_COOKIE_NAME]

    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert client.cookies[settings.CSRF_COOKIE_NAME]["samesite"] == "Lax"


def test_a_host_that_is_not_ours_is_refused(client, db):
    assert client.get("/sign-in/", headers={"host": "evil.example.org"}).status_code == 400


def test_the_demo_stays_out_of_production(db):
    with pytest.raises(CommandError, match="runs only with DEBUG=true"):
        call_command("demo")

    assert not User.objects.exists()
