"""The pages that belong to no app: the way in, the language, and what goes wrong."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.api.paths import is_api
from foundation.neighbours.bounds import Overloaded
from foundation.neighbours.outages import is_outage, reason_of
from foundation.neighbours.reports import report
from klepak.api import outage_answers
from klepak.api.errors import outage, overloaded, plain_error
from klepak.pages import body_limits

CONTRAST_COOKIE = "contrast"
CONTRAST_COOKIE_AGE = 365 * 24 * 60 * 60
"""In seconds; as in static/js/contrast.js."""


@require_safe
def home(request):
    """Where work begins: organisers at their events, evaluators at their groups."""
    return redirect("events:list" if request.user.is_admin else "scoring:my-groups")


@login_not_required
@require_POST
def language_set(request):
    """Switch the language: in the browser, and in the account of whoever is signed in."""
    response = HttpResponseRedirect(_way_back(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        if request.user.is_authenticated and request.user.language != language:
            request.user.language = language
            request.user.save(update_fields=["language"])
    return response


@login_not_required
@require_POST
def contrast_set(request):
    """Switch strong contrast on or off, in this browser. Scripts set the same cookie themselves."""
    response = HttpResponseRedirect(_way_back(request))
    if request.POST.get("contrast") == "more":
        response.set_cookie(
            CONTRAST_COOKIE,
            "more",
            max_age=CONTRAST_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    else:
        response.delete_cookie(CONTRAST_COOKIE, samesite="Lax")
    return response


def _way_back(request) -> str:
    """The address of ours that the form came from, else the home page."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return back if is_ours and back.startswith("/") else "/"


@login_not_required
@require_safe
def too_large(request):
    """What a proxy shows who sends it too large a body, which then never gets here."""
    return body_limits.refusal(request, 413)


def csrf_failure(request, reason=""):
    """The form was too old or came from elsewhere; nothing was done. A part of a page, asked for
    by htmx, gets the sentence alone.
    """
    if request.headers.get("HX-Request"):
        message = _("Not saved: this page is too old. Sign in in another tab, then save again.")
        return HttpResponse(message, status=403, content_type="text/plain; charset=utf-8")
    return render(request, "403_csrf.html", status=403)


def not_found(request, exception):
    return _error(request, "404.html", 404)


def forbidden(request, exception):
    return _error(request, "403.html", 403)


def bad_request(request, exception):
    return _error(request, "400.html", 400)


def server_error(request):
    """Rendered without the database or the session: either may be what failed.

    Django calls it while it handles the error, wherever that came from: a view, a template, or a
    middleware that looks the session up.
    """
    error = sys.exception()
    if is_outage(error):
        return _outage(request, error)
    if isinstance(error, Overloaded):
        return _overloaded(request, error)
    if is_api(request.path_info):
        return plain_error(500)
    return render(None, "500.html", status=500)


def _outage(request, error: BaseException) -> HttpResponse:
    """What to do while the database cannot be asked."""
    if is_api(request.path_info):
        return outage(request, error)
    report("database", "failed", reason_of(error))
    sentence = outage_answers.sentence_for(request)
    return _not_now(request, outage_answers.TITLE, sentence, outage_answers.RETRY_AFTER)


def _overloaded(request, error: Overloaded) -> HttpResponse:
    if is_api(request.path_info):
        return overloaded(error)
    title, sentence = outage_answers.in_words(error)
    return _not_now(request, title, sentence, error.retry_after)


def _not_now(request, title: str, sentence: str, retry_after: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        response = HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8")
    else:
        is_read = request.method in outage_answers.READS
        context = {"title": title, "sentence": sentence, "is_read": is_read}
        response = render(None, "503.html", context, status=503)
    response.headers["Retry-After"] = retry_after
    return response


def _error(request, template: str, status: int) -> HttpResponse:
    if is_api(request.path_info):
        return plain_error(status)
    return render(request, template, status=status)
