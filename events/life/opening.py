"""Opening an event as organisers do: only when nothing is missing; and when that was."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AuditLog, User
from events.life.lifecycle import change_status
from events.life.readiness import readiness
from events.models import Event
from events.rules import locks


@transaction.atomic
def open_for_scoring(*, event: Event, by: User | None, reason: str = "") -> Event:
    """Open the event; returns it as it is now. The check and the change are one transaction, under
    locks.

    reason: why, for an archived one. Raises ValidationError with a sentence for each thing without
    which there would be nothing to score, and as `change_status` does.
    """
    locks.await_submissions([event.pk])
    event = locks.locked_event(event.pk)
    if points := readiness(event).errors:
        texts = " ".join(point.text for point in points)
        raise ValidationError(_("The event cannot be opened yet. %(texts)s") % {"texts": texts})
    return change_status(event=event, status=Event.Status.ACTIVE, by=by, reason=reason)


def opened_at(event: Event) -> datetime:
    """When the event was opened for scoring last, by the trail; one that was never in preparation
    has been open since it was made.
    """
    openings = AuditLog.objects.filter(
        resource_type="event",
        resource_id=event.pk,
        action="UPDATE_EVENT",
        changes__status__1=Event.Status.ACTIVE,
    )
    last = openings.order_by("-pk").values_list("created_at", flat=True).first()
    return last or event.created_at
