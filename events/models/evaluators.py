"""Who may score: the event's pool of evaluators, the group each looks after, and stations."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from events.models.activity import Activity
from events.models.event import Event
from events.models.people import Group
from events.models.querysets import EventScopedQuerySet


class EventEvaluatorQuerySet(EventScopedQuerySet):
    def visible_to(self, user):
        """The pools of the events one manages; else oneself and those who score the same group or
        at the same station.

        The addresses of the other volunteers are nobody else's business.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        beside = ActivityEvaluator.objects.filter(activity__in=Activity.objects.assigned_to(user))
        return self.filter(
            Q(event__in=Event.objects.manageable_by(user))
            | Q(user=user)
            | Q(group_assignment__group__in=Group.objects.assigned_to(user))
            | Q(pk__in=beside.values("event_evaluator"))
        )


class EventEvaluator(models.Model):
    """A user in the pool of people who may score at an event."""

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="evaluators", verbose_name=_("event")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="event_evaluators",
        verbose_name=_("user"),
    )

    objects = EventEvaluatorQuerySet.as_manager()

    class Meta:
        ordering = ["event", "user"]
        verbose_name = _("evaluator of an event")
        verbose_name_plural = _("evaluators of events")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user"],
                name="eventevaluator_once_per_user",
                violation_error_code="conflict",
                violation_error_message=_("Evaluator already assigned to this event"),
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.event}"

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation


class GroupEvaluatorQuerySet(models.QuerySet):
    def manageable_by(self, user):
        return self.filter(group__in=Group.objects.manageable_by(user))


class GroupEvaluator(models.Model):
    """The group an evaluator of the pool scores.

    It hangs on the pool entry one to one: so nobody scores two groups of an event, nobody scores
    without being in the pool, and leaving the pool drops the assignment.
    """

    event_evaluator = models.OneToOneField(
        EventEvaluator,
        models.CASCADE,
        related_name="group_assignment",
        verbose_name=_("evaluator of the event"),
        error_messages={"unique": _("Evaluator already assigned to another group of this event")},
    )
    group = models.ForeignKey(
        Group, models.CASCADE, related_name="evaluator_assignments", verbose_name=_("group")
    )

    objects = GroupEvaluatorQuerySet.as_manager()

    class Meta:
        ordering = ["group", "event_evaluator__user", "pk"]
        verbose_name = _("evaluator of a group")
        verbose_name_plural = _("evaluators of groups")

    def __str__(self):
        return f"{self.event_evaluator.user} – {self.group}"

    @property
    def event_id(self) -> int:
        return self.group.event_id

    @property
    def organisation(self) -> Organisation:
        return self.group.organisation

    def clean(self):  # spans two tables, so the database cannot hold this rule
        if (
            self.group_id is not None
            and self.event_evaluator_id is not None
            and self.group.event_id != self.event_evaluator.event_id
        ):
            raise ValidationError(_("Evaluator must be assigned to this event first"))


class ActivityEvaluatorQuerySet(models.QuerySet):
    def manageable_by(self, user):
        return self.filter(activity__in=Activity.objects.manageable_by(user))

    def in_order(self):
        """With their activities, in the organiser's order."""
        return self.select_related("activity").order_by("activity__order", "activity", "pk")


class ActivityEvaluator(models.Model):
    """A station: an evaluator of the pool scores the activity, whichever group comes.

    Somebody may have several, and a group beside them. Leaving the pool drops them.
    """

    event_evaluator = models.ForeignKey(
        EventEvaluator,
        models.CASCADE,
        related_name="stations",
        verbose_name=_("evaluator of the event"),
    )
    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="stations", verbose_name=_("activity")
    )

    objects = ActivityEvaluatorQuerySet.as_manager()

    class Meta:
        ordering = ["activity", "event_evaluator__user", "pk"]
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        constraints = [
            models.UniqueConstraint(
                fields=["event_evaluator", "activity"],
                name="activityevaluator_once_per_activity",
                violation_error_code="conflict",
                violation_error_message=_("Evaluator already assigned to this activity"),
            )
        ]

    def __str__(self):
        return f"{self.event_evaluator.user} – {self.activity}"

    @property
    def event_id(self) -> int:
        return self.activity.event_id

    @property
    def organisation(self) -> Organisation:
        return self.activity.organisation

    def clean(self):  # spans two tables, so the database cannot hold this rule
        if (
            self.activity_id is not None
            and self.event_evaluator_id is not None
            and self.activity.event_id != self.event_evaluator.event_id
        ):
            raise ValidationError(_("Evaluator must be assigned to this event first"))
