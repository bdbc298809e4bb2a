"""How anybody is answered: without a cookie, to be asked about each time, from any other site."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control

from foundation.kept.ready_answers import ReadyAnswer
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


def versions_at(request: HttpRequest, slug: str) -> PublicVersions:
    """Of the event at the address; those that were read for this request already, if they were."""
    found = getattr(request, "public_versions", None)
    return found or PublicVersions.at_address(slug)


def public_answer(
    answer: ReadyAnswer, versions: PublicVersions | None, *, content_type: str
) -> HttpResponse:
    """The whole answer; what of it is sent is decided by `ReadyAnswersMiddleware`.

    versions: what it is made from, and changes with; None where nobody will ask for it again.

    Whoever keeps it asks again before each use, so nothing is ever older than the question.
    """
    response = HttpResponse(answer.body, content_type=content_type)
    response.ready, response.versions = answer, versions
    response.headers["ETag"] = answer.etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def html_tag(answer: ReadyAnswer, *, is_indexed: bool) -> str:
    """The tag of a page: also of its headers, which a cache keeps with the page on a 304."""
    return answer.etag if is_indexed else f'{answer.etag[:-1]}-n"'


def html_answer(
    answer: ReadyAnswer, versions: PublicVersions | None, *, is_indexed: bool | None = None
) -> HttpResponse:
    """A page, or a part of one. No other site learns its address, nor a search engine unasked.

    is_indexed: as the versions have it, where there are some.
    """
    is_indexed = versions.plan.is_indexed if is_indexed is None else is_indexed
    answer = answer._replace(etag=html_tag(answer, is_indexed=is_indexed))
    response = public_answer(answer, versions, content_type=HTML)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is all that it takes
    if not is_indexed:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
