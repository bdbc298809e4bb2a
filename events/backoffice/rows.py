"""Lists edited in place: only what was changed is written, and no colleague is overwritten."""

import re
from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from events.parts.people_in_bulk import Change, RowsRefused
from foundation.web.form_fields import is_id
from foundation.web.refusals import add_refusal
from foundation.web.remembering import RememberingForm

PREFIX = "form"
NOT_OURS = gettext_lazy("Reload the page: this list does not add anything.")
"""Rows that no page of ours has sent."""


class ReadChoiceField(forms.ChoiceField):
    """One of the objects that were read once for all rows of a list."""

    def __init__(self, *, objects, **kwargs):
        self.objects = {str(obj.pk): obj for obj in objects}
        choices = [(pk, str(obj)) for pk, obj in self.objects.items()]
        super().__init__(choices=choices, **kwargs)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if str(value) not in self.objects:
            code = "invalid_choice"
            raise ValidationError(self.error_messages[code], code, params={"value": value})
        return self.objects[str(value)]

    def validate(self, value):
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")


class RowForm(RememberingForm, forms.ModelForm):
    """One row of a list. The service that writes it judges it, so the model is not asked before."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.remember()
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance}"

    def _post_clean(self):
        """Nothing: see above."""

    @property
    def change(self) -> Change:
        fields = {name: value for name, value in self.changed.items() if name != "id"}
        return Change(fields=fields, seen=self.all_shown())


class RowFormSet(BaseModelFormSet):
    """The rows of a page. `write` (the service) saves the changed ones while they are cleaned:
    only then can a refusal still become a sentence beside its row.
    """

    write = None

    def clean(self):
        if any(self.errors):
            return
        if self.extra_forms:
            raise ValidationError(NOT_OURS)
        changed = {form.instance.pk: form for form in self.forms if form.has_changed()}
        if not changed:
            return
        try:
            self.write(changes={pk: form.change for pk, form in changed.items()})
        except RowsRefused as refused:
            for pk, error in refused.rows.items():
                self._refuse(changed[pk], error)

    def _refuse(self, form: RowForm, error: ValidationError) -> None:
        add_refusal(form, error)
        overtaken = [name for name in form.fields if form.has_error(name, "conflict")]
        if overtaken:
            form.let_overwrite(overtaken, form.instance)


def rows_formset(
    model, form: type[RowForm], fields: tuple[str, ...], service: Callable, *, by: User, **kwargs
) -> type[RowFormSet]:
    """The formset of a list whose changed rows are written by the service."""
    write = staticmethod(partial(service, by=by))
    formset = type("Rows", (RowFormSet,), {"write": write})
    return forms.modelformset_factory(
        model, form, extra=0, fields=fields, formset=formset, **kwargs
    )


def leave_out_gone(request: HttpRequest, queryset: models.QuerySet) -> None:
    """Take the rows of what somebody deleted meanwhile out of the sent list, with a message.

    The number of rows of a page is bounded by Django's own limit of a formset.
    """
    sent = {
        name: value
        for name, value in request.POST.items()
        if re.fullmatch(rf"{PREFIX}-[0-9]{{1,4}}-id", name)
    }
    ids = {value for value in sent.values() if is_id(value)}
    there = {str(pk) for pk in queryset.filter(pk__in=ids).values_list("pk", flat=True)}
    gone = {name.removesuffix("-id") for name, value in sent.items() if value not in there}
    if not gone:
        return
    request.POST = _without_rows(request.POST, gone)
    messages.warning(
        request,
        ngettext(
            "%(count)s row is left out: somebody deleted it meanwhile.",
            "%(count)s rows are left out: somebody deleted them meanwhile.",
            len(gone),
        )
        % {"count": len(gone)},
    )


def _without_rows(data: QueryDict, gone: set[str]) -> QueryDict:
    """The sent rows without those of these prefixes, numbered anew."""
    kept, numbers = QueryDict(mutable=True), {}
    for name in data:
        row = re.match(rf"(initial-)?({PREFIX}-[0-9]+)(?=-)", name)
        if row is None:
            kept.setlist(name, data.getlist(name))
        elif row[2] not in gone:
            number = numbers.setdefault(row[2], len(numbers))
            anew = f"{row[1] or ''}{PREFIX}-{number}{name[row.end() :]}"
            kept.setlist(anew, data.getlist(name))
    for total in ("TOTAL_FORMS", "INITIAL_FORMS"):
        kept[f"{PREFIX}-{total}"] = str(len(numbers))
    return kept
