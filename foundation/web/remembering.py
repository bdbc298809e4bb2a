"""Forms whose pages remember what they showed, so that only what was changed there is written."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

MISSING = object()
"""What a page showed in a field, where the page does not say so."""


class RememberingForm(forms.BaseForm):
    """A form that carries, hidden beside each field with `show_hidden_initial`, what it showed.

    What differs from that was changed by the person who sends the form; the rest may be changed by
    a colleague meanwhile, and is to stay so. Mixed into a form or a model form.
    """

    def remember(self) -> None:
        """Let the page remember all fields that can be changed on it."""
        for field in self.fields.values():
            field.show_hidden_initial = not field.disabled

    @cached_property
    def changed_data(self) -> list[str]:
        """Also the fields of which it is not known what was shown: a script that sends a form
        without having looked means all of it.
        """
        return [
            name
            for name, bound in self._bound_items()
            if bound._has_changed() or self._is_bare(name)
        ]

    @property
    def changed(self) -> dict[str, Any]:
        """field -> what it shall become, of those that were changed. Of a valid form."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def shown(self, name: str) -> Any:
        """What the page showed in the field; `MISSING` where it does not say so itself."""
        bound, field = self[name], self.fields[name]
        if bound.html_initial_name not in self.data:
            return MISSING
        sent = self._widget_data_value(field.hidden_widget(), bound.html_initial_name)
        try:
            return field.clean(sent) if sent not in (None, "") else field.to_python(sent)
        except ValidationError:
            return MISSING

    def all_shown(self) -> dict[str, Any]:
        """field -> what was shown there, of the fields that were changed."""
        shown = {name: self.shown(name) for name in self.changed_data}
        return {name: value for name, value in shown.items() if value is not MISSING}

    def let_overwrite(self, names: list[str], stored: models.Model) -> None:
        """After a conflict the person knows what is stored by now, and may save again."""
        self.data = self.data.copy()
        for name in names:
            value = self.fields[name].prepare_value(getattr(stored, name))
            value = getattr(value, "pk", value)
            self.data[self[name].html_initial_name] = "" if value is None else str(value)

    def _is_bare(self, name: str) -> bool:
        """Whether the page does not say what it showed in the field, although it could."""
        field = self.fields[name]
        is_remembered = field.show_hidden_initial and not field.disabled
        return is_remembered and self[name].html_initial_name not in self.data
