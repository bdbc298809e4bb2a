"""Querysets of events and their parts: who may see them, and versions kept in step."""

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Organisation
from accounts.models.people import OfOrganisationQuerySet
from events.models.versions import next_version


def is_expected(path: str = "") -> Q:
    """Rows of participants whom results are expected of: everybody who has not withdrawn.

    path: from the row to its participant, such as "participant__".
    """
    return ~Q(**{f"{path}status": "WITHDRAWN"})


class EventQuerySet(OfOrganisationQuerySet):
    def visible_to(self, user):
        """Events the user manages or whose evaluator pool the user is in."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_super_admin:
            return self
        pool = apps.get_model("events", "EventEvaluator").objects.filter(user=user)
        mine = Q(pk__in=pool.values("event_id"))
        if user.is_admin:
            mine |= Q(organisation__in=Organisation.objects.manageable_by(user))
        return self.filter(mine)

    def with_counts(self):
        """With `group_count` and `participant_count`, each counted by itself."""
        return self.annotate(
            group_count=count_of("groups", self.model),
            participant_count=count_of("participants", self.model),
        )

    def update(self, **kwargs):
        return super().update(**{"version": next_version("version"), **kwargs})

    update.alters_data = True

    def touch(self):
        """Give these events a new version: something that their boards are made from changed."""
        return self.update()

    touch.alters_data = True


def count_of(relation: str, model: type[models.Model]) -> Coalesce:
    """How many of the relation each row of the model has; without a multiplying join."""
    back = model._meta.get_field(relation).field
    related = back.model.objects.filter(**{back.name: OuterRef("pk")}).order_by()
    counted = related.values(back.name).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


class EventScopedQuerySet(models.QuerySet):
    """What belongs to one event and is seen with it."""

    def visible_to(self, user):
        return self.filter(event__in=self._events().visible_to(user))

    def manageable_by(self, user):
        return self.filter(event__in=self._events().manageable_by(user))

    def _events(self) -> EventQuerySet:
        return self.model._meta.get_field("event").related_model.objects.all()


class EventPartQuerySet(EventScopedQuerySet):
    """What boards are made from besides results. Writes give the event a new version."""

    def update(self, **kwargs):
        with transaction.atomic(using=self.db):
            event_ids = self._event_ids()
            changed = super().update(**kwargs)
            self._touch(event_ids)
        return changed

    update.alters_data = True

    def delete(self):
        with transaction.atomic(using=self.db):
            event_ids = self._event_ids()
            deleted = super().delete()
            self._touch(event_ids)
        return deleted

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            self._touch({part.event_id for part in objs})
        return created

    def _event_ids(self) -> set[int]:
        return set(self.order_by().values_list("event_id", flat=True).distinct())

    def _touch(self, event_ids: set[int]) -> None:
        if event_ids:
            self._events().using(self.db).filter(pk__in=event_ids).touch()


def _stations() -> models.QuerySet:
    return apps.get_model("events", "ActivityEvaluator").objects.order_by()


class GroupQuerySet(EventPartQuerySet):
    def visible_to(self, user):
        """Groups of the events one manages or has a station at, and those one is assigned to."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_super_admin:
            return self
        stations = _stations().filter(event_evaluator__user=user)
        mine = Q(evaluator_assignments__event_evaluator__user=user)
        mine |= Q(event__in=stations.values("activity__event"))
        if user.is_admin:
            mine |= Q(event__in=self._events().manageable_by(user))
        return self.filter(mine).distinct()

    def assigned_to(self, user):
        """The groups the user is to score, as "My groups" lists them."""
        if not user.is_active:
            return self.none()
        return self.filter(evaluator_assignments__event_evaluator__user=user)

    def with_cover(self):
        """With `is_covered`: whether somebody who may sign in enters every result of the group,
        its own evaluator or those at the stations of all activities.
        """
        able = Q(event_evaluator__user__is_active=True)
        own = apps.get_model("events", "GroupEvaluator").objects.filter(able, group=OuterRef("pk"))
        station = _stations().filter(able, activity=OuterRef("pk"))
        activities = apps.get_model("events", "Activity").objects.filter(event=OuterRef("event"))
        activities = activities.order_by()
        everywhere = Exists(activities) & ~Exists(activities.filter(~Exists(station)))
        return self.annotate(
            is_covered=ExpressionWrapper(Exists(own) | everywhere, models.BooleanField())
        )

    def without_evaluator(self):
        """Groups with results that nobody who may sign in enters."""
        return self.with_cover().filter(is_covered=False)


class ParticipantQuerySet(EventPartQuerySet):
    def visible_to(self, user):
        """Participants of the groups the user may see."""
        return self.filter(group__in=apps.get_model("events", "Group").objects.visible_to(user))

    def sort_anew(self):
        """Compute the sort keys again; of people of one event, whose setting may have changed."""
        key = self.model._meta.get_field("sort_key")
        moved = [person for person in self.order_by() if person.sort_key != key.key_of(person)]
        for person in moved:
            person.sort_key = key.key_of(person)
        self.model._default_manager.bulk_update(moved, ["sort_key"], batch_size=500)

    sort_anew.alters_data = True

    def expected(self):
        """Those whom a result is expected of."""
        return self.filter(is_expected())


class ActivityQuerySet(EventPartQuerySet):
    def assigned_to(self, user):
        """The activities at whose stations the user is to score."""
        if not user.is_active:
            return self.none()
        return self.filter(pk__in=_stations().filter(event_evaluator__user=user).values("activity"))

    def without_station(self):
        """Activities at which nobody who may sign in has a station."""
        able = _stations().filter(event_evaluator__user__is_active=True)
        return self.exclude(pk__in=able.values("activity"))

    def bump_results(self):
        """Give the activities' results a new version; the events' own version stays."""
        return models.QuerySet.update(self, results_version=next_version("results_version"))

    bump_results.alters_data = True
