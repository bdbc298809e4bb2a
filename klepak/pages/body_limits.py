"""How much may be sent, to pages and to the API alike: known before anything of it is kept."""

from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.files.resumable import LONGEST_PART
from foundation.api.paths import is_api
from foundation.files.incoming import most_bytes
from klepak.api.errors import plain_error

LARGE_CALLS = {"event-manual", "preview-csv", "import", "process-image", "diplomas", "diploma"}
"""Calls that bring thousands of participants, a table, a photo, or pictures and fonts in JSON."""
FORM_AROUND = 64 * 1024
"""What a form adds to the file in it, in bytes."""
LARGE_PAGES = {
    "events:import",
    "events:import-draft",
    "admin:accounts_user_import",
    "admin:events_group_import",
    "admin:events_participant_import",
    "admin:scoring_record_import",
    "admin:diplomas_diplomatemplate_add",
    "admin:diplomas_diplomatemplate_change",
    "scoring:look",
    "diplomas:editor",
    "diplomas:template-fonts",
}
"""Organisers' pages that take a table, the answers to all of its doubts, a picture or a font."""
PHOTO_PAGES = {"scoring:photo"}
"""Pages that take a photo from whoever is signed in, as `process-image` does."""
CHUNK = 64 * 1024
LARGEST_THROWN_AWAY = 64 * 1024 * 1024


class BodyLimitMiddleware:
    """Refuses a body without a length, and too large a one, before anybody reads it.

    It stands before whatever reads forms, so that nothing of such a body gets into memory or into
    a temporary file. More than MAX_BODY is let through only where it is needed, on pages only for
    organisers, and for a photo of whoever is signed in; calls that take more are closed to who is
    signed out before they read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code >= 400:
            _throw_away_the_rest(request)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        length = _body_length(request)
        if not length and "Transfer-Encoding" in request.headers:
            return refusal(request, 411)
        is_too_large = length > settings.MAX_BODY and length > _largest(request)
        return refusal(request, 413) if is_too_large else None


def _largest(request: HttpRequest) -> int:
    match = request.resolver_match
    if is_api(request.path_info):
        if match.url_name == "uploads":  # somebody's file, up to the longest of FILE_LIMITS
            return most_bytes(None) + FORM_AROUND
        if match.url_name == "resumable-upload":
            return LONGEST_PART
        is_large = match.url_name in LARGE_CALLS
    elif match.view_name in PHOTO_PAGES:
        is_large = request.user.is_authenticated
    else:
        is_large = match.view_name in LARGE_PAGES and getattr(request.user, "is_admin", False)
    return settings.MAX_LARGE_BODY if is_large else settings.MAX_BODY


def refusal(request: HttpRequest, status: int) -> HttpResponse:
    """413 or 411, as whoever asked can show it."""
    if is_api(request.path_info):
        return plain_error(status)
    if request.headers.get("HX-Request"):
        message = _("Not saved: this is too much at once.")
        return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    return render(request, f"{status}.html", status=status)


def _throw_away_the_rest(request: HttpRequest) -> None:
    """Reads what a refused client still sends. Most clients look for an answer only when they have
    sent everything, and the next call on the connection would find it broken; so the rest is thrown
    away as it comes, unless it is endless: then the server closes the connection.
    """
    if _body_length(request) <= LARGEST_THROWN_AWAY:
        with suppress(OSError):  # the client went away
            while request.read(CHUNK):
                pass


def _body_length(request: HttpRequest) -> int:
    """The Content-Length, 0 without one: then the server reads no body at all."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
