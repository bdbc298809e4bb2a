"""Overall and group standings, and a participant's own page, which says why."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.rules.page_objects import visible_event
from scoring.boards.boards_page import live_answer
from scoring.boards.leaderboard import Versions, event_there, head_of
from scoring.standings.doubts import without_table_now
from scoring.standings.standings_page import StandingsPage
from scoring.standings.stored_rules import rules_of
from scoring.standings.traces import person_why


@require_safe
def standings(request, event_pk):
    """The overall boards, or with `?board=groups` the standings of groups.

    Without any rules of standings the page says what they would be.
    """
    with event_there(Http404()):
        versions = Versions.visible_to(request.user, event_pk)
        head = head_of(versions)
        page = StandingsPage.asked_for(request, versions, head)
        context = {
            "head": head,
            "page": page,
            "boards": page.html().decode() if page else "",
            "can_manage": versions.can_manage,
            "without_table": without_table_now(versions) if page and versions.can_manage else None,
        }
    return render(request, "scoring/standings/standings.html", context)


@require_safe
def standings_live(request, event_pk):
    """The tables alone, asked for again and again."""
    with event_there(Http404()):
        versions = Versions.visible_to(request.user, event_pk)
        page = StandingsPage.asked_for(request, versions, head_of(versions))
        if page is None:
            raise Http404
        return live_answer(request, page)


@require_safe
def participant(request, event_pk, participant_pk):
    """All results of one participant with places and points, each with the way to it."""
    event = visible_event(request, event_pk)
    why = person_why(event, participant_pk, rules_of(event))
    if why is None:
        raise Http404
    return render(request, "scoring/standings/participant.html", {"event": event, "why": why})
