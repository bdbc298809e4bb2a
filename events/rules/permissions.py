"""May I do it? Rights in an event."""

from accounts.models import User
from events.models import Event


def can_manage(user: User, event: Event) -> bool:
    """Whether the user may change the event and everything in it."""
    return user.is_super_admin or (
        user.is_admin and Event.objects.manageable_by(user).filter(pk=event.pk).exists()
    )
