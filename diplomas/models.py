"""What is handed out: how an event's diplomas look, and which ones were printed."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from diplomas.looks import template_checks
from diplomas.looks.bounds import MOST_OFFSET
from events.models import Activity, Event, Group, Participant
from events.models.querysets import EventScopedQuerySet
from foundation.files import data_urls, store
from foundation.models import StoredFile

CODE_LENGTH = 10
LONGEST_REASON = 255


def _offset(name: Promise) -> models.FloatField:
    """By how many mm texts are moved where they are printed alone, for a printer that is off."""
    within = [MinValueValidator(-MOST_OFFSET), MaxValueValidator(MOST_OFFSET)]
    return models.FloatField(name, default=0, validators=within)


class DiplomaTemplate(models.Model):
    """The look of an event's diplomas. `items` as `diplomas.looks.layout` describes them.

    Every event has one from the start (`design.beginnings`). Diplomas are printed by the event's
    first; without any, in the layout that comes with the product.
    `background_address`: an address on the web, or how the data URL begins whose rest is
    `background_file`. What is given as `bg_image_url` and `fonts` is kept at once; `save` points
    to it.
    """

    class Orientation(models.TextChoices):
        LANDSCAPE = "LANDSCAPE", _("landscape")
        PORTRAIT = "PORTRAIT", _("portrait")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="diploma_templates", verbose_name=_("event")
    )
    name = models.CharField(_("name"), max_length=255)
    orientation = models.CharField(
        _("orientation"),
        max_length=10,
        choices=Orientation.choices,
        default=Orientation.LANDSCAPE,
    )
    background_address = models.TextField(_("background image"), blank=True, editable=False)
    background_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, editable=False, related_name="+"
    )
    items = models.JSONField(_("items"), default=list, blank=True)
    default_font = models.CharField(_("default font"), max_length=255, blank=True)
    overlay_right = _offset(_("moved to the right"))
    overlay_down = _offset(_("moved down"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    _new_fonts: "list[TemplateFont] | None" = None
    _read_background: tuple[Any, str] | None = None

    objects = EventScopedQuerySet.as_manager()

    class Meta:
        ordering = ["event", "pk"]
        verbose_name = _("diploma template")
        verbose_name_plural = _("diploma templates")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if self._new_fonts is None:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.stored_fonts.all().delete()
            for font in self._new_fonts:
                font.template = self
            TemplateFont.objects.bulk_create(self._new_fonts)
        self._new_fonts = None
        getattr(self, "_prefetched_objects_cache", {}).pop("stored_fonts", None)

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation

    @property
    def bg_image_url(self) -> str:
        """As the API has it: an address on the web, or the image as a data URL; "" for none.

        Reads the file once, as `fonts` does its own. Raises FilesUnreachable.
        """
        key = (self.background_address, self.background_file_id)
        if self._read_background is None or self._read_background[0] != key:
            self._read_background = (key, _with_file(*key))
        return self._read_background[1]

    @bg_image_url.setter
    def bg_image_url(self, url: str) -> None:
        self.background_address, self.background_file = _without_file(url or "")

    @property
    def fonts(self) -> list[Any]:
        """As the API has them: [{"name": "Lato", "data": "data:font/ttf;base64,…"}, …]."""
        return [font.given for font in self.font_rows]

    @fonts.setter
    def fonts(self, fonts: Collection[Any] | None) -> None:
        self._new_fonts = [
            TemplateFont.of(font, number) for number, font in enumerate(fonts or (), 1)
        ]

    @property
    def font_rows(self) -> Collection["TemplateFont"]:
        """Those that `save` will write, where there are new ones."""
        if self._new_fonts is not None:
            return self._new_fonts
        if self.pk is None:
            return []
        models.prefetch_related_objects([self], "stored_fonts")
        return self.stored_fonts.all()

    @property
    def file_references(self) -> dict[str, Any]:
        """What tells one background, and one set of fonts, from another, without reading them."""
        return {
            "bg_image_url": (self.background_address, self.background_file_id),
            "fonts": [(font.entry, font.file_id) for font in self.font_rows],
        }

    def clean_fields(self, exclude=None):
        """The checks that hold for the admin site, the API and services; an emptied list is [].

        What is wrong within an item is an error of its own: "items.1.fontSize". Files are checked
        before they are kept (`design.templates`).
        """
        exclude = set(exclude or ())
        self.items = [] if self.items is None else self.items
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if "items" not in exclude and "items" not in errors:
            try:
                template_checks.check_items(self.items)
            except ValidationError as error:
                errors |= getattr(error, "error_dict", None) or {"items": error.error_list}
        if errors:
            raise ValidationError(errors)


class TemplateFont(models.Model):
    """A font that comes with a template. `entry`: as it was given; where it has a data URL, `data`
    has but the beginning of it, and `file` the rest.
    """

    template = models.ForeignKey(DiplomaTemplate, models.CASCADE, related_name="stored_fonts")
    number = models.PositiveSmallIntegerField()
    entry = models.JSONField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["template", "number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="font_number_once"),
        ]

    def __str__(self):
        return str(self.entry.get("name", ""))

    @classmethod
    def of(cls, font: Any, number: int) -> "TemplateFont":
        """Not saved; its file is kept. number: from 1, in the order of the fonts."""
        if not isinstance(font, dict) or not isinstance(font.get("data"), str):
            return cls(number=number, entry=font)
        start, file = _without_file(font["data"])
        return cls(number=number, entry={**font, "data": start}, file=file)

    @cached_property
    def given(self) -> Any:
        """Raises FilesUnreachable."""
        if self.file_id is None:
            return self.entry
        return {**self.entry, "data": _with_file(self.entry["data"], self.file_id)}


def _without_file(text: str) -> tuple[str, StoredFile | None]:
    """A data URL's beginning, and its file; of any other text all of it."""
    parts = data_urls.split(text)
    return (text, None) if parts is None else (parts[0], store.kept(parts[1]))


def _with_file(start: str, digest: str | None) -> str:
    return start if digest is None else data_urls.joined(start, store.read(digest))


class AwardRule(models.Model):
    """Who of an event gets a diploma. Everybody gets one for each thing, by the first rule.

    An event without any has `awards.rules.default_rules`.
    `activities`: ids; None for all. `boards`: [gender, category] as boards have them; None for all.
    `last_place`: None for every place. `minimum`: how many must have competed on a board.
    `most_each`: how many somebody gets by this rule, the relatively best; None for all.
    `template`: else the event's. `is_printed`: of a rule for taking part, whether everybody had
    theirs printed once: from then on whoever comes to it is to get one, too.
    """

    class Scope(models.TextChoices):
        ACTIVITIES = "ACTIVITIES", _("activities")
        OVERALL = "OVERALL", _("overall standings")
        GROUPS = "GROUPS", _("standings of groups")
        EVERYBODY = "EVERYBODY", _("everybody who takes part")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="award_rules", verbose_name=_("event")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=100, blank=True, default="")
    scope = models.CharField(_("what for"), max_length=10, choices=Scope.choices)
    activities = models.JSONField(_("activities"), null=True, blank=True, default=None)
    boards = models.JSONField(_("categories"), null=True, blank=True, default=None)
    last_place = models.PositiveSmallIntegerField(
        _("last place"), null=True, blank=True, default=None, validators=[MinValueValidator(1)]
    )
    minimum = models.PositiveSmallIntegerField(
        _("fewest who compete"), default=1, validators=[MinValueValidator(1)]
    )
    most_each = models.PositiveSmallIntegerField(
        _("most for one person"), null=True, blank=True, default=None,
        validators=[MinValueValidator(1)],
    )  # fmt: skip
    has_guests = models.BooleanField(_("guests get one too"), default=False)
    is_printed = models.BooleanField(_("printed for all"), default=False, editable=False)
    template = models.ForeignKey(
        DiplomaTemplate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="award_rules",
        verbose_name=_("diploma template"),
    )

    objects = EventScopedQuerySet.as_manager()

    class Meta:
        ordering = ["event", "order", "pk"]
        verbose_name = _("rule for diplomas")
        verbose_name_plural = _("rules for diplomas")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_place__isnull=True) | Q(last_place__gte=1),
                name="award_rule_last_place",
                violation_error_message=_("The last place is at least 1."),
            ),
            models.CheckConstraint(
                condition=Q(most_each__isnull=True) | Q(most_each__gte=1),
                name="award_rule_most_each",
                violation_error_message=_("At least one for each person, or no bound."),
            ),
        ]

    def __str__(self):
        return self.name or self.get_scope_display()

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation


class DiplomaSettings(models.Model):
    """What all diplomas of an event have in common; an event has none until somebody changes it.

    `signatures`: up to `awards.winners.MOST_SIGNATURES` texts, each who signs and as what.
    """

    event = models.OneToOneField(
        Event, models.CASCADE, related_name="diploma_settings", verbose_name=_("event")
    )
    signatures = models.JSONField(_("who signs"), default=list, blank=True)

    objects = EventScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings of diplomas")
        verbose_name_plural = _("settings of diplomas")

    def __str__(self):
        return str(self.event)

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation


class Diploma(models.Model):
    """One that was printed. Printed again with the same facts it stays the same one.

    It is a participant's, or of the standings of groups a group's. `activity`: None but for an
    activity, and of one that was deleted. `rule`: by which it was printed first; None for one of
    those that every event has, and one that is gone.
    `facts`: what it says, as `awards.winners.Winner.facts` has it. `wording`: what was written by
    hand instead, {"name": …, "first_line": …}. `code`: by which anybody can look it up.
    `reason`: why it is obsolete.
    """

    class Kind(models.TextChoices):
        ACTIVITY = "ACTIVITY", _("activity")
        OVERALL = "OVERALL", _("overall standings")
        GROUP = "GROUP", _("standings of groups")
        PARTICIPATION = "PARTICIPATION", _("participation")

    class State(models.TextChoices):
        PRINTED = "PRINTED", pgettext_lazy("diploma", "printed")
        HANDED_OVER = "HANDED_OVER", pgettext_lazy("diploma", "handed over")
        OBSOLETE = "OBSOLETE", pgettext_lazy("diploma", "not valid any more")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="diplomas", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices)
    participant = models.ForeignKey(
        Participant,
        models.CASCADE,
        null=True,
        related_name="diplomas",
        verbose_name=_("participant"),
    )
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, related_name="diplomas", verbose_name=_("group")
    )
    rule = models.ForeignKey(
        AwardRule, models.SET_NULL, null=True, related_name="+", verbose_name=_("rule")
    )
    activity = models.ForeignKey(
        Activity, models.SET_NULL, null=True, related_name="diplomas", verbose_name=_("activity")
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)
    facts = models.JSONField(_("what it says"))
    wording = models.JSONField(_("wording by hand"), default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.PRINTED
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True, default="")
    printed_at = models.DateTimeField(_("printed"))
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("printed by"),
    )
    changed_at = models.DateTimeField(_("changed"))

    objects = EventScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-printed_at", "-pk"]
        verbose_name = _("printed diploma")
        verbose_name_plural = _("printed diplomas")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "activity"],
                condition=~Q(state="OBSOLETE") & Q(kind="ACTIVITY"),
                name="one_valid_diploma_for_an_activity",
                violation_error_message=_("Somebody has this diploma already."),
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=~Q(state="OBSOLETE") & Q(kind="OVERALL"),
                name="one_valid_diploma_for_the_overall_standings",
                violation_error_message=_("Somebody has this diploma already."),
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=~Q(state="OBSOLETE") & Q(kind="PARTICIPATION"),
                name="one_valid_diploma_for_participation",
                violation_error_message=_("Somebody has this diploma already."),
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=~Q(state="OBSOLETE") & Q(kind="GROUP"),
                name="one_valid_diploma_for_a_group",
                violation_error_message=_("This group has this diploma already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="GROUP", group__isnull=False, participant__isnull=True)
                | (~Q(kind="GROUP") & Q(group__isnull=True, participant__isnull=False)),
                name="diploma_of_a_participant_or_a_group",
                violation_error_message=_("A diploma is a participant’s or a group’s."),
            ),
        ]

    def __str__(self):
        return self.code.upper()

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation
