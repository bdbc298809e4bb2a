"""The group and the activity of a page on which results are entered, by the ids in its address."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from events.models import Activity, Group
from events.rules.page_objects import activity_of
from scoring.rules.permissions import Assignments, assignments_of


def enterable(
    request: HttpRequest, group_pk: int, activity_pk: int
) -> tuple[Group, Activity, Assignments]:
    """The group and the activity of the same event, and whatever the user may enter there.

    Raises Http404 where they may not enter the group's results in the activity. That is asked of
    the event's assignments alone: whoever they cover sees the group.
    """
    group = get_object_or_404(Group.objects.select_related("event"), pk=group_pk)
    activity = activity_of(group.event, activity_pk)
    assignments = assignments_of(request.user, group.event)
    if not assignments.covers(group.pk, activity.pk):
        raise Http404
    return group, activity, assignments
