"""The form of a template, as far as it can be changed without an editor."""

from django import forms
from django.utils.translation import gettext_lazy as _

from diplomas.design.uploaded_backgrounds import ACCEPTED, stored_as
from diplomas.models import DiplomaTemplate
from events.backoffice.part_forms import PartForm


class TemplateForm(PartForm):
    """Name, orientation and background; what stands on the diploma stays as it is."""

    background = forms.FileField(
        label=_("New background"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "A PNG, JPEG or WebP picture of at most 5 MB, or a PDF of at most 10 MB, of which page"
            " 1 is taken. It covers the whole sheet; what sticks out is cut off."
        ),
    )
    removes_background = forms.BooleanField(label=_("Remove the background"), required=False)

    class Meta:
        model = DiplomaTemplate
        fields = ["event", "name", "orientation"]

    def clean_background(self) -> str:
        """The uploaded picture as it is stored; "" for none."""
        file = self.cleaned_data.get("background")
        orientation = self.cleaned_data.get("orientation", self.instance.orientation)
        return stored_as(file, orientation) if file else ""


def look_of(fields: dict) -> dict:
    """What the form changed, as the services of templates call it; a new picture comes before the
    removal of the old one.
    """
    look = dict(fields)
    new, is_removed = look.pop("background", ""), look.pop("removes_background", False)
    if new or is_removed:
        look["bg_image_url"] = new
    return look
