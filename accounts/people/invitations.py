"""Invitations: somebody is asked by mail to make an account, with a role already given."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import InvitationToken, Organisation, User
from accounts.models.people import NO_MAILBOX
from accounts.people.inviters import check_may_invite
from accounts.people.memberships import first_role
from accounts.sign_in import link_tokens
from accounts.sign_in.passwords import validate_new_password
from accounts.trail import audit
from foundation import mails
from foundation.mails import Delivery
from foundation.text.names import tidy
from foundation.web.site_address import has_other_frontend

PAGE = "/accept-invitation"
PAGE_ELSEWHERE = "/setup-account"
"""Where another frontend takes people who were invited; ours leads on to PAGE from there."""
PRODUCT = "Klepak Scores"
Role = User.Role

SENTENCES = {
    "INVITE_EVALUATOR": (
        gettext_noop("%(who)s invited %(email)s as %(role)s"),
        gettext_noop("%(who)s invited %(email)s as %(role)s of %(organisation)s"),
    ),
    "RESEND_INVITATION": (
        gettext_noop("%(who)s sent %(email)s again the invitation as %(role)s"),
        gettext_noop("%(who)s sent %(email)s again the invitation as %(role)s of %(organisation)s"),
    ),
    "REVOKE_INVITATION": (
        gettext_noop("%(who)s took back the invitation of %(email)s as %(role)s"),
        gettext_noop(
            "%(who)s took back the invitation of %(email)s as %(role)s of %(organisation)s"
        ),
    ),
    "ACCEPT_INVITATION": (
        gettext_noop("%(who)s accepted the invitation as %(role)s"),
        gettext_noop("%(who)s accepted the invitation as %(role)s of %(organisation)s"),
    ),
}
"""Action -> sentences of the trail: without an organisation, and with one."""


@dataclass(slots=True)
class Sending:
    """An invitation on its way. The link is nowhere else.

    delivery: what became of the mail, from the commit on.
    """

    invitation: InvitationToken
    link: str = field(repr=False)
    delivery: Delivery = Delivery.FAILED


def invite(
    *,
    email: str,
    role: str,
    organisation: Organisation | None,
    by: User | None,
    language: str = "",
) -> Sending:
    """Invite the address to an account with this role, and mail the link after the commit.

    organisation: where the account will belong; None for the only one there is, and for a super
    admin's account, which belongs to none. by: None is the server's own command, and only that
    invites super admins. language: of the mail; by default that of whoever invites, else English.
    Raises PermissionDenied; ValidationError by field, or with the code "conflict" where the
    address has an account or a pending invitation. One that has expired is replaced.
    """
    place = organisation or Organisation.objects.single()
    check_may_invite(role, place, by)
    invitation = InvitationToken(
        email=email,
        role=role,
        organisation=None if role == Role.SUPER_ADMIN else place,
        invited_by=by,
        language=language or (by.language if by else "") or "en",
    )
    invitation.clean_fields(exclude=["token_hash", "expires_at"])
    if invitation.email.endswith(NO_MAILBOX):
        raise ValidationError({"email": _("No mail can reach this address: it is a team login's.")})
    if invitation.organisation is None and role != Role.SUPER_ADMIN:
        raise ValidationError({"organisation": _("Say into which organisation.")})
    if invitation.language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("Choose one of the languages.")})
    with transaction.atomic():
        _check_not_registered(invitation.email)
        _replace_expired(invitation.email, by)
        token = _give_new_token(invitation)
        try:
            with transaction.atomic():
                invitation.save(force_insert=True)
        except IntegrityError as error:  # the constraint invitation_one_open_per_email
            raise _pending_already() from error
        _log("INVITE_EVALUATOR", invitation, by)
        return _mail_after_commit(invitation, token)


def resend(*, invitation: InvitationToken, by: User | None) -> Sending:
    """Mail a new link that holds as long as a new invitation's; the old link is dead.

    Raises PermissionDenied where `by` could not give such an invitation; ValidationError where it
    has been accepted or revoked, with the code "conflict" where the address has an account.
    """
    with transaction.atomic():
        invitation = _locked(invitation)
        check_may_invite(invitation.role, invitation.organisation, by)
        _check_not_registered(invitation.email)
        token = _give_new_token(invitation)
        invitation.save(update_fields=["token_hash", "expires_at"])
        _log("RESEND_INVITATION", invitation, by)
        return _mail_after_commit(invitation, token)


@transaction.atomic
def revoke(*, invitation: InvitationToken, by: User | None) -> None:
    """Make the link dead. Raises ValidationError where it has been accepted or revoked already."""
    _end(_locked(invitation), by)


def find(token: str, *, at: datetime | None = None) -> InvitationToken:
    """The invitation that can be accepted with this token.

    Raises ValidationError with the contract's sentences; the code is "dead" or "expired".
    """
    return _usable(InvitationToken.objects.all(), token, at)


def place_of(invitation: InvitationToken) -> str:
    """The organisation it invites to; "" where its name says nothing: a super admin belongs to
    none, and a single club that never named its own need not see the word.
    """
    name = invitation.organisation.name if invitation.organisation else ""
    return "" if name == PRODUCT else name


def accept(*, token: str, full_name: str, password: str, language: str = "") -> User:
    """Make the account that the token invites to: active, with its role, in its organisation.

    The token is used up by that, and only by that: whatever does not fit leaves it as it is.
    language: of the account, where known.
    Raises ValidationError: as `find`; by field; with the code "conflict" where the address got an
    account in the meantime.
    """
    invitation = find(token)
    user = User(
        email=invitation.email,
        full_name=tidy(full_name),
        role=invitation.role,
        language=language,
    )
    user.clean_fields(exclude=["password"])
    _check_not_registered(user.email)
    validate_new_password(password, user)
    user.set_password(password)  # before the lock: it takes its time
    try:
        with transaction.atomic():
            invitation = _usable(InvitationToken.objects.select_for_update(), token)
            user.save(force_insert=True)
            if invitation.organisation_id:
                role = first_role(user, invitation.organisation)
                user.memberships.create(organisation=invitation.organisation, role=role)
            invitation.used_at = timezone.now()
            invitation.save(update_fields=["used_at"])
            _log("ACCEPT_INVITATION", invitation, user, user)
    except IntegrityError as error:  # somebody registered it in this very moment
        raise _registered_already() from error
    return user


@transaction.atomic
def invite_super_admin(*, email: str, renew: bool = False) -> Sending | None:
    """Invite the first super admin; None where that is pending and shall not be renewed.

    Whatever other invitation the address has is replaced. So is a super admin's to another
    address, which would be an open door to whoever owns a mistyped one.
    Raises ValidationError by field, or with the code "conflict" where the address has an account.
    """
    Organisation.objects.select_for_update().get(  # two deploys at once take turns
        pk=Organisation.objects.default().pk
    )
    email = email.strip().lower()
    is_theirs = Q(email=email) | Q(role=Role.SUPER_ADMIN)
    pending = None
    for invitation in InvitationToken.objects.select_for_update().open().filter(is_theirs):
        if invitation.email == email and invitation.role == Role.SUPER_ADMIN:
            pending = invitation
        else:
            _end(invitation, None)
    if pending is None:
        return invite(email=email, role=Role.SUPER_ADMIN, organisation=None, by=None)
    if renew or pending.is_expired():
        return resend(invitation=pending, by=None)
    return None


def _check_not_registered(email: str) -> None:
    if User.objects.filter(email=email).exists():
        raise _registered_already()


def _replace_expired(email: str, by: User | None) -> None:
    """End an expired invitation of the address; a pending one is a conflict."""
    invitation = InvitationToken.objects.select_for_update().open().filter(email=email).first()
    if invitation is not None and not invitation.is_expired():
        raise _pending_already()
    if invitation is not None:
        _end(invitation, by)


def _end(invitation: InvitationToken, by: User | None) -> None:
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    _log("REVOKE_INVITATION", invitation, by)


def _locked(invitation: InvitationToken) -> InvitationToken:
    """As it is now, for this transaction alone."""
    invitation = InvitationToken.objects.select_for_update().filter(pk=invitation.pk).first()
    if invitation is None or invitation.revoked_at:
        raise ValidationError(_("This invitation was taken back."))
    if invitation.used:
        raise ValidationError(_("This invitation has been accepted already."))
    return invitation


def _usable(invitations, token: str, at: datetime | None = None) -> InvitationToken:
    invitation = invitations.open().filter(token_hash=link_tokens.hash_of(token)).first()
    if invitation is None:
        raise ValidationError(_("Invalid or already used invitation token"), code="dead")
    if invitation.is_expired(at):
        raise ValidationError(_("Invitation token has expired"), code="expired")
    return invitation


def _give_new_token(invitation: InvitationToken) -> str:
    token = link_tokens.new_token()
    invitation.token_hash = link_tokens.hash_of(token)
    invitation.expires_at = timezone.now() + timedelta(days=settings.INVITATION_EXPIRE_DAYS)
    return token


def _mail_after_commit(invitation: InvitationToken, token: str) -> Sending:
    page = PAGE_ELSEWHERE if has_other_frontend() else PAGE
    sending = Sending(invitation, link_tokens.link(page, token))
    transaction.on_commit(partial(_mail, sending))
    return sending


def _mail(sending: Sending) -> None:
    invitation = sending.invitation
    sending.delivery = mails.send(
        "invitation",
        to=invitation.email,
        language=invitation.language,
        context={
            "inviter": mails.one_line(str(invitation.invited_by or "")),
            "organisation": mails.one_line(place_of(invitation)),
            "role": invitation.role,
            "link": sending.link,
            "expires_at": invitation.expires_at,
        },
    )


def _log(
    action: str,
    invitation: InvitationToken,
    actor: User | None,
    target: User | None = None,
) -> None:
    """“Adam invited eva@example.org as evaluator of Tábor”. Without an actor the server did it."""
    plain, placed = SENTENCES[action]
    values = {
        "who": actor or gettext_lazy("The server"),
        "email": invitation.email,
        "role": Role(invitation.role).label,
        "organisation": invitation.organisation,
    }
    audit.log(
        actor=actor,
        action=action,
        target=target or invitation,
        organisation=invitation.organisation,
        detail=audit.Sentence(placed if invitation.organisation else plain, values),
    )


def _registered_already() -> ValidationError:
    return ValidationError(_("Email already registered"), code="conflict")


def _pending_already() -> ValidationError:
    return ValidationError(
        _("This address has been invited already, and the invitation is pending"), code="conflict"
    )
