"""Where a request comes from, as far as it can be believed."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's IP address.

    X-Forwarded-For counts only for as many proxies as TRUSTED_PROXIES says, read from the right:
    what stands further left was written by the client itself and may be forged. Anything that is
    not an address falls back to the connection's own.
    """
    connection = _address(request.META.get("REMOTE_ADDR", "")) or "127.0.0.1"
    trusted = settings.TRUSTED_PROXIES
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if trusted < 1 or len(hops) < trusted:
        return connection
    return _address(hops[-trusted]) or connection


def client_network(request: HttpRequest) -> str:
    """What limits count as one client: an IPv4 address, or the first of an IPv6 client's /64.

    One phone has all of a /64 to itself and could come from another address every time.
    """
    address = ipaddress.ip_address(client_address(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


@lru_cache(1024)
def _address(text: str) -> str | None:
    """The address as databases keep it: without the zone of a local IPv6 one ("fe80::1%eth0"),
    and an IPv4 one as such, also where a socket for both has it as "::ffff:192.0.2.1".
    """
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
