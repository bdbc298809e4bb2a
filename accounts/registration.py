"""Accounts that people make for themselves. What they may do, somebody else decides."""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.storable import is_storable


def register(*, email: str, password: str, full_name: str, language: str = "") -> User:
    """A new account as REGISTRATION says; returns it.

    "approval": an organiser's that a super admin has to let in; "open": an evaluator's, active, in
    nobody's pool and so without any rights.
    Raises PermissionDenied where it is "closed"; ValidationError by field, or with the code
    "conflict" where the address has an account.
    """
    if settings.REGISTRATION == "closed":
        raise PermissionDenied(_("Registration is closed."))
    is_open = settings.REGISTRATION == "open"
    user = User(
        email=email,
        full_name=" ".join(full_name.split()),
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
            audit.log(
                actor=user,
                action="REGISTER",
                target=user,
                detail=f"{user} registered"
                + (" as an evaluator" if is_open else " and waits to be let in as an organiser"),
            )
    except IntegrityError as error:  # somebody else was faster
        raise _taken() from error
    return user


def validate_new_password(password: str, user: User) -> None:
    """Raises ValidationError for the field `password` where the rule has not been met."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


def _taken() -> ValidationError:
    return ValidationError(_("Email already registered"), code="conflict")
