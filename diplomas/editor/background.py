"""The picture behind a template that is being made: which part of it, and how sharp that is."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diplomas.design.uploaded_backgrounds import too_few_dots
from diplomas.looks.backgrounds import DATA_URL, jpeg
from diplomas.models.looks import StoredLook
from foundation.files import data_urls, store
from foundation.files.faults import FilesUnreachable
from foundation.neighbours.bounds import Overloaded
from foundation.pictures.crops import WHOLE, Crop, checked, dots_per_inch, largest
from foundation.pictures.headers import size_of

SMALL = 64
"""Of a copy that shows which way up a picture is; in pixels."""
MOST_KNOWN = 200
Size = tuple[int, int]


class CropForm(forms.Form):
    """The part of the picture, in percent of it; all fields empty: the whole picture."""

    left = forms.FloatField(label=gettext_lazy("Left edge (%)"), required=False)
    top = forms.FloatField(label=gettext_lazy("Upper edge (%)"), required=False)
    width = forms.FloatField(label=gettext_lazy("Width (%)"), required=False)
    height = forms.FloatField(label=gettext_lazy("Height (%)"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, crop: Crop | None = None):
        super().__init__(data, prefix="crop", initial=crop.as_json() if crop else {})
        for field in self.fields.values():
            field.widget.attrs |= {"min": 0, "max": 100, "step": "any"}

    def clean(self):
        if self.errors:
            return self.cleaned_data
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if given and len(given) < len(self.fields):
            raise ValidationError(
                _("Fill in all four numbers of the part, or none for the whole picture.")
            )
        self.cleaned_data["crop"] = _part(checked(given)) if given else None
        return self.cleaned_data


def has_picture(look: StoredLook) -> bool:
    """One that is printed: not an address on the web."""
    return bool(DATA_URL.match(look.background_address)) and look.background_file_id is not None


def blur(look: StoredLook, crop: Crop | None, page: tuple[float, float]) -> str:
    """That the part has too few dots for the sheet, as a sentence; "" where it has enough, or that
    is not known now.
    """
    size = picture_size(look)
    return too_few_dots(dots_per_inch(size, crop, page)) if size else ""


def fitting_part(look: StoredLook, page: tuple[float, float]) -> Crop | None:
    """The largest part with the page's proportions; None where that is all of the picture."""
    size = picture_size(look)
    return size and _part(largest(size, page))


def picture_size(look: StoredLook) -> Size | None:
    """Width and height of the picture in pixels, as it is seen; None where it is not known."""
    if not has_picture(look):
        return None
    try:
        return _size(look.background_address, look.background_file_id)
    except (FilesUnreachable, Overloaded):
        return None


@lru_cache(maxsize=MOST_KNOWN)
def _size(start: str, digest: str) -> Size | None:
    """A camera that was held upright writes a picture that lies: a small copy tells."""
    content = store.read(digest)
    small = jpeg(data_urls.joined(start, content), SMALL)
    size, seen = size_of(content), size_of(small or b"")
    if size is None or seen is None:
        return None
    lies = (size[0] > size[1]) != (seen[0] > seen[1]) and seen[0] != seen[1]
    return (size[1], size[0]) if lies else size


def _part(crop: Crop) -> Crop | None:
    """None for all of the picture."""
    return None if min(crop.width, crop.height) >= WHOLE else crop
