"""The form of a template, as far as it can be changed without an editor."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from diplomas.looks import backgrounds
from diplomas.models import DiplomaTemplate
from events.backoffice.part_forms import PartForm
from foundation.pictures import uploads


class TemplateForm(PartForm):
    """Name, orientation and background; what stands on the diploma stays as it is."""

    background = forms.FileField(
        label=_("New background"),
        required=False,
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED}),
        help_text=_(
            "A PNG, JPEG or WebP picture of at most 5 MB. It covers the whole sheet; what sticks"
            " out is cut off."
        ),
    )
    removes_background = forms.BooleanField(label=_("Remove the background"), required=False)

    class Meta:
        model = DiplomaTemplate
        fields = ["event", "name", "orientation"]

    def clean_background(self) -> str:
        """The uploaded picture as it is stored; "" for none."""
        file = self.cleaned_data.get("background")
        return stored_as(file) if file else ""


def stored_as(file: UploadedFile) -> str:
    """The picture as a template has it. Raises ValidationError as `backgrounds.data_url` does."""
    uploads.check_length(file.size)
    return backgrounds.data_url(file.read())


def look_of(fields: dict) -> dict:
    """What the form changed, as the services of templates call it; a new picture comes before the
    removal of the old one.
    """
    look = dict(fields)
    new, is_removed = look.pop("background", ""), look.pop("removes_background", False)
    if new or is_removed:
        look["bg_image_url"] = new
    return look
