"""Whose files there are, and those that are still on their way in. Bytes: `foundation.files`."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Organisation
from foundation.files.purposes import Purpose
from foundation.models import StoredFile

PURPOSES = [
    (Purpose.DOCUMENT, _("document")),
    (Purpose.PHOTO, _("photo")),
    (Purpose.IMAGE, _("picture")),
    (Purpose.AUDIO, _("sound")),
    (Purpose.VIDEO, _("video")),
]


class FileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their own; for an organiser also those of their organisations; a super admin: all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_super_admin:
            return self
        seen = Q(owner=user)
        if user.is_admin:
            seen |= Q(organisation__in=Organisation.objects.manageable_by(user))
        return self.filter(seen)

    def manageable_by(self, user):
        """Those that the user may rename, publish and delete."""
        return self.visible_to(user)


class File(models.Model):
    """A file of somebody's, by the name they gave it, or a safe one. Who uploads it owns it; where
    they belong to one organisation, it is that organisation's too.

    `purpose` is empty while nobody knows it, `content_type` what its parser found. `stored` has the
    bytes; several files may have the same. `refusal`: the sentence why a REFUSED one was. A file
    that is GONE had its time: its bytes went, what was made of it stays. `size`: in bytes;
    `duration_ms`, `width` and `height` where it has them.
    """

    class State(models.TextChoices):
        CHECKING = "CHECKING", _("being checked")
        READY = "READY", _("ready")
        REFUSED = "REFUSED", _("refused")
        GONE = "GONE", _("gone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="files",
        verbose_name=_("owner"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        related_name="files",
        verbose_name=_("organisation"),
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=PURPOSES, blank=True)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"))
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveBigIntegerField(null=True)
    is_public = models.BooleanField(_("for anybody"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.CHECKING
    )
    refusal = models.CharField(_("why it was refused"), max_length=300, blank=True)
    scanned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="file_by_owner"),
            models.Index(fields=["organisation", "-created_at"], name="file_by_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="READY") | Q(size__gte=1, stored__isnull=False),
                name="file_ready_has_bytes",
                violation_error_message=_("A file that is ready has its bytes."),
            )
        ]

    def __str__(self):
        return self.name


class Upload(models.Model):
    """A file on its way in, in parts, as tus has it; it becomes the File with the same id.

    `length` is null until the client says it. `parts`: [name in the storage, bytes] of what has
    arrived, in order; `offset` is their sum. After `expires_at` nothing more is taken.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="uploads"
    )
    purpose = models.CharField(max_length=10, choices=PURPOSES, blank=True)
    name = models.CharField(max_length=255)
    length = models.PositiveBigIntegerField(null=True)
    offset = models.PositiveBigIntegerField(default=0)
    parts = models.JSONField(default=list)
    file = models.OneToOneField(File, models.CASCADE, null=True, related_name="upload")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(
                condition=Q(length__isnull=True) | Q(offset__lte=F("length")),
                name="upload_no_longer_than_said",
                violation_error_message=_("More was sent than the file is long."),
            )
        ]

    def __str__(self):
        return self.name
