"""What is handed out: how an event's diplomas look, and which ones were printed."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from diplomas.looks import backgrounds, template_checks
from events.models import Activity, Event, Participant
from events.models.querysets import EventScopedQuerySet

CODE_LENGTH = 10
LONGEST_REASON = 255


class DiplomaTemplate(models.Model):
    """The look of an event's diplomas. `items` as `diplomas.looks.layout` describes them.

    Every event has one from the start (`design.beginnings`). Diplomas are printed by the event's
    first; without any, in the layout that comes with the product.
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
    bg_image_url = models.TextField(_("background image"), blank=True)
    items = models.JSONField(_("items"), default=list, blank=True)
    fonts = models.JSONField(_("fonts"), default=list, blank=True)
    default_font = models.CharField(_("default font"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = EventScopedQuerySet.as_manager()

    class Meta:
        ordering = ["event", "pk"]
        verbose_name = _("diploma template")
        verbose_name_plural = _("diploma templates")

    def __str__(self):
        return self.name

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation

    def clean_fields(self, exclude=None):
        """The checks that hold for the admin site, the API and services; an emptied list is [].

        What is wrong within an item is an error of its own: "items.1.fontSize".
        """
        exclude = set(exclude or ())
        self.items = [] if self.items is None else self.items
        self.fonts = [] if self.fonts is None else self.fonts
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for field, check in CHECKS.items():
            if field in exclude or field in errors:
                continue
            try:
                check(getattr(self, field))
            except ValidationError as error:
                errors |= getattr(error, "error_dict", None) or {field: error.error_list}
        if errors:
            raise ValidationError(errors)


class Diploma(models.Model):
    """One that was printed. Printed again with the same facts it stays the same one.

    `activity`: None for the overall standings, and of an activity that was deleted. `facts`: what
    it says, as `awards.winners.Winner.facts` has it. `code`: by which anybody can look it up.
    `reason`: why it is obsolete.
    """

    class Kind(models.TextChoices):
        ACTIVITY = "ACTIVITY", _("activity")
        OVERALL = "OVERALL", _("overall standings")

    class State(models.TextChoices):
        PRINTED = "PRINTED", pgettext_lazy("diploma", "printed")
        HANDED_OVER = "HANDED_OVER", pgettext_lazy("diploma", "handed over")
        OBSOLETE = "OBSOLETE", pgettext_lazy("diploma", "not valid any more")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="diplomas", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="diplomas", verbose_name=_("participant")
    )
    activity = models.ForeignKey(
        Activity, models.SET_NULL, null=True, related_name="diplomas", verbose_name=_("activity")
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)
    facts = models.JSONField(_("what it says"))
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
        ]

    def __str__(self):
        return self.code.upper()

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation


CHECKS = {
    "bg_image_url": backgrounds.check,
    "items": template_checks.check_items,
    "fonts": template_checks.check_fonts,
}
