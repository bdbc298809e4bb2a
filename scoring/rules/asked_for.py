"""What the addresses of the organisers' pages mean: 404 for what is not theirs."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from events.models import Activity, Event, Group
from foundation.web.form_fields import is_id


def event_or_404(request: HttpRequest, event_pk: int) -> Event:
    """The event, with its organisation, if the user manages it."""
    events = Event.objects.manageable_by(request.user).select_related("organisation")
    return get_object_or_404(events, pk=event_pk)


def activity_or_404(request: HttpRequest, event_pk: int, activity_pk: int) -> Activity:
    """The activity of an event that the user manages; the event is at hand in it."""
    event = event_or_404(request, event_pk)
    activity = get_object_or_404(Activity.objects.filter(event=event), pk=activity_pk)
    activity.event = event
    return activity


def asked_group(request: HttpRequest, event: Event) -> Group | None:
    """The group that the address narrows the page down to; None for all of them."""
    asked = request.GET.get("group", "")
    if not asked:
        return None
    if not is_id(asked):
        raise Http404
    return get_object_or_404(Group, event=event, pk=asked)
