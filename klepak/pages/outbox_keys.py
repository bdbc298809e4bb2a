"""The key that seals what a person's phone could not send yet."""

import base64

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from accounts.models import User

SALT = "what waits in the outbox of a device"


def key_for(user: User) -> str:
    """32 bytes in base64, always the same for a person. With another SECRET_KEY they are others,
    and what still waits on devices cannot be opened any more.
    """
    return base64.b64encode(salted_hmac(SALT, str(user.pk), algorithm="sha256").digest()).decode()


def outbox_key(request: HttpRequest) -> dict:
    """For templates: `outbox_key` of whoever is signed in."""
    return {"outbox_key": SimpleLazyObject(lambda: key_for(request.user))}
