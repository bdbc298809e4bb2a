"""Work beside the request, and what is due by the clock: the only tables of this floor."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet):
    def of(self, user, kind: str, *, at: datetime | None = None):
        """The user's own jobs and drafts of a kind, as long as they are good; nobody else's."""
        return self.filter(owner=user, kind=kind, expires_at__gt=at or timezone.now())

    def about(self, thing: models.Model):
        """Jobs and drafts with this object as their subject."""
        return self.filter(subject=subject_of(thing))

    def expired(self, *, at: datetime | None = None):
        """What nobody can use any more, unless somebody works on it just now."""
        now = at or timezone.now()
        at_work = Q(state=Job.State.RUNNING, lease_until__gte=now)
        return self.filter(expires_at__lte=now).exclude(at_work)


class Job(models.Model):
    """Work that outlives a request, or an upload that waits for its owner's confirmation: a draft.

    `kind` is what it is for, `step` the name of the function that does the next piece of work (see
    `foundation.jobs.steps`); a draft has none until its owner says what to do with it. `subject`:
    the label and key of the object that it is about, "events.event:12". `organisation`: its number.

    `content` and `options` are what was uploaded, `arguments` what the step needs besides: both
    may be about people, so they go when the work is done, and the row goes at `expires_at`.
    `context`: the language and the request that asked, for the trail and the log.
    `done` of `total` pieces are finished; total is 0 while nobody knows it. Whoever works on it has
    put an own word into `holder` and is believed to be alive until `lease_until`.
    `log`: one entry per failed attempt, with the class and the place of the error and no values.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT"
        QUEUED = "QUEUED"
        RUNNING = "RUNNING"
        DONE = "DONE"
        REFUSED = "REFUSED"
        FAILED = "FAILED"

    kind = models.CharField(max_length=60)
    step = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    organisation = models.PositiveBigIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=80, blank=True, db_index=True)
    file_name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField(default=b"", editable=False)
    options = models.JSONField(default=dict, blank=True, editable=False)
    arguments = models.JSONField(default=dict, blank=True, editable=False)
    context = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    holder = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.JSONField(default=dict, blank=True, editable=False)
    """What came of it, as the step says; `sentences` of a refusal."""
    log = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("work in the background")
        verbose_name_plural = _("works in the background")
        indexes = [models.Index(fields=["state", "due_at"], name="job_by_state")]

    def __str__(self):
        return self.file_name or self.kind

    @property
    def subject_pk(self) -> int:
        """The key of the object that it is about; only for a job that has a subject."""
        return int(self.subject.rpartition(":")[2])

    @property
    def is_waiting(self) -> bool:
        """Whether it is in the hands of the machine: in its queue or being worked on."""
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    def is_interrupted(self, *, at: datetime | None = None) -> bool:
        """Whether somebody worked on it and has not been heard of since the lease ended."""
        is_over = self.lease_until is None or self.lease_until < (at or timezone.now())
        return self.state == self.State.RUNNING and is_over


class PeriodicRun(models.Model):
    """Work by the clock that was begun for its hour or day; the row is the right to begin it."""

    name = models.CharField(max_length=60)
    slot = models.CharField(max_length=13)
    """The hour in UTC, "2026-07-01T09", or the day where the product is, "2026-07-01"."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "slot"], name="periodic_run_once_per_slot")
        ]

    def __str__(self):
        return f"{self.name} {self.slot}"


def subject_of(thing: models.Model) -> str:
    """As a job names the object that it is about: "events.event:12"."""
    return f"{thing._meta.label_lower}:{thing.pk}"
