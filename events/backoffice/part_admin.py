"""The base of the admin pages of an event's parts: one part, and lists edited in place."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect

from accounts.backoffice.scoped_admin import ScopedFilter
from accounts.backoffice.scoped_options import CHANGE, DELETE, EVERYTHING
from events.backoffice.chosen_event import chosen_event
from events.backoffice.event_admin import EventBoundAdmin
from events.backoffice.part_forms import PartForm
from events.backoffice.rows import NOT_OURS, RowForm, leave_out_gone, rows_formset
from events.models import Event


class EventPartAdmin(EventBoundAdmin):
    """What belongs to one event, stays in it, and is written by services, which log.

    A page gives `create`, `change` and `delete_model`. A list whose `row_fields` are given is
    edited in place once it shows one event that may change; its formset saves the rows.
    """

    create: Callable
    """(request, obj, fields) -> the part as the service made it; fields without the event."""
    change: Callable
    """(request, obj, fields): lets the service change what was changed on the page."""
    row_fields: tuple[str, ...] = ()
    row_form = RowForm
    row_service: Callable
    """Called with `changes` and `by`; see `events.parts.people_in_bulk`."""

    turn_path = "event_id"
    delete_order = ("event", "pk")
    logged_by_services = EVERYTHING
    form = PartForm
    autocomplete_fields = ["event"]
    fixed_fields = ("event",)
    list_filter = [("event", ScopedFilter)]
    list_select_related = ["event__organisation"]
    search_fields = ["name"]

    def choice_label(self, obj):
        return f"{obj} – {obj.event}"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without Django's little buttons that open the other object's pages in a new window."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"event", "group"} and field is not None:
            widget = field.widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return field

    # One part

    def save_model(self, request, obj, form, change):
        if isinstance(form, RowForm):
            return  # the formset has written it, while it was cleaned
        if change:
            self.change(request, obj, form.changed)
            return
        fields = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "event"}
        obj.pk = self.create(request, obj, fields).pk
        obj._state.adding = False

    # A list edited in place

    def row_fields_of(self, request: HttpRequest) -> tuple[str, ...]:
        """What is edited in place here and now."""
        event = chosen_event(request) if self.row_fields else None
        is_open = event is not None and event.status != Event.Status.ARCHIVED
        return self.row_fields if is_open else ()

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.list_editable = () if changelist.is_popup else self.row_fields_of(request)
        return changelist

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{**kwargs, "form": self.row_form})

    def get_changelist_formset(self, request, **kwargs):
        form = self.get_changelist_form(request)
        fields = self.row_fields_of(request)
        return rows_formset(
            self.model, form, fields, type(self).row_service, by=request.user, **kwargs
        )

    def get_actions(self, request):
        """Where the list shows an archived event, only what changes nothing."""
        actions = super().get_actions(request)
        event = chosen_event(request) if self.row_fields else None
        if event is None or event.status != Event.Status.ARCHIVED:
            return actions
        return {
            name: action
            for name, action in actions.items()
            if not {CHANGE, DELETE}.intersection(getattr(action[0], "allowed_permissions", ()))
        }

    def changelist_view(self, request, extra_context=None):
        if not self.row_fields:
            return super().changelist_view(request, extra_context)
        is_saving = request.method == "POST" and "_save" in request.POST
        if is_saving and self.row_fields_of(request):
            leave_out_gone(request, self.get_queryset(request))
        context = {"chosen_event": chosen_event(request), **(extra_context or {})}
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
