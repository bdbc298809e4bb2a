"""The event or the part of one that a call of the API names by its id.

Raises NotFound (404) for what the caller may not see, as if it was not there; PermissionDenied
(403) for what they may see, but not manage.
"""

from rest_framework.request import Request

from events.models import Activity, Event, Group, Participant
from events.rules.permissions import can_manage
from foundation.api.base import find, require


def visible_event(request: Request, pk: int) -> Event:
    """An event that the caller manages or scores at, with its organisation."""
    events = Event.objects.visible_to(request.user).select_related("organisation")
    return find(events, pk, "Event not found")


def managed_event(request: Request, pk: int) -> Event:
    """An event that the caller manages, with its organisation."""
    event = visible_event(request, pk)
    require(can_manage(request.user, event))
    return event


def visible_group(request: Request, pk: int) -> Group:
    """A group that the caller manages or scores, be it at a station, with its event."""
    return _visible(Group, request, pk, "Group not found")


def own_group(request: Request, pk: int) -> Group:
    """A group that the caller manages or is assigned to, not only at a station of its event."""
    user = request.user
    groups = Group.objects.manageable_by(user) | Group.objects.assigned_to(user)
    return find(groups.distinct(), pk, "Group not found")


def managed_group(request: Request, pk: int) -> Group:
    return _managed(Group, request, pk, "Group not found")


def managed_participant(request: Request, pk: int) -> Participant:
    return _managed(Participant, request, pk, "Participant not found")


def visible_activity(request: Request, pk: int) -> Activity:
    """An activity of an event that the caller manages or scores at, with the event."""
    return _visible(Activity, request, pk, "Activity not found")


def managed_activity(request: Request, pk: int) -> Activity:
    return _managed(Activity, request, pk, "Activity not found")


def _visible(model: type, request: Request, pk: int, sentence: str):
    parts = model.objects.visible_to(request.user).select_related("event__organisation")
    return find(parts, pk, sentence)


def _managed(model: type, request: Request, pk: int, sentence: str):
    part = _visible(model, request, pk, sentence)
    require(can_manage(request.user, part.event))
    return part
