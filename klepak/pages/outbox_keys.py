"""The keys that seal what a person's phone could not send yet."""

import base64

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from accounts.models import User

SALT = "what waits in the outbox of a device"


def keys_for(user: User) -> list[str]:
    """Keys of 32 bytes in base64, always the same for a person: that of SECRET_KEY, which seals,
    then those of SECRET_KEY_FALLBACKS, which only open what was sealed before.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_key(user, secret) for secret in secrets]


def outbox_keys(request: HttpRequest) -> dict:
    """For templates: `outbox_keys` of whoever is signed in, separated by spaces."""
    return {"outbox_keys": SimpleLazyObject(lambda: " ".join(keys_for(request.user)))}


def _key(user: User, secret: str) -> str:
    mac = salted_hmac(SALT, str(user.pk), secret=secret, algorithm="sha256")
    return base64.b64encode(mac.digest()).decode()
