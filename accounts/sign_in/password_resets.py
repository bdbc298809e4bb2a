"""Setting a forgotten password anew by a mailed link."""

from datetime import datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import PasswordReset, User
from accounts.sign_in import link_tokens
from accounts.sign_in.attempts import axes_username
from accounts.sign_in.passwords import validate_new_password
from accounts.trail import audit
from accounts.trail.strangers import traces_of
from foundation import mails
from foundation.jobs import queue
from foundation.jobs.steps import job

PAGE = "/reset-password"
LINKS_PER_HOUR = 5
"""Links mailed to one account per hour at most; then the last link stays valid."""


def ask(*, email: str, language: str = "") -> None:
    """Somebody has forgotten the password of the account with this address; mail them a link.

    Returns nothing and at once, for every address: whatever depends on it, from looking it up to
    the mail, is done in the background. So nobody learns here who has an account.
    language: of the mail, where the account names none.
    """
    queue.enqueue(answer, arguments={"email": email, "language": language})


def find(token: str, *, at: datetime | None = None) -> PasswordReset:
    """The reset that this token is good for.

    Raises ValidationError with a sentence; the code is "dead" or "expired".
    """
    return _usable(PasswordReset.objects.select_related("user"), token, at)


def reset(*, token: str, new_password: str) -> User:
    """Give the token's account this password. Ends all its sessions, tokens and other links.

    Also opens the lock on repeated failures, for who can read the mailbox is no guesser.
    Raises ValidationError as `find`, or for the field new_password; then the token stays good.
    """
    user = find(token).user
    try:
        validate_new_password(new_password, user)
    except ValidationError as error:
        raise ValidationError({"new_password": error.messages}) from error
    user.set_password(new_password)  # before the lock: it takes its time
    with transaction.atomic():
        list(User.objects.select_for_update().filter(pk=user.pk))  # as `answer` does, one by one
        _usable(PasswordReset.objects.all(), token)
        user.save(update_fields=["password"])
        now = timezone.now()
        user.password_resets.filter(used_at=None).update(used_at=now)
        AxesProxyHandler.reset_attempts(username=axes_username(None, {"username": user.email}))
        audit.log(
            actor=user,
            action="RESET_PASSWORD",
            target=user,
            detail=audit.Sentence(
                gettext_noop("%(user)s set a new password by a link in a mail"), {"user": user}
            ),
        )
    return user


@job("accounts.password_reset", is_kept=False, most_waiting=200, queue="mails")
def answer(work, *, email: str, language: str) -> None:
    """The part of `ask` that depends on the address.

    Nothing that could open an account is stored on the way here: the token is made where it is
    mailed, and the address goes with the job. Done twice, the second link ends the first.
    """
    with transaction.atomic():
        accounts = User.objects.select_for_update().filter(is_active=True)
        user = accounts.filter(email=email).first()
        if user is None:
            audit.log(
                actor=None,
                action="FORGOT_PASSWORD_UNKNOWN",
                detail=audit.Sentence(
                    gettext_noop(
                        "A new password was asked for by an address that no active account has:"
                        " %(place)s (%(mark)s)"
                    ),
                    traces_of(email),
                ),
            )
            return
        audit.log(
            actor=None,
            action="FORGOT_PASSWORD",
            target=user,
            detail=audit.Sentence(
                gettext_noop("A new password was asked for by the address of %(user)s: %(email)s"),
                {"user": user, "email": user.email},
            ),
        )
        if not user.has_mailbox or _has_enough_links(user):
            return
        made, token = _new_link(user)
    mails.send(
        "password_reset",
        to=user.email,
        language=user.language or language or "en",
        context={"link": link_tokens.link(PAGE, token), "expires_at": made.expires_at},
    )


def _has_enough_links(user: User) -> bool:
    hour_ago = timezone.now() - timedelta(hours=1)
    return user.password_resets.filter(created_at__gt=hour_ago).count() >= LINKS_PER_HOUR


def _new_link(user: User) -> tuple[PasswordReset, str]:
    """(the reset, its token): replaces the account's earlier link. Deletes resets a day old."""
    now = timezone.now()
    user.password_resets.filter(created_at__lt=now - timedelta(days=1)).delete()
    user.password_resets.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    token = link_tokens.new_token()
    made = user.password_resets.create(
        token_hash=link_tokens.hash_of(token),
        expires_at=now + timedelta(minutes=settings.PASSWORD_RESET_EXPIRE_MINUTES),
    )
    return made, token


def _usable(resets, token: str, at: datetime | None = None) -> PasswordReset:
    found = resets.filter(
        token_hash=link_tokens.hash_of(token), used_at=None, user__is_active=True
    ).first()
    if found is None:
        raise ValidationError(_("Invalid or already used reset token"), code="dead")
    if found.is_expired(at):
        raise ValidationError(_("Reset token has expired"), code="expired")
    return found
