"""The event, the activity and the group of a page, by the ids in its address.

Raises Http404 for what is not there, and for what is not the reader's, as if it was not there.
"""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from events.models import Activity, Event, Group
from foundation.web.form_fields import is_id


def managed_event(request: HttpRequest, event_pk: int) -> Event:
    """The event, with its organisation, for its organisers."""
    events = Event.objects.manageable_by(request.user).select_related("organisation")
    return get_object_or_404(events, pk=event_pk)


def visible_event(request: HttpRequest, event_pk: int) -> Event:
    """The event, with its organisation, for its organisers and whoever scores at it."""
    events = Event.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(events, pk=event_pk)


def managed_activity(request: HttpRequest, event_pk: int, activity_pk: int) -> Activity:
    """The activity of a managed event, with the event."""
    return activity_of(managed_event(request, event_pk), activity_pk)


def visible_group(request: HttpRequest, group_pk: int) -> Group:
    """The group, with its event, for organisers and whoever enters its results."""
    groups = Group.objects.visible_to(request.user).select_related("event")
    return get_object_or_404(groups, pk=group_pk)


def activity_of(event: Event, activity_pk: int) -> Activity:
    """The activity of this event, with the event."""
    activity = get_object_or_404(event.activities, pk=activity_pk)
    activity.event = event
    return activity


def group_in_query(request: HttpRequest, event: Event) -> Group | None:
    """The group that `?group=` narrows the page down to; None for all of them."""
    pk = request.GET.get("group", "")
    if not pk:
        return None
    if not is_id(pk):
        raise Http404
    return get_object_or_404(event.groups, pk=pk)
