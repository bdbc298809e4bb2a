"""What is handed out: how an event's diplomas look, and which ones were printed."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from diplomas.looks.bounds import MOST_OFFSET
from diplomas.models.looks import StoredFont, StoredLook
from diplomas.models.versions import TemplateVersion, VersionFont
from events.models import Activity, Event, Group, Participant
from events.models.querysets import EventScopedQuerySet

__all__ = [
    "CODE_LENGTH",
    "LONGEST_REASON",
    "AwardRule",
    "Diploma",
    "DiplomaTemplate",
    "TemplateFont",
    "TemplateVersion",
    "VersionFont",
]

CODE_LENGTH = 10
LONGEST_REASON = 255


def _offset(name: Promise) -> models.FloatField:
    """By how many mm texts are moved where they are printed alone, for a printer that is off."""
    within = [MinValueValidator(-MOST_OFFSET), MaxValueValidator(MOST_OFFSET)]
    return models.FloatField(name, default=0, validators=within)


class DiplomaTemplate(StoredLook):
    """The look of an event's diplomas: the version of it that is published.

    Every event has one from the start (`design.beginnings`). Diplomas are printed by the event's
    first; without any, in the layout that comes with the product.
    `version`: its number, from 1. `published_at`, `published_by`: when and by whom; without a time
    it is as it was made. Earlier ones, and the draft, are `versions`.
    """

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="diploma_templates", verbose_name=_("event")
    )
    overlay_right = _offset(_("moved to the right"))
    overlay_down = _offset(_("moved down"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = EventScopedQuerySet.as_manager()

    class Meta:
        ordering = ["event", "pk"]
        verbose_name = _("diploma template")
        verbose_name_plural = _("diploma templates")

    @property
    def organisation(self) -> Organisation:
        return self.event.organisation


class TemplateFont(StoredFont):
    """A font that comes with a template."""

    template = models.ForeignKey(DiplomaTemplate, models.CASCADE, related_name="stored_fonts")

    class Meta:
        ordering = ["template", "number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="font_number_once"),
        ]


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
    `template`, `template_version`: by which it was printed last; None: in the look that comes with
    the product, by one that is gone, or before that was kept.
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
    template = models.ForeignKey(
        DiplomaTemplate, models.SET_NULL, null=True, related_name="+", verbose_name=_("template")
    )
    template_version = models.PositiveIntegerField(_("version"), null=True)
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
