"""What a template was, and what it may become."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diplomas.models.looks import StoredFont, StoredLook


class TemplateVersion(StoredLook):
    """An earlier version of a template, by its number; without one it is the template's draft,
    which nothing is printed by. The version that is published is the template itself.

    `made_at`, `made_by`: when and by whom it was published, or the draft changed last.
    `begun_from`: of a draft, the number of the version that was published when it was begun.
    """

    template = models.ForeignKey(
        "diplomas.DiplomaTemplate", models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField(null=True)
    begun_from = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(_("changed"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["template", "-number"]
        verbose_name = _("version of a diploma template")
        verbose_name_plural = _("versions of diploma templates")
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["template"],
                condition=Q(number__isnull=True),
                name="one_draft_of_a_template",
            ),
        ]


class VersionFont(StoredFont):
    """A font of an earlier version, or of a draft."""

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="stored_fonts")

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="version_font_number_once"),
        ]
