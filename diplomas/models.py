"""What is handed out: how an event's diplomas look."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from diplomas.looks import backgrounds, template_checks
from events.models import Event
from events.models.querysets import EventScopedQuerySet


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


CHECKS = {
    "bg_image_url": backgrounds.check,
    "items": template_checks.check_items,
    "fonts": template_checks.check_fonts,
}
