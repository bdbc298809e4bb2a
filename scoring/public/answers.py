"""How anybody is answered: without a cookie, to be asked about each time, from any other site."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

from scoring.public.public_json import ReadyAnswer

JSON = "application/json"
HTML = "text/html; charset=utf-8"


def public_answer(request: HttpRequest, answer: ReadyAnswer, *, content_type: str) -> HttpResponse:
    """200 with the body, or 304 where the client, or a cache in front of us, has it already.

    Whoever keeps it asks again before each use, so nothing is ever older than the question.
    """
    if is_known(answer.etag, parse_etags(request.headers.get("If-None-Match", ""))):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(answer.body, content_type=content_type)
    response.headers["ETag"] = answer.etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def is_known(etag: str, known: Iterable[str]) -> bool:
    """Whether the client has it. A proxy that compresses weakens the tag."""
    return "*" in known or etag in {tag.removeprefix("W/") for tag in known}
