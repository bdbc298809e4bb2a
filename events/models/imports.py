"""Uploaded tables that are mapped to fields and then imported into an event, or discarded."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class ImportDraftQuerySet(models.QuerySet):
    def of(self, user):
        """What the user uploaded to events that they manage; nobody else's files."""
        return self.filter(created_by=user, event__in=Event.objects.manageable_by(user))


class ImportDraft(models.Model):
    """An uploaded table before it becomes participants.

    `content` is the table as CSV in UTF-8 with commas, every row where its spreadsheet had it, so
    that problems name the row that people see. It holds names of children: it goes with the import,
    with the event, or after a day. `mapping`: header -> system field, as corrected by hand.
    `done` of `total` rows are worked on while `state` is RUNNING; `beat_at` is the last time that
    whoever works on it said so.
    """

    class State(models.TextChoices):
        READY = "READY", _("to be looked at")
        RUNNING = "RUNNING", _("being imported")
        DONE = "DONE", _("imported")
        REFUSED = "REFUSED", _("refused")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="import_drafts", verbose_name=_("event")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(editable=False)
    mapping = models.JSONField(default=dict, blank=True, editable=False)
    options = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READY)
    total = models.PositiveIntegerField(default=0, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    beat_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.JSONField(default=dict, blank=True, editable=False)
    """The result of the last run: counts, or the sentences of a refusal."""

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self):
        return self.file_name
