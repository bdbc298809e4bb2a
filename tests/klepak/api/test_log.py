"""What a real server writes about real calls: one line for each, and no secret in any."""

import json
import logging
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
import structlog
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis.strategies import text
from structlog.testing import capture_logs

from foundation.serving import log_lines
from klepak import logs
from klepak.logs import without_rows
from tests.live import Answer, Server, environment, migrate, run, serve
from tests.scoring.paper import encoded, picture

SERVERS = {
    "gunicorn": ("gunicorn klepak.wsgi --bind 127.0.0.1:{port} --threads 2", {"DEBUG": "false"}),
    "runserver": ("django runserver --noreload 127.0.0.1:{port}", {"DEBUG": "true"}),
}
FRONTEND = "https://app.example.org"
PASSWORD = "Sova-Hora-4071"
OTHER_PASSWORD = "Vlna-Dub-2903"
WRONG_PASSWORD = "Wrong-Guess-1188"
PREPARE = f"""
import json
from accounts.people import invitations
from accounts.models import Organisation, User
eva = User.objects.create_user(
    email="eva@example.org", password="{PASSWORD}", full_name="Eva Měřičová"
)
sending = invitations.invite(
    email="nova@example.org",
    role="EVALUATOR",
    organisation=Organisation.objects.default(),
    by=User.objects.create_user(
        email="sara@example.org", password="{PASSWORD}", full_name="Sára", role="SUPER_ADMIN"
    ),
)
print(json.dumps([eva.pk, sending.link]))
"""


@dataclass
class Day:
    """What was called, and what the server wrote meanwhile."""

    user_pk: int
    answers: dict[str, Answer]
    secrets: list[str]
    lines: list[str]

    def entries(self) -> Iterator[dict]:
        for line in self.lines:
            yield json.loads(line)

    def requests(self) -> list[dict]:
        """The lines of the calls, without those that asked whether the server is up."""
        return [
            entry
            for entry in self.entries()
            if entry["logger"] == "klepak.request" and entry["path"] != "/api/health"
        ]


def spend_the_day(server: Server, token: str, database: str) -> tuple[dict[str, Answer], list[str]]:
    def sign_in(password):
        body = {"email": "eva@example.org", "password": password}
        return server.call("POST", "/api/auth/login", body)

    answers = {"signing in": sign_in(PASSWORD), "a wrong password": sign_in(WRONG_PASSWORD)}
    pair = answers["signing in"].json()
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    answers["who am I"] = server.call("GET", "/api/auth/me", **bearer, **{"X-Request-ID": "mine-1"})
    answers["a token"] = server.call("GET", f"/api/auth/validate-invitation?token={token}")
    answers["nowhere"] = server.call("GET", f"/api/%C5%A1t%C4%9Bp%C3%A1nka?token={token}")
    answers["not JSON"] = server.call("POST", "/api/auth/login", f'{{"password": "{WRONG_PASSWORD}')
    answers["accepting"] = server.call(
        "POST",
        "/api/auth/accept-invitation",
        {"token": token, "full_name": "Nová", "password": OTHER_PASSWORD},
    )
    answers["in chunks"] = server.call("POST", "/api/auth/login", iter([b"{", b"}"]), **bearer)
    answers["too large"] = server.call("POST", "/api/auth/login", b" " * (20 * 1024 * 1024))
    answers["a foreign host"] = server.call("GET", "/api/events", Host="evil.example.org")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("ALTER TABLE events_event RENAME TO somewhere_else")
    asked = f"/api/events?token={token}"
    answers["our fault"] = server.call("GET", asked, Origin=FRONTEND, **bearer)
    secrets = [PASSWORD, WRONG_PASSWORD, OTHER_PASSWORD, token, *pair.values()]
    return answers, [secret for secret in secrets if isinstance(secret, str) and len(secret) > 8]


@pytest.fixture(scope="module", params=SERVERS)
def day(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    command, variables = SERVERS[request.param]
    mail = "django.core.mail.backends.filebased.EmailBackend"
    variables = {
        **variables,
        "CORS_ORIGINS": FRONTEND,
        "LOG_LEVEL": "INFO",
        "EMAIL_BACKEND": mail,
        "EMAIL_FILE_PATH": str(folder),
    }
    migrate(folder)
    user_pk, link = json.loads(run(PREPARE, folder, **variables).splitlines()[-1])
    token = re.search(r"token=([\w-]+)", link)[1]
    with serve(command, folder, **variables) as server:
        answers, secrets = spend_the_day(server, token, f"{folder}/scores.sqlite3")
    secrets += [environment(folder)["SECRET_KEY"], "pbkdf2"]
    return Day(user_pk, answers, secrets, server.lines())


def test_what_was_called_was_answered(day):
    assert {name: answer.status for name, answer in day.answers.items()} == {
        "signing in": 200,
        "a wrong password": 401,
        "who am I": 200,
        "a token": 200,
        "nowhere": 404,
        "not JSON": 415,
        "accepting": 200,
        "in chunks": 411,
        "too large": 413,
        "a foreign host": 400,
        "our fault": 500,
    }
    for answer in day.answers.values():
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.status < 400 or isinstance(answer.json()["detail"], str)


def test_every_call_has_one_line(day):
    lines = day.requests()

    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("POST", "/api/auth/login", 200),
        ("POST", "/api/auth/login", 401),
        ("GET", "/api/auth/me", 200),
        ("GET", "/api/auth/validate-invitation", 200),
        ("GET", "/api/štěpánka", 404),
        ("POST", "/api/auth/login", 415),
        ("POST", "/api/auth/accept-invitation", 200),
        ("POST", "/api/auth/login", 411),
        ("POST", "/api/auth/login", 413),
        ("GET", "/api/events", 400),
        ("GET", "/api/events", 500),
    ]
    assert [line["request_id"] for line in lines] == [
        answer.headers["X-Request-ID"] for answer in day.answers.values()
    ]
    assert [line["user"] for line in lines] == [
        *[None, None, day.user_pk, None, None],
        *[None, None, None, None, None, day.user_pk],
    ]
    for line in lines:
        assert line["address"] == "127.0.0.1"
        assert 0 < line["ms"] < 60_000
        assert line["level"] == "info"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["timestamp"])


def test_a_client_may_name_its_call(day):
    assert day.answers["who am I"].headers["X-Request-ID"] == "mine-1"


def test_czech_is_readable_in_the_log(day):
    assert any('"path": "/api/štěpánka"' in line for line in day.lines)


def test_no_secret_gets_into_the_log(day):
    text = "\n".join(day.lines)

    assert len(day.secrets) >= 7
    assert [secret for secret in day.secrets if secret in text] == []
    assert "token=" not in text


def test_our_own_fault_is_logged_with_its_place_and_its_call(day):
    [fault] = [entry for entry in day.entries() if entry["level"] == "error"]

    assert fault["logger"] == "django.request"
    assert fault["request_id"] == day.answers["our fault"].headers["X-Request-ID"]
    assert fault["exception"].startswith("Traceback (most recent call last):")
    assert fault["exception"].endswith("OperationalError: no such table: events_event")
    assert day.answers["our fault"].headers["Access-Control-Allow-Origin"] == FRONTEND
    assert day.answers["our fault"].json() == {
        "detail": "Something went wrong on our side. Nothing was saved; try again."
    }


def test_a_foreign_host_is_one_short_line(day):
    [line] = [entry for entry in day.entries() if "DisallowedHost" in entry["logger"]]

    assert line["level"] == "warning"
    assert line["event"].startswith("Invalid HTTP_HOST header: 'evil.example.org'.")
    assert "exception" not in line


def test_little_else_is_logged(day):
    """A failed sign-in, a foreign host, our own fault, the missing folder of static files."""
    others = {entry["logger"] for entry in day.entries()}

    assert others <= {
        *["klepak.request", "axes.handlers.database", "django.request", "py.warnings"],
        *["django.security.DisallowedHost", "gunicorn.error"],
    }


def test_what_is_switched_off_is_no_fault(api, admin, activity, group, settings, caplog):
    settings.SHEET_READER = "none"
    photo = SimpleUploadedFile("sheet.jpg", encoded(picture()), content_type="image/jpeg")

    answer = api(admin).post(
        "/api/records/process-image",
        {"activity_id": activity.pk, "group_id": group.pk, "file": photo},
        format="multipart",
    )

    assert answer.status_code == 503
    assert [record for record in caplog.records if record.name == "django.request"] == []


def test_rows_that_postgresql_quotes_stay_out():
    trace = (
        'psycopg.errors.NotNullViolation: null value in column "name"\n'
        "DETAIL:  Failing row contains (7, pbkdf2_sha256$1,\nsecond line).\n"
        "\n"
        "The above exception was the direct cause of the following exception:\n"
        "\n"
        'django.db.utils.IntegrityError: null value in column "name"\n'
        "DETAIL:  Failing row contains (7, pbkdf2_sha256$1)."
    )

    assert without_rows(None, "error", {"exception": trace})["exception"] == (
        'psycopg.errors.NotNullViolation: null value in column "name"\n'
        "DETAIL: …\n"
        "\n"
        "The above exception was the direct cause of the following exception:\n"
        "\n"
        'django.db.utils.IntegrityError: null value in column "name"\n'
        "DETAIL: …"
    )


def test_the_level_is_a_setting(tmp_path):
    with serve(SERVERS["gunicorn"][0], tmp_path, LOG_LEVEL="warning") as server:
        assert server.call("GET", "/api/nowhere").status == 404
        assert server.call("GET", "/api/events").status == 401

    assert "klepak.request" not in "\n".join(server.lines())


def test_as_text_it_is_one_line_each_too(tmp_path):
    """A traceback, and a path that pretends to be a line of ours; gunicorn's lines as well."""
    forged = "/api/x%0A2026-07-04T08:00:00.000000Z%20info%20klepak.request%20forged%C2%85%E2%80%A8"
    with serve(SERVERS["gunicorn"][0], tmp_path, LOG_FORMAT="text") as server:
        assert server.call("GET", forged).status == 404
        answer = server.call("POST", "/api/auth/login", {"email": "a@b.cz", "password": "Aa1-bbbb"})
        assert answer.status == 500  # there are no tables

    first = r"\d{4}-\d\d-\d\dT[\d:.]+Z (info|warning|error|critical) [\w.]+ \S"
    assert [line for line in server.lines() if not re.match(first, line)] == []
    [line] = [line for line in server.lines() if "forged" in line]
    assert r'path="/api/x\n2026-07-04T08' in line
    [fault] = [line for line in server.lines() if "Traceback" in line]
    assert "no such table" in fault and " request_id=" in fault
    assert any('gunicorn.error "Worker serves (pid: ' in line for line in server.lines())


@pytest.mark.parametrize("render", [log_lines.as_json, log_lines.as_text])
@given(text=text())
def test_no_text_breaks_a_line(render, text):
    line = render({"event": text, "level": "info", "path": text, "status": 200})

    assert len(line.splitlines()) == 1
    assert not any(unicodedata.category(letter) == "Cc" for letter in line)


@given(text=text())
def test_what_was_logged_can_be_read_back(text):
    assert json.loads(log_lines.as_json({"event": text})) == {"event": text}


def test_queries_stay_out_of_gunicorns_lines():
    record = logging.makeLogRecord(
        {"msg": "Error handling request %s", "args": ("GET /a?token=b",)}
    )

    line = json.loads(log_lines.ServerLineFormatter(log_lines.as_json).format(record))
    assert line["event"] == "Error handling request GET /a?…"


def test_a_format_that_is_none_stops_the_start(tmp_path):
    with pytest.raises(AssertionError, match="Set LOG_FORMAT to json or text"):
        run("", tmp_path, LOG_FORMAT="xml")


def test_a_level_that_is_none_stops_the_start(tmp_path):
    with pytest.raises(AssertionError, match="Set LOG_LEVEL to one of DEBUG, INFO, WARNING"):
        run("", tmp_path, LOG_LEVEL="chatty")


def test_loggers_in_use_are_listened_to_after_a_second_configuration():
    log = structlog.get_logger("tests")
    log.info("first")  # from here on it has its processors
    logs.configure()

    with capture_logs() as lines:
        log.info("second")

    assert [line["event"] for line in lines] == ["second"]
