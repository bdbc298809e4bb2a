"""The leaderboard page, and its table for organisers."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.tables.writing import CSV_TYPE
from foundation.web.downloads import download
from foundation.web.organiser_pages import organiser_page
from scoring.boards.board_page import BoardPage
from scoring.boards.boards_page import live_answer
from scoring.boards.exports import people_csv
from scoring.boards.leaderboard import Versions, event_there, head_of


@require_safe
def leaderboard(request, event_pk):
    """The boards of one activity, with links to the others and to narrow them down.

    Warm, it costs the session's queries and the one for the versions.
    """
    with event_there(Http404()):
        versions = Versions.visible_to(request.user, event_pk)
        page = BoardPage.asked_for(request, versions)
        context = {
            "head": head_of(versions),
            "page": page,
            "boards": page.html().decode() if page else "",
            "can_manage": versions.can_manage,
        }
    return render(request, "scoring/boards/leaderboard.html", context)


@require_safe
def leaderboard_live(request, event_pk):
    """The boards alone, asked for again and again."""
    with event_there(Http404()):
        page = BoardPage.asked_for(request, Versions.visible_to(request.user, event_pk))
        if page is None:
            raise Http404
        return live_answer(request, page)


@organiser_page
@require_safe
def leaderboard_csv(request, event_pk):
    """The whole leaderboard as a table, for the event's organisers, in their language."""
    return table_answer(request, event_pk, people_csv, CSV_TYPE, "csv")


def table_answer(
    request: HttpRequest,
    event_pk: int,
    made: Callable[[Versions], bytes],
    content_type: str,
    ending: str,
) -> HttpResponse:
    """A file made of the boards; 404 for whoever does not manage the event."""
    with event_there(Http404()):
        versions = Versions.visible_to(request.user, event_pk)
        if not versions.can_manage:
            raise Http404
        return download(made(versions), content_type, f"leaderboard-{event_pk}.{ending}")
