"""How often each call of the API may be made, as the contract has it."""

from django_ratelimit.core import get_usage
from rest_framework.throttling import BaseThrottle

from accounts.client_address import client_address

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
    ("activities", "POST"): "30/m",
    ("activity", "DELETE"): "30/m",
    ("records", "POST"): "60/m",
    ("records-bulk", "POST"): "30/m",
    ("process-image", "POST"): "20/m",
}
"""(name of the address, method) -> calls per minute; what is not here has no limit."""


class ContractThrottle(BaseThrottle):
    """Counts calls per user, for a whole venue sits behind one address; per address without one.

    Kept in the cache, counted atomically. RATELIMIT_ENABLE=false switches it off.
    """

    def allow_request(self, request, view) -> bool:
        match = request.resolver_match
        rate = LIMITS.get((match.url_name, request.method)) if match else None
        if rate is None:
            return True
        caller = (
            f"user {request.user.pk}"
            if request.user and request.user.is_authenticated
            else f"address {client_address(request)}"
        )
        self.usage = get_usage(
            request,
            group=f"{match.url_name} {request.method} ",
            key=lambda _group, _request: caller,
            rate=rate,
            increment=True,
        )
        return self.usage is None or not self.usage["should_limit"]

    def wait(self) -> int:
        """Seconds until the next call may be made."""
        return max(1, self.usage["time_left"])
