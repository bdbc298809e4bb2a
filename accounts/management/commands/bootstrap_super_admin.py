from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.people.invitations import Sending, invite_super_admin
from foundation.mails import Delivery

NOT_MAILED = {
    Delivery.KEPT: gettext_lazy(
        "%(email)s was invited, but this site has no mail server: the mail was only written down"
        " on the server. Take the link from there, or run this again with --resend --show-link."
    ),
    Delivery.FAILED: gettext_lazy(
        "%(email)s was invited, but the mail could not be sent. Check the settings of the mail"
        " server and run this again with --resend, or with --resend --show-link to pass the link"
        " on yourself."
    ),
}


class Command(BaseCommand):
    help = (
        "Invite the first super admin, at SUPER_ADMIN_EMAIL. Run it at every deploy: where there is"
        " a super admin already, or the invitation is pending, it changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--resend", action="store_true", help="mail a pending invitation again, with a new link"
        )
        parser.add_argument(
            "--show-link", action="store_true", help="print the link too; whoever has it gets in"
        )

    def handle(self, *, resend, show_link, **options):
        if User.objects.filter(role=User.Role.SUPER_ADMIN).exists():
            self.stdout.write(_("There is a super admin already. Nothing was done."))
            return
        email = settings.SUPER_ADMIN_EMAIL.strip().lower()
        if not email:
            raise CommandError(_("Set SUPER_ADMIN_EMAIL to the address of the first super admin."))
        sending = invite(email, renew=resend)
        if sending is None:
            self.stdout.write(
                _(
                    "%(email)s has been invited already, and the invitation is pending."
                    " Nothing was done; --resend mails a new link."
                )
                % {"email": email}
            )
            return
        self.report(sending)
        if show_link:
            self.stdout.write(sending.link)

    def report(self, sending: Sending) -> None:
        email = {"email": sending.invitation.email}
        if sending.delivery == Delivery.SENT:
            self.stdout.write(self.style.SUCCESS(_("%(email)s was invited by mail.") % email))
        else:
            self.stderr.write(self.style.WARNING(NOT_MAILED[sending.delivery] % email))


def invite(email: str, *, renew: bool) -> Sending | None:
    try:
        return invite_super_admin(email=email, renew=renew)
    except ValidationError as error:
        if getattr(error, "code", None) == "conflict":
            raise CommandError(
                _(
                    "%(email)s has an account already, of another role. Set SUPER_ADMIN_EMAIL to"
                    " another address, or make a super admin by manage.py createsuperuser."
                )
                % {"email": email}
            ) from error
        raise CommandError(" ".join([f"SUPER_ADMIN_EMAIL={email}:", *error.messages])) from error
