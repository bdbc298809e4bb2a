"""Pages behind the links of mails and cards: open to everybody, with the token out of sight."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.sign_in import link_tokens

BACKEND = "accounts.sign_in.AccountBackend"
COOKIE = "link-token"
COOKIE_AGE = 3600


def way_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a page as open to everybody, never cached; hides its secrets in error reports."""
    view = sensitive_post_parameters("token", "password", "new_password", "again")(view)
    return login_not_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))


def by_link(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """A way in by the token of a mailed link, which the view gets: "" where there is none.

    The token does not stay in the address, where screenshots, the history and the Referer of our
    own files would show it: it moves into a cookie of that page alone, and the form brings it
    along, so that two links in two tabs are not mixed up. Nothing is kept on the server.
    """

    @way_in
    @wraps(view)
    def page(request):
        if request.method == "POST":
            return view(request, request.POST.get("token", ""))
        if "token" not in request.GET:
            return view(request, request.COOKIES.get(COOKIE, ""))
        given = request.GET["token"].strip()
        if not link_tokens.is_token(given):
            return view(request, "")
        response = redirect(request.path)
        response.set_cookie(
            COOKIE,
            given,
            max_age=COOKIE_AGE,
            path=request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    return page


def without_token(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, with the cookie that holds this page's token deleted."""
    response.delete_cookie(COOKIE, path=request.path, samesite="Lax")
    return response


def is_of_link(refusal: ValidationError) -> bool:
    """Whether the error is about the link itself, so that no corrected form would help."""
    return getattr(refusal, "code", None) in {"dead", "expired"}


def dead_link(
    request: HttpRequest, template: str, token: str, refusal: ValidationError
) -> HttpResponse:
    kind = refusal.code if token else "incomplete"
    return without_token(request, render(request, template, {"kind": kind}, status=410))
