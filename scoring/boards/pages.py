"""The leaderboard page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models.event import Event
from foundation.web.etags import answer
from scoring.boards.board_page import BoardPage
from scoring.boards.leaderboard import Versions, head_of


@require_safe
def leaderboard(request, event_pk):
    """The boards of one activity, with links to the others and to narrow them down.

    Warm, it costs the session's queries and the one for the versions.
    """
    with _event_there():
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
    """The boards alone, asked for again and again: 304 without a body while nothing changed."""
    with _event_there():
        page = BoardPage.asked_for(request, Versions.visible_to(request.user, event_pk))
        if page is None:
            raise Http404
        return answer(request, page.etag, page.html, content_type="text/html; charset=utf-8")


@contextmanager
def _event_there() -> Iterator[None]:
    """404 where the event is not to be seen, or is deleted while its board is being read."""
    try:
        yield
    except Event.DoesNotExist as error:
        raise Http404 from error
