"""What the caller asks for by its id, found only if it is theirs to see or to manage.

What is not theirs to see is 404, as if it was not there; what is theirs to see only is 403.
"""

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from events.models import Activity, Event, Group, Participant
from events.rules.permissions import can_manage
from foundation.api.base import IsAdmin, find, require


class AdminsWrite(IsAdmin):
    """Whoever is logged in reads, organisers write."""

    def has_permission(self, request, view) -> bool:
        if request.method in SAFE_METHODS:
            return bool(request.user and request.user.is_authenticated)
        return super().has_permission(request, view)


def visible_event(request: Request, pk: int) -> Event:
    """An event that the caller manages or scores at."""
    events = Event.objects.visible_to(request.user).select_related("organisation")
    return find(events, pk, "Event not found")


def managed_event(request: Request, pk: int) -> Event:
    """An event that the caller manages."""
    event = visible_event(request, pk)
    require(can_manage(request.user, event))
    return event


def visible_group(request: Request, pk: int) -> Group:
    """A group that the caller manages or scores."""
    return _visible(Group, request, pk, "Group not found")


def managed_group(request: Request, pk: int) -> Group:
    return _managed(Group, request, pk, "Group not found")


def managed_participant(request: Request, pk: int) -> Participant:
    return _managed(Participant, request, pk, "Participant not found")


def managed_activity(request: Request, pk: int) -> Activity:
    return _managed(Activity, request, pk, "Activity not found")


def _visible(model: type, request: Request, pk: int, sentence: str):
    parts = model.objects.visible_to(request.user).select_related("event__organisation")
    return find(parts, pk, sentence)


def _managed(model: type, request: Request, pk: int, sentence: str):
    part = _visible(model, request, pk, sentence)
    require(can_manage(request.user, part.event))
    return part
