"""How the results of an event become standings: every set of rules that it ever had."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventPart

LONGEST_REASON = 500


class StandingsVersion(EventPart):
    """The rules that an event was given at some time; those with the highest number are in force.

    `rules` as `scoring.standings.stored_rules` writes them. `places_before` is how the event
    numbered its places until then, where that was changed along with the rules; else empty.
    Written only by `scoring.standings.applying`, and never changed, but for reasons that name
    somebody whose data are erased (`scoring.erasing`).
    """

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="standings_versions", verbose_name=_("event")
    )
    number = models.PositiveIntegerField(_("number"))
    rules = models.JSONField(_("rules"))
    places_before = models.CharField(
        _("places after a tie before"), max_length=10, choices=Event.Places.choices, blank=True
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        ordering = ["event", "-number"]
        verbose_name = _("version of the rules of standings")
        verbose_name_plural = _("versions of the rules of standings")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"], name="standingsversion_number_unique_in_event"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="standingsversion_number_from_one"
            ),
        ]

    def __str__(self):
        return f"{self.event}: {self.number}"
