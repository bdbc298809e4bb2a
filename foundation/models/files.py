"""Files that the product keeps: which there are. Their bytes are in the storage, by their hash."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

DIGEST_LENGTH = 64


class StoredFileQuerySet(models.QuerySet):
    def unreferenced(self):
        """What no row of any table points to, whatever the table."""
        used = Q()
        for relation in StoredFile._meta.get_fields(include_hidden=True):
            if relation.auto_created and (relation.one_to_many or relation.one_to_one):
                rows = relation.related_model._base_manager
                used |= Q(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
        return self.exclude(used)


class StoredFile(models.Model):
    """Bytes that are kept once, however many rows point to them; by `foundation.files.store` only.

    `digest`: their SHA-256 in hexadecimal. `size`: in bytes. `kind`: a media type, by what is in
    them. `idle_since`: when it was found that nothing points to them; a while later they go.
    """

    digest = models.CharField(primary_key=True, max_length=DIGEST_LENGTH, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    kind = models.CharField(max_length=60, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    idle_since = models.DateTimeField(null=True, editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self):
        return self.digest
