"""What was sent while signed out is kept through signing in, for whoever typed it."""

import re
from html import unescape

import pytest
from django.core import signing
from django.test import Client

from foundation.web import typed
from scoring.models import Record
from tests import make
from tests.addresses import entry_page
from tests.scoring.entry.sheet import fields_of, row

SIGN_IN = "/sign-in/"


@pytest.fixture
def page(group, activity):
    return entry_page(group, activity)


@pytest.fixture
def sent(client, evaluator, participant, page):
    """The sheet as a browser sends it after the session has ended."""
    client.force_login(evaluator)
    shown = client.get(page)
    person = {"person": str(evaluator.pk)}
    client.logout()
    return {**fields_of(shown), **person, **row(participant, value="59,5 <b>")}


def hidden(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def sign_in(client, user, fields, password=make.PASSWORD):
    return client.post(SIGN_IN, {**fields, "username": user.email, "password": password})


def test_it_is_saved_after_signing_in(client, evaluator, participant, page, sent):
    sent |= row(participant, value="59,5")

    held = client.post(page, sent)
    text = held.content.decode()
    assert held.status_code == 401
    assert "You are signed out, so nothing was saved." in text
    assert f'action="{SIGN_IN}"' in text
    assert not Record.objects.exists()

    back = sign_in(client, evaluator, hidden(text))
    text = back.content.decode()
    assert back.status_code == 200
    assert "What you typed before is not saved yet." in text
    assert f'action="{page}"' in text

    saved = client.post(page, hidden(text))
    assert (saved.status_code, saved.url) == (302, page)
    assert Record.objects.get().value == 59_500


def test_nothing_is_lost_by_a_wrong_password(client, evaluator, page, sent):
    held = client.post(page, sent).content.decode()

    again = sign_in(client, evaluator, hidden(held), password="wrong").content.decode()
    text = sign_in(client, evaluator, hidden(again)).content.decode()

    values = [value for name, value in hidden(text).items() if name.endswith("-value")]
    assert values == ["59,5 <b>"]
    assert "<b>" not in text.partition("<form")[2].partition("</form>")[0]


def test_somebody_else_gets_nothing_of_it(client, admin, page, sent):
    held = client.post(page, sent).content.decode()

    answer = sign_in(client, admin, hidden(held))

    assert (answer.status_code, answer.url) == (302, page)


@pytest.mark.parametrize(
    "kept",
    ["", "x", signing.dumps(["/", "1", []]), "\x00"],
    ids=["nothing", "no signature", "by another key", "no text"],  # a signature has the time in it
)
def test_what_was_not_made_here_is_nothing(client, evaluator, kept):
    answer = client.post(
        SIGN_IN, {"typed": kept, "username": evaluator.email, "password": make.PASSWORD}
    )

    assert answer.status_code == 302
    assert typed.unpack(kept) is None


def test_a_form_that_names_nobody_leads_to_the_sign_in_page(client, page, sent):
    del sent["person"]

    answer = client.post(page, sent)

    assert (answer.status_code, answer.url) == (302, f"{SIGN_IN}?next={page}")


def test_no_other_site_can_send_it(page, sent):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(page, sent).status_code == 403
