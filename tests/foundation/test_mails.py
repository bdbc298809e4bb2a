"""The mails themselves: what they say, in which language, and what cannot be smuggled in."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.template.defaultfilters import date
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import Organisation
from accounts.people import invitations, registration
from accounts.sign_in import link_tokens, password_resets
from foundation import mails
from foundation.mails import Delivery
from tests import make
from tests.accounts.mailbox import mails as mails_sent
from tests.accounts.mailbox import token_of
from tests.smtp import mail_server, use

UNTIL = datetime(2026, 7, 8, 22, 30, tzinfo=UTC)
"""The day after in Prague."""
LINK = "https://scores.example.org/accept-invitation?token=abc-DEF_1"
INVITATION = {
    "inviter": "Adam Pořadatel",
    "organisation": "Tábor Vydří",
    "role": "EVALUATOR",
    "link": LINK,
    "expires_at": UNTIL,
}
RESET = {"link": LINK.replace("accept-invitation", "reset-password"), "expires_at": UNTIL}
MAILS = [("invitation", INVITATION), ("password_reset", RESET)]
commits = pytest.mark.django_db(transaction=True)


class Words(HTMLParser):
    """The text of some HTML, its links and its tags."""

    def __init__(self, html: str):
        super().__init__()
        self.text, self.links, self.tags = "", [], []
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_data(self, text):
        self.text += text

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in {"href", "src", "action"}]


def sent(name, context, language="en", to="eva@example.org"):
    assert mails.send(name, to=to, language=language, context=context) is Delivery.SENT
    message = mail.outbox[-1]
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    return message, Words(html)


def test_an_invitation_names_who_invites_to_what_and_until_when():
    message, html = sent("invitation", INVITATION)

    assert message.subject == "Adam Pořadatel invites you to Klepak Scores"
    assert message.to == ["eva@example.org"]
    assert message.from_email == "Klepak Scores <noreply@localhost>"
    sentences = [
        "Adam Pořadatel invites you to Klepak Scores, where the results of competitions are kept.",
        "You will be an evaluator of Tábor Vydří, who enters the results of a group.",
        "The link works once, until 9 Jul 2026, 00:30 (CEST).",
        "If you did not expect this, do nothing: no account is made unless the link is used.",
    ]
    for sentence in sentences:
        assert sentence in message.body
        assert sentence in html.text
    assert f"\n\n{LINK}\n\n" in message.body
    assert html.links == [LINK, LINK]


def test_a_reset_names_the_account_and_its_end():
    message, html = sent("password_reset", RESET)

    assert message.subject == "A new password for Klepak Scores"
    sentences = [
        "Somebody, most likely you, has asked for a new password"
        " for the account eva@example.org in Klepak Scores.",
        "The link works once, until 9 Jul 2026, 00:30 (CEST). Only the newest one works.",
        "If it was not you, do nothing: your password stays as it is,"
        " and nobody but you has this link.",
    ]
    for sentence in sentences:
        assert sentence in message.body
        assert sentence in html.text
    assert f"\n\n{RESET['link']}\n\n" in message.body
    assert html.links == [RESET["link"]] * 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"role": "ADMIN"}, "You will be an organiser of Tábor Vydří, who prepares"),
        ({"role": "ADMIN", "organisation": ""}, "You will be an organiser, who prepares"),
        ({"organisation": ""}, "You will be an evaluator, who enters"),
        ({"role": "SUPER_ADMIN", "organisation": ""}, "You will be the super admin, who"),
        ({"inviter": ""}, "You are invited to Klepak Scores, where"),
    ],
)
def test_as_what(fields, sentence):
    message, html = sent("invitation", {**INVITATION, **fields})

    assert sentence in message.body
    assert sentence in html.text
    if "inviter" in fields:
        assert message.subject == "You are invited to Klepak Scores"


@pytest.mark.parametrize("language", ["en", "cs"])
@pytest.mark.parametrize(("name", "words"), MAILS)
def test_in_the_readers_language_whatever_the_senders(name, words, language):
    with translation.override("cs" if language == "en" else "en"):
        message, html = sent(name, words, language)
    with translation.override(language):
        hello, until = gettext("Hello,"), date(UNTIL.astimezone(), "DATETIME_FORMAT")

    assert message.body.startswith(hello)
    assert hello in html.text
    assert until in message.body
    assert until in html.text
    assert f'<html lang="{language}">' in message.alternatives[0][0]


@pytest.mark.parametrize("language", ["en", "cs"])
@pytest.mark.parametrize(("name", "words"), MAILS)
def test_nothing_is_left_over_and_nothing_is_fetched(name, words, language):
    message, html = sent(name, words, language)

    for text in (message.subject, message.body, html.text):
        assert not {"{{", "{%", "{#", "%(", "&amp;", "None"} & {*text.split()}
        assert "{" not in text
    assert "\n\n\n" not in message.body.rstrip("\n")
    assert set(html.links) == {words["link"]}
    assert not {"img", "script", "link", "style", "iframe"} & set(html.tags)


NASTY = 'Jan\r\nBcc: all@example.org\n\n<b onclick="x">Novák</b> & {{ link }} \x0b…'


def test_names_bring_no_headers_lines_or_markup(settings):
    name = mails.one_line(NASTY)
    message, html = sent("invitation", {**INVITATION, "inviter": name, "organisation": name})
    shown = 'Jan Bcc: all@example.org <b onclick="x">Novák</b> & {{ link }} …'

    assert message.subject == f"{shown} invites you to Klepak Scores"
    assert f"{shown} invites you" in message.body
    assert f"{shown} invites you" in html.text
    assert "b" not in html.tags
    raw = message.message()
    assert raw["Bcc"] is None
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in raw.get_payload()]
    assert parts == ["text/plain", "text/html"]


def test_a_subject_has_one_line_also_where_the_name_was_left_as_it_is():
    message, _html = sent("invitation", {**INVITATION, "inviter": NASTY})

    assert "\n" not in message.subject
    assert message.message()["Bcc"] is None


def test_long_names_are_shortened():
    assert mails.one_line("x" * 500) == "x" * 79 + "…"


@pytest.mark.parametrize(
    ("site", "frontend", "path"),
    [
        ("https://scores.example.org", "https://scores.example.org", "accept-invitation"),
        ("https://Scores.example.org:443", "https://scores.example.org", "accept-invitation"),
        ("https://scores.example.org", "https://app.example.org", "setup-account"),
        ("https://scores.example.org", "http://scores.example.org", "setup-account"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:4200/app", "setup-account"),
    ],
)
@commits
def test_invitations_lead_to_the_frontend(admin, organisation, settings, site, frontend, path):
    """Where clients of the first backend expect them, if people use such a one."""
    settings.SITE_URL, settings.FRONTEND_URL = site, frontend

    sending = invitations.invite(
        email="eva@example.org", role="EVALUATOR", organisation=organisation, by=admin
    )

    token = token_of(mail.outbox[0])
    assert sending.link == f"{frontend}/{path}?token={token}"
    assert sending.link in mail.outbox[0].body
    assert token not in repr(sending)


@commits
def test_all_but_invitations_and_resets_lead_to_our_own_pages(super_admin, settings):
    settings.SITE_URL = "https://scores.example.org"
    settings.FRONTEND_URL = "https://app.example.org"
    Organisation.objects.default()
    waiting = make.user("ADMIN", email="olga@example.org", is_active=False)

    registration.approve(user=waiting, by=super_admin)
    password_resets.ask(email="olga@example.org")

    approved, reset = mails_sent()
    assert "https://scores.example.org/" in approved.body
    assert "app.example.org" not in approved.body
    link = f"https://app.example.org/reset-password?token={token_of(reset)}"
    assert link in reset.body
    assert "scores.example.org" not in reset.body


@pytest.mark.parametrize(
    ("asked", "of_inviter", "found"),
    [("cs", "en", "cs"), ("", "cs", "cs"), ("", "", "en"), ("en", "cs", "en")],
)
@commits
def test_which_language(api, admin, organisation, asked, of_inviter, found):
    admin.language = of_inviter
    admin.save()
    body = {"email": "eva@example.org", **({"language": asked} if asked else {})}

    api(admin).post("/api/admin/invitations", body, format="json")

    assert f'<html lang="{found}">' in mail.outbox[0].alternatives[0][0]


@commits
def test_a_single_club_never_sees_the_word(super_admin):
    default = Organisation.objects.default()

    invitations.invite(
        email="eva@example.org", role="EVALUATOR", organisation=default, by=super_admin
    )

    assert "You will be an evaluator, who enters" in mail.outbox[0].body


@commits
def test_a_mail_waits_for_the_commit(admin, organisation):
    with invitations.transaction.atomic():
        sending = invitations.invite(
            email="eva@example.org", role="EVALUATOR", organisation=organisation, by=admin
        )
        assert mail.outbox == []
    assert len(mail.outbox) == 1
    assert sending.delivery is Delivery.SENT


# --- Over the wire


def test_as_it_goes_over_the_wire(settings):
    with mail_server("good") as server:
        use(settings, server)
        delivery = mails.send("invitation", to="eva@example.org", language="cs", context=INVITATION)
    assert delivery is Delivery.SENT

    [message] = server.mails
    assert server.recipients == ["eva@example.org"]
    assert message["To"] == "eva@example.org"
    assert "Adam Pořadatel" in message["Subject"]
    text, html = message.iter_parts()
    assert LINK in text.get_content()
    assert Words(html.get_content()).links == [LINK, LINK]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("down", "ConnectionRefusedError Connection refused"),
        ("refuses", "SMTPRecipientsRefused"),
        ("hangs", ""),
    ],
)
def test_a_mail_that_is_not_taken_is_logged_without_its_secrets(settings, caplog, kind, reason):
    with mail_server(kind) as server:
        use(settings, server, timeout=0.3)
        delivery = mails.send("password_reset", to="eva@example.org", language="en", context=RESET)

    assert delivery is Delivery.FAILED
    [record] = caplog.records
    assert (record.levelname, record.name) == ("ERROR", "foundation.mails")
    assert "password_reset" in caplog.text
    assert reason in caplog.text
    for secret in ("abc-DEF_1", "token=", "eva@example.org"):
        assert secret not in caplog.text


@pytest.mark.parametrize("to", ["", "eva", "a@b\nBcc: x@example.org", '"\x01"@example.org'])
def test_an_address_that_is_none_is_no_crash(to):
    assert mails.send("password_reset", to=to, language="en", context=RESET) in Delivery
    assert all(message.message()["Bcc"] is None for message in mail.outbox)


# --- Tokens


def test_tokens_are_long_random_and_fit_into_an_address():
    tokens = {link_tokens.new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert all(link_tokens.is_token(token) for token in tokens)
    assert {len(token) for token in tokens} == {64}  # 48 bytes


def test_what_is_kept_is_their_sha_256():
    assert link_tokens.hash_of("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert len(link_tokens.hash_of("\ud800")) == 64  # no crash


@pytest.mark.parametrize(
    "text", ["", "x" * 63, "x" * 65, "x" * 63 + "=", "ž" * 64, "x" * 63 + "\n"]
)
def test_what_is_no_token(text):
    assert not link_tokens.is_token(text)
