"""Form fields of the admin site that take whatever is sent, and refuse what no database takes."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model, QuerySet
from django.forms.fields import InvalidJSONInput
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foundation.text.database_text import is_storable


def is_id(text: str) -> bool:
    """Whether the text can be an object's id: other digits would not fit the database's integer."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def read_id(text: str) -> int | None:
    """The id that the text is; None where it cannot be one."""
    return int(text) if is_id(text) else None


def number_in(text: str | None, otherwise: int) -> int:
    """The whole number in a query, of at most six digits."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else otherwise


def find_by_id(objects: QuerySet, text: str) -> Model | None:
    """The one with this id among the objects; None where there is none."""
    return objects.filter(pk=text).first() if is_id(text) else None


def date_input() -> forms.DateInput:
    """The browser's own calendar, which takes and gives ISO 8601."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DayField(forms.DateField):
    """A day that has a midnight in every zone."""

    default_error_messages = {
        "invalid": _("This is not a day. Choose one, or write it as 2026-07-15.")
    }

    def __init__(self, **kwargs):
        limits = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2200, 1, 1))]
        super().__init__(required=False, validators=limits, widget=date_input(), **kwargs)


class DaysForm(forms.Form):
    """Whole days from and to, by the site's clock (TIME_ZONE) and both included; either may be
    left empty.
    """

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


class IdSelect(AutocompleteSelect):
    """Shows what is chosen; an address or a form with an id that is none chooses nothing."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [each for each in value if is_id(str(each))], attrs)

    def build_attrs(self, base_attrs, extra_attrs=None):
        """While nothing is chosen the box says what to choose, also to screen readers."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": f"{capfirst(self.field.verbose_name)}…"}


class IdChoiceField(forms.ModelChoiceField):
    """An object by its id; what is no id is no valid choice."""

    def to_python(self, value):
        if isinstance(value, str) and value and not is_id(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class StorableJSONField(forms.JSONField):
    """JSON as RFC 8259 has it, as both databases take it: no NaN, no NUL, not endlessly nested."""

    default_error_messages = {"unstorable": _("This JSON cannot be stored. Simplify it.")}

    def to_python(self, value):
        try:
            data = super().to_python(value)
            if not is_storable(data):
                raise ValidationError(self.error_messages["unstorable"], code="unstorable")
        except RecursionError as error:
            raise ValidationError(self.error_messages["unstorable"], code="unstorable") from error
        return data

    def bound_data(self, data, initial):
        """What was refused comes back as it was typed: read as JSON it could not be sent."""
        try:
            self.to_python(data)
        except ValidationError:
            return InvalidJSONInput(data)
        return super().bound_data(data, initial)
