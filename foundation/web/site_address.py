"""Where our own pages are, and where another frontend is, as the settings have it."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}


def has_other_frontend() -> bool:
    """Whether people use a frontend at another origin than our own pages."""
    return origin_of(settings.FRONTEND_URL) != origin_of(settings.SITE_URL)


def origin_of(address: str) -> tuple[str, str, int | None]:
    """(scheme, host, port) of an address on the web."""
    parts: SplitResult = urlsplit(address)
    try:
        port = parts.port
    except ValueError:  # no number
        port = None
    return parts.scheme, parts.hostname or "", port or PORTS.get(parts.scheme)
