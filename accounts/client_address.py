"""Where a request comes from, as far as it can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's IP address.

    X-Forwarded-For counts only for as many proxies as TRUSTED_PROXIES says, read from the right:
    what stands further left was written by the client itself and may be forged. Anything that is
    not an address falls back to the connection's own.
    """
    connection = request.META.get("REMOTE_ADDR") or "127.0.0.1"
    trusted = settings.TRUSTED_PROXIES
    if trusted < 1:
        return connection
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(hops) < trusted:
        return connection
    try:
        return str(ipaddress.ip_address(hops[-trusted]))
    except ValueError:
        return connection
