"""Pages to find one's work on: my groups, an event, a group."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Event, Group
from events.rules.page_objects import visible_event, visible_group
from events.rules.permissions import can_manage
from foundation.text.names import alphabetical
from scoring.progress.progress import group_cards, total


@require_safe
def my_groups(request):
    """An evaluator's home: the groups assigned to them, each with its activities."""
    assigned = list(Group.objects.assigned_to(request.user).select_related("event"))
    archived = {group.event for group in assigned if group.event.status == Event.Status.ARCHIVED}
    context = {
        "cards": group_cards(group for group in assigned if group.event not in archived),
        "archived": sorted(archived, key=lambda event: alphabetical(event.name)),
    }
    return render(request, "scoring/entry/my_groups.html", context)


@require_safe
def event_detail(request, event_pk):
    """An event: how far each activity is, and the groups whose results the user may enter."""
    event = visible_event(request, event_pk)
    groups = Group.objects.visible_to(request.user).filter(event=event).select_related("event")
    cards = group_cards(groups)
    context = {
        "event": event,
        "cards": cards,
        "activities": total(cards),
        "can_manage": can_manage(request.user, event),
    }
    return render(request, "scoring/entry/event_detail.html", context)


@require_safe
def group_detail(request, group_pk):
    """One group's activities, to go on to an entry page."""
    group = visible_group(request, group_pk)
    (card,) = group_cards([group])
    return render(request, "scoring/entry/group_detail.html", {"card": card, "event": group.event})
