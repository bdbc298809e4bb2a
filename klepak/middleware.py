"""Middleware for every request: its line in the log, and the conventions of the API."""

import re
import time
import uuid

import structlog
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from foundation.api.paths import is_api
from foundation.metrics.http_requests import count_request
from foundation.neighbours import patience
from foundation.web.client_address import client_address
from klepak.api.errors import in_our_shape, plain_error

log = structlog.get_logger("klepak.request")
REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
API = "/api"
OLD = re.compile(r"/api/(?:api/)?v1/")
PUBLIC = re.compile(r"/?(?:api/)?public/")
PROBES = ("/api/health", "/health")
SAFE = {"GET", "HEAD", "OPTIONS"}
BY_HTTPS = "Call this address by https."


class OldAddressMiddleware:
    """Reads /api/v1/x and /api/api/v1/x, where clients of sibling systems call, as /api/x; before
    anybody looks at the address. Nothing is redirected: a POST would lose what it carries.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if old := OLD.match(request.path_info):
            request.path_info = f"{API}/{request.path_info[old.end() :]}"
            request.path = request.path.replace(old[0], f"{API}/", 1)
        return self.get_response(request)


class MetricsMiddleware:
    """Counts every request by the name of its address; those of no address by one name."""

    def __init__(self, get_response):
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed("nobody reads what would be counted")
        self.get_response = get_response

    def __call__(self, request):
        started, status = time.perf_counter(), 500  # unless there is an answer
        try:
            response = self.get_response(request)
            status = response.status_code
        finally:
            seconds = time.perf_counter() - started
            count_request(
                route=_route_of(request), method=request.method, status=status, seconds=seconds
            )
        return response


class RequestLogMiddleware:
    """Names the request by X-Request-ID, the client's own where it will do, and logs one line.

    The line has the path without its query (tokens of invitations stand there), no body and no
    header, and the user by id. What is asked of neighbours meanwhile, somebody waits for.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.META.get("HTTP_X_REQUEST_ID", "")  # its `headers` are made of all of them
        request.id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        named = structlog.contextvars.bound_contextvars(request_id=request.id)
        with named, patience.of_a_request():
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


class PublicReadingMiddleware:
    """Lets pages of any site read what is public, by GET alone: nothing else is let in by it.

    The header is on every answer, whether or not the question has an Origin: a cache keeps one
    answer for everybody, and may have got it for a question without. django-cors-headers would echo
    the origin of a frontend it knows and vary by it, which keeps an answer for each site instead;
    so these addresses are not its own (`settings.CORS_URLS_REGEX`). Browsers ask beforehand where
    the question has an ETag.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_public = is_api(request.path_info) and PUBLIC.match(request.path_info)
        if not is_public or request.method not in SAFE:
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = HttpResponse(status=204)
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
            response.headers["Access-Control-Allow-Headers"] = "if-none-match, x-request-id"
            response.headers["Access-Control-Max-Age"] = "86400"
        else:
            response = self.get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, X-Request-ID"
        return response


class ApiMiddleware:
    """The conventions of the API, for all of its views.

    Slashes at the end of a path are overlooked and nothing but a GET is ever redirected, for that
    would lose what a POST carries. A method that is not there is refused to everybody alike. Every
    refusal has the one shape, all text is UTF-8, and nothing is cached that does not say so itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_api(request.path_info):
            return self.get_response(request)
        _overlook_slashes(request)
        request.encoding = "utf-8"
        response = _way_to_https(request) or in_our_shape(self.get_response(request))
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        view = getattr(view_func, "cls", None)  # of the framework, so of the API
        if view is None:
            return None
        allowed = {method.upper() for method in view.http_method_names if hasattr(view, method)}
        if "GET" in allowed:
            allowed.add("HEAD")
        if request.method == "OPTIONS" or request.method not in allowed:
            spoken = getattr(view, "options_headers", dict)
            is_asked = request.method == "OPTIONS"
            answer = HttpResponse(status=204, headers=spoken()) if is_asked else plain_error(405)
            answer.headers["Allow"] = ", ".join(sorted(allowed))
            return answer
        return None


def _route_of(request: HttpRequest) -> str:
    if request.resolver_match:
        return request.resolver_match.view_name
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "unmatched"


def _overlook_slashes(request: HttpRequest) -> None:
    kept = "/" if request.path_info.rstrip("/") == API else ""
    request.path_info = request.path_info.rstrip("/") + kept
    request.path = request.path.rstrip("/") + kept


def _way_to_https(request: HttpRequest) -> HttpResponse | None:
    """In place of Django's own redirect, which would turn a POST into a GET without its body."""
    if (
        not settings.SECURE_SSL_REDIRECT
        or request.is_secure()
        or request.path_info.startswith(PROBES)  # probes on the machine itself speak plain http
    ):
        return None
    if request.method not in SAFE:
        return plain_error(400, BY_HTTPS)
    return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")


def _user_id(request: HttpRequest) -> int | None:
    """Id of the user, if the view has loaded them already; the log makes no query for it."""
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):
        user = request.__dict__.get("_cached_user")
    return getattr(user, "pk", None)
