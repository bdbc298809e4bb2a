"""Who competes: groups, participants, and the categories they are ranked in."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.ages.ages import age_of
from events.models.event import Event, EventPart
from events.models.fields import FoldedKeyField, SearchKeyField
from events.models.querysets import GroupQuerySet, ParticipantQuerySet
from foundation.text.names import fold, tidy

RESERVED = {"all", "unassigned"}
"""Names of categories that boards add by themselves, in lower case."""


def check_length(part: models.Model, name: str, *kept: str) -> None:
    """Whether the text in `name`, tidied by now, fits there, and in the fields kept beside it.

    Composing and folding may have made it longer than it was typed.
    """
    for field in (part._meta.get_field(each) for each in (name, *kept)):
        if len(getattr(part, field.name) or "") > field.max_length:
            raise ValidationError({name: _("This is too long. Shorten it.")})


class AgeCategory(EventPart):
    """A range of ages that is ranked on its own; both bounds belong to it."""

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="age_categories", verbose_name=_("event")
    )
    name = models.CharField(_("name"), max_length=100)
    min_age = models.PositiveSmallIntegerField(_("from age"), validators=[MaxValueValidator(999)])
    max_age = models.PositiveSmallIntegerField(_("to age"), validators=[MaxValueValidator(999)])

    class Meta:
        ordering = ["min_age", "name", "pk"]
        verbose_name = _("age category")
        verbose_name_plural = _("age categories")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "name"],
                name="agecategory_name_unique_in_event",
                violation_error_code="conflict",
                violation_error_message=_("The event already has a category of this name."),
            ),
            models.CheckConstraint(
                condition=Q(min_age__lte=F("max_age")) & Q(max_age__lte=999),
                name="agecategory_bounds_in_order",
                violation_error_message=_("The lower age must not be above the upper one."),
            ),
        ]

    def clean(self):
        if fold(self.name) in RESERVED:
            raise ValidationError({"name": _("Boards use this name themselves. Choose another.")})

    def __str__(self):
        return self.name


class Group(EventPart):
    """Participants who go round together: a camp's team, a school's class."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="groups", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=100)
    name_key = FoldedKeyField(max_length=200)
    search_key = SearchKeyField()
    identifier = models.CharField(
        _("identifier"), max_length=100, blank=True, help_text=_("A colour, a number, a mark.")
    )

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["event", "name", "pk"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "name_key"],
                name="group_name_unique_in_event",
                violation_error_code="conflict",
                violation_error_message=_("The event already has a group of this name."),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.name = tidy(self.name)
        self._meta.get_field("name_key").pre_save(self, add=False)
        check_length(self, "name", "name_key")


class Participant(EventPart):
    """One person who competes. `metadata` keeps whatever else the imported file said."""

    class Gender(models.TextChoices):
        FEMALE = "F", _("girl")
        MALE = "M", _("boy")

    class Status(models.TextChoices):
        COMPETING = "COMPETING", _("competing")
        GUEST = "GUEST", _("guest – a bracketed place, moves nobody else")
        WITHDRAWN = "WITHDRAWN", _("withdrawn from the event")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="participants", editable=False, verbose_name=_("event")
    )
    group = models.ForeignKey(
        Group, models.CASCADE, related_name="participants", verbose_name=_("group")
    )
    display_name = models.CharField(pgettext_lazy("person", "name"), max_length=200)
    search_key = SearchKeyField(source="display_name")
    external_id = models.CharField(
        _("registration number"), max_length=100, null=True, blank=True, default=None
    )
    gender = models.CharField(_("gender"), max_length=1, choices=Gender.choices, blank=True)
    age = models.PositiveSmallIntegerField(
        _("age"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(150)],
        help_text=_("Counts only where there is no birth date."),
    )
    birth_date = models.DateField(
        _("birth date"),
        null=True,
        blank=True,
        validators=[MinValueValidator(date(1870, 1, 1)), MaxValueValidator(timezone.localdate)],
    )
    metadata = models.JSONField(_("other data"), default=dict, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.COMPETING
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["group", "display_name", "pk"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "external_id"],
                name="participant_external_id_unique_in_event",
                violation_error_code="conflict",
                violation_error_message=_(
                    "The event already has a participant with this registration number."
                ),
            ),
            models.CheckConstraint(
                condition=Q(external_id__isnull=True) | ~Q(external_id=""),
                name="participant_external_id_not_empty",
                violation_error_message=_("Leave the registration number out instead of empty."),
            ),
            models.CheckConstraint(
                condition=Q(gender__in=["", "F", "M"]),
                name="participant_gender_known",
                violation_error_message=_("Choose one of the genders."),
            ),
        ]

    def __str__(self):
        return self.display_name

    @property
    def is_withdrawn(self) -> bool:
        return self.status == self.Status.WITHDRAWN

    def clean(self):
        self.display_name = tidy(self.display_name)
        self.external_id = tidy(self.external_id or "") or None
        self.metadata = self.metadata or {}
        check_length(self, "display_name")
        check_length(self, "external_id")
        if not isinstance(self.metadata, dict):
            raise ValidationError({"metadata": _("Send an object of names and values.")})
        if self.group_id is None:
            return
        if self.event_id is not None and self.event_id != self.group.event_id:
            raise ValidationError(
                {"group": _("A participant can move only to a group of the same event.")}
            )
        self.event_id = self.group.event_id

    def save(self, *args, **kwargs):
        if self.event_id is None:
            self.event_id = self.group.event_id
        super().save(*args, **kwargs)

    def age_on(self, day: date) -> int | None:
        """Age in years on `day` from the birth date where known, else the age given."""
        return age_of(self.birth_date, self.age, day)
