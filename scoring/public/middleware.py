"""What is public, sent as it was made before: as long as its versions are those of now."""

import re
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.translation import get_language_from_request

from foundation.kept.near_memory import near
from foundation.kept.ready_answers import ReadyAnswer, fit
from scoring.public.versions import NotPublic, PublicVersions

PATHS = re.compile(r"/(?:r|(?:api/)?public)/")
VARIES_BY = (
    "QUERY_STRING",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "HTTP_ORIGIN",
)
"""What of a question an answer to anybody is made of, beside its path, https and language."""
NEVER_WITH = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "CONTENT_LENGTH", "SCRIPT_NAME")
"""What makes an answer one for this question alone."""
LONGEST = 1000
"""Letters of all that together; nobody asks for more who follows a link of ours."""
OVERHEAD = 4096
"""Bytes that an answer takes beside its own, with its key."""


class ReadyAnswersMiddleware:
    """Sends what `public_answer` made: without a body to whom has it, else packed.

    Whole answers, as all that stands behind this made them, are at hand in the process. One query
    for the versions says whether one is what would be made now: so nobody is shown what is not
    public any more, and nothing is older than the question. Who brings a cookie or signs in may
    be answered otherwise, in their language; so do all whose answer is not here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = _key_of(request)
        kept = near.get(key) if key else None
        if kept is not None and kept.is_of_now(request):
            request.resolver_match = kept.match
            return fit(request, kept.response(), kept.answer)
        response = self.get_response(request)
        answer = getattr(response, "ready", None)
        if answer is None or response.status_code != 200 or not response.has_header("ETag"):
            return response
        if key and response.versions is not None:
            found = Kept.of(request, response)
            near.keep(key, found, len(answer.body) + len(answer.gzipped) + OVERHEAD)
        return fit(request, response, answer)


class Kept(NamedTuple):
    """An answer with its headers, before anything is left out of it.

    made_from: as `_made_from` has it. until: when something changes by the clock alone; None:
    never.
    """

    answer: ReadyAnswer
    headers: list[tuple[str, str]]
    match: ResolverMatch
    activities: tuple[int, ...]
    made_from: tuple
    until: datetime | None

    @classmethod
    def of(cls, request: HttpRequest, response: HttpResponse) -> "Kept":
        versions: PublicVersions = response.versions
        activities = tuple(versions.activities)
        return cls(
            response.ready,
            list(response.headers.items()),
            request.resolver_match,
            activities,
            _made_from(versions, activities),
            versions.plan.next_moment(versions.now),
        )

    def is_of_now(self, request: HttpRequest) -> bool:
        """Whether the same would be made. Leaves the versions that it read to the view."""
        try:
            versions = PublicVersions.at_address(self.match.kwargs["slug"])
        except (NotPublic, DatabaseError):  # the view says so
            return False
        request.public_versions = versions
        if self.until is not None and versions.now >= self.until:
            return False
        return _made_from(versions, self.activities) == self.made_from

    def response(self) -> HttpResponse:
        return HttpResponse(self.answer.body, headers=dict(self.headers))


def _made_from(versions: PublicVersions, activities: tuple[int, ...]) -> tuple:
    of_results = [versions.activities.get(pk) for pk in activities]
    return versions.publication_id, versions.event, versions.publication, of_results


def _key_of(request: HttpRequest) -> tuple[str, ...] | None:
    """Of the answer to anybody who asks just this; None where it depends on who asks, or on the
    way it came: links are made of SCRIPT_NAME, which is not in the path.
    """
    meta = request.META
    if request.method != "GET" or not PATHS.match(request.path_info):
        return None
    if any(meta.get(name) for name in NEVER_WITH):
        return None
    parts = [request.path_info, request.scheme, *(meta.get(name, "") for name in VARIES_BY)]
    if sum(map(len, parts)) > LONGEST:
        return None
    return "answer", *parts, get_language_from_request(request)
