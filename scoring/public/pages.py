"""The pages of results for anybody: without a sign-in or a cookie, all of it behind the gate."""

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from events.rules.page_objects import managed_event
from foundation.kept.ready_answers import ReadyAnswer, ready
from foundation.web.organiser_pages import organiser_page
from scoring.public.answers import html_answer, html_tag, seen_by_anybody, versions_at
from scoring.public.embedding import EmbeddedPage
from scoring.public.event_page import LONGEST_SOUGHT, MOST_FOUND, PublicPage, found_people
from scoring.public.look import look_of
from scoring.public.public_json import head_of, participant_dict
from scoring.public.versions import NotPublic, PublicVersions
from scoring.publishing.embed_code import embed_code
from scoring.publishing.stored import publication_of


@login_not_required
@require_safe
def event(request, slug):
    """What is open of an event. ?board= a tab, ?gender= ?category= ?group= narrow it, ?q= finds
    somebody, ?lang= the language: there is no cookie that could keep it.
    """
    with seen_by_anybody(request):
        return _event_answer(request, versions_at(request, slug))


@login_not_required
@require_safe
def event_live(request, slug):
    """The boards alone, asked for again and again: 304 without a body while nothing changed.

    404 where what was asked for is not open any more: the page may not become something else.
    """
    with seen_by_anybody(request):
        page = PublicPage.asked_for(request, versions_at(request, slug))
        if not page.is_asked_for(request.GET):
            raise NotPublic
        return html_answer(page.answer(), page.versions)


@login_not_required
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request, slug):
    """One board alone, the only page that others may frame; ?board= ?gender= ?category= ?group=
    ?lang= as above, but nothing stands in for what is not open.

    Of anybody, plain http too: there is no cookie, no form and no secret that a frame could abuse.
    """
    with seen_by_anybody(request):
        try:
            return _embed_answer(request, versions_at(request, slug))
        except NotPublic:  # a frame would show the browser's own fault in place of our 404
            response = render(request, "scoring/public/embed.html", status=404)
    add_never_cache_headers(response)
    return response


@login_not_required
@require_safe
def embed_live(request, slug):
    """Its tables alone."""
    with seen_by_anybody(request):
        page = EmbeddedPage.asked_for(request, versions_at(request, slug))
        return html_answer(page.answer(), page.versions)


@login_not_required
@require_safe
def participant(request, slug, code):
    """Everything that is open of one participant."""
    with seen_by_anybody(request):
        return _participant_answer(request, versions_at(request, slug), code)


@login_not_required
@require_safe
def participant_live(request, slug, code):
    """Their results alone."""
    with seen_by_anybody(request):
        versions = versions_at(request, slug)
        return html_answer(_results_html(participant_dict(versions, code)), versions)


@organiser_page
@require_safe
def preview(request, event_pk, code=""):
    """What the public sees of the event, or of one participant, were it public now."""
    publication = publication_of(managed_event(request, event_pk))
    with seen_by_anybody(request):
        versions = PublicVersions.previewed(publication.event)
        if code:
            response = _participant_answer(request, versions, code)
        else:
            response = _event_answer(request, versions)
    del response.headers["ETag"], response.headers["Cache-Control"]
    add_never_cache_headers(response)
    return response


def _event_answer(request: HttpRequest, versions: PublicVersions) -> HttpResponse:
    page = PublicPage.asked_for(request, versions)
    sought = request.GET.get("q", "").strip()[:LONGEST_SOUGHT]
    found = found_people(versions, sought) if sought else []
    boards = page.answer()
    context = {
        "page": page,
        "boards": boards.body.decode(),
        "etag": html_tag(boards, is_indexed=versions.plan.is_indexed),
        "live": f"live/?{page.query}",
        "embed_code": embed_code(
            request.build_absolute_uri(request.path), head_of(versions)["event_name"], page.query
        ),
        "sought": sought,
        "found": found[:MOST_FOUND],
        "more": max(0, len(found) - MOST_FOUND),
    }
    of_answer = None if sought else page.versions
    return _page(request, versions, "scoring/public/event.html", context, of_answer)


def _embed_answer(request: HttpRequest, versions: PublicVersions) -> HttpResponse:
    page = EmbeddedPage.asked_for(request, versions)
    tables = page.answer()
    context = {
        "page": page,
        "boards": tables.body.decode(),
        "etag": html_tag(tables, is_indexed=versions.plan.is_indexed),
        "live": f"live/?{page.query_for(request)}",
    }
    return _page(request, versions, "scoring/public/embed.html", context, page.versions)


def _participant_answer(request: HttpRequest, versions: PublicVersions, code: str) -> HttpResponse:
    who = participant_dict(versions, code)
    results = _results_html(who)
    context = {
        "who": who,
        "boards": results.body.decode(),
        "etag": html_tag(results, is_indexed=versions.plan.is_indexed),
        "live": f"live/?{request.GET.urlencode()}",
    }
    return _page(request, versions, "scoring/public/participant.html", context, versions)


def _results_html(who: Mapping[str, Any]) -> ReadyAnswer:
    """who: as `participant_dict` has it."""
    names = {each["activity_id"]: each["activity_name"] for each in who["activities"]}
    boards = [{**board, "activity_name": names[board["activity_id"]]} for board in who["boards"]]
    context = {"boards": boards, "overall": who["overall"]}
    body = render_to_string("scoring/public/_results_part.html", context).encode()
    return ready(body)


def _page(
    request: HttpRequest,
    versions: PublicVersions,
    template: str,
    context: dict,
    made_from: PublicVersions | None,
) -> HttpResponse:
    """made_from: what the page changes with; None where it is made for this question alone."""
    publication = None if not versions.previews else versions.stored
    every = {
        "head": head_of(versions),
        "look": look_of(versions),
        "is_indexed": versions.plan.is_indexed,
        "previewed": publication,
        "address": request.build_absolute_uri(request.path),
        **context,
    }
    body = render_to_string(template, every, request).encode()
    return html_answer(ready(body), made_from, is_indexed=versions.plan.is_indexed)
