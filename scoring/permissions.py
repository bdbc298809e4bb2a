"""May I do it? Who may enter whose results."""

from accounts.models import User
from events.models import Event, Group
from events.permissions import can_manage


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
