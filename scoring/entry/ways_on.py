"""Where to go on from an entry page: the activities and groups beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model

from accounts.models import User
from events.models import Activity, Group
from foundation.text.names import alphabetical


@dataclass(frozen=True, slots=True)
class WaysOn:
    """The neighbours, None where there is none. Groups: those whose results the user may enter."""

    previous_activity: Activity | None
    next_activity: Activity | None
    previous_group: Group | None
    next_group: Group | None


def ways_on(user: User, group: Group, activity: Activity) -> WaysOn:
    """In two queries. Activities stand in the organiser's order, groups by name."""
    activities = list(Activity.objects.filter(event=group.event_id))
    groups = sorted(
        Group.objects.visible_to(user).filter(event=group.event_id).order_by(),
        key=lambda each: (alphabetical(each.name), each.pk),
    )
    return WaysOn(*_beside(activities, activity), *_beside(groups, group))


def _beside(row: Sequence, one: Model) -> tuple:
    """The ones before and after it; none where it is gone."""
    if one not in row:
        return None, None
    place = row.index(one)
    return (row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None)
