"""Pages that do the same as a limited call of the API share its limit."""

from django.shortcuts import render

from klepak.api.rate_limits import count_call

PAGES = {
    "accounts:register",
    "accounts:accept-invitation",
    "accounts:forgot-password",
    "accounts:reset-password",
    "accounts:sign-in-code",
    "events:invitations",
    "events:invitation-resend",
}
"""Named as the call whose limit they share, or as one of PAGE_LIMITS."""


class PageLimitMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Counts the call; beyond the limit, answers with a page that shows how long to wait."""
        match = request.resolver_match
        if match.view_name not in PAGES:
            return None
        wait = count_call(request, match.url_name, request.method)
        if not wait:
            return None
        response = render(request, "429.html", {"seconds": wait}, status=429)
        response.headers["Retry-After"] = wait
        return response
