"""What the admin pages of an event's parts have in common."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse

from accounts.backoffice.scoped_admin import ScopedFilter, ScopedModelAdmin
from events.models import Event
from events.rules import locks
from events.rules.lookups import has_all_words
from events.rules.status_rules import check_changeable
from foundation.web.form_fields import is_id


class OfChosenEventFilter(ScopedFilter):
    """Groups or activities of the event that the list is filtered by; none until there is one."""

    def queryset_of(self, related, request):
        queryset = super().queryset_of(related, request)
        for key, value in request.GET.items():
            if key.endswith("event__id__exact") and is_id(value):
                return queryset.filter(event=value)
        return queryset.none()


class EventPartForm(forms.ModelForm):
    """Checks every constraint, also those over what is not on the form, such as the event."""

    def validate_unique(self):
        super().validate_unique()
        if self.errors:
            return
        try:
            check_changeable(self.instance.event)
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, error)


class FoldedSearch:
    """A list whose search minds neither diacritics nor case in the fields that end with
    `search_key`; "tabor" finds "Tábor". All words must be found, each in any of the fields.
    """

    def get_search_results(self, request, queryset, search_term):
        fields = self.get_search_fields(request)
        return queryset.filter(has_all_words(search_term, fields)), False


class ReadUnderLock:
    """A form that remembers what it showed, so that only what was changed on it is changed, and
    that is compared with what is stored while nobody else writes to the event.
    """

    turn_path = "event_id"
    """From the object to its event's id."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and "object_id" in request.resolver_match.kwargs:
            field.show_hidden_initial = True
        return field

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with transaction.atomic():
            if request.method == "POST" and object_id is not None and is_id(object_id):
                found = self.get_queryset(request).filter(pk=object_id).order_by()
                locks.take_turns(list(found.values_list(self.turn_path, flat=True)))
            return super().changeform_view(request, object_id, form_url, extra_context)


class ReadOnlyWhenArchived:
    """Pages of what can only be read once its event is archived.

    Django shows them without a form then; whoever sends one nevertheless is told why nothing
    changed. Services that say the same by a ValidationError are heard as well.
    """

    goes_when_archived = False
    """Whether it may be deleted nevertheless."""

    def event_of(self, obj: models.Model) -> Event:
        return obj.event

    def is_archived(self, obj: models.Model | None) -> bool:
        return obj is not None and self.event_of(obj).status == Event.Status.ARCHIVED

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self.is_archived(obj)

    def has_delete_permission(self, request, obj=None):
        is_open = self.goes_when_archived or not self.is_archived(obj)
        return is_open and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs, request):
        objs = list(objs)
        for obj in [] if self.goes_when_archived else objs:
            check_changeable(self.event_of(obj))
        return super().get_deleted_objects(objs, request)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            if request.method == "POST" and object_id is not None:
                self._check_stored(request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            return self.refuse(request, error, request.get_full_path())

    def delete_view(self, request, object_id, extra_context=None):
        try:
            if not self.goes_when_archived:
                self._check_stored(request, object_id)
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as error:
            page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return self.refuse(request, error, reverse(page, args=[object_id]))

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except ValidationError as error:
            return self.refuse(request, error, request.get_full_path())

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if self.is_archived(obj):
            context["archived_event"] = self.event_of(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def refuse(self, request: HttpRequest, error: ValidationError, address: str):
        """Says what the rule says, and shows the page again as it is."""
        for message in error.messages:
            self.message_user(request, message, messages.ERROR)
        return HttpResponseRedirect(address)

    def _check_stored(self, request, object_id: str) -> None:
        obj = self.get_object(request, unquote(object_id))
        if obj is not None:
            check_changeable(self.event_of(obj))


class EventPartAdmin(ReadOnlyWhenArchived, FoldedSearch, ScopedModelAdmin):
    """What belongs to one event and stays in it."""

    form = EventPartForm
    autocomplete_fields = ["event"]
    fixed_fields = ("event",)
    list_filter = [("event", ScopedFilter)]
    list_select_related = ["event__organisation"]
    search_fields = ["name"]

    def choice_label(self, obj):
        return f"{obj} – {obj.event}"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without Django's little buttons that open the event's own pages in another window."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "event" and field is not None:
            widget = field.widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return field

    def delete_model(self, request, obj):
        self._take_turns([obj.event_id])
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        self._take_turns(list(queryset.order_by().values_list("event", flat=True).distinct()))
        super().delete_queryset(request, queryset)

    def save_model(self, request, obj, form, change):
        self._take_turns([obj.event_id])
        if change and not self.get_queryset(request).contains(obj):
            raise Http404  # deleted since this request looked; saving would bring it back
        super().save_model(request, obj, form, change)

    @staticmethod
    def _take_turns(event_ids: list[int]) -> None:
        """As `locks.take_turns`, and these events may be changed now that it is our turn."""
        locks.take_turns(event_ids)
        for event in Event.objects.filter(pk__in=event_ids):
            check_changeable(event)


class ResultsHangOn:
    """Deleting waits for the results under way; their service refuses those that come later."""

    event_path = "event"

    def delete_model(self, request, obj):
        self._await_submissions(self.get_queryset(request).filter(pk=obj.pk))
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        self._await_submissions(queryset)
        super().delete_queryset(request, queryset)

    def _await_submissions(self, queryset):
        events = list(queryset.order_by().values_list(self.event_path, flat=True).distinct())
        locks.await_submissions(events)
        locks.take_turns(events)
