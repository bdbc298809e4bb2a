"""The age categories of an event as a table that is filled in, checked and counted."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.ages.bands import Band
from events.models.people import MOST_AGE, RESERVED
from events.parts.category_set import CategoryRow
from foundation.text.names import fold, tidy
from foundation.web.form_fields import read_id

MOST_ROWS = 40
PREFIX = "categories"


class CategoryForm(forms.Form):
    """One category. pk: of one that is there already; anything else means a new one. shown: what
    it was when the page was made, as `as_shown` says it.
    """

    pk = forms.CharField(required=False, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    low = forms.IntegerField(label=gettext_lazy("From age"), min_value=0, max_value=MOST_AGE)
    high = forms.IntegerField(label=gettext_lazy("To age"), min_value=0, max_value=MOST_AGE)

    def has_changed(self):
        return any(
            tidy(self.data.get(self.add_prefix(name)) or "") for name in ("name", "low", "high")
        )

    def clean_pk(self):
        return read_id(self.cleaned_data["pk"])

    def clean_name(self):
        name = tidy(self.cleaned_data["name"])
        if fold(name) in RESERVED:
            raise forms.ValidationError(_("Boards use this name themselves. Choose another."))
        return name

    def clean(self):
        cleaned = super().clean()
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", _("The lower age must not be above the upper one."))
        return cleaned

    @property
    def band(self) -> Band | None:
        """The typed category, even without a name; None until both ages are there."""
        low, high = (self.cleaned_data.get(each) for each in ("low", "high"))
        if low is None or high is None:
            return None
        return Band(self.cleaned_data.get("name") or "?", low, high)


class BaseCategoryFormSet(forms.BaseFormSet):
    """The table of categories; refuses a name that is there twice."""

    def clean(self):
        seen = set()
        for form in self.kept:
            name = form.cleaned_data.get("name")
            if name and name in seen:
                form.add_error("name", _("The event already has a category of this name."))
            seen.add(name)

    @property
    def kept(self) -> list[forms.Form]:
        """The rows with something in them that are to stay."""
        return [
            form for form in self.forms if form.has_changed() and not self._should_delete_form(form)
        ]

    @property
    def bands(self) -> list[Band]:
        """Those that can be counted already. Of a formset that was asked whether it is valid."""
        return [form.band for form in self.kept if form.band]

    @property
    def rows(self) -> list[CategoryRow]:
        """What to save. Of a valid formset."""
        kept = self.kept
        return [
            CategoryRow(
                form.cleaned_data.get("pk"),
                form.band if form in kept else None,
                is_touched=form not in kept or form.cleaned_data["shown"] != as_shown(form.band),
            )
            for form in self.forms
        ]


def as_shown(band: Band) -> str:
    """The category as one text, to compare what a page showed with what is stored."""
    return f"{band.low}-{band.high} {band.name}"


CategoryFormSet = forms.formset_factory(
    CategoryForm,
    formset=BaseCategoryFormSet,
    extra=1,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    can_delete=True,
)
