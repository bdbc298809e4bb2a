"""Looks up what the addresses of organisers' pages name; 404 for what they do not manage."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from events.models import Activity, Event, Group
from foundation.web.form_fields import is_id


def event_or_404(request: HttpRequest, event_pk: int) -> Event:
    """The event with its organisation; 404 unless the user manages it."""
    events = Event.objects.manageable_by(request.user).select_related("organisation")
    return get_object_or_404(events, pk=event_pk)


def activity_or_404(request: HttpRequest, event_pk: int, activity_pk: int) -> Activity:
    """The activity, its event loaded; 404 unless the user manages the event."""
    event = event_or_404(request, event_pk)
    activity = get_object_or_404(Activity.objects.filter(event=event), pk=activity_pk)
    activity.event = event
    return activity


def asked_group(request: HttpRequest, event: Event) -> Group | None:
    """The group that `?group=` names, 404 for none of the event; None without the parameter."""
    asked = request.GET.get("group", "")
    if not asked:
        return None
    if not is_id(asked):
        raise Http404
    return get_object_or_404(Group, event=event, pk=asked)
