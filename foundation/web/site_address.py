"""Where our own pages are, and where another frontend is, as the settings have it."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import reverse

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


def address_of_page(name: str, *args: object) -> str:
    """The whole address of a page, as it stands in mails, on paper and in other programs."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
