"""What is handed out: how an event's diplomas look."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.querysets import EventScopedQuerySet


class DiplomaTemplate(models.Model):
    """The look of an event's diplomas. `items` as `diplomas.layout` describes them.

    An event without one gets the layout that comes with the product.
    """

    class Orientation(models.TextChoices):
        LANDSCAPE = "LANDSCAPE", _("landscape")
        PORTRAIT = "PORTRAIT", _("portrait")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="diploma_templates", verbose_name=_("event")
    )
    name = models.CharField(_("name"), max_length=200)
    orientation = models.CharField(
        _("orientation"),
        max_length=10,
        choices=Orientation.choices,
        default=Orientation.LANDSCAPE,
    )
    bg_image_url = models.TextField(_("background image"), blank=True)
    items = models.JSONField(_("items"), default=list, blank=True)
    fonts = models.JSONField(_("fonts"), default=list, blank=True)
    default_font = models.CharField(_("default font"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = EventScopedQuerySet.as_manager()

    class Meta:
        ordering = ["event", "pk"]
        verbose_name = _("diploma template")
        verbose_name_plural = _("diploma templates")

    def __str__(self):
        return self.name
