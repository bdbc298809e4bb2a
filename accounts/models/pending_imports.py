"""Uploaded tables between their preview and the confirmation."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(hours=1)


class PendingImportQuerySet(models.QuerySet):
    def of(self, user, kind: str, *, at: datetime | None = None):
        """What the user uploaded lately to be imported as this kind; nobody else's files."""
        since = (at or timezone.now()) - KEPT_FOR
        return self.filter(created_by=user, kind=kind, created_at__gt=since)

    def old(self, *, at: datetime | None = None):
        """Uploads too old to be confirmed; they can be deleted."""
        return self.filter(created_at__lte=(at or timezone.now()) - KEPT_FOR)


class PendingImport(models.Model):
    """An uploaded table between its preview and the confirmation.

    `content` is a `foundation.tables` Table, packed; it holds names of children, so it goes with
    the import, with the person's next one of the kind, or an hour later with the next import page.
    `kind` is the label of the model: events.participant. `options`: what else was chosen.
    """

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, db_index=True)
    kind = models.CharField(max_length=50)
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(editable=False)
    options = models.JSONField(default=dict, blank=True, editable=False)

    objects = PendingImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import to be confirmed")
        verbose_name_plural = _("imports to be confirmed")

    def __str__(self):
        return self.file_name
