"""How anybody is answered: without a cookie, to be asked about each time, from any other site."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

from scoring.public.public_json import ReadyAnswer
from scoring.public.versions import NotPublic, PublicVersions

JSON = "application/json"
HTML = "text/html; charset=utf-8"


@contextmanager
def seen_by_anybody(request: HttpRequest) -> Iterator[None]:
    """In the language that the address asks for, if it does; the same 404 for all that is not
    public.
    """
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    try:
        with translation.override(language):
            yield
    except NotPublic as error:
        raise Http404 from error


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


def html_answer(
    request: HttpRequest, answer: ReadyAnswer, versions: PublicVersions
) -> HttpResponse:
    """A page, or a part of one. No other site learns its address, nor a search engine unasked."""
    response = public_answer(request, answer, content_type=HTML)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is all that it takes
    if not versions.plan.is_indexed:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
