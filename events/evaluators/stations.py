"""Stations: who scores an activity for every group that comes."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models.people import User
from accounts.trail import audit
from events.models.activity import Activity
from events.models.evaluators import ActivityEvaluator, EventEvaluator
from events.rules.locks import changeable_event


@transaction.atomic
def assign_station(*, user: User, activity: Activity, by: User | None) -> ActivityEvaluator:
    """Let somebody of the event's pool score the activity for every group, beside what else they
    score.

    Raises ValidationError, code "not_in_pool" for an outsider, "gone" where the activity was
    deleted, "conflict" for somebody who has this station already.
    """
    event = changeable_event(activity.event_id)
    if not event.activities.filter(pk=activity.pk).exists():
        raise ValidationError(_("This activity was deleted."), code="gone")
    member = EventEvaluator.objects.filter(event=event, user=user).first()
    if member is None:
        raise ValidationError(
            _("Evaluator must be assigned to this event first"), code="not_in_pool"
        )
    station, is_new = ActivityEvaluator.objects.get_or_create(
        event_evaluator=member, activity=activity
    )
    if not is_new:
        raise ValidationError(_("Evaluator already assigned to this activity"), code="conflict")
    audit.log(
        actor=by,
        action="ASSIGN_ACTIVITY_EVALUATOR",
        target=activity,
        organisation=event.organisation,  # at hand, which the activity's is not
        detail=audit.Sentence(
            gettext_noop("%(user)s scores %(activity)s for all groups in %(event)s"),
            {"user": user, "activity": activity, "event": event},
        ),
    )
    return station


@transaction.atomic
def unassign_station(*, user: User, activity: Activity, by: User | None) -> None:
    """Take the user off the station; they stay in the event's pool, and what they entered stays.

    Raises ValidationError (code "not_assigned") if they do not have it.
    """
    event = changeable_event(activity.event_id)
    station = (
        ActivityEvaluator.objects.select_for_update(of=["self"])
        .order_by("pk")
        .filter(activity=activity, event_evaluator__user=user)
        .first()
    )
    if station is None:
        raise ValidationError(_("This evaluator does not score the activity."), code="not_assigned")
    station.delete()
    audit.log(
        actor=by,
        action="DELETE_ACTIVITY_EVALUATOR",
        target=activity,
        organisation=event.organisation,
        detail=audit.Sentence(
            gettext_noop("%(user)s no longer scores %(activity)s for all groups in %(event)s"),
            {"user": user, "activity": activity, "event": event},
        ),
    )
