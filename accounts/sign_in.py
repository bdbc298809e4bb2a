"""Who may sign in, and what the lock on repeated failures counts."""

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest


class AccountBackend(ModelBackend):
    """Checks the password also of an account that is not active.

    So whoever knows the password can be told that the account waits for approval, in the time any
    sign-in takes. The caller of `authenticate` refuses it; sessions of such an account are dead.
    """

    def user_can_authenticate(self, user) -> bool:
        return True

    def get_user(self, user_id):
        user = super().get_user(user_id)
        return user if user is not None and user.is_active else None


def axes_username(request: HttpRequest | None, credentials: dict | None = None) -> str:
    """The address somebody tries to sign in as, lower-cased, so that case gives no extra tries."""
    username = (credentials or {}).get("username") or (credentials or {}).get("email")
    if not username and request is not None:
        username = request.POST.get("username", "")
    return str(username or "").strip().lower()
