"""Pages of parts of an event that are written by the services of `events.parts`, which log."""

from collections.abc import Callable

from events.backoffice.bases import EventPartForm, ReadUnderLock
from events.backoffice.rows import MISSING, RowForm, SeenForm
from events.models import EventPart
from events.parts.people_in_bulk import conflict, shown_as


class PartForm(SeenForm, EventPartForm):
    """The form of one part. What a colleague changed since the page was opened stays as they left
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
        elif stored not in (self.shown(name), cleaned[name]) and self.shown(name) is not MISSING:
            self.let_overwrite([name], self.instance)
            self.add_error(name, conflict(self._told(name, stored)))

    def _told(self, name: str, stored) -> str:
        """As the form shows it, where it has its own way: thousandths, scores line by line."""
        typed = self.fields[name].prepare_value(stored)
        text = shown_as(self.instance, name, typed if isinstance(typed, str) else stored)
        return ", ".join(text.splitlines())

    @property
    def changed_fields(self) -> dict:
        """field -> what it shall become, of those that were changed here."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class ServedByParts(ReadUnderLock):
    """`create` and `change` are given by the page; rows of a list are saved by their formset."""

    form = PartForm

    create: Callable[..., EventPart]
    """(request, obj, fields) -> the part as the service made it."""
    change: Callable[..., None]
    """(request, obj, fields): lets the service change what was changed on the page."""

    def save_model(self, request, obj, form, change):
        if isinstance(form, RowForm):
            return
        if change:
            self.change(request, obj, form.changed_fields)
            return
        obj.pk = self.create(request, obj, form.cleaned_data).pk
        obj._state.adding = False

    def construct_change_message(self, request, form, formsets, add=False):
        return {}

    def audit(self, *args, **kwargs):
        """The services log."""
