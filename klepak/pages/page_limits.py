"""Pages that do the same as a limited call of the API share its limit."""

from django.http import HttpResponse
from django.shortcuts import render

from klepak.api.rate_limits import count_call, wait_before

PAGES = {
    "accounts:register",
    "accounts:accept-invitation",
    "accounts:forgot-password",
    "accounts:reset-password",
    "accounts:sign-in-code",
    "accounts:password-change",
    "admin:password_change",
    "admin:auth_user_password_change",
    "admin:accounts_user_add",
    "events:invitations",
    "events:invitation-resend",
    "events:team-logins",
    "scoring:photo",
    "scoring:photo-read",
    "diplomas:verify",
}
"""Named as the call whose limit they share, or as one of PAGE_LIMITS."""
SIGN_IN = "accounts:sign-in"
CALL = ("login", "POST")
"""Signing in shares the count of the API's, but only failures count: when an event begins, a whole
venue signs in from one address."""


class PageLimitMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(request, "is_sign_in", False) and _has_failed(request, response):
            count_call(request, *CALL)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Counts the call; beyond the limit, answers with a page that shows how long to wait."""
        match = request.resolver_match
        if match.view_name == SIGN_IN and request.method == "POST":
            wait = 0 if request.user.is_authenticated else wait_before(request, *CALL)
            request.is_sign_in = not wait
        elif match.view_name in PAGES:
            method = "GET" if request.method == "HEAD" else request.method  # it tells as much
            wait = count_call(request, match.url_name, method)
        else:
            return None
        return _too_many(request, wait) if wait else None


def _has_failed(request, response: HttpResponse) -> bool:
    """Whether a password was looked at and refused; while too much goes on, none is."""
    return response.status_code < 500 and not request.user.is_authenticated


def _too_many(request, wait: int) -> HttpResponse:
    response = render(request, "429.html", {"seconds": wait}, status=429)
    response.headers["Retry-After"] = wait
    return response
