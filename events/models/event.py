"""The event itself, and what every part of one has in common."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from events.models.fields import SearchKeyField
from events.models.querysets import EventPartQuerySet, EventQuerySet
from events.models.versions import next_version, now_version
from foundation.models.fields import SortKeyField, with_keys


class Event(models.Model):
    """A competition of one organisation: a camp's sports days, a school's games.

    `version` changes with whatever boards are made from besides results: people, groups,
    categories, names and the switches below.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("in preparation")
        ACTIVE = "ACTIVE", _("open for scoring")
        ARCHIVED = "ARCHIVED", _("archived")

    class Places(models.TextChoices):
        STANDARD = "STANDARD", _("1, 2, 2, 4 – the next place is skipped after a tie")
        DENSE = "DENSE", _("1, 2, 2, 3 – no place is skipped")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="events", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=255)
    search_key = SearchKeyField()
    sort_key = SortKeyField()
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    date = models.DateField(_("date"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=255, blank=True)
    reference_date = models.DateField(
        _("reference date for ages"),
        null=True,
        blank=True,
        help_text=_("Ages are counted on this day. Empty: on the day of the event."),
    )
    ignores_gender = models.BooleanField(_("rank girls and boys together"), default=False)
    ignores_age = models.BooleanField(_("rank all ages together"), default=False)
    places = models.CharField(
        _("places after a tie"), max_length=10, choices=Places.choices, default=Places.STANDARD
    )
    orders_by_surname = models.BooleanField(
        _("order people by surname"),
        default=False,
        help_text=_("In lists, on boards and cards. Otherwise by the name as it is written."),
    )
    setup_step = models.CharField(max_length=20, blank=True, editable=False)
    """The step at which its set-up was left; empty once it is done, or never begun."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    version = models.BigIntegerField(default=now_version, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = [F("date").desc(nulls_last=True), "-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "ACTIVE", "ARCHIVED"]),
                name="event_status_known",
                violation_error_message=_("Choose one of the statuses."),
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        """Saves under a new version, made by the database so that it never goes back.

        People stand in the order that the event asks for, from the same moment on.
        """
        if self._state.adding:
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        self.version = next_version("version")
        if update_fields is not None:
            update_fields = {*with_keys(Event, update_fields), "version"}
        if update_fields is None or "orders_by_surname" in update_fields:
            with transaction.atomic():
                super().save(*args, update_fields=update_fields, **kwargs)
                self.participants.sort_anew()
        else:
            super().save(*args, update_fields=update_fields, **kwargs)
        self.refresh_from_db(fields=["version"])

    def clean(self):
        """Its day may be put before somebody's birth no more than somebody may be born after it."""
        last = self.last_birthday
        days = {"date": self.date, "reference_date": self.reference_date}
        if self.pk is None or last is None or Event.objects.filter(pk=self.pk, **days).exists():
            return
        born_later = Q(birth_date__gt=last) | Q(birth_date=None, birth_year__gt=last.year)
        if first := self.participants.filter(born_later).first():
            text = _("%(name)s was born after that day. Correct the one or the other.")
            field = next(name for name, day in days.items() if day == last)
            raise ValidationError({field: text % {"name": first}})

    @property
    def event_id(self) -> int:
        """Its own number, by the name that its parts have for it (`audit.event_of`)."""
        return self.pk

    @property
    def is_open_for_scoring(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def ages_on(self) -> datetime.date:
        """The day on which ages are counted: never today's, or a board would change overnight."""
        return self.reference_date or self.date or timezone.localdate(self.created_at)

    @property
    def last_birthday(self) -> datetime.date | None:
        """Nobody who takes part was born after it; None where the day of the event is not known."""
        return max(filter(None, (self.date, self.reference_date)), default=None)


class EventPart(models.Model):
    """What belongs to one event and gives it a new version with every write."""

    objects = EventPartQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        with transaction.atomic():
            super().save(*args, update_fields=with_keys(type(self), update_fields), **kwargs)
            Event.objects.filter(pk=self.event_id).touch()

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            Event.objects.filter(pk=self.event_id).touch()
        return deleted

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation
