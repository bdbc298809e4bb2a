"""The ways to an account in a real browser: accessible in every state, and without our help."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import InvitationToken, PasswordReset, User
from accounts.people import invitations
from accounts.sign_in import link_tokens
from tests import make
from tests.accounts.mailbox import mails
from tests.browser.screens import look

pytestmark = pytest.mark.django_db(transaction=True)

STATUSES = ["410", "422"]
"""Of links that are gone and forms that are refused; the browser notes both."""
NEW = "Vydra-Hora-4071"


def link_in(message, live_server) -> str:
    path = re.search(r"http://127\.0\.0\.1:8000(/\S+)", message.body)[1]
    return live_server.url + path


def send(page):
    page.locator("main button").click()


def test_every_state_is_accessible(page, live_server, organisation, complaints):
    in_a_week = timezone.now() + timedelta(days=7)
    InvitationToken.objects.create(
        email=f"{'maxmiliana-josefina-' * 3}@example.org",
        organisation=organisation,
        token_hash=link_tokens.hash_of("i" * 64),
        expires_at=in_a_week,
    )
    PasswordReset.objects.create(
        user=make.user(), token_hash=link_tokens.hash_of("r" * 64), expires_at=in_a_week
    )
    for path, sends in {
        "/accept-invitation?token=" + "i" * 64: True,
        "/accept-invitation?token=" + "x" * 64: False,
        "/reset-password?token=" + "r" * 64: True,
        "/reset-password": False,
        "/forgot-password": True,
        "/forgot-password/sent/": False,
        "/register": True,
        "/register/done/": False,
    }.items():
        page.goto(live_server.url + path)
        look(page, path, complaints, noted=STATUSES)
        if sends:
            page.evaluate("document.querySelector('main form').noValidate = true")
            send(page)
            page.locator(".errorlist").first.wait_for()
            look(page, f"{path} with errors", complaints, noted=STATUSES)


def test_from_the_invitation_to_a_forgotten_password(page, live_server, admin, organisation):
    invitations.invite(
        email="eva@example.org", role="EVALUATOR", organisation=organisation, by=admin
    )
    page.goto(link_in(mail.outbox[0], live_server))
    assert page.url == f"{live_server.url}/accept-invitation/"
    page.get_by_label("Full name").fill("Eva Měřičová")
    page.get_by_label("Password:", exact=True).fill(NEW)
    page.get_by_label("Password again").fill(NEW)
    send(page)
    page.wait_for_url("**/my-groups/")
    page.get_by_role("button", name="Sign out").click()

    page.get_by_role("link", name="Forgotten password?").click()
    page.get_by_label("E-mail address").fill("eva@example.org")
    send(page)
    page.wait_for_url("**/forgot-password/sent/")
    page.goto(link_in(mails()[-1], live_server))
    page.get_by_label("New password:", exact=True).fill("Sojka-Les-2026")
    page.get_by_label("New password again").fill("Sojka-Les-2026")
    send(page)
    page.wait_for_url("**/sign-in/")

    assert User.objects.get(email="eva@example.org").check_password("Sojka-Les-2026")
