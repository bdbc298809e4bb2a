"""Writes about events that touch several rows or that several people may ask for at once."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Organisation, User
from events.models import Event, EventEvaluator, Group, GroupEvaluator
from events.text import tidy


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


@transaction.atomic
def change_status(*, event: Event, status: str, by: User | None) -> Event:
    """Open, close or archive the event; returns it as it is now. The same status changes nothing.

    The rows of its activities are locked first, as every submission of results does: those under
    way finish before the change, and those that come later see the new status.
    Raises ValidationError for an unknown status or an event that is gone.
    """
    if status not in Event.Status.values:
        raise ValidationError({"status": _("Choose one of the statuses.")})
    list(event.activities.select_for_update().order_by("pk").values_list("pk"))
    event = Event.objects.select_for_update().filter(pk=event.pk).first()
    if event is None:
        raise ValidationError(_("This event was deleted."))
    old = event.status
    if status == old:
        return event
    event.status = status
    event.save(update_fields=["status"])
    audit.log(
        actor=by,
        action="UPDATE_EVENT",
        target=event,
        organisation=event.organisation,
        detail=f"{event}: {old} → {status}",
        changes={"status": [old, status]},
    )
    return event


@transaction.atomic
def add_evaluator(*, user: User, event: Event, by: User | None) -> EventEvaluator:
    """Put the user into the event's pool. Raises ValidationError (code "conflict") if in it."""
    member, is_new = EventEvaluator.objects.get_or_create(event=event, user=user)
    if not is_new:
        raise ValidationError(_("Evaluator already assigned to this event"), code="conflict")
    _log_joining(member, by)
    return member


@transaction.atomic
def assign_evaluator(
    *, user: User, group: Group, by: User | None, joins_pool: bool = True
) -> GroupEvaluator:
    """Let the user score the group.

    joins_pool: whether somebody outside the event's pool is put into it or refused.
    Raises ValidationError, code "not_in_pool" for an outsider, "conflict" for somebody who
    scores this group or another one of the event already.
    """
    event = group.event
    if joins_pool:
        member, is_new = EventEvaluator.objects.get_or_create(event=event, user=user)
        if is_new:
            _log_joining(member, by)
    else:
        member = EventEvaluator.objects.filter(event=event, user=user).first()
    if member is None:
        raise ValidationError(
            _("Evaluator must be assigned to this event first"), code="not_in_pool"
        )
    assignment, is_new = GroupEvaluator.objects.get_or_create(
        event_evaluator=member, defaults={"group": group}
    )
    if not is_new:
        raise ValidationError(
            _("Evaluator already assigned to this group")
            if assignment.group_id == group.pk
            else _("Evaluator already assigned to another group of this event"),
            code="conflict",
        )
    audit.log(
        actor=by,
        action="ASSIGN_GROUP_EVALUATOR",
        target=group,
        organisation=event.organisation,
        detail=f"{user} scores {group} in {event}",
    )
    return assignment


def _log_joining(member: EventEvaluator, by: User | None) -> None:
    audit.log(
        actor=by,
        action="ADD_EVENT_EVALUATOR",
        target=member.event,
        organisation=member.event.organisation,
        detail=f"{member.user} joined the evaluators of {member.event}",
    )
