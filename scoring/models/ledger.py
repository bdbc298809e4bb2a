"""What was measured: the ledger of everything entered, and the result it says now."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from events.models import Activity, Group, Participant
from events.models.querysets import is_expected
from scoring.engine.values import Mark


class ScoredQuerySet(models.QuerySet):
    """Rows that belong to an activity and a participant."""

    def visible_to(self, user):
        """Results of the events one manages, of the group one scores, and at one's stations."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(
            Q(activity__in=Activity.objects.manageable_by(user))
            | Q(activity__in=Activity.objects.assigned_to(user))
            | Q(participant__group__in=Group.objects.assigned_to(user))
        )

    def manageable_by(self, user):
        return self.filter(activity__in=Activity.objects.manageable_by(user))

    def expected(self):
        """Results of participants of whom one is expected."""
        return self.filter(is_expected("participant__"))


class RecordQuerySet(ScoredQuerySet):
    def entered_by(self, user):
        """What the user entered, in events that the user may see."""
        return self.filter(evaluator=user, activity__in=Activity.objects.visible_to(user))


class EntryQuerySet(ScoredQuerySet):
    """Entries can be added and read; whatever would change or remove one is refused."""

    def update(self, **kwargs):
        raise TypeError("The ledger is append-only.")

    def delete(self):
        raise TypeError("The ledger is append-only.")


class Entry(models.Model):
    """One line of the ledger: what somebody entered for a participant in an activity.

    `value` is in thousandths of the activity's unit, exactly when the status is OK; `attempts`
    the valid attempts, best first, where the activity takes several. Of heights it is those that
    were cleared, then for every failure the height as a negative: [1150, 1100, -1150]. CLEARED
    says that the cell was emptied. `based_on` is the entry that whoever entered it saw in the cell.
    The application never changes or deletes one (a deleted participant or activity takes its
    entries along, a deleted user is detached; where a participant's data are erased, the reason
    that somebody typed goes, and nothing that was measured: `scoring.erasing`).
    """

    class Status(models.TextChoices):
        OK = "OK", _("result")
        NM = "NM", _("no valid mark")
        DNF = "DNF", _("did not finish")
        DQ = "DQ", _("disqualified")
        DNS = "DNS", _("did not start")
        WD = "WD", _("withdrawn")
        CLEARED = "CLEARED", _("cleared")

    class Source(models.TextChoices):
        FORM = "FORM", _("entry page")
        API = "API", _("API")
        SYNC = "SYNC", _("entered offline")
        PHOTO = "PHOTO", _("photo of a sheet")
        SHEET = "SHEET", _("spreadsheet")
        IMPORT = "IMPORT", _("import")

    uuid = models.UUIDField(
        _("client's id"),
        default=uuid.uuid4,
        unique=True,
        error_messages={"unique": _("This entry was already sent.")},
    )
    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="entries", verbose_name=_("activity")
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="entries", verbose_name=_("participant")
    )
    group_at_entry = models.ForeignKey(
        Group,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group at that time"),
    )
    value_raw = models.CharField(_("as typed"), max_length=200, blank=True)
    value = models.BigIntegerField(_("value in thousandths"), null=True, blank=True)
    attempts = models.JSONField(_("valid attempts"), default=list, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OK)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    device = models.CharField(_("device"), max_length=100, blank=True)
    captured_at = models.DateTimeField(_("time on the device"), null=True, blank=True)
    clock_offset_ms = models.BigIntegerField(
        _("milliseconds by which the device's clock was ahead"), null=True, blank=True
    )
    received_at = models.DateTimeField(_("received"))
    based_on = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entry it was based on"),
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OK", value__isnull=False)
                | (~Q(status="OK") & Q(value__isnull=True)),
                name="entry_value_exactly_when_ok",
            )
        ]
        indexes = [models.Index(fields=["activity", "participant"], name="entry_cell")]

    def __str__(self):
        return f"{self.participant} – {self.activity}: {self.value_raw or self.status}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The ledger is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The ledger is append-only.")

    @property
    def event_id(self) -> int:
        return self.activity.event_id

    @property
    def organisation(self) -> Organisation:
        return self.activity.organisation

    @property
    def typed_at(self) -> datetime | None:
        """When it was typed, by our own clock where it is known how far off the device's was."""
        return by_our_clock(self.captured_at, self.clock_offset_ms)


def by_our_clock(captured_at: datetime | None, clock_offset_ms: int | None) -> datetime | None:
    """A time of a device whose clock was so many milliseconds ahead, by our own clock."""
    if captured_at is None or clock_offset_ms is None:
        return captured_at
    return captured_at - timedelta(milliseconds=clock_offset_ms)


class Confirmation(models.Model):
    """Somebody looked at a doubtful entry and holds it to be right.

    It is about this one entry: a new value in the cell is doubted anew. Written only by
    `scoring.ledger.confirmations.confirm`.
    """

    entry = models.OneToOneField(
        Entry, models.CASCADE, related_name="confirmation", verbose_name=_("entry")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")

    def __str__(self):
        return str(self.entry)

    @property
    def organisation(self) -> Organisation:
        return self.entry.organisation


class Record(models.Model):
    """What a participant has in an activity now: what the ledger's last entry for it says.

    Written only by `scoring.ledger.records.submit`; could be rebuilt from the entries at any time.
    """

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="records", verbose_name=_("activity")
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="records", verbose_name=_("participant")
    )
    entry = models.OneToOneField(
        Entry, models.CASCADE, related_name="record", verbose_name=_("entry")
    )
    value_raw = models.CharField(_("as typed"), max_length=200, blank=True)
    value = models.BigIntegerField(_("value in thousandths"), null=True, blank=True)
    attempts = models.JSONField(_("valid attempts"), default=list, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Entry.Status.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("first entered"))
    updated_at = models.DateTimeField(_("last changed"))

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["activity", "participant"]
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "participant"],
                name="record_once_per_activity_and_participant",
                violation_error_message=_("The participant already has a result here."),
            ),
            models.CheckConstraint(
                condition=Q(status="OK", value__isnull=False)
                | (Q(status__in=["NM", "DNF", "DQ", "DNS", "WD"]) & Q(value__isnull=True)),
                name="record_value_exactly_when_ok",
            ),
        ]

    def __str__(self):
        return f"{self.participant} – {self.activity}: {self.value_raw or self.status}"

    @property
    def event_id(self) -> int:
        return self.activity.event_id

    @property
    def organisation(self) -> Organisation:
        return self.activity.organisation

    def matches(self, mark: Mark, *, is_typed: bool = True) -> bool:
        """Whether status, value, attempts and reason are those of the mark.

        A status that was typed alone takes no reason away: clients send back what they were shown.
        """
        reason = mark.reason or (self.reason if is_typed else "")
        return (mark.status, mark.value, list(mark.attempts), reason) == (
            self.status,
            self.value,
            self.attempts,
            self.reason,
        )
