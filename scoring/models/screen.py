"""What the big screens of an event show, decided from afar."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from events.models import Event
from events.models.querysets import EventScopedQuerySet

MOST_SCREENS = 4
LEAST_SECONDS, MOST_SECONDS = 4, 300
SECONDS, ROWS = 12, 10
LONGEST_KEY = 400


class Screen(models.Model):
    """One of an event's big screens, by its number; one without a row shows everything.

    `boards`: the tabs that it pages through, by their keys; [] is all. `pinned`: the one board that
    it stays with instead, "" for none. `seconds`: how long a slide stays. `rows`: how many fill it.
    `shows_ceremony`: while one is running, it shows that instead of them.
    """

    class Theme(models.TextChoices):
        DARK = "dark", pgettext_lazy("screen", "dark")
        LIGHT = "light", pgettext_lazy("screen", "light")

    class Rows(models.IntegerChoices):
        SIX = 6, "6"
        EIGHT = 8, "8"
        TEN = 10, "10"
        TWELVE = 12, "12"

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="screens", verbose_name=_("event")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    boards = models.JSONField(_("boards"), default=list, blank=True)
    pinned = models.CharField(_("board"), max_length=LONGEST_KEY, blank=True, default="")
    seconds = models.PositiveSmallIntegerField(
        _("seconds for each slide"),
        default=SECONDS,
        validators=[MinValueValidator(LEAST_SECONDS), MaxValueValidator(MOST_SECONDS)],
    )
    rows = models.PositiveSmallIntegerField(
        _("rows on a slide"), choices=Rows.choices, default=ROWS
    )
    theme = models.CharField(_("colours"), max_length=5, choices=Theme.choices, default=Theme.DARK)
    is_held = models.BooleanField(_("paused"), default=False)
    shows_ceremony = models.BooleanField(_("shows the ceremony"), default=False)

    objects = EventScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("big screen")
        verbose_name_plural = _("big screens")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="screen_number_unique_in_event",
                violation_error_message=_("The event has this screen already."),
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, MOST_SCREENS)),
                name="screen_number_possible",
                violation_error_message=_("An event has four screens at most."),
            ),
        ]

    def __str__(self):
        return f"{self.event}: {self.number}"

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation
