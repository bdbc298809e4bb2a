"""Writes about events that touch several rows or that several people may ask for at once."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import audit, sign_in_codes
from accounts.models import Organisation, User
from events import locks
from events.models import Activity, Event, EventEvaluator, Group, GroupEvaluator
from events.setup_steps import STEPS
from events.status_rules import check_changeable, goes_back
from events.text import tidy

EDITABLE = {"name", "date", "place", "reference_date", "ignores_gender", "ignores_age", "places"}
"""What `update_event` changes besides the status."""
LONGEST_REASON = 500
ANYWHERE = -1
"""In place of a group's id: wherever somebody was before."""


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
    event = _locked(event)
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
        organisation=event.organisation,
        detail=audit.Sentence(
            text, {"event": event, "old": _told(old), "new": _told(status), "reason": why}
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
    audit.log(
        actor=by,
        action="DELETE_EVENT",
        target=event,
        organisation=event.organisation,
        detail=audit.Sentence(
            gettext_noop(
                "Event “%(event)s” was deleted, and with it %(groups)s groups,"
                " %(participants)s participants, %(activities)s activities, %(results)s results"
            ),
            {"event": event, **numbers},
        ),
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

    What they entered stays; a team's card does not sign in any more.
    Raises ValidationError (code "not_in_pool") if not in the pool.
    """
    check_changeable(_locked(event))
    pool = EventEvaluator.objects.order_by("pk")  # the usual order would lock the event's row too
    member = pool.select_for_update().filter(event=event, user=user).first()
    if member is None:
        raise ValidationError(_("This evaluator is not assigned to the event."), code="not_in_pool")
    group = Group.objects.filter(evaluator_assignments__event_evaluator=member).first()
    member.delete()
    if user.is_team:
        sign_in_codes.revoke(users=[user], by=by, organisation=event.organisation)
    text = (
        gettext_noop("%(user)s left the evaluators of %(event)s, no longer scores %(group)s")
        if group
        else gettext_noop("%(user)s left the evaluators of %(event)s")
    )
    audit.log(
        actor=by,
        action="DELETE_EVENT_EVALUATOR",
        target=event,
        organisation=event.organisation,
        detail=audit.Sentence(text, {"user": user, "event": event, "group": group}),
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
        detail=audit.Sentence(
            gettext_noop("%(user)s scores %(group)s in %(event)s"),
            {"user": user, "group": group, "event": event},
        ),
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
        detail=audit.Sentence(
            gettext_noop("%(user)s no longer scores %(group)s in %(event)s"),
            {"user": user, "group": group, "event": group.event},
        ),
    )


def _told(status: str) -> audit.Choice:
    return audit.Choice(status, Event.Status(status).label)


@transaction.atomic
def place_evaluator(
    *, event: Event, user: User, group: Group | None, by: User | None, shown: int | None = ANYWHERE
) -> None:
    """Let somebody of the event's pool score this group and no other one; None: no group at all.

    What they entered stays. The same group again changes nothing.
    shown: the id of the group they had on the page that this was decided on, None for no group.
    Raises ValidationError, code "not_in_pool" for somebody who left, "conflict" where a colleague
    moved them since that page was made, "gone" for a group that is not of this event any more.
    """
    event = _locked(event)
    check_changeable(event)
    pool = EventEvaluator.objects.select_related("user", "group_assignment__group")
    member = pool.filter(event=event, user=user).first()
    if member is None:
        raise ValidationError(
            _("%(who)s is not among the evaluators of this event any more.") % {"who": user},
            code="not_in_pool",
        )
    if group is not None and not event.groups.contains(group):
        raise ValidationError(_("This group was deleted."), code="gone")
    assignment = getattr(member, "group_assignment", None)
    old = assignment.group if assignment else None
    if shown is not ANYWHERE and shown != (old.pk if old else None):
        raise ValidationError(_moved_meanwhile(user, old), code="conflict")
    if old == group:
        return
    if group is None:
        assignment.delete()
    else:
        GroupEvaluator.objects.update_or_create(event_evaluator=member, defaults={"group": group})
    _log_placing(event, user, old, group, by)


def _moved_meanwhile(user: User, group: Group | None) -> str:
    names = {"who": user, "group": group}
    if group is None:
        return (
            _("Meanwhile a colleague took %(who)s off their group. Look again, then move.") % names
        )
    return _("Meanwhile a colleague moved %(who)s to %(group)s. Look again, then move.") % names


def _log_placing(
    event: Event, user: User, old: Group | None, new: Group | None, by: User | None
) -> None:
    if new is None:
        action = "DELETE_GROUP_EVALUATOR"
        text = gettext_noop("%(who)s no longer scores %(old)s in %(event)s")
    elif old is None:
        action = "ASSIGN_GROUP_EVALUATOR"
        text = gettext_noop("%(who)s scores %(new)s in %(event)s")
    else:
        action = "MOVE_GROUP_EVALUATOR"
        text = gettext_noop("%(who)s scores %(new)s instead of %(old)s in %(event)s")
    audit.log(
        actor=by,
        action=action,
        target=new or old,
        organisation=event.organisation,
        detail=audit.Sentence(text, {"who": user, "old": old, "new": new, "event": event}),
        changes={"group": [old, new]},
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
        detail=audit.Sentence(
            gettext_noop("%(user)s joined the evaluators of %(event)s"),
            {"user": member.user, "event": member.event},
        ),
    )
