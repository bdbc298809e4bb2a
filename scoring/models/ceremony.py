"""The prize-giving of an event: what is announced, in which order, and how far it has come."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from events.models import Activity, Event
from events.models.querysets import EventScopedQuerySet
from events.models.versions import now_version
from scoring.models.publication import BoardState

PLACES, MOST_PLACES, ALL_PLACES = 3, 20, 0
LONGEST_NOTE = 500


class Ceremony(models.Model):
    """What the organisers of an event decided about its ceremony, and where it is now. One without
    a row announces every board.

    `note`: for who presents it; it is never public. `version` changes with every write of what is
    announced. It runs from `started_at` until `ended_at`. `board` and `step`: what is shown, None
    at the beginning. `turn` counts every move, so that none is made twice. Written by
    `scoring.ceremony.arranging` and `scoring.ceremony.running` only.
    """

    event = models.OneToOneField(
        Event, models.CASCADE, related_name="ceremony", verbose_name=_("event")
    )
    note = models.TextField(_("presenter’s note"), max_length=LONGEST_NOTE, blank=True)
    version = models.BigIntegerField(default=now_version, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    board = models.ForeignKey(
        "scoring.CeremonyBoard", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    step = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    moved_at = models.DateTimeField(null=True, blank=True)

    objects = EventScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ceremony")
        verbose_name_plural = _("ceremonies")

    def __str__(self):
        return str(self.event)

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    @property
    def is_at_beginning(self) -> bool:
        """Whether no board is shown yet. One that was deleted leaves its step behind."""
        return self.board_id is None and self.step == 0


class CeremonyBoard(models.Model):
    """A board of a ceremony: of an activity, or of the overall standings (by gender and category),
    or the standings of groups.

    `places`: how many are announced, ALL_PLACES all. `taken`: its rows as they were when its title
    was shown, as `scoring.ceremony.steps` writes them; None before. Of people only ids, places and
    results. `reached`: the furthest step of them that was shown.
    """

    ceremony = models.ForeignKey(Ceremony, models.CASCADE, related_name="boards")
    kind = models.CharField(max_length=10, choices=BoardState.Kind.choices)
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="ceremony_boards"
    )
    gender = models.CharField(max_length=50, blank=True)
    category = models.CharField(max_length=255, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))
    is_announced = models.BooleanField(_("announced"), default=True)
    places = models.PositiveSmallIntegerField(
        _("places"), default=PLACES, validators=[MaxValueValidator(MOST_PLACES)]
    )
    note = models.TextField(_("presenter’s note"), max_length=LONGEST_NOTE, blank=True)
    taken = models.JSONField(null=True, blank=True)
    reached = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("board of a ceremony")
        verbose_name_plural = _("boards of ceremonies")
        ordering = ["ceremony", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ceremony", "activity", "gender", "category"],
                condition=Q(kind="BOARD"),
                name="ceremonyboard_once_per_board",
            ),
            models.UniqueConstraint(
                fields=["ceremony", "kind", "gender", "category"],
                condition=~Q(kind="BOARD"),
                name="ceremonyboard_once_per_standings",
            ),
            models.CheckConstraint(
                condition=Q(kind="BOARD", activity__isnull=False)
                | Q(kind__in=["OVERALL", "GROUPS"], activity__isnull=True),
                name="ceremonyboard_activity_of_boards_alone",
            ),
            models.CheckConstraint(
                condition=Q(places__lte=MOST_PLACES), name="ceremonyboard_places_possible"
            ),
        ]

    def __str__(self):
        return f"{self.ceremony}: {self.kind} {self.order}"

    @property
    def event_id(self) -> int:
        return self.ceremony.event_id

    @property
    def organisation(self) -> Organisation:
        return self.ceremony.organisation
