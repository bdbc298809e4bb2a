"""The calls of the API at the contract's paths without /api: for a proxy that strips it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from klepak.api import urls


def nothing(request: HttpRequest, **_rest: str) -> HttpResponse:
    """Raises Http404 in place of the admin site, which sends to its own sign-in from anywhere."""
    raise Http404


CALLS = [call for call in urls.urlpatterns if call.name != "index"]
urlpatterns = [
    path("", include((CALLS, "api"), namespace="api-at-root")),
    re_path(r"^admin/(?:users|invitations|audit-logs)(?:/[^/.]+)*$", nothing),
]
