"""Who competes: groups, participants, and the categories they are ranked in."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.ages import genders
from events.ages.ages import OLDEST, age_of, earliest_birth
from events.models.event import Event, EventPart
from events.models.fields import (
    FoldedKeyField,
    OpenChoiceField,
    PersonSortKeyField,
    SearchKeyField,
)
from events.models.querysets import GroupQuerySet, ParticipantQuerySet
from foundation.models.fields import SortKeyField
from foundation.text.names import fold, last_word, tidy

LONGEST_KEY = 3 * 255
"""A name without regard to case: folding makes up to three letters of one."""
MOST_AGE = 999
"""Of a category: as good as no bound at all."""
RESERVED = {"all", "unassigned"}
"""Names of categories that boards add by themselves, in lower case."""


def earliest_birth_date() -> date:
    """The first day on which somebody who competes may have been born."""
    return earliest_birth(timezone.localdate())


def earliest_birth_year() -> int:
    """The first year in which somebody who competes may have been born."""
    return earliest_birth_date().year


def this_year() -> int:
    """The last year in which somebody may have been born."""
    return timezone.localdate().year


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
    name = models.CharField(_("name"), max_length=255)
    sort_key = SortKeyField()
    min_age = models.PositiveSmallIntegerField(
        _("from age"), validators=[MaxValueValidator(MOST_AGE)]
    )
    max_age = models.PositiveSmallIntegerField(
        _("to age"), validators=[MaxValueValidator(MOST_AGE)]
    )

    class Meta:
        ordering = ["min_age", "sort_key", "pk"]
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
                condition=Q(min_age__lte=F("max_age")) & Q(max_age__lte=MOST_AGE),
                name="agecategory_bounds_in_order",
                violation_error_message=_("The lower age must not be above the upper one."),
            ),
        ]

    def clean(self):
        self.name = tidy(self.name)
        if fold(self.name) in RESERVED:
            raise ValidationError({"name": _("Boards use this name themselves. Choose another.")})

    def __str__(self):
        return self.name


class Group(EventPart):
    """Participants who go round together: a camp's team, a school's class."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="groups", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=255)
    name_key = FoldedKeyField(max_length=LONGEST_KEY)
    search_key = SearchKeyField()
    sort_key = SortKeyField()
    identifier = models.CharField(
        _("identifier"), max_length=255, blank=True, help_text=_("A colour, a number, a mark.")
    )

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["event", "sort_key", "pk"]
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
        self.name, self.identifier = tidy(self.name), tidy(self.identifier)
        self._meta.get_field("name_key").pre_save(self, add=False)
        check_length(self, "name", "name_key")


class Participant(EventPart):
    """One person who competes. `metadata` keeps whatever else the imported file said."""

    class Gender(models.TextChoices):
        FEMALE = genders.GIRL, genders.LABELS[genders.GIRL]
        MALE = genders.BOY, genders.LABELS[genders.BOY]
        OTHER = genders.OTHER, genders.LABELS[genders.OTHER]

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
    display_name = models.CharField(pgettext_lazy("person", "name"), max_length=255)
    search_key = SearchKeyField(source="display_name")
    sort_key = PersonSortKeyField()
    last_name = models.CharField(
        _("surname"),
        max_length=255,
        blank=True,
        help_text=_("Where the event orders people by surname. Empty: the last word of the name."),
    )
    external_id = models.CharField(
        _("registration number"), max_length=255, null=True, blank=True, default=None
    )
    gender = OpenChoiceField(
        _("gender"), max_length=genders.LONGEST_GENDER, choices=Gender.choices, blank=True
    )
    age = models.PositiveSmallIntegerField(
        _("age"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(OLDEST)],
        help_text=_("Counts only where neither the birth date nor the year of birth is known."),
    )
    birth_date = models.DateField(
        _("birth date"),
        null=True,
        blank=True,
        validators=[
            MinValueValidator(earliest_birth_date),
            MaxValueValidator(timezone.localdate),
        ],
    )
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(earliest_birth_year), MaxValueValidator(this_year)],
        help_text=_(
            "Where the birth date is not known. The age is then the year of the event minus it."
        ),
    )
    metadata = models.JSONField(_("other data"), default=dict, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.COMPETING
    )
    is_hidden = models.BooleanField(
        _("hidden from the public"),
        default=False,
        help_text=_("Stands on no public page; the places of the others stay what they are."),
    )
    erased_at = models.DateTimeField(_("personal data erased"), null=True, editable=False)
    birth_order = models.CharField(max_length=60, blank=True, editable=False)
    """Of who was erased, where ties are decided by age: what is left of the birth to compare with
    those of the others of the event (`events.ages.birth_order`)."""

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["group", "sort_key", "pk"]
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
        ]

    def __str__(self):
        return self.display_name

    @property
    def is_withdrawn(self) -> bool:
        return self.status == self.Status.WITHDRAWN

    def clean(self):
        self.display_name = tidy(self.display_name)
        self.last_name = tidy(self.last_name)
        self.gender = genders.gender_of(self.gender)
        self.external_id = tidy(self.external_id or "") or None
        self.metadata = self.metadata or {}
        check_length(self, "display_name")
        check_length(self, "last_name")
        check_length(self, "external_id")
        self._check_erased()
        if not isinstance(self.metadata, dict):
            raise ValidationError({"metadata": _("Send an object of names and values.")})
        if self.group_id is None:
            return
        if self.event_id is not None and self.event_id != self.group.event_id:
            raise ValidationError(
                {"group": _("A participant can move only to a group of the same event.")}
            )
        self.event_id = self.group.event_id
        self._check_born_in_time()

    def _check_erased(self):
        """Nobody gets a name back."""
        if self.erased_at is None:
            return
        text = _("The personal data of this participant were erased. Nothing of it is kept again.")
        there = (self.last_name, self.external_id, self.birth_date, self.birth_year)
        stored = Participant.objects.filter(pk=self.pk, display_name=self.display_name)
        if any(there) or self.metadata or not stored.exists():
            raise ValidationError({"display_name": text})

    def _check_born_in_time(self):
        if self.birth_date is None and self.birth_year is None:
            return
        last = self.event.last_birthday
        if last is None:
            return
        text = _("The event is on %(day)s: nobody born later can take part.")
        error = ValidationError(text % {"day": date_format(last, "SHORT_DATE_FORMAT")})
        if self.birth_date is not None and self.birth_date > last:
            raise ValidationError({"birth_date": error})
        if self.birth_date is None and self.birth_year > last.year:
            raise ValidationError({"birth_year": error})

    def save(self, *args, **kwargs):
        if self.event_id is None:
            self.event = self.group.event
        super().save(*args, **kwargs)

    def age_on(self, day: date) -> int | None:
        """Age in years on `day` from the birth date or year where known, else the age given."""
        return age_of(self.birth_date, self.birth_year, self.age, day)

    @property
    def surname(self) -> str:
        """The surname given, else the last word of the name."""
        return self.last_name or last_word(self.display_name)
