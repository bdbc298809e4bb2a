"""Lists edited in place: only what was changed is written, and no colleague is overwritten."""

import re
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext_lazy, ngettext

from events.models import Event, Group
from events.parts.people_in_bulk import Change, RowsRefused
from foundation.web.form_fields import is_id

PREFIX = "form"
MISSING = object()
NOT_OURS = gettext_lazy("Reload the page: this list does not add anything.")
"""Rows that no page of ours has sent."""


class SeenForm(forms.ModelForm):
    """A form that remembers what its page showed, beside each field with `show_hidden_initial`.

    Only what differs from that was changed by the person who sends it.
    """

    def shown(self, name: str):
        """What the page showed in the field; `MISSING` where it does not say so itself."""
        bound, field = self[name], self.fields[name]
        if bound.html_initial_name not in self.data:
            return MISSING
        sent = self._widget_data_value(field.hidden_widget(), bound.html_initial_name)
        try:
            return field.clean(sent) if sent not in (None, "") else field.to_python(sent)
        except ValidationError:
            return MISSING

    def seen(self) -> dict:
        """field -> what was shown there, of the fields that were changed."""
        shown = {name: self.shown(name) for name in self.changed_data if name != "id"}
        return {name: value for name, value in shown.items() if value is not MISSING}

    def let_overwrite(self, names, stored) -> None:
        """After a conflict the person knows what is stored by now, and may save again."""
        self.data = self.data.copy()
        for name in names:
            value = self.fields[name].prepare_value(getattr(stored, name))
            value = getattr(value, "pk", value)
            self.data[self[name].html_initial_name] = "" if value is None else str(value)


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


class RowForm(SeenForm):
    """One row of a list. The service that writes it judges it, so the model is not asked before."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = not field.disabled
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance}"

    def _post_clean(self):
        """Nothing: see above."""

    @property
    def change(self) -> Change:
        fields = {name: self.cleaned_data[name] for name in self.changed_data if name != "id"}
        return Change(fields=fields, seen=self.seen())


class RowFormSet(BaseModelFormSet):
    """The rows of a page. `write` (by the page) saves the changed ones while they are cleaned:
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
        errors = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}
        overtaken = []
        for name, found in errors.items():
            form.add_error(name if name in form.fields else None, found)
            overtaken += [name for each in found if each.code == "conflict" and name in form.fields]
        if overtaken:
            form.let_overwrite(overtaken, form.instance)


class EditedInPlace:
    """A list whose `row_fields` are edited in place once it shows one event that may change."""

    list_per_page = 100
    row_form = RowForm
    row_fields: tuple[str, ...] = ()
    row_service = None
    """Called with `changes` and `by`; see `events.parts.people_in_bulk`."""

    def chosen_event(self, request: HttpRequest) -> Event | None:
        """The event of the list: the one it is filtered by, else the only one that there is."""
        if not hasattr(request, "chosen_event"):
            request.chosen_event = self._find_event(request)
        return request.chosen_event

    def row_fields_of(self, request) -> tuple[str, ...]:
        """What is edited in place here and now."""
        event = self.chosen_event(request)
        is_open = event is not None and event.status != Event.Status.ARCHIVED
        return self.row_fields if is_open else ()

    def get_changelist_instance(self, request) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        changelist.list_editable = () if changelist.is_popup else self.row_fields_of(request)
        return changelist

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{**kwargs, "form": self.row_form})

    def get_changelist_formset(self, request, **kwargs):
        write = staticmethod(partial(type(self).row_service, by=request.user))
        formset = type("Rows", (RowFormSet,), {"write": write})
        fields = self.row_fields_of(request)
        form = self.get_changelist_form(request)
        return forms.modelformset_factory(
            self.model, form, extra=0, fields=fields, formset=formset, **kwargs
        )

    def changelist_view(self, request, extra_context=None):
        is_saving = request.method == "POST" and "_save" in request.POST
        if is_saving and self.row_fields_of(request):
            self._leave_out_gone(request)
        context = {"chosen_event": self.chosen_event(request), **(extra_context or {})}
        answer = super().changelist_view(request, context)
        changelist = (getattr(answer, "context_data", None) or {}).get("cl")
        formset = getattr(changelist, "formset", None)
        if formset is None or not formset.is_bound:
            return answer
        if not formset.management_form.is_valid() or formset.extra_forms:
            self.message_user(request, str(NOT_OURS), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        # Django would pair the forms with the list as it is by now.
        changelist.result_list = [form.instance for form in formset.forms]
        return answer

    def _find_event(self, request) -> Event | None:
        events = Event.objects.manageable_by(request.user)
        group, event = (request.GET.get(f"{name}__id__exact", "") for name in ("group", "event"))
        if event:
            return events.filter(pk=event).first() if is_id(event) else None
        if group:
            group = Group.objects.manageable_by(request.user).filter(
                pk=group if is_id(group) else 0
            )
            return events.filter(groups__in=group).first()
        first_two = list(events[:2])
        return first_two[0] if len(first_two) == 1 else None

    def _leave_out_gone(self, request) -> None:
        """Rows of what somebody deleted meanwhile are left out, and it is said; others are saved.

        The number of rows of a page is bounded by Django's own limit of a formset.
        """
        sent = {
            name: value
            for name, value in request.POST.items()
            if re.fullmatch(rf"{PREFIX}-[0-9]{{1,4}}-id", name)
        }
        ids = {value for value in sent.values() if is_id(value)}
        there = {
            str(pk)
            for pk in self.get_queryset(request).filter(pk__in=ids).values_list("pk", flat=True)
        }
        gone = {name.removesuffix("-id") for name, value in sent.items() if value not in there}
        if not gone:
            return
        request.POST = _without_rows(request.POST, gone)
        self.message_user(
            request,
            ngettext(
                "%(count)s row is left out: somebody deleted it meanwhile.",
                "%(count)s rows are left out: somebody deleted them meanwhile.",
                len(gone),
            )
            % {"count": len(gone)},
            messages.WARNING,
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
