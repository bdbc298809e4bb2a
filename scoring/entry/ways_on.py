"""Where to go on from an entry page: the activities and groups beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model

from events.models import Activity, Group
from scoring.rules.permissions import Assignments


@dataclass(frozen=True, slots=True)
class WaysOn:
    """The neighbours, None where there is none: of what the user may enter, the other activities
    of this group and the other groups in this activity, which are those that come to a station.
    """

    previous_activity: Activity | None
    next_activity: Activity | None
    previous_group: Group | None
    next_group: Group | None


def ways_on(assignments: Assignments, group: Group, activity: Activity) -> WaysOn:
    """In two queries. Activities stand in the organiser's order, groups by name."""
    activities = [
        each
        for each in Activity.objects.filter(event=group.event_id)
        if assignments.covers(group.pk, each.pk)
    ]
    groups = [
        each
        for each in Group.objects.filter(event=group.event_id).order_by("sort_key", "pk")
        if assignments.covers(each.pk, activity.pk)
    ]
    return WaysOn(*_beside(activities, activity), *_beside(groups, group))


def _beside(row: Sequence, one: Model) -> tuple:
    """The ones before and after it; none where it is gone."""
    if one not in row:
        return None, None
    place = row.index(one)
    return (row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None)
