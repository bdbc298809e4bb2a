"""Forms about an event itself: new, copied, its first step, its status."""

from copy import copy

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from events.life.lifecycle import LONGEST_REASON
from events.models import Event
from events.rules.organisations import organisations_for_new_event, usual_organisation
from foundation.web.form_fields import date_input
from foundation.web.remembering import RememberingForm


class NewEventForm(forms.Form):
    """Name, date, place; the organisation only for those who have several."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    date = forms.DateField(label=gettext_lazy("Date"), required=False, widget=date_input())
    place = forms.CharField(label=gettext_lazy("Place"), max_length=255, required=False)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = organisations_for_new_event(user)
        self.usual = usual_organisation(user, self.organisations)
        if len(self.organisations) > 1:
            choices = [(each.pk, str(each)) for each in self.organisations]
            self.fields["organisation"] = forms.ChoiceField(
                label=_("Organisation"),
                choices=choices if self.usual else [("", "---------"), *choices],
                required=self.usual is None,
                initial=self.usual and self.usual.pk,
            )
            self.order_fields(["name", "date", "place", "organisation"])

    def take_organisation(self) -> Organisation:
        """The one chosen, out of the cleaned data, or the usual one. Of a valid form."""
        chosen = self.cleaned_data.pop("organisation", None)
        by_pk = {str(each.pk): each for each in self.organisations}
        return by_pk[chosen] if chosen else self.usual


class BasicsForm(RememberingForm, forms.ModelForm):
    """What the event is called, when and where it is, and how it ranks."""

    class Meta:
        model = Event
        fields = [
            "name",
            "date",
            "place",
            "reference_date",
            "ignores_gender",
            "ignores_age",
            "places",
            "orders_by_surname",
        ]
        widgets = {"date": date_input(), "reference_date": date_input()}

    def __init__(self, *args, instance: Event, **kwargs):
        # A copy: what is refused must not show in the heading as if it were the event's.
        super().__init__(*args, instance=copy(instance), **kwargs)
        self.remember()


class CopyForm(NewEventForm):
    """The name and dates of the copy, and what goes along besides the rules."""

    reference_date = forms.DateField(
        label=gettext_lazy("Reference date for ages"),
        required=False,
        widget=date_input(),
        help_text=gettext_lazy("Ages are counted on this day. Empty: on the day of the event."),
    )
    keeps_groups = forms.BooleanField(
        label=gettext_lazy("Keep the groups’ names"),
        required=False,
        help_text=gettext_lazy("Empty groups of the same names, ready for this year’s people."),
    )
    keeps_evaluators = forms.BooleanField(
        label=gettext_lazy("Invite the same evaluators"),
        required=False,
        help_text=gettext_lazy("They may score at the new event, too; you give them groups later."),
    )


class StatusForm(forms.Form):
    """A change of the status: back only with a reason, into the archive only when confirmed."""

    status = forms.ChoiceField(choices=Event.Status.choices)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("The reason stays in the audit trail."),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("Yes, from now on the event is only read."), required=False
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") == Event.Status.ARCHIVED and not cleaned.get("confirmed"):
            message = _("Tick that you mean it: nothing in an archived event can be changed.")
            self.add_error("confirmed", message)
        return cleaned
