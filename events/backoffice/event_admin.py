"""The base of the admin pages of events and of all that hangs on one."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from accounts.backoffice.scoped_admin import ScopedModelAdmin
from events.models import Event
from events.rules import locks
from events.rules.lookups import has_all_words
from events.rules.status_rules import check_changeable
from foundation.web.form_fields import is_id


class EventBoundAdmin(ScopedModelAdmin):
    """Pages of what can only be read once its event is archived.

    Django shows them without a form then; whoever sends one nevertheless gets the sentence why
    nothing changed, and so does whoever is refused by a service with a ValidationError. The search
    minds neither diacritics nor case in the fields that end with `search_key`.
    """

    goes_when_archived = False
    """Whether it may be deleted nevertheless."""
    turn_path = ""
    """From the object to its event's id, for a form that is compared with what is stored: it
    remembers what it showed (but `audit_hidden`, which is long), and is saved while nobody else
    writes to the event.
    """

    def get_search_results(self, request, queryset, search_term):
        """All words must be found, each in any of the fields."""
        fields = self.get_search_fields(request)
        return queryset.filter(has_all_words(search_term, fields)), False

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

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and self.turn_path and "object_id" in request.resolver_match.kwargs:
            field.show_hidden_initial = db_field.name not in self.audit_hidden
        return field

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        is_change = request.method == "POST" and object_id is not None
        with transaction.atomic():
            if is_change and self.turn_path and is_id(object_id):
                found = self.get_queryset(request).filter(pk=object_id).order_by()
                locks.take_turns(list(found.values_list(self.turn_path, flat=True)))
            try:
                if is_change:
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
        """The sentence of the rule, above the page again as it is."""
        for message in error.messages:
            self.message_user(request, message, messages.ERROR)
        return HttpResponseRedirect(address)

    def _check_stored(self, request, object_id: str) -> None:
        obj = self.get_object(request, unquote(object_id))
        if obj is not None:
            check_changeable(self.event_of(obj))
