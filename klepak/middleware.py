"""What every request goes through, whoever sends it: its line in the log, and the API's manners."""

import re
import time
import uuid

import structlog
from django.conf import settings
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from accounts.client_address import client_address
from klepak.errors import plain_error

log = structlog.get_logger("klepak.request")
REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
API = "/api/"


class RequestLogMiddleware:
    """Names the request by X-Request-ID, the client's own where it will do, and logs one line.

    The line has the path without its query (tokens of invitations stand there), no body and no
    header, and the user by id.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request.id
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                user=_user_id(request),
                address=client_address(request),
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class ApiMiddleware:
    """The API's manners: a slash at the end of a path is overlooked (never redirected, for that
    would lose what a POST carries), too large a body is refused unread, nothing is cached.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(API):
            return self.get_response(request)
        if request.path_info.endswith("/") and request.path_info != API:
            request.path_info = request.path_info.rstrip("/")
            request.path = request.path.rstrip("/")
        if _body_length(request) > settings.API_MAX_BODY:
            return plain_error(413)
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


def _body_length(request) -> int:
    """What the client says; without a length the server reads no body at all."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _user_id(request) -> int | None:
    """Who it was, where somebody has asked for them already: the log itself looks nobody up."""
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):
        user = request.__dict__.get("_cached_user")
    return getattr(user, "pk", None)
