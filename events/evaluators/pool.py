"""Who may score at an event: the pool, and the group that each of them scores."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models.people import User
from accounts.people.memberships import add_member, is_homeless
from accounts.sign_in import sign_in_codes
from accounts.trail import audit
from events.models.activity import Activity
from events.models.evaluators import EventEvaluator, GroupEvaluator
from events.models.event import Event
from events.models.people import Group
from events.rules.locks import changeable_event
from foundation.text.database_text import is_storable

ANYWHERE = -1
"""Default of `shown`: what the page showed is unknown, so nothing is compared."""


def with_address(address: str) -> QuerySet[User]:
    """The evaluator with exactly this address, wherever they belong: whoever knows it can put them
    into a pool. Logins of teams are their own organisers' business.
    """
    address = address.strip()
    if not is_storable(address):
        return User.objects.none()
    evaluators = User.objects.filter(role=User.Role.EVALUATOR, is_active=True, is_team=False)
    return evaluators.filter(email=address) if address else evaluators.none()


@transaction.atomic
def add_evaluator(*, user: User, event: Event, by: User | None) -> EventEvaluator:
    """Put the user into the event's pool. An evaluator who belongs nowhere belongs to the event's
    organisation from now on. Raises ValidationError (code "conflict") if in the pool already.
    """
    changeable_event(event.pk)
    member, is_new = EventEvaluator.objects.get_or_create(event=event, user=user)
    if not is_new:
        raise ValidationError(_("Evaluator already assigned to this event"), code="conflict")
    _welcome(member, by)
    return member


@transaction.atomic
def remove_evaluator(*, user: User, event: Event, by: User | None) -> None:
    """Take the user out of the event's pool, and so off the group and stations they score there.

    What they entered stays; a team's card does not sign in any more.
    Raises ValidationError (code "not_in_pool") if not in the pool.
    """
    changeable_event(event.pk)
    pool = EventEvaluator.objects.order_by("pk")  # the usual order would lock the event's row too
    member = pool.select_for_update().filter(event=event, user=user).first()
    if member is None:
        raise ValidationError(_("This evaluator is not assigned to the event."), code="not_in_pool")
    group = Group.objects.filter(evaluator_assignments__event_evaluator=member).first()
    stations = ", ".join(
        Activity.objects.filter(stations__event_evaluator=member).values_list("name", flat=True)
    )
    member.delete()
    if user.is_team:
        sign_in_codes.revoke(
            users=[user], by=by, organisation=event.organisation, event_id=event.pk
        )
    text = (
        gettext_noop("%(user)s left the evaluators of %(event)s, no longer scores %(group)s")
        if group
        else gettext_noop("%(user)s left the evaluators of %(event)s")
    )
    audit.log(
        actor=by,
        action="DELETE_EVENT_EVALUATOR",
        target=event,
        detail=audit.Sentence(text, {"user": user, "event": event, "group": group}),
        changes={
            **({"group": [group, None]} if group else {}),
            **({"stations": [stations, None]} if stations else {}),
        },
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
    event = changeable_event(group.event_id)
    if joins_pool:
        member, is_new = EventEvaluator.objects.get_or_create(event=event, user=user)
        if is_new:
            _welcome(member, by)
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
    changeable_event(group.event_id)
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
        detail=audit.Sentence(
            gettext_noop("%(user)s no longer scores %(group)s in %(event)s"),
            {"user": user, "group": group, "event": group.event},
        ),
    )


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
    event = changeable_event(event.pk)
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
        organisation=event.organisation,  # at hand, which the group's is not
        detail=audit.Sentence(text, {"who": user, "old": old, "new": new, "event": event}),
        changes={"group": [old, new]},
    )


def _welcome(member: EventEvaluator, by: User | None) -> None:
    """What goes with joining the pool. Organisers do not get an organisation so: they would manage
    all of its events.
    """
    user, organisation = member.user, member.event.organisation
    if user.role == User.Role.EVALUATOR and is_homeless(user):
        add_member(user=user, organisation=organisation, by=by)
    audit.log(
        actor=by,
        action="ADD_EVENT_EVALUATOR",
        target=member.event,
        detail=audit.Sentence(
            gettext_noop("%(user)s joined the evaluators of %(event)s"),
            {"user": member.user, "event": member.event},
        ),
    )
