"""Answers that need not be sent again: an ETag made before the answer is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags


def answer(
    request: HttpRequest, etag: str, make: Callable[[], bytes], *, content_type: str
) -> HttpResponse:
    """200 with what `make` gives, or 304 without making it where the client has it already.

    The answer may be kept by the client but asked about each time: it belongs to one person.
    """
    known = parse_etags(request.headers.get("If-None-Match", ""))
    # A proxy that compresses weakens the tag; the content it names is the same.
    if "*" in known or etag in {tag.removeprefix("W/") for tag in known}:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(make(), content_type=content_type)
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
