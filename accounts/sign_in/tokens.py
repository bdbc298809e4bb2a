"""Tokens of the API: short-lived access, longer-lived refresh, and how both come to an end.

A sign-in begins a family: each refresh token can be used once, for the next one of its family.
When one comes a second time, somebody has copied it, and the whole family ends. Every token also
carries a fingerprint of the account's password and version, so it dies with either at once.
"""

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_noop
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token
from rest_framework_simplejwt.utils import datetime_from_epoch

from accounts.models import User
from accounts.trail import audit

FINGERPRINT = "fingerprint"
FAMILY = "family"
FINGERPRINT_LENGTH = 32
ODD_CLAIMS = (ValueError, OverflowError, RecursionError)
"""What reading a token raises besides, where something else with our key wrote odd things into it:
a subject that is no id, an expiry beyond the calendar.
"""


class TokenRefused(Exception):
    """The refresh token is malformed, expired, used up, or its account is gone or changed."""


class UncheckedRefreshToken(RefreshToken):
    """Signature and expiry are checked; whether it was used already, the caller finds out."""

    def check_blacklist(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Pair:
    """expires_in: seconds until the access token expires."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_in: int
    token_type: ClassVar[str] = "bearer"  # noqa: S105  a word of the standard, no secret


@transaction.atomic
def issue(user: User) -> Pair:
    """A new pair for the user, the first of its family.

    user: as it was when the password was checked. What has changed since then, such as the
    password itself, is not in the fingerprint, so the pair is dead from the start.
    Raises TokenRefused for an account that is gone.
    """
    if _lock(user.pk) is None:
        raise TokenRefused
    return _issue(user, uuid4().hex)


def renew(text: str) -> Pair:
    """The next pair of the family. Raises TokenRefused; a used token ends its family."""
    token = _read(text)
    with transaction.atomic():
        user = _lock(token["sub"])
        if user is None or not user.is_active or not is_of(token, user):
            raise TokenRefused
        issued = OutstandingToken.objects.filter(jti=token["jti"], user=user).first()
        if issued is None:
            raise TokenRefused
        _row, is_first_use = BlacklistedToken.objects.get_or_create(token=issued)
        if is_first_use:
            return _issue(user, token[FAMILY])
        if _end_family(user, token[FAMILY]):
            audit.log(
                actor=None,
                action="REVOKE_TOKENS",
                target=user,
                detail=audit.Sentence(
                    gettext_noop(
                        "A used refresh token of %(user)s came again: that sign-in was ended"
                    ),
                    {"user": user},
                ),
            )
    raise TokenRefused  # outside, so that the end of the family is kept


def revoke(text: str, *, user: User) -> None:
    """Revoke the family of the refresh token; nothing happens where it is revoked already.

    Raises TokenRefused where it is not a refresh token of this user.
    """
    token = _read(text)
    if token["sub"] != str(user.pk):
        raise TokenRefused
    with transaction.atomic():
        _lock(user.pk)
        _end_family(user, token[FAMILY])


def is_of(token: Token, user: User) -> bool:
    """Whether the token was issued to the account as it is now."""
    return constant_time_compare(str(token.get(FINGERPRINT, "")), _fingerprint(user))


def _issue(user: User, family: str) -> Pair:
    """A new pair of the family. Only the refresh token's id is stored; expired ones are deleted."""
    OutstandingToken.objects.filter(user=user, expires_at__lte=timezone.now()).delete()
    refresh = RefreshToken()
    refresh["sub"] = str(user.pk)
    refresh[FINGERPRINT] = _fingerprint(user)
    refresh[FAMILY] = family
    OutstandingToken.objects.create(
        user=user,
        jti=refresh["jti"],
        token=family,
        created_at=refresh.current_time,
        expires_at=datetime_from_epoch(refresh["exp"]),
    )
    access = refresh.access_token
    return Pair(str(access), str(refresh), int(AccessToken.lifetime.total_seconds()))


def _read(text: str) -> RefreshToken:
    try:
        token = UncheckedRefreshToken(text)
    except (TokenError, *ODD_CLAIMS) as error:
        raise TokenRefused from error
    if not all(claim in token for claim in ("sub", FINGERPRINT, FAMILY)):
        raise TokenRefused
    if not token["sub"].isdecimal():
        raise TokenRefused
    return token


def _lock(pk: int | str) -> User | None:
    """The account as it is now. Calls about its tokens take turns: a renewal under way would
    otherwise hand out a token that the end of its family has not seen.
    """
    return User.objects.select_for_update().filter(pk=pk).first()


def _end_family(user: User, family: str) -> int:
    """Returns the number of tokens revoked."""
    alive = OutstandingToken.objects.filter(
        user=user, token=family, expires_at__gt=timezone.now(), blacklistedtoken=None
    )
    return len(BlacklistedToken.objects.bulk_create(BlacklistedToken(token=row) for row in alive))


def _fingerprint(user: User) -> str:
    return user.get_session_auth_hash()[:FINGERPRINT_LENGTH]
