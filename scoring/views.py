"""Pages to find one's work on, and the leaderboard page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from events.models import Event, Group
from events.permissions import can_manage
from scoring.board_page import BoardPage
from scoring.conditional import answer
from scoring.leaderboard import Versions, head_of
from scoring.progress import group_cards, total


@require_safe
def my_groups(request):
    """An evaluator's home: the groups assigned to them, each with its activities."""
    groups = (
        Group.objects.assigned_to(request.user)
        .exclude(event__status=Event.Status.ARCHIVED)
        .select_related("event")
    )
    return render(request, "scoring/my_groups.html", {"cards": group_cards(groups)})


@require_safe
def event_detail(request, event_pk):
    """An event: how far each activity is, and the groups whose results the user may enter."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=event_pk)
    groups = Group.objects.visible_to(request.user).filter(event=event).select_related("event")
    cards = group_cards(groups)
    context = {
        "event": event,
        "cards": cards,
        "activities": total(cards),
        "can_manage": can_manage(request.user, event),
    }
    return render(request, "scoring/event_detail.html", context)


@require_safe
def group_detail(request, group_pk):
    """One group's activities, to go on to an entry page."""
    groups = Group.objects.visible_to(request.user).select_related("event")
    group = get_object_or_404(groups, pk=group_pk)
    (card,) = group_cards([group])
    return render(request, "scoring/group_detail.html", {"card": card, "event": group.event})


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
    return render(request, "scoring/leaderboard.html", context)


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
