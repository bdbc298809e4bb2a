"""Writes about events that touch several rows or that several people may ask for at once."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Organisation, User
from accounts.trail import audit
from events.life.setup_steps import STEPS
from events.models import Activity, Event
from events.rules import locks
from events.rules.locks import changeable_event, locked_event
from events.rules.status_rules import goes_back
from foundation.models import Job
from foundation.text.names import tidy

ALSO_BEGUN: list[Callable[[Event], None]] = []
"""What other apps give every new event, in the transaction that makes it; each adds its own when it
is ready, for this app knows none of them. A copy gets what `copying.ALSO_COPIED` gives instead."""

EDITABLE = {
    "name",
    "date",
    "place",
    "reference_date",
    "ignores_gender",
    "ignores_age",
    "places",
    "orders_by_surname",
}
"""What `update_event` changes besides the status."""
LONGEST_REASON = 500


def build_event(
    *,
    organisation: Organisation,
    name: str,
    by: User | None,
    date: datetime.date | None = None,
    place: str = "",
) -> Event:
    """An event in preparation, checked but not saved.

    Raises ValidationError where the name is missing or the name or the place is too long.
    """
    if not tidy(name):
        raise ValidationError({"name": _("The event needs a name.")})
    event = Event(
        organisation=organisation, name=tidy(name), date=date, place=tidy(place), created_by=by
    )
    event.clean_fields(exclude={"organisation", "created_by"})
    return event


def save_new(event: Event) -> None:
    """Save the event that `build_event` made, with what other apps give every new one.

    Called within the transaction in which the event gets its people.
    """
    event.save()
    for give in ALSO_BEGUN:
        give(event)


@transaction.atomic
def change_status(*, event: Event, status: str, by: User | None, reason: str | None = "") -> Event:
    """Open, close or archive the event; returns it as it is now. The same status changes nothing.

    The set-up ends when it leaves preparation; put back into it, the event is at the last step.
    reason: why it goes back; None only from clients that cannot be asked (the contract of the API
    has no such field), which the trail then says.

    The rows of its activities are locked first, as every submission of results does: those under
    way finish before the change, and those that come later see the new status.
    Raises ValidationError for an unknown status, an event that is gone, and for going back
    without a reason.
    """
    if status not in Event.Status.values:
        raise ValidationError({"status": _("Choose one of the statuses.")})
    locks.await_submissions([event.pk])
    event = locked_event(event.pk)
    old = event.status
    if status == old:
        return event
    why = tidy(reason or "")[:LONGEST_REASON]
    if goes_back(old, status) and not why and reason is not None:
        raise ValidationError({"reason": _("Say why: the reason stays in the audit trail.")})
    event.status = status
    event.setup_step = STEPS[-1] if status == Event.Status.DRAFT else ""
    event.save(update_fields=["status", "setup_step"])
    text = (
        gettext_noop("%(event)s: %(old)s → %(new)s, because: %(reason)s")
        if why
        else gettext_noop("%(event)s: %(old)s → %(new)s")
    )
    audit.log(
        actor=by,
        action="UPDATE_EVENT",
        target=event,
        detail=audit.Sentence(
            text,
            {
                "event": event,
                "old": _status_choice(old),
                "new": _status_choice(status),
                "reason": why,
            },
        ),
        changes={"status": [old, status]},
    )
    return event


@transaction.atomic
def update_event(*, event: Event, fields: Mapping[str, Any], by: User | None) -> Event:
    """Change these fields of the event (the EDITABLE ones and the status); returns it as it is now.

    Only what differs from the stored event is written: what colleagues changed meanwhile stays.
    The status goes through `change_status`, with an audit row of its own; the rest makes one.
    `reason`: see `change_status`; an archived event changes only together with its status.
    Raises ValidationError with a sentence per field that will not do; then nothing is changed.
    """
    fields = {name: tidy(new) if isinstance(new, str) else new for name, new in fields.items()}
    reason = fields.pop("reason", None)
    if "status" in fields:
        change_status(event=event, status=fields.pop("status"), by=by, reason=reason)
    elif fields:
        changeable_event(event.pk)
    event = locked_event(event.pk)
    changes = audit.assign(event, {name: new for name, new in fields.items() if name in EDITABLE})
    if not event.name:
        raise ValidationError({"name": _("The event needs a name.")})
    event.clean_fields(exclude={field.name for field in event._meta.fields} - set(changes))
    if {"date", "reference_date"} & set(changes):
        event.clean()
    if changes:
        event.save(update_fields=set(changes))
        audit.log(
            actor=by,
            action="UPDATE_EVENT",
            target=event,
            changes=changes,
        )
    return event


@transaction.atomic
def delete_event(*, event: Event, by: User | None) -> None:
    """Delete the event with everything in it: groups, participants, activities, results, diplomas.

    Waits for submissions of results under way, as `change_status` does; later ones are refused.
    Raises ValidationError where the event is gone already.
    """
    locks.await_submissions([event.pk])
    event = locked_event(event.pk, is_to_go=True)
    numbers = {
        "groups": event.groups.count(),
        "participants": event.participants.count(),
        "activities": event.activities.count(),
        "results": Activity.objects.filter(event=event).aggregate(all=Count("records"))["all"],
    }
    audit.log(
        actor=by,
        action="DELETE_EVENT",
        target=event,
        detail=audit.Sentence(
            gettext_noop(
                "Event “%(event)s” was deleted, and with it %(groups)s groups,"
                " %(participants)s participants, %(activities)s activities, %(results)s results"
            ),
            {"event": event, **numbers},
        ),
        changes={noun: [count, 0] for noun, count in numbers.items()},
    )
    Job.objects.about(event).delete()  # uploads to it, with names of children in them
    event.delete()


def _status_choice(status: str) -> audit.Choice:
    return audit.Choice(status, Event.Status(status).label)
