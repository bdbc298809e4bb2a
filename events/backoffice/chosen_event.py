"""The one event that a list of the admin site shows."""

from django.http import HttpRequest

from accounts.backoffice.scoped_admin import ScopedFilter
from events.models import Event, Group
from foundation.web.form_fields import find_by_id, is_id


def chosen_event(request: HttpRequest) -> Event | None:
    """The event that the list is filtered by, itself or by a group, else the only one there is.

    Of those that the user manages; looked up once for each request.
    """
    if not hasattr(request, "_chosen_event"):
        request._chosen_event = _find_event(request)
    return request._chosen_event


def _find_event(request: HttpRequest) -> Event | None:
    events = Event.objects.manageable_by(request.user)
    group, event = (request.GET.get(f"{name}__id__exact", "") for name in ("group", "event"))
    if event:
        return find_by_id(events, event)
    if group:
        groups = Group.objects.manageable_by(request.user)
        return events.filter(groups__in=groups.filter(pk=group if is_id(group) else 0)).first()
    first_two = list(events[:2])
    return first_two[0] if len(first_two) == 1 else None


class OfChosenEventFilter(ScopedFilter):
    """Groups or activities of the event that the list is filtered by; none until there is one."""

    def queryset_of(self, related, request):
        queryset = super().queryset_of(related, request)
        for key, value in request.GET.items():
            if key.endswith("event__id__exact") and is_id(value):
                return queryset.filter(event=value)
        return queryset.none()
