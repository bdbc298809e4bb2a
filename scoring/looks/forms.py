"""The form of an event's look."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.pictures import uploads
from scoring.looks.changing import KEPT, TwoSizes, prepared
from scoring.models.look import LONGEST_TEXT

PRODUCT_COLOUR = "#0b5f5a"
"""What the field of a colour begins with, as it cannot be empty."""


class LookForm(forms.Form):
    """Colour and picture. What is checked of the picture takes its time: nothing is locked then."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)
    has_colour = forms.BooleanField(label=_("The page has a colour of its own"), required=False)
    colour = forms.CharField(
        label=_("Colour"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_(
            "Of links, buttons and the head of the page. Where text in it could not be read, it is"
            " made darker, or lighter on a dark ground."
        ),
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED}),
        help_text=_(
            "A JPEG, PNG or WebP picture of at most 5 MB: a photo or a logo. It is made smaller,"
            " and place, time and device are taken out of it. Everybody sees it who has the"
            " address: show no child whose parents do not want that."
        ),
    )
    text = forms.CharField(
        label=_("What is in the picture"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Is read to whoever does not see it. Empty where it only decorates."),
    )

    def clean_picture(self) -> TwoSizes | str:
        file = self.cleaned_data.get("picture")
        if not file:
            return KEPT
        uploads.check_length(file.size)
        return prepared(file.read())

    @property
    def chosen_colour(self) -> str:
        return self.cleaned_data["colour"] if self.cleaned_data["has_colour"] else ""
