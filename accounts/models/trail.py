"""The audit trail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import OfOrganisationQuerySet, Organisation


class AuditLogQuerySet(OfOrganisationQuerySet):
    """Rows can be added and read; whatever would change or remove one is refused."""

    def visible_to(self, user):
        """An admin sees what happened in their organisations, a super admin everything."""
        return self.manageable_by(user)

    def update(self, **kwargs):
        raise TypeError("The audit trail is append-only.")

    def delete(self):
        raise TypeError("The audit trail is append-only.")


class AuditLog(models.Model):
    """One significant action: who did what to what, when, from where, and what changed.

    `changes` maps a field's name to [old, new]; never a password, a token or an image. `detail` is
    a sentence in English; `told` is what it was made of, so that it can be read in any language.
    Append-only: the application never changes or deletes a row, but for what it says of a person
    whose data are erased (`accounts.trail.redaction`). A deleted user is detached.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    action = models.CharField(_("action"), max_length=50, db_index=True)
    resource_type = models.CharField(_("kind of object"), max_length=50, blank=True)
    resource_id = models.BigIntegerField(_("object"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    event_id = models.BigIntegerField(_("event"), null=True, blank=True, editable=False)
    """The number of the event that it is about: no key, so that the row outlives the event."""
    detail = models.TextField(_("what happened"), blank=True)
    told = models.JSONField(_("what happened, in parts"), default=dict, blank=True, editable=False)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    ip = models.GenericIPAddressField(_("from address"), null=True, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)

    objects = AuditLogQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes = [
            models.Index(fields=["resource_type", "resource_id"], name="auditlog_resource"),
            models.Index(fields=["event_id", "created_at"], name="auditlog_event"),
        ]

    def __str__(self):
        return self.detail or self.action

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The audit trail is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The audit trail is append-only.")
