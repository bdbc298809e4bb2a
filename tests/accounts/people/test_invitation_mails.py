"""What became of an invitation's mail, and the link where nobody got it: by all doors."""

import re
from contextlib import contextmanager

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import InvitationToken
from accounts.people import invitations
from tests import make
from tests.admin_site import page
from tests.smtp import mail_server, use

pytestmark = pytest.mark.django_db(transaction=True)

BACKENDS = "django.core.mail.backends"
EMAIL = "zofie@example.org"
LINK = re.compile(r"/accept-invitation\?token=([\w-]+)")
SAYS_MAILED = ["was mailed to", "was sent a new link"]
NO_SERVER = "this site has no mail server: the mail was only written down on the server."
NOT_TAKEN = "the mail server did not take the mail."


@contextmanager
def mails_go(way, settings, tmp_path):
    """The site with mails that go this way."""
    if way == "refused":
        with mail_server("refuses") as server:
            use(settings, server)
            yield
        return
    settings.EMAIL_BACKEND = f"{BACKENDS}.{way}.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    yield


@pytest.fixture
def pending(organisation):
    return make.invitation(organisation, email=EMAIL)


def add(client, event, pending):
    pending.delete()
    return client.post(
        reverse("admin:accounts_invitationtoken_add"), {"email": EMAIL, "language": "en"}
    )


def resend(client, event, pending):
    return client.post(reverse("accounts:invitation-resend", args=[pending.pk]))


def act(client, event, pending):
    data = {"action": "resend", "_selected_action": [pending.pk]}
    return client.post(page(InvitationToken, "changelist"), data)


def invite_to_event(client, event, pending):
    pending.delete()
    return client.post(reverse("events:invitations", args=[event.pk]), {"email": EMAIL})


def resend_to_event(client, event, pending):
    address = reverse("events:invitation-resend", args=[event.pk])
    return client.post(address, {"invitation": pending.pk})


DOORS = [add, resend, act, invite_to_event, resend_to_event]


def messages_of(client, answer):
    return [str(each) for each in client.get(answer.url).context["messages"]]


@pytest.mark.parametrize("door", DOORS)
def test_a_mail_that_has_gone(client, admin, event, pending, door):
    client.force_login(admin)

    answer = door(client, event, pending)

    assert answer.status_code == 302
    [message] = messages_of(client, answer)
    assert EMAIL in message
    assert any(words in message for words in SAYS_MAILED)
    assert LINK.search(mail.outbox[0].body)


@pytest.mark.parametrize(
    ("way", "sentence"),
    [("console", NO_SERVER), ("filebased", NO_SERVER), ("refused", NOT_TAKEN)],
)
@pytest.mark.parametrize("door", DOORS)
def test_a_mail_that_nobody_gets(
    client, admin, event, pending, settings, tmp_path, caplog, door, way, sentence
):
    client.force_login(admin)
    with mails_go(way, settings, tmp_path):
        answer = door(client, event, pending)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in text
    assert not any(words in text for words in SAYS_MAILED)
    [token] = set(LINK.findall(text))
    assert invitations.find(token).email == EMAIL
    assert "no-store" in answer["Cache-Control"]
    assert token not in caplog.text
    # It was shown this once.
    for address in [
        page(InvitationToken, "changelist"),
        reverse("events:evaluators", args=[event.pk]),
    ]:
        later = client.get(address).content.decode()
        assert token not in later
        assert not any(words in later for words in SAYS_MAILED)


def test_the_way_back_is_to_the_page_it_was_sent_from(client, admin, event, pending, settings):
    settings.EMAIL_BACKEND = f"{BACKENDS}.console.EmailBackend"
    client.force_login(admin)
    of_event = f'href="{reverse("events:evaluators", args=[event.pk])}#invitations"'
    of_all = f'btn-primary" href="{page(InvitationToken, "changelist")}"'

    text = resend(client, event, pending).content.decode()
    assert (of_event in text, of_all in text) == (False, True)
    text = resend_to_event(client, event, pending).content.decode()
    assert (of_event in text, of_all in text) == (True, False)


@pytest.mark.parametrize(
    ("way", "is_sent"),
    [("locmem", True), ("console", False), ("filebased", False), ("refused", False)],
)
def test_what_the_api_answers(api, admin, pending, settings, tmp_path, way, is_sent):
    client = api(admin)
    with mails_go(way, settings, tmp_path):
        again = client.post(f"/api/admin/invitations/{pending.pk}/resend")
        new = client.post("/api/admin/invitations", {"email": "jan@example.org"}, format="json")

    assert (again.status_code, again.json()["email_sent"]) == (200, is_sent)
    assert (new.status_code, new.json()["email_sent"]) == (201, is_sent)
    assert "token=" not in again.content.decode() + new.content.decode()
