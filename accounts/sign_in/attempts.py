"""Sign-in by address or user name and password, shared by pages and the API, with one lock on
failures.
"""

import math

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.models.fields import LONGEST_USERNAME
from accounts.sign_in.passwords import LONGEST_PASSWORD
from accounts.trail import audit
from accounts.trail.strangers import traces_of
from foundation.text.database_text import is_storable
from foundation.web.client_address import client_network

LONGEST_ADDRESS = 254
SIGNED_IN = gettext_noop("%(user)s signed in")
SIGNED_IN_BY_NAME = gettext_noop("%(user)s signed in as %(username)s")


class SignInRefused(Exception):
    """Base of the reasons for which a sign-in is refused."""


class WrongCredentials(SignInRefused):
    """Nobody signs in with this, or the password is wrong; callers must not reveal which."""


class NotActive(SignInRefused):
    """The password is right, but the account waits for approval or was switched off."""


class Locked(SignInRefused):
    """Too many failures with this account from this address.

    seconds: until it can be tried again.
    """

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


def identify(request: HttpRequest, *, login: str, password: str) -> User:
    """The active account with this address or user name, in any case, and this password.

    Each outcome leaves its row in the trail, LOGIN or LOGIN_FAILED; what is refused because of
    the lock leaves none, so that nobody can fill the trail. The lock counts by the account,
    however it was named.
    Raises WrongCredentials, in the same time whether or not there is such an account; NotActive;
    Locked, also for the failure that locks. request: Django's own or the REST framework's.
    """
    login = login.strip().lower()
    email = _address_of(login)
    _refuse_locked(request, email)
    user = authenticate(request, username=email, password=password)
    if user is None:
        _log_wrong(email)
        _refuse_locked(request, email)
        raise WrongCredentials
    if not user.is_active:
        not_active = gettext_noop(
            "%(user)s (%(email)s) knew the password, but the account is not active"
        )
        _log(user, "LOGIN_FAILED", not_active, email=email)
        raise NotActive
    if settings.AXES_ENABLED:
        AxesProxyHandler.reset_attempts(
            username=_lock_key(email), ip_address=client_network(request)
        )
    if login == user.username:
        _log(user, "LOGIN", SIGNED_IN_BY_NAME, actor=user, username=login)
    else:
        _log(user, "LOGIN", SIGNED_IN, actor=user)
    return user


class AccountBackend(ModelBackend):
    """Checks the password also of an account that is not active.

    So whoever knows the password can be told that the account waits for approval, in the time any
    sign-in takes. The caller of `authenticate` refuses it; sessions of such an account are dead.
    What cannot be anybody's address or password is neither looked up nor hashed.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not (_fits(username, LONGEST_ADDRESS) and _fits(password, LONGEST_PASSWORD)):
            User().set_password("")  # as long as looking at any other password takes
            return None
        return super().authenticate(request, username, password, **kwargs)

    def user_can_authenticate(self, user) -> bool:
        return True

    def get_user(self, user_id):
        user = super().get_user(user_id)
        return user if user is not None and user.is_active else None


def axes_username(request: HttpRequest | None, credentials: dict | None = None) -> str:
    """What the lock counts failures by: the address in lower case, so that case gives no extra
    tries, as a digest, for what was typed may be anything, and may be a password.
    """
    credentials = credentials or {}
    return _lock_key(str(credentials.get("username") or credentials.get("email") or ""))


def locked_response(request, response: HttpResponse, credentials=None) -> HttpResponse:
    """Passes the view's own answer through the lock's middleware: the view knows the seconds."""
    return response


def _lock_key(email: str) -> str:
    address = email.strip().lower().encode(errors="replace")
    return salted_hmac("accounts.sign_in.attempts", address, algorithm="sha256").hexdigest()


def _address_of(login: str) -> str:
    """The address of the account with this user name; anything else as it is."""
    if "@" in login or not _fits(login, LONGEST_USERNAME):
        return login
    return User.objects.filter(username=login).values_list("email", flat=True).first() or login


def _refuse_locked(request: HttpRequest, email: str) -> None:
    if not settings.AXES_ENABLED or AxesProxyHandler.is_allowed(request, {"username": email}):
        return
    attempts = AccessAttempt.objects.filter(
        username=_lock_key(email), ip_address=client_network(request)
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    left = last + get_cool_off() - timezone.now()
    raise Locked(max(1, math.ceil(left.total_seconds())))


def _fits(text: str | None, length: int) -> bool:
    return text is not None and len(text) <= length and is_storable(text)


def _log_wrong(email: str) -> None:
    user = User.objects.filter(email=email).first() if _fits(email, LONGEST_ADDRESS) else None
    if user is None:
        audit.log(
            actor=None,
            action="LOGIN_FAILED",
            detail=audit.Sentence(
                gettext_noop("Somebody tried an address that has no account: %(place)s (%(mark)s)"),
                traces_of(email),
            ),
        )
    else:
        wrong = gettext_noop("Somebody tried a wrong password for %(user)s (%(email)s)")
        _log(user, "LOGIN_FAILED", wrong, email=email)


def _log(user: User, action: str, text: str, *, actor: User | None = None, **more: str) -> None:
    sentence = audit.Sentence(text, {"user": user, **more})
    audit.log(actor=actor, action=action, target=user, detail=sentence)
