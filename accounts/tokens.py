"""Tokens of the API: short-lived access, longer-lived refresh, and how both come to an end.

A sign-in begins a family: each refresh token can be used once, for the next one of its family.
When one comes a second time, somebody has copied it, and the whole family ends. Every token also
carries a fingerprint of the account's password and version, so it dies with either at once.
"""

from dataclasses import dataclass, field
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token
from rest_framework_simplejwt.utils import datetime_from_epoch

from accounts import audit
from accounts.models import User

FINGERPRINT = "fingerprint"
FAMILY = "family"
FINGERPRINT_LENGTH = 32


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


def issue(user: User, *, family: str = "") -> Pair:
    """A new pair for the user; without a family it begins one."""
    refresh = RefreshToken()
    refresh["sub"] = str(user.pk)
    refresh[FINGERPRINT] = _fingerprint(user)
    refresh[FAMILY] = family or uuid4().hex
    OutstandingToken.objects.create(  # without the token itself: nobody signs in with what is kept
        user=user,
        jti=refresh["jti"],
        token=refresh[FAMILY],
        created_at=refresh.current_time,
        expires_at=datetime_from_epoch(refresh["exp"]),
    )
    access = refresh.access_token
    return Pair(str(access), str(refresh), int(AccessToken.lifetime.total_seconds()))


def renew(text: str) -> Pair:
    """The next pair of the family. Raises TokenRefused; a used token ends its family."""
    token = _read(text)
    with transaction.atomic():
        user = _owner(token)
        _row, is_first_use = token.blacklist()
        if is_first_use:
            return issue(user, family=token[FAMILY])
        _end_family(user, token[FAMILY])
        audit.log(
            actor=None,
            action="REVOKE_TOKENS",
            target=user,
            detail=f"A used refresh token of {user} came again: that sign-in was ended",
        )
    raise TokenRefused


def revoke(text: str, *, user: User) -> None:
    """End the sign-in that the refresh token belongs to; one that has ended already is fine.

    Raises TokenRefused where it is not a refresh token of this user.
    """
    token = _read(text)
    if token["sub"] != str(user.pk):
        raise TokenRefused
    with transaction.atomic():
        _end_family(user, token[FAMILY])


def is_of(token: Token, user: User) -> bool:
    """Whether the token was issued to the account as it is now."""
    return constant_time_compare(str(token.get(FINGERPRINT, "")), _fingerprint(user))


def _read(text: str) -> RefreshToken:
    try:
        token = UncheckedRefreshToken(text)
    except TokenError as error:
        raise TokenRefused from error
    if not all(claim in token for claim in ("sub", FINGERPRINT, FAMILY)):
        raise TokenRefused
    return token


def _owner(token: RefreshToken) -> User:
    """The active account it was issued to; locked, so that calls with one family take turns."""
    user = User.objects.select_for_update().filter(pk=token["sub"], is_active=True).first()
    if user is None or not is_of(token, user):
        raise TokenRefused
    return user


def _end_family(user: User, family: str) -> None:
    alive = OutstandingToken.objects.filter(
        user=user, token=family, expires_at__gt=timezone.now(), blacklistedtoken=None
    )
    BlacklistedToken.objects.bulk_create(
        [BlacklistedToken(token=row) for row in alive], ignore_conflicts=True
    )


def _fingerprint(user: User) -> str:
    return user.get_session_auth_hash()[:FINGERPRINT_LENGTH]
