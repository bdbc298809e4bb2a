"""May I do it? Who may enter whose results."""

from accounts.models import User
from events.models import Event, Group
from events.rules.permissions import can_manage
from scoring.models import Record


def scorable_group_ids(user: User, event: Event) -> set[int] | None:
    """Ids of the groups whose results the user may enter at the event; None means every group.

    Organisers of the event enter anybody's, evaluators those of the group they are assigned to.
    """
    if can_manage(user, event):
        return None
    return set(event.groups.assigned_to(user).order_by().values_list("pk", flat=True))


def can_score(user: User, group: Group) -> bool:
    """Whether the user may enter results of the group's participants."""
    allowed = scorable_group_ids(user, group.event)
    return allowed is None or group.pk in allowed


def can_clear(user: User, record: Record) -> bool:
    """Whether the user may take the result away.

    Organisers of the event may take anybody's, evaluators what they entered themselves.
    """
    return record.evaluator_id == user.pk or can_manage(user, record.activity.event)
