"""What of an event's results the public sees: its address, its privacy, the state of each board."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from events.models import Activity, Event
from events.models.querysets import EventScopedQuerySet
from events.models.versions import next_version, now_version
from scoring.models.standings import LONGEST_REASON

SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other when an address is copied from a poster."""
SLUG_LENGTH = 20
"""Of 31 letters that is 99 bits: nobody guesses it."""
LONGEST_SLUG = 64


def new_slug() -> str:
    """An address that nobody can guess."""
    return "".join(secrets.choice(SLUG_LETTERS) for _letter in range(SLUG_LENGTH))


def new_code_key() -> str:
    return secrets.token_hex(32)


class PublicationQuerySet(EventScopedQuerySet):
    def touch(self):
        """Give them a new version: what is public, or how, has changed."""
        return self.update(version=next_version("version"))

    touch.alters_data = True


class Publication(models.Model):
    """How one event is published; closed until an organiser opens it. Made when it is first asked
    for (`scoring.publishing.stored.publication_of`), written by `scoring.publishing.changing` only.

    `frozen_at`: from then on the public sees the results of that moment. `names_until`: the last
    day on which names are shown as `names` has it; numbers alone afterwards. `names_erased_on`:
    from that day on the personal data of the event's participants are erased for good, see
    `scoring.erasing`; `names_erased_in`: the language in which they are called something else
    then; `names_erased_at`: when it was done last. `colour`: that of its pages, as #rrggbb; "" for
    the product's own. `code_key`: what the public codes of participants are made with. `version`
    changes with every write, also of a board's state and of the picture.
    """

    class Names(models.TextChoices):
        FULL = "FULL", _("full names")
        FIRST_INITIAL = "FIRST_INITIAL", _("first name and the initial of the surname")
        FIRST = "FIRST", _("first name only")
        NUMBER = "NUMBER", _("registration number only")

    event = models.OneToOneField(
        Event, models.CASCADE, related_name="publication", verbose_name=_("event")
    )
    is_public = models.BooleanField(_("the public sees results"), default=False)
    slug = models.CharField(
        _("address"),
        max_length=LONGEST_SLUG,
        unique=True,
        default=new_slug,
        error_messages={"unique": _("Another event has this address. Choose another one.")},
    )
    names = models.CharField(_("names"), max_length=20, choices=Names.choices, default=Names.FULL)
    is_indexed = models.BooleanField(_("search engines may list the page"), default=False)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)
    names_until = models.DateField(_("names are shown until"), null=True, blank=True)
    names_erased_on = models.DateField(_("names are erased on"), null=True, blank=True)
    names_erased_in = models.CharField(max_length=10, blank=True, editable=False)
    names_erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    colour = models.CharField(_("colour"), max_length=7, blank=True, default="")
    code_key = models.CharField(max_length=64, default=new_code_key, editable=False)
    version = models.BigIntegerField(default=now_version, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.CheckConstraint(
                condition=Q(names__in=["FULL", "FIRST_INITIAL", "FIRST", "NUMBER"]),
                name="publication_names_known",
                violation_error_message=_("Choose one of the ways to show names."),
            )
        ]

    def __str__(self):
        return str(self.event)

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation


class BoardState(models.Model):
    """How far a board is on its way to the public: one of an activity (by its gender and category),
    or the overall or the group standings. A board without a row is OPEN.

    `official_at`: when it became OFFICIAL; its results are those of that moment. `changed_at`: when
    the state was last changed.
    """

    class Kind(models.TextChoices):
        BOARD = "BOARD", _("board of an activity")
        OVERALL = "OVERALL", _("overall standings")
        GROUPS = "GROUPS", _("standings of groups")

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("board", "open")
        CLOSED = "CLOSED", _("closed")
        PUBLISHED = "PUBLISHED", _("published")
        OFFICIAL = "OFFICIAL", _("official")

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="board_states")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BOARD)
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="board_states"
    )
    gender = models.CharField(max_length=50, blank=True)
    category = models.CharField(max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    hold_until = models.DateTimeField(_("held back until"), null=True, blank=True)
    official_at = models.DateTimeField(_("official since"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("state of a board")
        verbose_name_plural = _("states of boards")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "gender", "category"],
                condition=Q(kind="BOARD"),
                name="boardstate_once_per_board",
            ),
            models.UniqueConstraint(
                fields=["publication", "kind"],
                condition=~Q(kind="BOARD"),
                name="boardstate_once_per_standings",
            ),
            models.CheckConstraint(
                condition=Q(kind="BOARD", activity__isnull=False)
                | Q(kind__in=["OVERALL", "GROUPS"], activity__isnull=True),
                name="boardstate_activity_of_boards_alone",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "CLOSED", "PUBLISHED", "OFFICIAL"]),
                name="boardstate_state_known",
                violation_error_message=_("Choose one of the states."),
            ),
        ]

    def __str__(self):
        return f"{self.publication}: {self.kind} {self.state}"

    @property
    def event_id(self) -> int:
        return self.publication.event_id

    @property
    def organisation(self) -> Organisation:
        return self.publication.organisation


class Amendment(models.Model):
    """A published board that was taken back, and what was different when it was published again.

    `places_before`: [[id, place], …] as they had been public, ids of participants (of groups on
    their standings), null for who had no place. `moves`: [[id, before, after], …] of those whose
    place is another one since `republished_at`; null until then. Never holds a name.
    `was_public`: whether anybody could see the board when it was taken back, so that the public may
    read which places moved; `reason` is for organisers alone.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="amendments")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(max_length=10, choices=BoardState.Kind.choices)
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="amendments"
    )
    gender = models.CharField(max_length=50, blank=True)
    category = models.CharField(max_length=255, blank=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    taken_back_at = models.DateTimeField(_("taken back"))
    places_before = models.JSONField(default=list)
    republished_at = models.DateTimeField(_("published again"), null=True, blank=True)
    moves = models.JSONField(null=True, blank=True)
    was_public = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["publication", "-number"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="amendment_number_unique_in_event"
            ),
            models.CheckConstraint(
                condition=Q(republished_at__isnull=True, moves__isnull=True)
                | Q(republished_at__isnull=False, moves__isnull=False),
                name="amendment_moves_once_republished",
            ),
        ]

    def __str__(self):
        return f"{self.publication}: {self.number}"

    @property
    def event_id(self) -> int:
        return self.publication.event_id

    @property
    def organisation(self) -> Organisation:
        return self.publication.organisation

    @property
    def is_open(self) -> bool:
        """Whether the board is not published again yet."""
        return self.republished_at is None
