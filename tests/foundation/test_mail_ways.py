"""Where mails go, as the settings say: a mail server, the console, a folder."""

import os
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core import mail

from foundation import mails
from foundation.mails import Delivery
from tests.smtp import mail_server, use

ROOT = Path(__file__).resolve().parents[2]
APPROVED = {"role": "ADMIN", "link": "https://scores.example.org/"}
BACKENDS = "django.core.mail.backends"


def send(language="en"):
    return mails.send("approved", to="eva@example.org", language=language, context=APPROVED)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "you are an organiser now"), ("cs", "eva@example.org")]
)
def test_the_mail_about_an_approval(language, words):
    assert send(language) is Delivery.SENT

    [message] = mail.outbox
    html = message.alternatives[0][0]
    assert words in message.body
    assert f'<html lang="{language}">' in html
    assert html.count(APPROVED["link"]) == 3  # a link, and its address to copy
    assert APPROVED["link"] in message.body
    assert "\n" not in message.subject
    assert "{" not in message.body + html


def test_to_a_mail_server(settings):
    with mail_server("good") as server:
        use(settings, server)
        assert send() is Delivery.SENT

    assert server.recipients == ["eva@example.org"]


def test_to_the_console(settings, capsys):
    settings.EMAIL_BACKEND = f"{BACKENDS}.console.EmailBackend"

    assert send() is Delivery.KEPT
    assert "To: eva@example.org" in capsys.readouterr().out


def test_into_a_folder_that_is_made_when_it_is_needed(settings, tmp_path):
    settings.EMAIL_BACKEND = f"{BACKENDS}.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail" / "sent"

    assert send() is Delivery.KEPT
    [file] = settings.EMAIL_FILE_PATH.iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["To"] == "eva@example.org"


def test_thrown_away(settings):
    settings.EMAIL_BACKEND = f"{BACKENDS}.dummy.EmailBackend"

    assert send() is Delivery.KEPT


def test_a_folder_that_is_none_is_no_crash(settings, tmp_path, caplog):
    settings.EMAIL_BACKEND = f"{BACKENDS}.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "file"
    settings.EMAIL_FILE_PATH.write_text("in the way")

    assert send() is Delivery.FAILED
    assert "ImproperlyConfigured" in caplog.text


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({}, ("console", True, False)),
        ({"SMTP_HOST": "mail.example.org"}, ("smtp", True, False)),
        ({"SMTP_HOST": "mail.example.org", "SMTP_TLS": "false"}, ("smtp", False, False)),
        ({"SMTP_HOST": "mail.example.org", "SMTP_PORT": "465"}, ("smtp", False, True)),
        ({"EMAIL_FILE_PATH": "/tmp/mail"}, ("filebased", True, False)),
        (
            {"EMAIL_FILE_PATH": "/tmp/mail", "SMTP_HOST": "mail.example.org"},
            ("smtp", True, False),
        ),
        ({"EMAIL_BACKEND": f"{BACKENDS}.dummy.EmailBackend"}, ("dummy", True, False)),
    ],
    ids=str,
)
def test_as_the_environment_sets_it(variables, found):
    """(backend, STARTTLS, TLS from the first byte), read by a process of its own."""
    backend, starttls, tls = found
    code = (
        "from klepak import settings as s;print(s.EMAIL_BACKEND, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL)"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "x" * 50,
        **variables,
    }

    printed = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert printed == [f"{BACKENDS}.{backend}.EmailBackend", str(starttls), str(tls)]
