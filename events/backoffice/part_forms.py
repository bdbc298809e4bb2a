"""The forms of events and of their parts, for several organisers at a time."""

from django import forms
from django.core.exceptions import ValidationError

from events.parts.people_in_bulk import conflict, shown_as
from events.rules.status_rules import check_changeable
from foundation.web.refusals import add_refusal
from foundation.web.remembering import MISSING, RememberingForm


class ComparingForm(RememberingForm, forms.ModelForm):
    """The form of one object. What a colleague changed since the page was opened stays as they left
    it, unless the person changed just that: then the form asks once more.
    """

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is not None:
            for name in set(cleaned) & {field.name for field in self._meta.model._meta.fields}:
                self._compare(name, getattr(self.instance, name), cleaned)
        return cleaned

    def _compare(self, name: str, stored, cleaned: dict) -> None:
        if name not in self.changed_data:
            cleaned[name] = stored
            return
        shown = self.shown(name)
        if shown is not MISSING and stored not in (shown, cleaned[name]):
            self.let_overwrite([name], self.instance)
            self.add_error(name, conflict(self._as_text(name, stored)))

    def _as_text(self, name: str, stored) -> str:
        """As the form shows it, where it has its own way: thousandths, scores line by line."""
        typed = self.fields[name].prepare_value(stored)
        text = shown_as(self.instance, name, typed if isinstance(typed, str) else stored)
        return ", ".join(text.splitlines())


class PartForm(ComparingForm):
    """Checks every constraint, also those over what is not on the form, such as the event."""

    def validate_unique(self):
        super().validate_unique()
        if self.errors:
            return
        try:
            check_changeable(self.instance.event)
            self.instance.validate_constraints()
        except ValidationError as error:
            add_refusal(self, error)
