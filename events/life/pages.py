"""Pages about events as such."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Event

EVENTS_PER_PAGE = 50


@require_safe
def event_list(request):
    """The events the user may see, the newest first."""
    events = (
        Event.objects.visible_to(request.user)
        .annotate(
            group_count=Count("groups", distinct=True),
            participant_count=Count("participants", distinct=True),
        )
        .order_by(*Event._meta.ordering)  # a query that groups leaves the default order out
    )
    page = Paginator(events, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "events/life/event_list.html", {"page": page})
