"""What an event's status allows: only an open one takes results, an archived one is only read."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import Event

IN_ORDER = [Event.Status.DRAFT, Event.Status.ACTIVE, Event.Status.ARCHIVED]


def goes_back(old: str, new: str) -> bool:
    """Whether the change leads towards preparation, for which somebody has to say why."""
    return IN_ORDER.index(new) < IN_ORDER.index(old)


def check_changeable(event: Event) -> None:
    """Raises ValidationError, code "archived", where the event and its parts are only read."""
    if event.status == Event.Status.ARCHIVED:
        raise ValidationError(
            _("The event is archived, so it can only be read. Open it again to change it."),
            code="archived",
        )
