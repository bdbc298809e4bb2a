"""The leaderboard page."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.boards.board_page import BoardPage
from scoring.boards.boards_page import live_answer
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
