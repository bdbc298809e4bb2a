"""What the lock on repeated failed sign-ins counts."""

from django.http import HttpRequest


def axes_username(request: HttpRequest | None, credentials: dict | None = None) -> str:
    """The address somebody tries to sign in as, lower-cased, so that case gives no extra tries."""
    username = (credentials or {}).get("username") or (credentials or {}).get("email")
    if not username and request is not None:
        username = request.POST.get("username", "")
    return str(username or "").strip().lower()
