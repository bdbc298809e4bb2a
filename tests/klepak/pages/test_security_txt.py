"""security.txt: as RFC 9116 has it, and not there where nobody is named."""

import re
from datetime import UTC, datetime, timedelta

import pytest

CONTACT = "mailto:security@scores.example.org"
PATH, OLD = "/.well-known/security.txt", "/security.txt"


@pytest.fixture
def contact(settings, db):
    settings.SECURITY_CONTACT, settings.SITE_URL = CONTACT, "https://scores.example.org"


def test_as_the_rfc_has_it(client, contact):
    answer = client.get(PATH, headers={"accept-language": "cs"})
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    expires = datetime.fromisoformat(lines.pop("Expires"))

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", answer.text.partition("Expires: ")[2][:20])
    assert timedelta(days=90) < expires - datetime.now(UTC) < timedelta(days=365)
    assert lines == {
        "Contact": CONTACT,
        "Preferred-Languages": "en, cs",
        "Canonical": f"https://scores.example.org{PATH}",
    }
    assert client.get(OLD).url == PATH


def test_no_address_by_plain_http_is_called_the_right_one(client, contact, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"

    assert "Canonical" not in client.get(PATH).text


@pytest.mark.parametrize("path", [PATH, OLD])
def test_without_a_contact_there_is_none(client, db, path):
    assert client.get(path).status_code == 404
