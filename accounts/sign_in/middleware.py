"""Middleware that depends on the account: language, audit, last seen, signing in."""

import structlog
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sign_in.forms import SignInForm
from accounts.trail.audit import request_address
from foundation.api.paths import is_api
from foundation.neighbours import patience
from foundation.web import typed
from foundation.web.client_address import client_address

log = structlog.get_logger("accounts.last_seen")


def is_for_programs(path: str) -> bool:
    """Whether it is always answered in English: clients may look for the contract's sentences."""
    return is_api(path) or path.startswith("/health")


class AccountLanguageMiddleware:
    """The account's language wins over the browser's; signed out or unset, the browser's stays.

    What somebody who is signed in gets is not kept by the browser, unless it says so itself: Back
    must not show a result that was corrected since, nor children's names after signing out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_for_programs(request.path_info):
            translation.activate("en")
            return self.get_response(request)
        if language := getattr(request.user, "language", ""):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class AuditContextMiddleware:
    """Lets the audit trail know the address of the request that is being answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request_address.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            request_address.reset(token)


class LastSeenMiddleware:
    """Notes when an evaluator was last heard of: organisers see whose phone has gone quiet.

    At most every LAST_SEEN_EVERY seconds for each process, and never at the cost of an answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = self.known_user(request)
        if isinstance(user, User) and user.role == User.Role.EVALUATOR:
            self.note(user)
        return response

    def known_user(self, request):
        """The user, if the view has loaded them already, else None; never causes a query."""
        user = getattr(request, "user", None)
        is_unasked = type(user) is SimpleLazyObject
        return getattr(request, "_cached_user", None) if is_unasked else user

    def note(self, user: User) -> None:
        every = settings.LAST_SEEN_EVERY
        if not every or not cache.add(f"seen:{user.pk}", True, every):
            return
        try:
            with patience.in_a_hurry(), transaction.atomic():
                User.objects.filter(pk=user.pk).update(last_seen_at=timezone.now())
        except DatabaseError:
            log.warning("could not note when somebody was last seen", user=user.pk)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page is closed unless marked `@login_not_required`.

    A part of a page asked for by htmx gets a 401 with a sentence instead of a redirect: the whole
    sign-in page inside a table cell would help nobody, and what was typed stays on the page.
    A form that says who typed it gets the sign-in page with what it holds: see `typed`.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if is_api(request.path_info):
            return None  # the API closes itself: IsAuthenticated is its default
        if not getattr(view_func, "login_required", True):
            return None  # and nobody is looked up: /health answers without the database
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.htmx:
            message = _("Not saved: you are signed out.")
            return HttpResponse(message, status=401, content_type="text/plain; charset=utf-8")
        if typed.names_its_person(request):
            context = {
                "form": SignInForm(request),
                "next": request.get_full_path(),
                "typed": typed.pack(request),
            }
            return render(request, "accounts/sign_in/sign_in.html", context, status=401)
        return super().handle_no_permission(request, view_func)
