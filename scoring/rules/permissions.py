"""May I do it? Who may enter whose results."""

from dataclasses import dataclass

from accounts.models import User
from events.models import Activity, Event, EventEvaluator, Group
from events.rules.permissions import can_manage
from scoring.models import Record


@dataclass(frozen=True, slots=True)
class Assignments:
    """Whose results somebody may enter at an event.

    Organisers enter everybody's, evaluators those of the group they are assigned to (its id), and
    at their stations (the ids of their activities) those of every group.
    """

    is_organiser: bool = False
    group_id: int | None = None
    station_ids: frozenset[int] = frozenset()

    def covers(self, group_id: int, activity_id: int) -> bool:
        """Whether they enter this group's results in this activity, both of the event."""
        return self.covers_group(group_id) or self.covers_activity(activity_id)

    def covers_group(self, group_id: int) -> bool:
        """Whether they enter the group's results in every activity."""
        return self.is_organiser or group_id == self.group_id

    def covers_activity(self, activity_id: int) -> bool:
        """Whether they enter every group's results in the activity."""
        return self.is_organiser or activity_id in self.station_ids


def assignments_of(user: User, event: Event) -> Assignments:
    """Of the user at the event, in one query; one more for an organiser of few organisations."""
    if can_manage(user, event):
        return Assignments(is_organiser=True)
    if not user.is_active:
        return Assignments()
    member = EventEvaluator.objects.filter(user=user, event=event).order_by()
    rows = list(member.values_list("group_assignment__group", "stations__activity"))
    group_id = rows[0][0] if rows else None
    return Assignments(False, group_id, frozenset(pk for _group, pk in rows if pk is not None))


def can_score(user: User, group: Group, activity: Activity) -> bool:
    """Whether the user may enter results of the group's participants in the activity."""
    if group.event_id != activity.event_id:
        return False
    return assignments_of(user, activity.event).covers(group.pk, activity.pk)


def can_clear(user: User, record: Record) -> bool:
    """Whether the user may take the result away.

    Organisers of the event may take anybody's, evaluators what they entered themselves.
    """
    return record.evaluator_id == user.pk or can_manage(user, record.activity.event)
