"""How chosen diplomas are printed: in one file or many, in which order, on which paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from diplomas.looks.bounds import MOST_OFFSET
from diplomas.printing.paper import Paper

ONE_FILE, ZIP_FILE = "pdf", "zip"
BY_PLACE, BY_GROUP, BY_NAME = "place", "group", "name"
WHOLE, HALVES, CUT = "a4", "a5", "a5-marks"


class PaperForm(forms.Form):
    """Everything may be left as it is: one file, as they are awarded, a sheet each."""

    file = forms.ChoiceField(
        label=_("File"),
        choices=[(ONE_FILE, _("one PDF for all")), (ZIP_FILE, _("a PDF for each, in a ZIP"))],
        initial=ONE_FILE,
        required=False,
    )
    order = forms.ChoiceField(
        label=_("Order"),
        choices=[
            (BY_PLACE, _("by what they are for, and place")),
            (BY_GROUP, _("by group, for handing out")),
            (BY_NAME, _("by name")),
        ],
        initial=BY_PLACE,
        required=False,
    )
    sheet = forms.ChoiceField(
        label=_("Paper"),
        choices=[
            (WHOLE, _("A4, one on a sheet")),
            (HALVES, _("A5, two on a sheet of A4")),
            (CUT, _("A5, two on a sheet of A4, with marks where to cut")),
        ],
        initial=WHOLE,
        required=False,
    )
    overlay = forms.BooleanField(
        label=_("Texts and code only"),
        help_text=_("For paper that has the picture and the ornaments already."),
        required=False,
    )
    right = forms.FloatField(
        label=_("Move to the right, in mm"),
        min_value=-MOST_OFFSET,
        max_value=MOST_OFFSET,
        required=False,
    )
    down = forms.FloatField(
        label=_("Move down, in mm"),
        min_value=-MOST_OFFSET,
        max_value=MOST_OFFSET,
        required=False,
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("file") == ZIP_FILE and cleaned.get("sheet") in {HALVES, CUT}:
            self.add_error("sheet", _("Two on a sheet go into one file for all."))
        return cleaned

    @property
    def is_zip(self) -> bool:
        return self.cleaned_data["file"] == ZIP_FILE

    @property
    def paper(self) -> Paper:
        chosen = self.cleaned_data
        return Paper(
            two_up=chosen["sheet"] in {HALVES, CUT},
            marks=chosen["sheet"] == CUT,
            overlay=chosen["overlay"],
            right=chosen["right"] or 0,
            down=chosen["down"] or 0,
        )
