"""How often each call of the API may be made, as the contract has it."""

from django.http import HttpRequest
from django_ratelimit.core import get_usage
from rest_framework.exceptions import APIException
from rest_framework.throttling import BaseThrottle

from foundation.web.client_address import client_network

LIMITS = {
    ("register", "POST"): "5/m",
    ("login", "POST"): "10/m",
    ("refresh", "POST"): "30/m",
    ("validate-invitation", "GET"): "3/m",
    ("accept-invitation", "POST"): "5/m",
    ("forgot-password", "POST"): "3/m",
    ("reset-password", "POST"): "5/m",
    ("invitations", "POST"): "10/m",
    ("invitation-resend", "POST"): "10/m",
    ("event-manual", "POST"): "10/m",
    ("preview-csv", "POST"): "10/m",
    ("import", "POST"): "10/m",
    ("bootstrap-evaluators", "POST"): "10/m",
    ("export-csv", "GET"): "10/m",
    ("export", "GET"): "10/m",
    ("activities", "POST"): "30/m",
    ("activity", "DELETE"): "30/m",
    ("records", "POST"): "60/m",
    ("records-bulk", "POST"): "30/m",
    ("records-sync", "POST"): "120/m",
    ("records-hand-over", "POST"): "30/m",
    ("process-image", "POST"): "20/m",
    ("uploads", "POST"): "60/m",
    ("diploma-batches", "POST"): "10/m",
    ("diploma-verify", "GET"): "60/m",
    ("resumable-uploads", "POST"): "60/m",
    ("uploads-bulk-delete", "POST"): "20/m",
}
"""(name of the address, method) -> calls per minute; what is not here has no limit."""

PAGE_LIMITS = {
    ("sign-in-code", "POST"): "60/m",  # all teams sign in at once, from one address
    ("password-change", "POST"): "10/m",
    ("password_change", "POST"): "10/m",
    ("auth_user_password_change", "POST"): "10/m",
    ("accounts_user_add", "POST"): "10/m",
    ("team-logins", "POST"): "10/m",
    ("photo", "POST"): "20/m",  # as often as `process-image`
    ("photo-read", "POST"): "20/m",
    ("verify", "GET"): "60/m",  # parents of a whole camp behind one address; a code has 49 bits
}
"""Limits of pages without a call of the API; the names with underscores are the admin site's."""


class TooManyCalls(APIException):
    """429 with Retry-After."""

    status_code = 429

    def __init__(self, wait: int):
        self.wait = wait
        seconds = "1 second" if wait == 1 else f"{wait} seconds"
        super().__init__(f"Too many requests. Try again in {seconds}.")


class ContractThrottle(BaseThrottle):
    """Holds every call of the API to its limit. Asked once it is known who may call, and before
    the body is read; RATELIMIT_ENABLE=false switches it off.
    """

    def allow_request(self, request, view) -> bool:
        match = request.resolver_match
        method = "GET" if request.method == "HEAD" else request.method  # it tells as much
        if match and (wait := count_call(request, match.url_name, method)):
            raise TooManyCalls(wait)
        return True


def count_call(request: HttpRequest, name: str, method: str) -> int:
    """Count one more call; 0 if it may be made, else the seconds until the next one may.

    A user counts as such, for a whole venue sits behind one address; others by their address.
    Counted atomically in the cache; when that is down, everybody may (accounts are still locked,
    by the database). The minute begins at another second for each caller and call.
    """
    usage = _usage(request, name, method, increment=True)
    return max(1, usage["time_left"]) if usage and usage["should_limit"] else 0


def wait_before(request: HttpRequest, name: str, method: str) -> int:
    """As `count_call`, for a call that is not counted yet: `count_call` counts it afterwards."""
    usage = _usage(request, name, method, increment=False)
    return max(1, usage["time_left"]) if usage and usage["count"] >= usage["limit"] else 0


def _usage(request: HttpRequest, name: str, method: str, *, increment: bool) -> dict | None:
    rate = {**LIMITS, **PAGE_LIMITS}.get((name, method))
    if rate is None:
        return None
    user = request.user
    is_known = user is not None and user.is_authenticated
    caller = f"user {user.pk}" if is_known else f"address {client_network(request)}"
    return get_usage(
        request,
        group=f"{name} {method} ",
        key=lambda _group, _request: caller,
        rate=rate,
        increment=increment,
    )
