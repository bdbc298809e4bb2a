"""The picture of an event: what its public page begins with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from foundation.models import StoredFile
from scoring.models.publication import Publication

LONGEST_TEXT = 200


class EventPicture(models.Model):
    """An upright JPEG without metadata in two sizes, each a file that is kept, with a hash of its
    bytes by which it is asked for. Written by `scoring.looks.changing` only.

    `text`: what is in the picture, for who does not see it; "" where it only decorates.
    """

    publication = models.OneToOneField(
        Publication, models.CASCADE, related_name="picture", verbose_name=_("publication")
    )
    text = models.CharField(_("what is in the picture"), max_length=LONGEST_TEXT, blank=True)
    digest = models.CharField(max_length=32, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, editable=False, related_name="+")
    small_digest = models.CharField(max_length=32, editable=False)
    small_width = models.PositiveIntegerField(editable=False)
    small_file = models.ForeignKey(StoredFile, models.PROTECT, editable=False, related_name="+")

    class Meta:
        verbose_name = _("picture of an event")
        verbose_name_plural = _("pictures of events")

    def __str__(self):
        return str(self.publication)

    @property
    def event_id(self) -> int:
        return self.publication.event_id

    @property
    def organisation(self) -> Organisation:
        return self.publication.organisation
