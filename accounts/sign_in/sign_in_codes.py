"""The codes on printed cards: each lets a team's phone sign in once, by one tap and no typing."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Organisation, SignInCode, User
from accounts.sign_in import link_tokens
from accounts.trail import audit

PAGE = "accounts:sign-in-code"


def path_of(token: str) -> str:
    """The page of the code, below the site's address: /sign-in/code/?token=…"""
    return f"{reverse(PAGE)}?{urlencode({'token': token})}"


def issue(*, user: User, by: User | None, at: datetime | None = None) -> str:
    """A new code for the team; returns the path of its link, which is kept nowhere.

    Raises ValidationError for an account that is no team's.
    """
    return path_of(issue_all(users=[user], by=by, at=at)[user.pk])


@transaction.atomic
def issue_all(
    *, users: Collection[User], by: User | None, at: datetime | None = None
) -> dict[int, str]:
    """A new code for each of these teams: the user's id -> the token, which is kept nowhere.

    Codes that they had and did not use end with that. Each holds SIGN_IN_CODE_EXPIRE_DAYS days.
    The caller writes the trail. Raises ValidationError, and makes no code, where one of them is
    no team: a person's account is not to be opened by a piece of paper.
    """
    now = at or timezone.now()
    teams = _locked(users)
    if any(not team.is_team for team in teams):
        raise ValidationError(_("Only team logins have sign-in codes."))
    SignInCode.objects.filter(user__in=teams, used_at=None, revoked_at=None).update(revoked_at=now)
    tokens = {team.pk: link_tokens.new_token() for team in teams}
    SignInCode.objects.bulk_create(
        SignInCode(
            user_id=pk,
            token_hash=link_tokens.hash_of(token),
            created_by=by,
            expires_at=now + timedelta(days=settings.SIGN_IN_CODE_EXPIRE_DAYS),
        )
        for pk, token in tokens.items()
    )
    return tokens


@transaction.atomic
def revoke(
    *,
    users: Collection[User],
    by: User | None,
    organisation: Organisation | None = None,
    event_id: int | None = None,
    at: datetime | None = None,
) -> int:
    """End the codes of these accounts that could still be used; returns how many those were."""
    now = at or timezone.now()
    _locked(users)
    codes = SignInCode.objects.filter(user__in=users, used_at=None, revoked_at=None)
    found = list(codes.filter(expires_at__gt=now).select_related("user"))
    codes.update(revoked_at=now)
    for code in found:
        audit.log(
            actor=by,
            action="REVOKE_SIGN_IN_CODE",
            target=code.user,
            organisation=organisation,
            event_id=event_id,
            detail=audit.Sentence(
                gettext_noop("The sign-in code of %(team)s was revoked"), {"team": code.user}
            ),
        )
    return len(found)


def find(token: str, *, at: datetime | None = None) -> SignInCode:
    """The code that signs in by this token; looking at it does not use it up.

    Raises ValidationError, its code saying why it does not: "used", "expired", "revoked", "off"
    where the login was switched off, "dead" for a token that is none of ours.
    """
    return _usable(SignInCode.objects.select_related("user"), token, at)


@transaction.atomic
def redeem(*, token: str, at: datetime | None = None) -> User:
    """Use the code up; returns whom to sign in. Of two phones at once the first one wins.

    Raises ValidationError as `find` does.
    """
    hashed = link_tokens.hash_of(token)
    _locked(User.objects.filter(sign_in_codes__token_hash=hashed))
    code = _usable(SignInCode.objects.select_related("user"), token, at)
    code.used_at = at or timezone.now()
    code.save(update_fields=["used_at"])
    audit.log(
        actor=code.user,
        action="LOGIN",
        target=code.user,
        detail=audit.Sentence(
            gettext_noop("%(team)s signed in by the code of a card"), {"team": code.user}
        ),
    )
    return code.user


def belongs_to(token: str, user: User) -> bool:
    """Whether the token was made for this account, in whatever state it is now."""
    hashed = link_tokens.hash_of(token)
    return SignInCode.objects.filter(token_hash=hashed, user_id=user.pk).exists()


def _locked(users: Iterable[User]) -> list[User]:
    """The accounts as they are now, locked before their codes, as everything about codes does."""
    pks = [user.pk for user in users]
    return list(User.objects.select_for_update().filter(pk__in=pks).order_by("pk"))


def _usable(codes, token: str, at: datetime | None) -> SignInCode:
    code = codes.filter(token_hash=link_tokens.hash_of(token)).first()
    if code is None:
        raise ValidationError(_("This code does not exist."), code="dead")
    status = code.status_at(at)
    if status == SignInCode.Status.USED:
        raise ValidationError(_("This code was used already."), code="used")
    if status == SignInCode.Status.REVOKED:
        raise ValidationError(_("This code was taken back."), code="revoked")
    if status == SignInCode.Status.EXPIRED:
        raise ValidationError(_("This code has expired."), code="expired")
    if not code.user.is_active:
        raise ValidationError(_("This team login was switched off."), code="off")
    return code
