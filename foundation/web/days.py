"""Days in an address, from and to: whole days by the site's clock (TIME_ZONE), both included."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.web.form_fields import date_input


class DayField(forms.DateField):
    """A day that has a midnight in every zone."""

    default_error_messages = {
        "invalid": _("This is not a day. Choose one, or write it as 2026-07-15.")
    }

    def __init__(self, **kwargs):
        limits = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2200, 1, 1))]
        super().__init__(required=False, validators=limits, widget=date_input(), **kwargs)


class DaysForm(forms.Form):
    """Two days, either of which may be left empty."""

    since = DayField(label=_("From"))
    until = DayField(label=_("To"))

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first one. Change one of the two."))
        return self.cleaned_data

    @property
    def begins_at(self) -> datetime | None:
        """The first moment of a form that was checked; None: there is none."""
        since = self.cleaned_data.get("since")
        return midnight(since) if since else None

    @property
    def ends_before(self) -> datetime | None:
        """The first moment that is too late: the midnight after the last day, be it the day on
        which clocks are changed.
        """
        until = self.cleaned_data.get("until")
        return midnight(until + timedelta(days=1)) if until else None


def midnight(day: date) -> datetime:
    """When the day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
