"""Groups and participants typed in by hand, a few at once."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Event, Group, Participant
from events.rosters.cells import AGE, CellRefused, born_of, read_age, read_birth
from foundation.text.names import tidy

ROWS = 5
MOST_ROWS = 200


class NewGroupForm(forms.Form):
    """A new group; without a name there is none."""

    group_name = forms.CharField(
        label=gettext_lazy("Name of the group"), max_length=255, required=False
    )
    identifier = forms.CharField(
        label=gettext_lazy("Identifier"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("A colour, a number, a mark. It may stay empty."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("identifier") and not cleaned.get("group_name"):
            self.add_error("group_name", _("Write the name of the group as well."))
        return cleaned


class NewParticipantForm(forms.Form):
    """One row: a new participant, or nothing where only the group is filled in."""

    display_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=255)
    group = forms.ChoiceField(label=gettext_lazy("Group"))
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"),
        choices=[("", "–"), *Participant.Gender.choices],
        required=False,
    )
    born = forms.CharField(
        label=gettext_lazy("Age, birth date or year"), max_length=40, required=False
    )

    def __init__(self, *args, groups: dict[str, Group], **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.fields["group"].choices = [(pk, group.name) for pk, group in groups.items()]

    def has_changed(self):
        return any(
            tidy(self.data.get(self.add_prefix(name)) or "")
            for name in ("display_name", "gender", "born")
        )

    def clean_born(self):
        """Up to three digits are an age, four a year of birth, anything else is a birth date."""
        text = tidy(self.cleaned_data["born"])
        try:
            if not text or AGE.fullmatch(text):
                return {"age": read_age(text)}
            born = born_of(read_birth(text, today=timezone.localdate()))
            return {name: value for name, value in born.items() if value is not None}
        except CellRefused as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def chosen_group(self) -> Group:
        return self.groups[self.cleaned_data["group"]]

    @property
    def participant(self) -> dict:
        """The fields of the participant. Of a valid form."""
        return {
            "display_name": self.cleaned_data["display_name"],
            "gender": self.cleaned_data["gender"],
            **self.cleaned_data["born"],
        }


PeopleFormSet = forms.formset_factory(
    NewParticipantForm, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def people_rows(event: Event, posted=None) -> forms.BaseFormSet:
    """Empty rows, or those posted. They start with the group that somebody was added to last."""
    groups = {str(group.pk): group for group in event.groups.order_by("sort_key", "pk")}
    last = event.participants.order_by("-pk").values_list("group_id", flat=True).first()
    start = str(last) if str(last) in groups else next(iter(groups), "")
    return PeopleFormSet(
        posted,
        prefix="people",
        form_kwargs={"groups": groups, "initial": {"group": start}},
    )
