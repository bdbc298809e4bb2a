"""What people compete in."""

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event, EventPart
from events.models.fields import ChoicesField, ThousandthsField
from events.models.querysets import ActivityQuerySet
from events.models.versions import now_version
from foundation.models.fields import SortKeyField
from foundation.text.names import tidy

SMALL = 32_767
"""The largest small integer of PostgreSQL; SQLite would take more."""

LONGEST_DESCRIPTION = 5_000
RULE_FIELDS = (
    "unit",
    "decimals",
    "minimum",
    "maximum",
    "plausible_minimum",
    "plausible_maximum",
    "allows_hours",
    "digits",
    "choices",
    "combine",
    "best_count",
    "ties_by_attempts",
)
"""Of an activity, besides its kind: the rule by which its results are read."""


class Activity(EventPart):
    """A discipline of an event, and the rule by which a typed result is read.

    Limits are in thousandths of the unit (ms, mm, milli-points), like every value. What the rule
    means is told by the pure `scoring.engine.values`; this is where it is kept. `results_version`
    changes with every result written, in the same transaction. While it is locked (`locked_at`),
    only organisers change its results.
    """

    class EvaluationType(models.TextChoices):
        NUMERIC_HIGH = "NUMERIC_HIGH", _("number, the highest wins")
        NUMERIC_LOW = "NUMERIC_LOW", _("number, the lowest wins")
        TIME_LOW = "TIME_LOW", _("time, the shortest wins")
        BOOLEAN = "BOOLEAN", _("passed or failed")
        SCORE_SET = "SCORE_SET", _("one of a set of scores, the highest wins")

    class Combine(models.TextChoices):
        SINGLE = "SINGLE", _("one result")
        BEST = "BEST", _("the best attempt")
        LAST = "LAST", _("the last attempt")
        SUM = "SUM", _("sum")
        MEAN = "MEAN", _("mean")
        MEDIAN = "MEDIAN", _("median")
        TRIMMED_MEAN = "TRIMMED_MEAN", _("mean without the highest and the lowest mark")
        BEST_K = "BEST_K", _("sum of the best few")
        HEIGHTS = "HEIGHTS", _("heights: o, x, – at each height")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="activities", verbose_name=_("event")
    )
    name = models.CharField(_("name"), max_length=255)
    sort_key = SortKeyField()
    description = models.TextField(
        _("description"), blank=True, validators=[MaxLengthValidator(LONGEST_DESCRIPTION)]
    )
    evaluation_type = models.CharField(
        _("kind of result"), max_length=20, choices=EvaluationType.choices
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, validators=[MaxValueValidator(SMALL)]
    )
    unit = models.CharField(
        _("unit"), max_length=20, blank=True, help_text=_("m, kg, points; times need none.")
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimal places"),
        null=True,
        blank=True,
        help_text=_(
            "Times are rounded up to it, everything else down."
            " Empty: 2 for times and metres, numbers as typed with at most 3."
        ),
    )
    minimum = ThousandthsField(
        _("lowest possible value"), null=True, blank=True, help_text=_("Lower ones are refused.")
    )
    maximum = ThousandthsField(
        _("highest possible value"), null=True, blank=True, help_text=_("Higher ones are refused.")
    )
    plausible_minimum = ThousandthsField(
        _("lowest plausible value"), null=True, blank=True, help_text=_("Lower ones are doubted.")
    )
    plausible_maximum = ThousandthsField(
        _("highest plausible value"), null=True, blank=True, help_text=_("Higher ones are doubted.")
    )
    allows_hours = models.BooleanField(
        _("times in hours"),
        default=False,
        help_text=_("1:02:03 is then an hour, two minutes and three seconds."),
    )
    digits = models.BooleanField(
        _("times typed as digits"),
        default=True,
        help_text=_("On pages 942 is then 9.42, and 12345 is 1:23.45; where two fit, it is asked."),
    )
    choices = ChoicesField(
        _("set of scores"),
        default=list,
        blank=True,
        help_text=_("One per line in the order of the buttons, such as “gold = 3”."),
    )
    combine = models.CharField(
        _("several attempts or judges"),
        max_length=15,
        choices=Combine.choices,
        default=Combine.SINGLE,
    )
    best_count = models.PositiveSmallIntegerField(
        _("how many of the best"), null=True, blank=True, validators=[MaxValueValidator(SMALL)]
    )
    ties_by_attempts = models.BooleanField(_("split ties by the next-best attempt"), default=False)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    results_version = models.BigIntegerField(default=now_version, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["event", "order", "pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    evaluation_type__in=[
                        "NUMERIC_HIGH",
                        "NUMERIC_LOW",
                        "TIME_LOW",
                        "BOOLEAN",
                        "SCORE_SET",
                    ]
                ),
                name="activity_evaluation_type_known",
                violation_error_message=_("Choose one of the kinds of result."),
            ),
            models.CheckConstraint(
                condition=Q(decimals__isnull=True) | Q(decimals__lte=3),
                name="activity_decimals_at_most_three",
                violation_error_message=_("At most 3 decimal places."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(minimum__lte=F("maximum")),
                name="activity_limits_in_order",
                violation_error_message=_("The lowest value must not be above the highest."),
            ),
            models.CheckConstraint(
                condition=Q(plausible_minimum__isnull=True)
                | Q(plausible_maximum__isnull=True)
                | Q(plausible_minimum__lte=F("plausible_maximum")),
                name="activity_plausible_limits_in_order",
                violation_error_message=_("The lowest value must not be above the highest."),
            ),
            models.CheckConstraint(
                condition=~Q(combine="BEST_K") | Q(best_count__isnull=False, best_count__gte=1),
                name="activity_best_count_given",
                violation_error_message=_("Say how many of the best attempts count."),
            ),
            models.CheckConstraint(
                condition=~Q(combine="HEIGHTS")
                | Q(evaluation_type__in=["NUMERIC_HIGH", "BOOLEAN"]),  # a pass has no use for it
                name="activity_heights_highest_wins",
                violation_error_message=_("Heights are for results where the highest number wins."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.name, self.unit = tidy(self.name), tidy(self.unit)

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def save(self, *args, update_fields=None, **kwargs):
        """Saves all but the version of the results, which may have moved on meanwhile."""
        if not self._state.adding and update_fields is None:
            kept = {self._meta.pk.name, "results_version"}
            update_fields = {field.name for field in self._meta.fields} - kept
        super().save(*args, update_fields=update_fields, **kwargs)
