"""Pages to find one's work on: my groups and stations, an event, a group."""

from dataclasses import replace

from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Activity, Event, Group
from events.rules.page_objects import visible_event, visible_group
from foundation.text.names import alphabetical
from scoring.progress.progress import group_cards, total
from scoring.progress.stations import station_cards
from scoring.rules.permissions import assignments_of

WORK = "work"


@require_safe
def my_groups(request):
    """An evaluator's home: their stations with the groups that come, those with work left first,
    and the groups assigned to them, each with its activities.
    """
    groups = list(Group.objects.assigned_to(request.user).select_related("event"))
    stations = list(Activity.objects.assigned_to(request.user).select_related("event"))
    events = {part.event for part in (*groups, *stations)}
    archived = {event for event in events if event.status == Event.Status.ARCHIVED}
    mine = station_cards(each for each in stations if each.event not in archived)
    cards = group_cards(group for group in groups if group.event not in archived)
    context = {
        "work": _name_in_menu(request, has_groups=bool(cards), has_stations=bool(mine)),
        "stations": sorted(mine, key=lambda station: station.to_do is None),
        "cards": cards,
        "archived": sorted(archived, key=lambda event: alphabetical(event.name)),
    }
    return render(request, "scoring/entry/my_groups.html", context)


def _name_in_menu(request, *, has_groups: bool, has_stations: bool) -> str:
    """What this page shows, remembered with the session: the menu of every page names it so, and
    asks the database nothing.
    """
    work = ("both" if has_groups else "stations") if has_stations else "groups"
    if request.session.get(WORK) != work:
        request.session[WORK] = work
    return work


@require_safe
def event_detail(request, event_pk):
    """An event: how far each activity is, and the groups and stations whose results the user may
    enter.
    """
    event = visible_event(request, event_pk)
    assignments = assignments_of(request.user, event)
    groups = event.groups.select_related("event")
    if not assignments.is_organiser:
        groups = groups.filter(pk=assignments.group_id)
    cards = group_cards(groups)
    stations = Activity.objects.filter(pk__in=assignments.station_ids)
    station_progress = station_cards(stations)
    context = {
        "event": event,
        "cards": cards,
        "stations": station_progress,
        "activities": total(cards) or station_progress,
        "can_manage": assignments.is_organiser,
    }
    return render(request, "scoring/entry/event_detail.html", context)


@require_safe
def group_detail(request, group_pk):
    """One group's activities, to go on to an entry page; those that the user may enter."""
    group = visible_group(request, group_pk)
    assignments = assignments_of(request.user, group.event)
    (card,) = group_cards([group])
    mine = [each for each in card.activities if assignments.covers(group.pk, each.activity.pk)]
    context = {"card": replace(card, activities=mine), "event": group.event}
    return render(request, "scoring/entry/group_detail.html", context)
