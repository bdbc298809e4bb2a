"""manage.py bootstrap_super_admin: run at every deploy, invites once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditLog, InvitationToken, User
from accounts.people import invitations
from tests import make
from tests.accounts.mailbox import newest_token
from tests.smtp import mail_server, use
from tests.threads import at_once

CHIEF = "chief@example.org"
INVITED = f"{CHIEF} was invited by mail.\n"
PENDING = (
    f"{CHIEF} has been invited already, and the invitation is pending."
    " Nothing was done; --resend mails a new link.\n"
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def address(settings):
    settings.SUPER_ADMIN_EMAIL = " Chief@Example.org"


def bootstrap(*arguments):
    printed, complained = StringIO(), StringIO()
    call_command("bootstrap_super_admin", *arguments, stdout=printed, stderr=complained)
    return printed.getvalue(), complained.getvalue()


def test_the_first_run_invites():
    assert bootstrap() == (INVITED, "")

    row = InvitationToken.objects.get()
    assert (row.email, row.role, row.status) == (CHIEF, "SUPER_ADMIN", "pending")
    assert (row.organisation, row.invited_by) == (None, None)
    assert [message.to for message in mail.outbox] == [[CHIEF]]
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.organisation) == ("INVITE_EVALUATOR", None, None)
    assert log.detail == "The server invited chief@example.org as super admin"


def test_the_link_makes_the_super_admin_and_then_there_is_one(client):
    bootstrap()

    invitations.accept(token=newest_token(), full_name="Sára", password="Vydra-Hora-4071")

    assert User.objects.get(email=CHIEF).is_super_admin
    assert bootstrap() == ("There is a super admin already. Nothing was done.\n", "")
    assert len(mail.outbox) == 1


def test_the_second_run_changes_nothing():
    bootstrap()
    before = InvitationToken.objects.values().get()

    assert bootstrap() == (PENDING, "")
    assert bootstrap("--show-link") == (PENDING, "")
    assert InvitationToken.objects.values().get() == before
    assert len(mail.outbox) == 1


def test_resending_gives_a_new_link():
    bootstrap()
    first = newest_token()

    assert bootstrap("--resend") == (INVITED, "")

    assert InvitationToken.objects.count() == 1
    assert newest_token() != first
    with pytest.raises(invitations.ValidationError):
        invitations.find(first)
    assert invitations.find(newest_token()).email == CHIEF


def test_an_expired_one_is_renewed():
    bootstrap()
    InvitationToken.objects.update(expires_at=timezone.now())

    assert bootstrap() == (INVITED, "")

    row = InvitationToken.objects.get()
    assert row.expires_at > timezone.now() + timedelta(days=6)
    assert len(mail.outbox) == 2


def test_a_revoked_one_is_followed_by_another():
    bootstrap()
    InvitationToken.objects.update(revoked_at=timezone.now())

    assert bootstrap() == (INVITED, "")
    assert InvitationToken.objects.open().count() == 1


def test_the_link_is_shown_only_when_asked_for(settings):
    settings.SITE_URL = settings.FRONTEND_URL = "https://scores.example.org"

    printed, _complained = bootstrap("--show-link")

    link = f"https://scores.example.org/accept-invitation?token={newest_token()}"
    assert printed == f"{INVITED}{link}\n"


@pytest.mark.parametrize("kind", ["down", "refuses"])
def test_without_the_mail_it_prints_what_to_do(settings, kind):
    with mail_server(kind) as server:
        use(settings, server)
        printed, complained = bootstrap()

    assert printed == ""
    assert complained == (
        f"{CHIEF} was invited, but the mail could not be sent. Check the settings of the mail"
        " server and run this again with --resend, or with --resend --show-link to pass the link"
        " on yourself.\n"
    )
    assert InvitationToken.objects.get().status == "pending"


def test_without_a_mail_server_no_mail_is_claimed(settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    printed, complained = bootstrap()

    assert printed == ""
    assert complained == (
        f"{CHIEF} was invited, but this site has no mail server: the mail was only written down on"
        " the server. Take the link from there, or run this again with --resend --show-link.\n"
    )
    assert f"To: {CHIEF}" in capsys.readouterr().out


@pytest.mark.parametrize("is_active", [True, False])
def test_where_there_is_a_super_admin_nothing_happens(is_active):
    make.user("SUPER_ADMIN", is_active=is_active)

    assert bootstrap("--resend") == ("There is a super admin already. Nothing was done.\n", "")
    assert not InvitationToken.objects.exists()


def test_an_address_that_has_another_account():
    make.user("ADMIN", email=CHIEF)

    with pytest.raises(CommandError) as refusal:
        bootstrap()

    assert str(refusal.value) == (
        f"{CHIEF} has an account already, of another role. Set SUPER_ADMIN_EMAIL to another"
        " address, or make a super admin by manage.py createsuperuser."
    )
    assert not InvitationToken.objects.exists()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Set SUPER_ADMIN_EMAIL to the address of the first super admin."),
        ("  ", "Set SUPER_ADMIN_EMAIL to the address of the first super admin."),
        ("chief", "SUPER_ADMIN_EMAIL=chief: Enter a valid email address."),
    ],
)
def test_without_a_good_address(settings, address, sentence):
    settings.SUPER_ADMIN_EMAIL = address

    with pytest.raises(CommandError) as refusal:
        bootstrap()

    assert str(refusal.value) == sentence


def test_a_mistyped_address_is_no_open_door(settings, organisation):
    settings.SUPER_ADMIN_EMAIL = "chef@example.org"
    bootstrap()
    mistyped = newest_token()
    settings.SUPER_ADMIN_EMAIL = CHIEF

    assert bootstrap() == (INVITED, "")

    with pytest.raises(invitations.ValidationError):
        invitations.find(mistyped)
    assert [row.email for row in InvitationToken.objects.open()] == [CHIEF]
    assert AuditLog.objects.filter(action="REVOKE_INVITATION").count() == 1


def test_an_evaluators_invitation_gives_way(organisation, admin):
    invitations.invite(email=CHIEF, role="EVALUATOR", organisation=organisation, by=admin)

    assert bootstrap() == (INVITED, "")
    assert [row.role for row in InvitationToken.objects.open()] == ["SUPER_ADMIN"]


@pytest.mark.parametrize("has_expired", [False, True])
def test_two_deploys_at_once_invite_once(has_expired):
    if has_expired:
        bootstrap()
        InvitationToken.objects.update(expires_at=timezone.now())
        mail.outbox.clear()

    printed = sorted(out for out, _complaints in at_once(bootstrap, bootstrap))

    assert printed == sorted([INVITED, PENDING])
    assert InvitationToken.objects.open().count() == 1
    assert len(mail.outbox) == 1
