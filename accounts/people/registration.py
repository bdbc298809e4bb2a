"""Registration: people make their own accounts, and super admins approve them."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Organisation, User
from accounts.people import users
from accounts.people.memberships import join_single
from accounts.sign_in.passwords import validate_new_password
from accounts.trail import audit
from foundation import mails
from foundation.mails import Delivery
from foundation.text.database_text import is_storable
from foundation.text.names import tidy


@dataclass(slots=True)
class Approval:
    """Somebody was let in. delivery: what became of the mail about it, from the commit on."""

    user: User
    delivery: Delivery = Delivery.FAILED


def register(*, email: str, password: str, full_name: str, language: str = "") -> User:
    """A new account as REGISTRATION says; returns it.

    "approval": an organiser's that a super admin has to let in; "open": an evaluator's, active, of
    the only organisation, if it is one, in nobody's pool and so without any rights.
    Raises PermissionDenied where it is "closed"; ValidationError by field, or with the code
    "conflict" where the address has an account.
    """
    if settings.REGISTRATION == "closed":
        raise PermissionDenied(_("Registration is closed."))
    is_open = settings.REGISTRATION == "open"
    user = User(
        email=email,
        full_name=tidy(full_name),
        language=language,
        role=User.Role.EVALUATOR if is_open else User.Role.ADMIN,
        is_active=is_open,
    )
    if not is_storable(full_name):
        raise ValidationError({"full_name": _("Enter a name without control characters.")})
    user.clean_fields(exclude=["password"])
    if User.objects.filter(email=email).exists():
        raise _taken()
    validate_new_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            join_single(user=user, by=user)
            audit.log(
                actor=user,
                action="REGISTER",
                target=user,
                detail=audit.Sentence(
                    gettext_noop("%(user)s registered as an evaluator")
                    if is_open
                    else gettext_noop("%(user)s registered and waits to be let in as an organiser"),
                    {"user": user},
                ),
            )
    except IntegrityError as error:  # somebody else was faster
        raise _taken() from error
    return user


@transaction.atomic
def approve(*, user: User, by: User, organisation: Organisation | None = None) -> Approval:
    """Let in somebody who registered, and mail them after the commit that they can sign in.

    organisation: the one they join; None where there is only one, or they belong to one already.
    Raises PermissionDenied unless `by` is a super admin; ValidationError where somebody has
    decided already, and for the field `organisation` where it has to be named.
    """
    _check_waiting(user)
    user = users.change_access(user=user, by=by, is_active=True, organisation=organisation)
    approval = Approval(user)
    transaction.on_commit(partial(_mail_approval, approval))
    return approval


@transaction.atomic
def refuse(*, user: User, by: User) -> None:
    """Delete the account of somebody who registered and was never let in.

    Raises PermissionDenied unless `by` is a super admin; ValidationError where somebody has
    decided already.
    """
    _check_waiting(user)
    users.delete_user(user=user, by=by)


def _check_waiting(user: User) -> None:
    """Raises ValidationError where somebody has decided already."""
    waiting = User.objects.select_for_update().waiting_for_approval()
    if waiting.filter(pk=user.pk).first() is None:
        raise ValidationError(
            _("%(user)s does not wait for approval any more."),
            code="conflict",
            params={"user": user},
        )


def _mail_approval(approval: Approval) -> None:
    user = approval.user
    approval.delivery = mails.send(
        "approved",
        to=user.email,
        language=user.language or settings.LANGUAGE_CODE,
        context={"role": user.role, "link": f"{settings.SITE_URL}/"},
    )


def _taken() -> ValidationError:
    return ValidationError(_("Email already registered"), code="conflict")
