"""What `manage.py check` has to say about the settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.http.request import validate_host

from foundation.web.site_address import origin_of


def check_site_address(**_more: Any) -> list[CheckMessage]:
    """Links in mails and on cards lead to SITE_URL: whether it can be answered there."""
    scheme, host, _port = origin_of(settings.SITE_URL)
    if scheme not in {"http", "https"} or not host:
        return [
            Warning(
                f"SITE_URL is no address on the web: {settings.SITE_URL}",
                hint="Write it as https://scores.example.org.",
                id="klepak.W001",
            )
        ]
    if not validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS):
        return [
            Warning(
                f"ALLOWED_HOSTS does not have {host}, the host of SITE_URL: links in mails and on"
                " cards lead there, and would be refused.",
                hint="Add it to ALLOWED_HOSTS, or set SITE_URL to the address that people use.",
                id="klepak.W002",
            )
        ]
    return []
