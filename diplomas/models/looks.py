"""How diplomas look, as it is stored: of templates, their drafts and their earlier versions."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from diplomas.looks import template_checks
from foundation.files import data_urls, store
from foundation.models import StoredFile
from foundation.pictures import crops


class StoredFont(models.Model):
    """A font that comes with a look. `entry`: as it was given; where it has a data URL, `data`
    has but the beginning of it, and `file` the rest.
    """

    number = models.PositiveSmallIntegerField()
    entry = models.JSONField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.entry.get("name", ""))

    @classmethod
    def of(cls, font: Any, number: int) -> "StoredFont":
        """Not saved; its file is kept. number: from 1, in the order of the fonts."""
        if not isinstance(font, dict) or not isinstance(font.get("data"), str):
            return cls(number=number, entry=font)
        start, file = _without_file(font["data"])
        return cls(number=number, entry={**font, "data": start}, file=file)

    @cached_property
    def given(self) -> Any:
        """Raises FilesUnreachable."""
        if self.file_id is None:
            return self.entry
        return {**self.entry, "data": _with_file(self.entry["data"], self.file_id)}


class StoredLook(models.Model):
    """`items` as `diplomas.looks.layout` describes them; its fonts are `stored_fonts`.

    `background_address`: an address on the web, or how the data URL begins whose rest is
    `background_file`. `background_crop`: as `foundation.pictures.crops` has it; None: the whole
    picture. What is given as `bg_image_url` and `fonts` is kept at once; `save` points to it.
    """

    class Orientation(models.TextChoices):
        LANDSCAPE = "LANDSCAPE", _("landscape")
        PORTRAIT = "PORTRAIT", _("portrait")

    name = models.CharField(_("name"), max_length=255)
    orientation = models.CharField(
        _("orientation"),
        max_length=10,
        choices=Orientation.choices,
        default=Orientation.LANDSCAPE,
    )
    background_address = models.TextField(_("background image"), blank=True, editable=False)
    background_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, editable=False, related_name="+"
    )
    background_crop = models.JSONField(
        _("part of the background image"), null=True, blank=True, default=None, editable=False
    )
    items = models.JSONField(_("items"), default=list, blank=True)
    default_font = models.CharField(_("default font"), max_length=255, blank=True)
    _new_fonts: "list[StoredFont] | None" = None
    _read_background: tuple[Any, str] | None = None
    LOOK: ClassVar = (
        "name",
        "orientation",
        "background_address",
        "background_file_id",
        "background_crop",
        "items",
        "default_font",
    )
    """Its columns, beside the fonts."""

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if self._new_fonts is None:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.stored_fonts.all().delete()
            for font in self._new_fonts:
                setattr(font, self._font_key.name, self)
            self._font_key.model._base_manager.bulk_create(self._new_fonts)
        self._new_fonts = None
        getattr(self, "_prefetched_objects_cache", {}).pop("stored_fonts", None)

    @property
    def bg_image_url(self) -> str:
        """As the API has it: an address on the web, or the image as a data URL; "" for none.

        Reads the file once, as `fonts` does its own. Raises FilesUnreachable.
        """
        key = (self.background_address, self.background_file_id)
        if self._read_background is None or self._read_background[0] != key:
            self._read_background = (key, _with_file(*key))
        return self._read_background[1]

    @bg_image_url.setter
    def bg_image_url(self, url: str) -> None:
        """Another picture is seen whole."""
        before = self.background_address, self.background_file_id
        self.background_address, self.background_file = _without_file(url or "")
        if (self.background_address, self.background_file_id) != before:
            self.background_crop = None

    @property
    def fonts(self) -> list[Any]:
        """As the API has them: [{"name": "Lato", "data": "data:font/ttf;base64,…"}, …]."""
        return [font.given for font in self.font_rows]

    @fonts.setter
    def fonts(self, fonts: Collection[Any] | None) -> None:
        of = self._font_key.model.of
        self._new_fonts = [of(font, number) for number, font in enumerate(fonts or (), 1)]

    @property
    def font_rows(self) -> Collection[StoredFont]:
        """Those that `save` will write, where there are new ones."""
        if self._new_fonts is not None:
            return self._new_fonts
        if self.pk is None:
            return []
        models.prefetch_related_objects([self], "stored_fonts")
        return self.stored_fonts.all()

    @property
    def file_references(self) -> dict[str, Any]:
        """What tells one background, and one set of fonts, from another, without reading them."""
        return {
            "bg_image_url": (self.background_address, self.background_file_id),
            "fonts": [(font.entry, font.file_id) for font in self.font_rows],
        }

    def take_look(self, other: "StoredLook") -> None:
        """Look as the other does, once it is saved; of files both point to the same."""
        for name in self.LOOK:
            setattr(self, name, getattr(other, name))
        self.set_font_rows(other.font_rows)

    def set_font_rows(self, rows: Collection[StoredFont]) -> None:
        """Have these fonts, whosever they are, once it is saved."""
        font = self._font_key.model
        self._new_fonts = [
            font(number=number, entry=each.entry, file_id=each.file_id)
            for number, each in enumerate(rows, 1)
        ]

    def looks_like(self, other: "StoredLook") -> bool:
        return all(getattr(self, name) == getattr(other, name) for name in self.LOOK) and (
            self.file_references == other.file_references
        )

    @property
    def _font_key(self) -> models.ForeignKey:
        """By which a font points to its look."""
        return self._meta.get_field("stored_fonts").field

    def clean_fields(self, exclude=None):
        """The checks that hold for the admin site, the API and services; an emptied list is [].

        What is wrong within an item is an error of its own: "items.1.fontSize". Files are checked
        before they are kept (`design.templates`).
        """
        exclude = set(exclude or ())
        self.items = [] if self.items is None else self.items
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if "items" not in exclude and "items" not in errors:
            try:
                template_checks.check_items(self.items)
            except ValidationError as error:
                errors |= getattr(error, "error_dict", None) or {"items": error.error_list}
        if "background_crop" not in exclude and self.background_crop is not None:
            try:
                crops.checked(self.background_crop)
            except ValidationError as error:
                errors["background_crop"] = error.error_list
        if errors:
            raise ValidationError(errors)


def _without_file(text: str) -> tuple[str, StoredFile | None]:
    """A data URL's beginning, and its file; of any other text all of it."""
    parts = data_urls.split(text)
    return (text, None) if parts is None else (parts[0], store.kept(parts[1]))


def _with_file(start: str, digest: str | None) -> str:
    return start if digest is None else data_urls.joined(start, store.read(digest))
