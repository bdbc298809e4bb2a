"""The order in which an event's activities stand."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Activity, Event
from events.models.activity import SMALL
from events.parts.writes import change_activity
from events.rules import locks

UP, DOWN = -1, 1


def last_order(event: Event) -> int:
    """The number of a new activity that comes after the others."""
    highest = event.activities.aggregate(highest=Max("order"))["highest"] or 0
    return min(highest + 1, SMALL)


@transaction.atomic
def move_activity(*, activity: Activity, by_places: int, by: User | None) -> tuple[int, int]:
    """Move the activity up (UP) or down (DOWN) among those of its event; not beyond the ends.

    Returns its place now, from 1, and how many there are. Raises ValidationError as
    `events.parts.writes` does, also where it is gone meanwhile.
    """
    locks.await_submissions([activity.event_id])  # activities before the event, as everywhere
    ordered = list(Activity.objects.filter(event=activity.event_id).order_by("order", "pk"))
    if activity not in ordered:
        raise ValidationError(_("Somebody deleted this meanwhile."))
    old = ordered.index(activity)
    new = min(max(old + by_places, 0), len(ordered) - 1)
    ordered.insert(new, ordered.pop(old))
    for number, each in enumerate(ordered, start=1):
        if each.order != number:
            change_activity(activity=each, fields={"order": number}, by=by)
    return new + 1, len(ordered)
