"""Writes about events that touch several rows or that several people may ask for at once."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import audit
from accounts.models import Organisation, User
from events import locks
from events.models import Activity, Event, EventEvaluator, Group, GroupEvaluator
from events.status_rules import check_changeable, goes_back
from events.text import tidy

EDITABLE = {"name", "date", "place", "reference_date", "ignores_gender", "ignores_age", "places"}
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


@transaction.atomic
def change_status(*, event: Event, status: str, by: User | None, reason: str | None = "") -> Event:
    """Open, close or archive the event; returns it as it is now. The same status changes nothing.

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
    event = _locked(event)
    old = event.status
    if status == old:
        return event
    why = tidy(reason or "")[:LONGEST_REASON]
    if goes_back(old, status) and not why and reason is not None:
        raise ValidationError({"reason": _("Say why: the reason stays in the audit trail.")})
    event.status = status
    event.save(update_fields=["status"])
    text = (
        gettext_noop("%(event)s: %(old)s → %(new)s, because: %(reason)s")
        if why
        else gettext_noop("%(event)s: %(old)s → %(new)s")
    )
    audit.log(
        actor=by,
        action="UPDATE_EVENT",
        target=event,
        organisation=event.organisation,
        detail=audit.Sentence(text, {"event": event, "old": old, "new": status, "reason": why}),
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
        check_changeable(_locked(event))
    event = _locked(event)
    changes = audit.assign(event, {name: new for name, new in fields.items() if name in EDITABLE})
    if not event.name:
        raise ValidationError({"name": _("The event needs a name.")})
    event.clean_fields(exclude={field.name for field in event._meta.fields} - set(changes))
    if changes:
        event.save(update_fields=set(changes))
        audit.log_object(
            actor=by,
            action="UPDATE_EVENT",
            obj=event,
            organisation=event.organisation,
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
    event = _locked(event)
    numbers = {
        "groups": event.groups.count(),
        "participants": event.participants.count(),
        "activities": event.activities.count(),
        "results": Activity.objects.filter(event=event).aggregate(all=Count("records"))["all"],
    }
    with_it = ", ".join(f"{count} {noun}" for noun, count in numbers.items())
    audit.log(
        actor=by,
        action="DELETE_EVENT",
        target=event,
        organisation=event.organisation,
        detail=f"Event “{event}” was deleted, and with it {with_it}",
        changes={noun: [count, 0] for noun, count in numbers.items()},
    )
    event.delete()


@transaction.atomic
def add_evaluator(*, user: User, event: Event, by: User | None) -> EventEvaluator:
    """Put the user into the event's pool. Raises ValidationError (code "conflict") if in it."""
    check_changeable(_locked(event))
    member, is_new = EventEvaluator.objects.get_or_create(event=event, user=user)
    if not is_new:
        raise ValidationError(_("Evaluator already assigned to this event"), code="conflict")
    _log_joining(member, by)
    return member


@transaction.atomic
def remove_evaluator(*, user: User, event: Event, by: User | None) -> None:
    """Take the user out of the event's pool, and so off the group they score there.

    What they entered stays. Raises ValidationError (code "not_in_pool") if not in the pool.
    """
    check_changeable(_locked(event))
    pool = EventEvaluator.objects.order_by("pk")  # the usual order would lock the event's row too
    member = pool.select_for_update().filter(event=event, user=user).first()
    if member is None:
        raise ValidationError(_("This evaluator is not assigned to the event."), code="not_in_pool")
    group = Group.objects.filter(evaluator_assignments__event_evaluator=member).first()
    member.delete()
    from_group = f", no longer scores {group}" if group else ""
    audit.log(
        actor=by,
        action="DELETE_EVENT_EVALUATOR",
        target=event,
        organisation=event.organisation,
        detail=f"{user} left the evaluators of {event}{from_group}",
        changes={"group": [group, None]} if group else {},
    )


@transaction.atomic
def assign_evaluator(
    *, user: User, group: Group, by: User | None, joins_pool: bool = True
) -> GroupEvaluator:
    """Let the user score the group.

    joins_pool: whether somebody outside the event's pool is put into it or refused.
    Raises ValidationError, code "not_in_pool" for an outsider, "conflict" for somebody who
    scores this group or another one of the event already.
    """
    event = _locked(group.event)
    check_changeable(event)
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


@transaction.atomic
def unassign_evaluator(*, user: User, group: Group, by: User | None) -> None:
    """Take the user off the group; they stay in the event's pool, and what they entered stays.

    Raises ValidationError (code "not_assigned") if they do not score it.
    """
    check_changeable(_locked(group.event))
    assignment = (
        GroupEvaluator.objects.select_for_update(of=["self"])
        .order_by("pk")
        .filter(group=group, event_evaluator__user=user)
        .first()
    )
    if assignment is None:
        raise ValidationError(_("This evaluator does not score the group."), code="not_assigned")
    assignment.delete()
    audit.log(
        actor=by,
        action="DELETE_GROUP_EVALUATOR",
        target=group,
        organisation=group.event.organisation,
        detail=f"{user} no longer scores {group} in {group.event}",
    )


def _locked(event: Event) -> Event:
    """The event as stored, its row locked. Raises ValidationError where it is gone."""
    locked = Event.objects.select_for_update().filter(pk=event.pk).first()
    if locked is None:
        raise ValidationError(_("This event was deleted."))
    return locked


def _log_joining(member: EventEvaluator, by: User | None) -> None:
    audit.log(
        actor=by,
        action="ADD_EVENT_EVALUATOR",
        target=member.event,
        organisation=member.event.organisation,
        detail=f"{member.user} joined the evaluators of {member.event}",
    )
